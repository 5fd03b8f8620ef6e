import { expect, test } from 'vitest';
import { thinned } from '../../webview/lab/thin.ts';
import { clamped, zoomed } from '../../webview/lab/zoom.ts';

const finite = (value: number): boolean => Number.isFinite(value);

test('few epochs are drawn one by one, with one more on either side of what is shown', () => {
  const line = Float64Array.from({ length: 10 }, (_, epoch) => epoch * epoch);
  const { epochs, lines } = thinned([line], { from: 3, to: 5 }, 100, finite);
  expect(epochs).toEqual([2, 3, 4, 5, 6]);
  expect(lines).toEqual([[4, 9, 16, 25, 36]]);
});

test('of many epochs every stretch keeps its lowest and its highest value, in their order', () => {
  const line = Float64Array.from({ length: 1000 }, () => 1);
  line[333] = 9;
  line[334] = -9;
  line[777] = 5;
  const { epochs, lines } = thinned([line], { from: 0, to: 999 }, 100, finite);
  expect(epochs.length).toBeLessThanOrEqual(102);
  const drawn = lines[0] ?? [];
  expect(drawn.filter((value) => value !== 1)).toEqual([9, -9, 5]);
  expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
  expect(line[333]).toBe(9);
});

test('a line that grows keeps what was drawn of it', () => {
  const line = Float64Array.from({ length: 1000 }, (_, epoch) => Math.sin(epoch));
  const whole = thinned([line], { from: 0, to: 2000 }, 100, finite);
  const before = thinned([line.subarray(0, 990)], { from: 0, to: 2000 }, 100, finite);
  const settled = before.epochs.length - 4;
  expect(whole.lines[0]?.slice(0, settled)).toEqual(before.lines[0]?.slice(0, settled));
});

test('what has no place on the scale, and shorter lines, are gaps', () => {
  const { lines } = thinned(
    [Float64Array.of(1, NaN, Infinity, 4), Float64Array.of(1)],
    { from: 0, to: 3 },
    100,
    finite,
  );
  expect(lines).toEqual([
    [1, null, null, 4],
    [1, null, null, null],
  ]);
});

test('a zoom stays within the epochs, about its epoch, and ends where all of them are shown', () => {
  expect(zoomed({ from: 0, to: 100 }, 20, 0.5)).toEqual({ from: 10, to: 60 });
  expect(clamped({ from: -10, to: 30 }, 100)).toEqual({ from: 0, to: 40 });
  expect(clamped({ from: 90, to: 130 }, 100)).toEqual({ from: 60, to: 100 });
  expect(clamped({ from: 50, to: 50.2 }, 100)).toEqual({ from: 50, to: 54 });
  expect(clamped({ from: -50, to: 150 }, 100)).toBeUndefined();
});
