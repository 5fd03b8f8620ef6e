export interface Statistics {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  /** Standard deviation over all of them, not of a sample. */
  readonly deviation: number;
  readonly max: number;
}

/** Of at least one number. */
export function statisticsOf(values: Float64Array): Statistics {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const mean = sum / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { count: values.length, min, mean, deviation: Math.sqrt(squares / values.length), max };
}
