import { type Column, type LabelColumn, type NumberColumn, numbersOf, type Table } from './column.ts';
import { extentOf, meanOf } from './moments.ts';

/** The rows that lack no value. Labels that only other rows have are gone with them. */
export function withoutGaps(table: Table): Table {
  const columns = [...table.inputs, ...table.targets];
  const complete = new Uint8Array(table.rows).fill(1);
  for (const column of columns) markGaps(column, complete);
  const kept = new Int32Array(table.rows).map((_, row) => row).filter((row) => complete[row] === 1);
  if (kept.length === table.rows) return table;
  const chosen = (column: Column) =>
    column.kind === 'numbers' ? keptNumbers(column, kept, table.rows) : keptLabels(column, kept);
  return { ...table, rows: kept.length, inputs: table.inputs.map(chosen), targets: table.targets.map(chosen) };
}

function markGaps(column: Column, complete: Uint8Array): void {
  for (let row = 0; row < complete.length; row++) {
    const isGap =
      column.kind === 'numbers'
        ? Number.isNaN(column.values[column.start + row * column.stride])
        : (column.codes[row] ?? -1) < 0;
    if (isGap) complete[row] = 0;
  }
}

function keptNumbers(column: NumberColumn, kept: Int32Array, rows: number): Column {
  const values = numbersOf(column, rows);
  return { ...column, values: Float64Array.from(kept, (row) => values[row] ?? 0), start: 0, stride: 1 };
}

function keptLabels({ name, codes, labels }: LabelColumn, kept: Int32Array): Column {
  const renumbered = new Map<number, number>();
  const left: string[] = [];
  const newCodes = kept.map((row) => {
    const code = codes[row] ?? 0;
    const known = renumbered.get(code);
    if (known !== undefined) return known;
    renumbered.set(code, left.length);
    return left.push(labels[code] ?? '') - 1;
  });
  return { kind: 'labels', name, codes: newCodes, labels: left };
}

/**
 * Puts means of the training rows where values are missing, in both matrices and in place.
 * Returns the inputs of which no training row has a value, and which therefore have no mean.
 */
export function fillGaps(training: Float64Array, validation: Float64Array, width: number): number[] {
  const empty: number[] = [];
  for (let column = 0; column < width; column++) {
    const known = extentOf({ matrix: training, width, column });
    const isWhole = known.count * width === training.length && !hasGap(validation, column, width);
    if (isWhole) continue;
    if (known.count === 0) {
      empty.push(column);
      continue;
    }
    const mean = meanOf({ matrix: training, width, column }, known);
    fill(training, column, width, mean);
    fill(validation, column, width, mean);
  }
  return empty;
}

function hasGap(matrix: Float64Array, column: number, width: number): boolean {
  for (let at = column; at < matrix.length; at += width) if (Number.isNaN(matrix[at])) return true;
  return false;
}

function fill(matrix: Float64Array, column: number, width: number, mean: number): void {
  for (let at = column; at < matrix.length; at += width) if (Number.isNaN(matrix[at])) matrix[at] = mean;
}
