import type { Precision } from '../spec/spec.ts';

/** To the nearest number of the precision, ties to even. */
export function rounding(precision: Precision): (x: number) => number {
  return precision === 'float32' ? Math.fround : (x) => x;
}
