import type { Span } from './thin.ts';

/** Fewer epochs would be a chart of two points. */
const fewest = 4;

/** Within the epochs there are; undefined if it is all of them. */
export function clamped({ from, to }: Span, last: number): Span | undefined {
  const width = Math.max(fewest, Math.round(to - from));
  if (width >= last) return undefined;
  const start = Math.max(0, Math.min(Math.round(from), last - width));
  return { from: start, to: start + width };
}

/** As much of it as `factor` says, the epoch `about` staying where it is. */
export function zoomed({ from, to }: Span, about: number, factor: number): Span {
  const middle = Math.min(to, Math.max(from, about));
  return { from: middle - factor * (middle - from), to: middle + factor * (to - middle) };
}
