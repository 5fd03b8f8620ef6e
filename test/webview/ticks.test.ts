import { expect, test } from 'vitest';
import { evenly } from '../../webview/lab/predictions-tables.ts';
import { ticks } from '../../webview/lab/plot.ts';
import { epochTick } from '../../webview/lab/chart.ts';

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

test.each([
  [500_000, 100_000, '500,000'],
  [2_000_000, 500_000, '2\u00a0M'],
  [1_250_000, 50_000, '1.25\u00a0M'],
  [1_000_000_000, 2e8, '1,000\u00a0M'],
  [16_000_010, 2, '16,000,010'],
])('under the chart epoch %i in steps of %i is %s', (epoch, step, text) => {
  expect(epochTick(epoch, step)).toBe(text);
});
