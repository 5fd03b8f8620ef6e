import * as is from '../protocol/guards.ts';
import { inEnglish, phrase, type Phrase } from '../spec/phrase.ts';

/**
 * The safetensors format: the header's length (u64), a JSON header that gives every tensor its
 * type, shape and place, then the values without a gap; all little-endian.
 */

const itemSize = { F16: 2, BF16: 2, F32: 4, F64: 8 } as const;
type StoredType = keyof typeof itemSize;
/** What is written; the two short types, which other programs write, are read as F32 without a loss. */
export type DType = 'F32' | 'F64';

export interface Tensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row by row. */
  readonly values: Float64Array;
}

export interface TensorFile {
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Thrown for a file that can't be read, or not for this network. */
export class WeightsFileError extends Error {
  override readonly name = 'WeightsFileError';
  constructor(readonly phrase: Phrase) {
    super(inEnglish(phrase));
  }
}

export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  let end = 0;
  for (const { name, dtype, shape, values } of tensors) {
    const begin = end;
    end += values.length * itemSize[dtype];
    entries.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Readers that map the file into memory want the values on a multiple of eight.
  const headerLength = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  file.set(header, 8);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  let at = 8 + headerLength;
  for (const { dtype, values } of tensors) {
    for (const value of values) {
      if (dtype === 'F32') view.setFloat32(at, value, true);
      else view.setFloat64(at, value, true);
      at += itemSize[dtype];
    }
  }
  return file;
}

/** Throws WeightsFileError unless the file is whole and holds nothing but F16, BF16, F32 and F64. */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) {
    throw new WeightsFileError(
      phrase('A safetensors file begins with 8 bytes of length, this one has {0} bytes.', bytes.length),
    );
  }
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > bytes.length - 8) {
    const message = phrase(
      'This is not a safetensors file, or not a whole one: by its bytes 0 to 7 its header has {0} bytes, {1} bytes follow.',
      headerLength,
      bytes.length - 8,
    );
    throw new WeightsFileError(message);
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const values = new DataView(bytes.buffer, bytes.byteOffset + 8 + headerLength, bytes.length - 8 - headerLength);

  const { __metadata__: metadata = {}, ...places } = header;
  if (!isMetadata(metadata)) throw badEntry('__metadata__');
  const tensors = Object.entries(places).map(([name, place]) => readTensor(name, place, values));
  checkNoGap(tensors, values.byteLength);
  return { tensors: tensors.map(({ tensor }) => tensor), metadata };
}

const isPlace = is.object({
  dtype: is.text,
  shape: is.listOf(is.count),
  data_offsets: is.listOf(is.count),
});
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isMetadata = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every(is.text);
const isStoredType = (name: string): name is StoredType => Object.hasOwn(itemSize, name);

interface Placed {
  readonly tensor: Tensor;
  readonly begin: number;
  readonly end: number;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // Neither UTF-8 nor JSON: the same answer as for JSON that is no header.
  }
  throw new WeightsFileError(
    phrase('This is not a safetensors file: its header, bytes 8 to {0}, is no JSON object in UTF-8.', 8 + bytes.length),
  );
}

function readTensor(name: string, place: unknown, view: DataView): Placed {
  if (!isPlace(place)) throw badEntry(name);
  const { dtype, shape, data_offsets } = place;
  if (!isStoredType(dtype)) {
    throw new WeightsFileError(phrase('Tensor “{0}” holds {1}; F16, BF16, F32 and F64 can be read.', name, dtype));
  }
  const [begin = 0, end = 0] = data_offsets;
  const size = itemSize[dtype];
  const length = shape.reduce((product, side) => product * side, 1);
  if (data_offsets.length !== 2 || end > view.byteLength || end - begin !== length * size) {
    throw new WeightsFileError(
      phrase(
        'Tensor “{0}” should take {1} bytes by its shape, its place in the file says otherwise.',
        name,
        length * size,
      ),
    );
  }
  const read = readers[dtype];
  const values = Float64Array.from({ length }, (_, index) => read(view, begin + index * size));
  return { tensor: { name, dtype: dtype === 'F64' ? 'F64' : 'F32', shape, values }, begin, end };
}

const readers: Readonly<Record<StoredType, (view: DataView, at: number) => number>> = {
  F16: (view, at) => half(view.getUint16(at, true)),
  // The upper half of a float32.
  BF16: (view, at) => {
    const single = new DataView(new ArrayBuffer(4));
    single.setUint16(0, view.getUint16(at, true));
    return single.getFloat32(0);
  },
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
};

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  // Below the smallest exponent there is no leading 1.
  const significand = exponent === 0 ? fraction : fraction + 0x400;
  return sign * significand * 2 ** (Math.max(exponent, 1) - 25);
}

function checkNoGap(tensors: readonly Placed[], byteLength: number): void {
  let next = 0;
  for (const { tensor, begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== next) {
      throw new WeightsFileError(phrase('Tensor “{0}” does not begin where the one before it ends.', tensor.name));
    }
    next = end;
  }
  if (next !== byteLength) {
    throw new WeightsFileError(phrase('The tensors end {0} bytes before the file does.', byteLength - next));
  }
}

function badEntry(name: string): WeightsFileError {
  return new WeightsFileError(
    phrase('This is not a safetensors file: “{0}” in its header is not what it should be.', name),
  );
}
