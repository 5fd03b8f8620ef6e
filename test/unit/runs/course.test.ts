import { expect, test } from 'vitest';
import { behaviourOf, thinnedCourse } from '../../../src/runs/course.ts';

const course = (length: number, loss: (epoch: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, epoch) => loss(epoch));

test.each<[string, string, (epoch: number) => number]>([
  ['falls fast and stays low', 'converges', (epoch) => Math.exp(-epoch / 10)],
  ['falls to a floor', 'converges', (epoch) => 0.5 + 0.5 * Math.exp(-epoch / 10)],
  ['falls late, but all the way', 'converges', (epoch) => 1 / (1 + Math.exp((epoch - 70) / 4))],
  ['jitters a little at its end', 'converges', (epoch) => Math.exp(-epoch / 10) + 0.002 * (epoch % 2)],
  ['falls slowly to the end', 'crawls', (epoch) => Math.exp(-epoch / 90)],
  ['hardly falls', 'crawls', (epoch) => 0.69 - epoch * 1e-5],
  ['stays', 'crawls', () => 0.69],
  ['goes up and down', 'oscillates', (epoch) => 0.4 + 0.2 * (-1) ** epoch],
  ['is above its start', 'diverges', (epoch) => 0.5 + epoch / 10],
  ['overflows', 'diverges', (epoch) => (epoch < 90 ? 0.5 : Infinity)],
  ['is no number at last', 'diverges', (epoch) => (epoch < 99 ? 0.5 : NaN)],
])('a course that %s: %s', (_, behaviour, loss) => {
  expect(behaviourOf(course(100, loss))).toBe(behaviour);
});

test('of a few epochs only whether they diverge is told', () => {
  expect(behaviourOf(Float64Array.of())).toBe('too-short');
  expect(behaviourOf(Float64Array.of(1))).toBe('too-short');
  expect(behaviourOf(Float64Array.of(1, 0.5, 0.2, 0.1))).toBe('too-short');
  expect(behaviourOf(Float64Array.of(1, Infinity))).toBe('diverges');
});

test('a short course is drawn as it is, a long one by its extremes', () => {
  const short = course(100, (epoch) => epoch);
  expect(thinnedCourse(short)).toEqual(short);
  const long = thinnedCourse(course(10_000, (epoch) => (epoch === 5000 ? 9 : (-1) ** epoch)));
  expect(long).toHaveLength(120);
  expect([...long].filter((value) => value === 9)).toHaveLength(1);
  expect(new Set(long)).toEqual(new Set([1, -1, 9]));
  expect(thinnedCourse(course(1000, (epoch) => (epoch < 500 ? 1 : NaN))).at(-1)).toBeNaN();
});
