import { expect, it } from 'vitest';
import { statisticsOf } from '../../../src/assist/statistics.ts';

it('statistics are those of all the values', () => {
  expect(statisticsOf(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toEqual({
    count: 8,
    min: 2,
    mean: 5,
    deviation: 2,
    max: 9,
  });
});
