import { phrase, type Phrase } from '../spec/phrase.ts';
import { type NumericArray, product } from './arrays.ts';
import { DataFileError } from './dataset.ts';
import { type ElementType, elementSize, elementsOf } from './elements.ts';

/** Types by their code, the third byte of a file. */
const types: ReadonlyMap<number, ElementType> = new Map([
  [0x08, 'u1'],
  [0x09, 'i1'],
  [0x0b, 'i2'],
  [0x0c, 'i4'],
  [0x0d, 'f4'],
  [0x0e, 'f8'],
]);

/**
 * An array in the IDX format of the MNIST database: two zeros, type and number of dimensions, their
 * sizes, then the numbers, all big-endian in C order. Throws DataFileError.
 * @param dimensions how many it has to have: from, to
 */
export function readIdx(file: string, bytes: Uint8Array, [from, to]: readonly [number, number]): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [first, second, code = 0, dimensions = 0] = bytes;
  const type = types.get(code);
  const start = 4 + 4 * dimensions;
  if (first !== 0 || second !== 0 || type === undefined) {
    const found = [...bytes.subarray(0, 3)].join(', ');
    throw damaged(phrase('{0} is not in IDX format: its bytes 0–2 are {1}; expected 0, 0 and a type', file, found));
  }
  if (bytes.length < start) {
    throw damaged(phrase('{0} has {1} bytes; its header alone takes {2} bytes', file, bytes.length, start));
  }
  if (dimensions < from || dimensions > to) {
    const message = phrase(
      '{0} has {1} dimensions; expected {2}',
      file,
      dimensions,
      from === to ? from : `${from}–${to}`,
    );
    throw damaged(message);
  }
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const size = product(shape) * elementSize(type);
  if (bytes.length - start !== size) {
    const message = phrase('{0} has {1} bytes of numbers; its header says {2}', file, bytes.length - start, size);
    throw damaged(message);
  }
  const { values } = elementsOf(bytes.subarray(start), type, product(shape), false);
  return { name: file, shape, values, fortran: false };
}

function damaged(message: Phrase): DataFileError {
  return new DataFileError(message, 'data-text');
}
