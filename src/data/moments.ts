/** Of the numbers that are there: NaN stands for a missing one. */
export interface Extent {
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Numbers of one column of a matrix, row after row. */
export interface ColumnOf {
  readonly matrix: Float64Array;
  readonly width: number;
  readonly column: number;
}

export function extentOf({ matrix, width, column }: ColumnOf): Extent {
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let at = column; at < matrix.length; at += width) {
    const value = matrix[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    count++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { count, min, max };
}

/** Of `extent.count` > 0 numbers; their own value if they are all the same, which a quotient may miss by a bit. */
export function meanOf(of: ColumnOf, { count, min, max }: Extent): number {
  if (min === max) return min;
  const factor = safeFactor(Math.max(Math.abs(min), Math.abs(max)));
  return sum(of, (value) => value * factor) / count / factor;
}

/** The population standard deviation, about a mean. */
export function deviationOf(of: ColumnOf, { count, min, max }: Extent, mean: number): number {
  const factor = safeFactor(Math.max(max - mean, mean - min));
  const squares = sum(of, (value) => (value - mean) * factor * ((value - mean) * factor));
  return Math.sqrt(squares / count) / factor;
}

const LARGE = 2 ** 500;
const SHIFT = 2 ** 600;

/** A power of two, so that nothing is rounded by it, that keeps squares and sums within float64. */
function safeFactor(size: number): number {
  if (size > LARGE) return 1 / SHIFT;
  return size < 1 / LARGE ? SHIFT : 1;
}

/** Compensated after Neumaier: the error does not grow with the number of rows. */
function sum({ matrix, width, column }: ColumnOf, term: (value: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let at = column; at < matrix.length; at += width) {
    const value = matrix[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    const next = term(value);
    const both = total + next;
    lost += Math.abs(total) >= Math.abs(next) ? total - both + next : next - both + total;
    total = both;
  }
  return total + lost;
}
