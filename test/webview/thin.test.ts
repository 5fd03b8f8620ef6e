import { expect, test } from 'vitest';
import type { Course } from '../../webview/lab/history.ts';
import { thinned } from '../../webview/lab/thin.ts';
import { clamped, zoomed } from '../../webview/lab/zoom.ts';

const course = (values: Float64Array, stride = 1): Course => ({ values, stride });
const finite = (value: number): boolean => Number.isFinite(value);

test('few epochs are drawn one by one, with one more on either side of what is shown', () => {
  const line = Float64Array.from({ length: 10 }, (_, epoch) => epoch * epoch);
  const { epochs, lines } = thinned([course(line)], { from: 3, to: 5 }, 100, finite);
  expect(epochs).toEqual([2, 3, 4, 5, 6]);
  expect(lines).toEqual([[4, 9, 16, 25, 36]]);
});

test('of many epochs every stretch keeps its lowest and its highest value, in their order', () => {
  const line = Float64Array.from({ length: 1000 }, () => 1);
  line[333] = 9;
  line[334] = -9;
  line[777] = 5;
  const { epochs, lines } = thinned([course(line)], { from: 0, to: 999 }, 100, finite);
  expect(epochs.length).toBeLessThanOrEqual(102);
  const drawn = lines[0] ?? [];
  expect(drawn.filter((value) => value !== 1)).toEqual([9, -9, 5]);
  expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
  expect(line[333]).toBe(9);
});

test('a line that grows keeps what was drawn of it', () => {
  const line = Float64Array.from({ length: 1000 }, (_, epoch) => Math.sin(epoch));
  const whole = thinned([course(line)], { from: 0, to: 2000 }, 100, finite);
  const before = thinned([course(line.subarray(0, 990))], { from: 0, to: 2000 }, 100, finite);
  const settled = before.epochs.length - 4;
  expect(whole.lines[0]?.slice(0, settled)).toEqual(before.lines[0]?.slice(0, settled));
});

test('what has no place on the scale, and shorter lines, are gaps', () => {
  const { lines } = thinned(
    [course(Float64Array.of(1, NaN, Infinity, 4)), course(Float64Array.of(1))],
    { from: 0, to: 3 },
    100,
    finite,
  );
  expect(lines).toEqual([
    [1, null, null, 4],
    [1, null, null, null],
  ]);
});

test('lines of different strides are drawn at the epochs that both have', () => {
  const fine = course(Float64Array.from({ length: 13 }, (_, epoch) => epoch));
  const coarse = course(Float64Array.of(0, -4, -8, -12, -16), 4);
  const { epochs, lines } = thinned([fine, coarse], { from: 5, to: 9 }, 100, finite);
  expect(epochs).toEqual([0, 4, 8, 12, 16]);
  expect(lines).toEqual([
    [0, 4, 8, 12, null],
    [0, -4, -8, -12, -16],
  ]);
});

test('of many epochs every stretch keeps the extremes of each line, whatever its stride', () => {
  const fine = Float64Array.from({ length: 4000 }, () => 1);
  fine[1335] = 9;
  const coarse = Float64Array.from({ length: 1000 }, () => 1);
  coarse[777] = 5;
  const { epochs, lines } = thinned([course(fine), course(coarse, 4)], { from: 0, to: 3999 }, 100, finite);
  expect(epochs.length).toBeLessThanOrEqual(102);
  expect(lines.map((line) => line.filter((value) => value !== 1))).toEqual([[9], [5]]);
  const drawnAt = (value: number, line = 0): number => epochs[lines[line]?.indexOf(value) ?? NaN] ?? NaN;
  expect(Math.abs(drawnAt(9) - 1335)).toBeLessThan(80);
  expect(Math.abs(drawnAt(5, 1) - 4 * 777)).toBeLessThan(80);
});

test('a zoom stays within the epochs, about its epoch, and ends where all of them are shown', () => {
  expect(zoomed({ from: 0, to: 100 }, 20, 0.5)).toEqual({ from: 10, to: 60 });
  expect(clamped({ from: -10, to: 30 }, 100)).toEqual({ from: 0, to: 40 });
  expect(clamped({ from: 90, to: 130 }, 100)).toEqual({ from: 60, to: 100 });
  expect(clamped({ from: 50, to: 50.2 }, 100)).toEqual({ from: 50, to: 54 });
  expect(clamped({ from: -50, to: 150 }, 100)).toBeUndefined();
});
