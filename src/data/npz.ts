import { phrase } from '../spec/phrase.ts';
import type { NumericArray } from './arrays.ts';
import { DataFileError } from './dataset.ts';
import { readNpy } from './npy.ts';
import { ZipArchive } from './zip.ts';

export interface Pair {
  readonly x: NumericArray;
  readonly y: NumericArray;
}

/** The arrays `x` and `y`, a row of both for each sample, of a file by numpy.savez. Throws DataFileError. */
export function readNpz(file: string, bytes: Uint8Array): Pair {
  const archive = new ZipArchive(file, bytes);
  const x = arrayOf(archive, file, 'x');
  const y = arrayOf(archive, file, 'y');
  checkRows(x, y);
  if (y.shape.length > 2) {
    const message = phrase(
      '{0}: y has {1} dimensions; expected a number or a list of numbers a row',
      file,
      y.shape.length,
    );
    throw new DataFileError(message, 'data-text');
  }
  return { x, y };
}

/** The array `x` alone: rows to predict. */
export function readNpzInputs(file: string, bytes: Uint8Array): NumericArray {
  return arrayOf(new ZipArchive(file, bytes), file, 'x');
}

function arrayOf(archive: ZipArchive, file: string, name: string): NumericArray {
  const bytes = archive.read(`${name}.npy`);
  if (bytes === undefined) {
    const found = archive.names.map((entry) => entry.replace(/\.npy$/, '')).join(', ');
    const message = phrase(
      '{0} has no array “{1}”; expected x and y, found {2}',
      file,
      name,
      found === '' ? '–' : found,
    );
    throw new DataFileError(message, 'data-text');
  }
  const array = readNpy(`${file}: ${name}`, bytes);
  if (array.shape.length === 0) {
    throw new DataFileError(phrase('{0}: {1} is a single number; expected a row a sample', file, name), 'data-text');
  }
  return array;
}

/** Throws DataFileError unless both have as many rows. */
export function checkRows(x: NumericArray, y: NumericArray): void {
  const [inputs = 0] = x.shape;
  const [targets = 0] = y.shape;
  if (inputs !== targets) {
    const message = phrase('{0} has {1} rows, {2} has {3}', x.name, inputs, y.name, targets);
    throw new DataFileError(message, 'data-text');
  }
}
