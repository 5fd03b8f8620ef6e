/**
 * Functions of a number near 0 by their series. For |t| ≤ `small` what they leave out is below
 * 2⁻⁵⁶, a sixteenth of what rounding a loss of 1 takes. The engine's exp and log, which
 * differences of losses would be made of, cost ten times as much and lose those digits first.
 */

export const small = 2 ** -10;

/** e^t − 1. */
export function expm1(t: number): number {
  return t * (1 + t * (1 / 2 + t * (1 / 6 + t * (1 / 24))));
}

/** log(1 + t). */
export function log1p(t: number): number {
  return t * (1 - t * (1 / 2 - t * (1 / 3 - t * (1 / 4 - t * (1 / 5)))));
}

export function tanhSmall(t: number): number {
  const square = t * t;
  return t * (1 - square * (1 / 3 - square * (2 / 15)));
}
