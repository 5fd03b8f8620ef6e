import type { Column } from './column.ts';

/** One input of the network. */
export interface Input {
  readonly name: string;
  /** Whether it is a number of the source rather than one place of a one-hot code. */
  readonly measured: boolean;
  value(row: number): number;
}

/** A text column becomes an input a label, in sorted order, that is 1 where it holds. */
export function inputsOf(columns: readonly Column[]): Input[] {
  return columns.flatMap(expand);
}

function expand(column: Column): Input[] {
  if (column.kind === 'numbers') {
    const { name, values, start, stride } = column;
    return [{ name, measured: true, value: (row) => values[start + row * stride] ?? 0 }];
  }
  const { name, labels, codes } = column;
  return [...labels].sort().map((label) => {
    const code = labels.indexOf(label);
    return { name: `${name}=${label}`, measured: false, value: (row) => (codes[row] === code ? 1 : 0) };
  });
}

/** The chosen rows as a matrix, rows × inputs. */
export function matrixOf(inputs: readonly Input[], rows: Int32Array): Float64Array {
  const matrix = new Float64Array(rows.length * inputs.length);
  let at = 0;
  for (const row of rows) for (const input of inputs) matrix[at++] = input.value(row);
  return matrix;
}
