export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of all values, not an estimate from a sample: divided by n. */
  readonly deviation: number;
  readonly zeros: number;
  /** The largest size of a value. */
  readonly extent: number;
}

/**
 * Of weights and biases together. Two passes: the one-pass formula for the deviation loses all its
 * digits where the mean is large against it. NaN everywhere for a layer without parameters.
 */
export function statistics(...parts: readonly Float64Array[]): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let zeros = 0;
  let n = 0;
  for (const part of parts) {
    for (const value of part) {
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros += 1;
      sum += value;
    }
    n += part.length;
  }
  if (n === 0) return { min: NaN, max: NaN, mean: NaN, deviation: NaN, zeros: 0, extent: 0 };
  const mean = sum / n;
  let squares = 0;
  for (const part of parts) for (const value of part) squares += (value - mean) ** 2;
  return { min, max, mean, deviation: Math.sqrt(squares / n), zeros, extent: Math.max(Math.abs(min), Math.abs(max)) };
}
