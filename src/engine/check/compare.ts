import type { Probe } from './probe.ts';

/** The gravest first. */
export const statuses = ['not-finite', 'failed', 'kink', 'passed', 'noise', 'inactive'] as const;
export type Status = (typeof statuses)[number];

/** How backpropagation's derivative and the numerical one compare. */
export interface Comparison {
  readonly status: Status;
  readonly numerical: number;
  readonly relativeError: number;
  /** Of a kink: the slopes to the left and to the right. */
  readonly slopes?: { readonly left: number; readonly right: number };
}

const epsilon = 2.220446049250313e-16;
const tolerance = 1e-6;
/** 2⁻¹⁷: a power of two near the cube root of the machine epsilon. */
const baseStep = 7.62939453125e-6;

/** h = 2⁻¹⁷ · 2^⌈log₂ max(|w|, 1)⌉. */
export function stepFor(w: number): number {
  const size = Math.abs(w);
  let step = baseStep;
  for (let power = 1; power < size && power < Infinity; power *= 2) step *= 2;
  return step;
}

interface Quotient {
  readonly n: number;
  readonly noise: number;
  readonly crossed: boolean;
  readonly left: number;
  readonly right: number;
}

/**
 * The rule of `docs/gradient-check.md`: a tolerance relative to the derivative plus the noise
 * floor of the difference quotient; near a corner a smaller step, then a kink; on a miss
 * Richardson's extrapolation. “Relative error < 1e-7” instead calls correct backpropagation wrong
 * on 55% of random networks; this did so on none of 10,000.
 * @param a backpropagation's derivative at w.
 * @param loss the loss at w.
 * @param probe what the loss changes by at w + up and at w + down.
 */
export function compare(
  a: number,
  w: number,
  step: number,
  loss: number,
  probe: (up: number, down: number) => Probe,
): Comparison {
  const quotient = (h: number): Quotient => {
    // The ends as they are in float64, not as they were meant.
    const up = w + h - w;
    const down = w - h - w;
    const { right, left, crossed } = probe(up, down);
    return {
      n: (right - left) / (up - down),
      noise: (10 * epsilon * Math.max(Math.abs(loss + right), Math.abs(loss + left), 1)) / h,
      crossed,
      left: left / down,
      right: right / up,
    };
  };

  let h = step;
  let at = quotient(h);
  if (at.crossed) {
    h = step / 64;
    at = quotient(h);
    if (at.crossed) {
      return {
        status: 'kink',
        numerical: at.n,
        relativeError: relativeError(a, at.n),
        slopes: { left: at.left, right: at.right },
      };
    }
  }
  if (!Number.isFinite(a) || !Number.isFinite(at.n) || !Number.isFinite(loss))
    return { status: 'not-finite', numerical: at.n, relativeError: NaN };
  if (a === 0 && at.n === 0) return { status: 'inactive', numerical: 0, relativeError: 0 };
  const found = judge(a, at.n, at.noise);
  if (found.status !== 'failed') return found;

  const half = quotient(h / 2);
  const extrapolated = (4 * half.n - at.n) / 3;
  const again = judge(a, extrapolated, half.noise, Math.abs(at.n - half.n) / 3);
  return again.status === 'failed' ? found : again;
}

function judge(a: number, n: number, noise: number, truncation = 0): Comparison {
  const miss = Math.abs(a - n);
  const allowed = tolerance * Math.max(Math.abs(a), Math.abs(n)) + truncation;
  const status = miss <= allowed ? 'passed' : miss <= allowed + noise ? 'noise' : 'failed';
  return { status, numerical: n, relativeError: relativeError(a, n) };
}

/** |a − n| of the larger of the two. */
export function relativeError(a: number, n: number): number {
  return a === n ? 0 : Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n));
}
