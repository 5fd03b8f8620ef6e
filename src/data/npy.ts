import { phrase, type Phrase } from '../spec/phrase.ts';
import { indexOf, type NumericArray, product } from './arrays.ts';
import { DataFileError } from './dataset.ts';
import { type ElementType, elementSize, elementsOf } from './elements.ts';

/** Of the header: magic string and version. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const TYPE = /^([<>|=])(f4|f8|[iu][1248]|b1)$/;

/**
 * An array in numpy’s NPY format, version 1 to 3 (NEP 1), of real numbers.
 * Throws DataFileError: another format, another type, damaged.
 * @param name how messages name it
 */
export function readNpy(name: string, bytes: Uint8Array): NumericArray {
  const fault = (message: Phrase) => new DataFileError(message, 'data-text');
  const damaged = () => fault(phrase('{0} is not a whole array in numpy’s format', name));
  const version = bytes[6] ?? 0;
  if (bytes.length < 12 || MAGIC.some((byte, at) => bytes[at] !== byte)) throw damaged();
  if (version < 1 || version > 3)
    throw fault(phrase('{0} is in version {1} of numpy’s format; 1 to 3 are read', name, version));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length) throw damaged();

  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const described = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (fortran === undefined || sizes === undefined) throw damaged();
  const [, order, type] = TYPE.exec(described ?? '') ?? [];
  if (!isElementType(type)) {
    const found = described ?? /'descr':\s*(\[[^\]]*\])/.exec(header)?.[1] ?? '?';
    throw fault(phrase('{0} has elements of type {1}; expected real numbers, such as float64', name, found));
  }
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number.parseInt(size, 10)]));
  const count = product(shape);
  const data = bytes.subarray(end);
  if (!Number.isSafeInteger(count) || data.length < count * elementSize(type)) throw damaged();
  const { values, inexact } = elementsOf(data, type, count, order !== '>');
  const array = { name, shape, values, fortran: fortran === 'True' };
  if (inexact !== undefined) {
    const place = indexOf(inexact.index, array).join(', ');
    const message = phrase(
      '{0}[{1}] is {2}, which no float64 holds exactly: it is beyond 2^53',
      name,
      place,
      inexact.text,
    );
    throw new DataFileError(message, 'number-not-exact');
  }
  return array;
}

function isElementType(type: string | undefined): type is ElementType {
  // What TYPE matched is one of them.
  return type !== undefined;
}
