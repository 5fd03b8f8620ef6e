import { LISTED } from '../spec/report.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import type { Missing } from '../spec/spec.ts';
import type { NumberArray, NumberColumn, Table } from './column.ts';
import { DataFileError } from './dataset.ts';
import { checkDataSize } from './limits.ts';

/** Numbers of any number of dimensions, of which the first counts the rows. */
export interface NumericArray {
  /** How messages name it, the file included. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: NumberArray;
  /** Whether the first index runs fastest (Fortran order) instead of the last. */
  readonly fortran: boolean;
}

/** Inputs and targets of two arrays, each row laid out flat in C order. Throws DataFileError. */
export function arrayTable(file: string, x: NumericArray, y: NumericArray | undefined): Table {
  const [rows = 0, ...shape] = x.shape;
  const inputs = columnsOf(x, 'x');
  const targets = y === undefined ? [] : columnsOf(y, 'y');
  checkDataSize(file, rows, inputs.length + targets.length);
  return { rows, inputs, targets, ...(shape.length > 1 ? { inputShape: shape } : {}) };
}

function columnsOf({ name, shape, values, fortran }: NumericArray, letter: string): NumberColumn[] {
  const [rows = 0, ...sizes] = shape;
  const width = product(sizes);
  // Any number of such rows fits into no bytes at all.
  if (width === 0) throw new DataFileError(phrase('{0} has {1} rows without a number', name, rows), 'data-text');
  return Array.from({ length: width }, (_, column) => ({
    kind: 'numbers',
    name: width === 1 && letter === 'y' ? letter : `${letter}${column + 1}`,
    values,
    ...(fortran ? { start: rows * fortranPlace(column, sizes), stride: 1 } : { start: column, stride: width }),
  }));
}

/** Where in Fortran order that element of a row is which is number `place` in C order. */
function fortranPlace(place: number, sizes: readonly number[]): number {
  let rest = place;
  let sum = 0;
  let step = product(sizes);
  for (const size of sizes.toReversed()) {
    step /= size;
    sum += (rest % size) * step;
    rest = Math.floor(rest / size);
  }
  return sum;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}

export interface ValueFaults {
  /** The first ones. */
  readonly listed: readonly Phrase[];
  readonly found: number;
}

/** The numbers that can’t be used: infinite ones, and NaN where no value may be missing. */
export function valueFaults(array: NumericArray, missing: Missing): ValueFaults {
  const { values, name } = array;
  const listed: Phrase[] = [];
  let found = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (Number.isFinite(value) || (Number.isNaN(value) && missing !== 'error')) continue;
    if (++found > LISTED) continue;
    const place = indexOf(at, array).join(', ');
    listed.push(phrase('{0}[{1}] is {2}; expected a finite number', name, place, String(value)));
  }
  return { listed, found };
}

/** The indices, as numpy counts them, of the element at a place in memory. */
export function indexOf(at: number, { shape, fortran }: NumericArray): number[] {
  const sizes = fortran ? shape : shape.toReversed();
  let rest = at;
  const indices = sizes.map((size) => {
    const index = rest % size;
    rest = Math.floor(rest / size);
    return index;
  });
  return fortran ? indices : indices.toReversed();
}
