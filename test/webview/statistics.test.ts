import { expect, test } from 'vitest';
import { histogram } from '../../webview/weights/histogram.ts';
import { paint, palette, shadeOf, shades } from '../../webview/weights/palette.ts';
import { statistics } from '../../webview/weights/statistics.ts';

test('of weights and biases together', () => {
  expect(statistics(Float64Array.of(1, 2, 0), Float64Array.of(-3))).toEqual({
    min: -3,
    max: 2,
    mean: 0,
    deviation: Math.sqrt(14 / 4),
    zeros: 1,
    extent: 3,
  });
});

test('a mean far from 0 costs the deviation no digits', () => {
  expect(statistics(Float64Array.of(1e9, 1e9 + 1)).deviation).toBe(0.5);
});

test('no parameters have no statistics', () => {
  expect(statistics(new Float64Array())).toMatchObject({ min: NaN, mean: NaN, deviation: NaN, extent: 0 });
});

test('the scale is symmetric about 0', () => {
  const middle = (shades - 1) / 2;
  expect([shadeOf(-2, 2), shadeOf(0, 2), shadeOf(2, 2), shadeOf(9, 2)]).toEqual([0, middle, shades - 1, shades - 1]);
  expect([shadeOf(5, 0), shadeOf(NaN, 2)]).toEqual([middle, middle]);
  expect(shadeOf(-0.7, 2) + shadeOf(0.7, 2)).toBe(shades - 1);
});

test('cells take the colours of both ends and of the page', () => {
  const colours = palette([255, 128, 0], [16, 16, 16], [0, 128, 255]);
  const pixels = new Uint32Array(3);
  paint(pixels, Float64Array.of(-1, 0, 1), 1, colours);
  expect([...new Uint8Array(pixels.buffer)]).toEqual([255, 128, 0, 255, 16, 16, 16, 255, 0, 128, 255, 255]);
});

test('a histogram is symmetric about 0, and counts every finite value once', () => {
  const counts = histogram([Float64Array.of(-2, 0, 0, 2), Float64Array.of(NaN, 1)], 2);
  expect(counts).toHaveLength(31);
  expect([counts[0], counts[15], counts[30]]).toEqual([1, 2, 1]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(5);
  expect(histogram([Float64Array.of(0, 0)], 0)[15]).toBe(2);
});
