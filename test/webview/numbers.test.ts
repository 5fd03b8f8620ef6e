import { expect, test } from 'vitest';
import { count, decimal, duration, percent, scientific } from '../../webview/shared/numbers.ts';

test.each([
  [0.0123456, '0.01235'],
  [1, '1.000'],
  [-0.5, '-0.5000'],
  [12345, '1.235e4'],
  [9999.9, '1.000e4'],
  [0.001, '0.001000'],
  [3.2e-9, '3.200e-9'],
  [0, '0'],
  [-0, '0'],
  [NaN, '—'],
  [undefined, '—'],
  [null, '—'],
  [Infinity, '∞'],
  [-Infinity, '-∞'],
])('%s is written %s', (value, text) => {
  expect(decimal(value)).toBe(text);
});

test.each([
  [3.2e-9, '3.2e-9'],
  [0.0213, '2.1e-2'],
  [12, '1.2e1'],
  [0, '0'],
  [NaN, '—'],
  [Infinity, '∞'],
])('the error %s is written %s', (value, text) => {
  expect(scientific(value)).toBe(text);
});

test('counts have thousands separated', () => {
  expect(count(100480)).toBe('100,480');
});

test('shares are percent with one decimal, or a dash', () => {
  expect([percent(0.9733), percent(1), percent(NaN), percent(undefined)]).toEqual([
    '97.3\u00a0%',
    '100.0\u00a0%',
    '—',
    '—',
  ]);
});

test.each([
  [0.000021, '21 µs'],
  [0.0064, '6.4 ms'],
  [0.34, '340 ms'],
  [1.2361, '1.24 s'],
  [125, '2 min 5 s'],
  [101_000, '28 h 3 min'],
  [NaN, '—'],
])('%s seconds are written %s', (seconds, text) => {
  expect(duration(seconds).replaceAll('\u00a0', ' ')).toBe(text);
});
