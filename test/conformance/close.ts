import { expect } from 'vitest';

export interface Tolerance {
  /** Of the larger of the two magnitudes. */
  readonly relative: number;
  /** Allowed beside it, for sums that cancel. */
  readonly absolute: number;
}

/** Fails with every number that is off, both values printed; NaN is close to nothing. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance): void {
  expect(actual.length).toBe(expected.length);
  const misses = Array.from(expected, (right, index) => ({
    index,
    found: actual[index] ?? NaN,
    expected: right,
  })).filter(({ found, expected }) => !isClose(found, expected, tolerance));
  expect(misses).toEqual([]);
}

export function isClose(a: number, b: number, { relative, absolute }: Tolerance): boolean {
  return Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)) + absolute;
}
