import { expect, test } from 'vitest';
import { evenly } from '../../webview/lab/predictions-tables.ts';
import { ticks } from '../../webview/lab/plot.ts';

test.each([
  [{ from: -1.5, to: 2.4 }, 8, [-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]],
  [{ from: 0, to: 1 }, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [{ from: 3, to: 3 }, 5, []],
])('ticks of %o are round', (range, most, expected) => {
  const found = ticks(range, most);
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 9));
});

test('rows of a table reach from the first to the last', () => {
  expect(evenly(256, 3)).toEqual([0, 128, 255]);
  expect(evenly(2, 6)).toEqual([0, 1]);
  expect(evenly(1, 6)).toEqual([0]);
  expect(evenly(0, 6)).toEqual([]);
});
