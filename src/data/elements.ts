import type { NumberArray } from './column.ts';

/** Types of numbers in binary files: kind (`f`loat, `i`nteger, `u`nsigned, `b`oolean) and bytes. */
export type ElementType = 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8' | 'b1';

/** Why an element can’t be read, and its index. */
export interface ElementFault {
  readonly index: number;
  readonly text: string;
}

export interface Elements {
  readonly values: NumberArray;
  /** The first whole number that float64 can’t hold exactly. */
  readonly inexact?: ElementFault;
}

export const elementSize = (type: ElementType): number => Number(type.slice(1));

/**
 * Numbers as they are stored, in as little memory as keeps them exact.
 * @param bytes `count` × the element’s size, of any alignment
 */
export function elementsOf(bytes: Uint8Array, element: ElementType, count: number, littleEndian: boolean): Elements {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const filled = <T extends NumberArray>(values: T, read: (at: number) => number): Elements => {
    const size = elementSize(element);
    for (let index = 0; index < count; index++) values[index] = read(index * size);
    return { values };
  };
  switch (element) {
    case 'u1':
    case 'b1':
      return { values: bytes.subarray(0, count) };
    case 'i1':
      return { values: new Int8Array(bytes.buffer, bytes.byteOffset, count) };
    case 'f4':
      return filled(new Float32Array(count), (at) => view.getFloat32(at, littleEndian));
    case 'f8':
      return filled(new Float64Array(count), (at) => view.getFloat64(at, littleEndian));
    case 'i2':
      return filled(new Float64Array(count), (at) => view.getInt16(at, littleEndian));
    case 'u2':
      return filled(new Float64Array(count), (at) => view.getUint16(at, littleEndian));
    case 'i4':
      return filled(new Float64Array(count), (at) => view.getInt32(at, littleEndian));
    case 'u4':
      return filled(new Float64Array(count), (at) => view.getUint32(at, littleEndian));
    case 'i8':
      return exact(count, (at) => view.getBigInt64(at, littleEndian));
    case 'u8':
      return exact(count, (at) => view.getBigUint64(at, littleEndian));
  }
  element satisfies never;
}

function exact(count: number, read: (at: number) => bigint): Elements {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const value = read(index * 8);
    const number = Number(value);
    // Up to 2^53 every whole number has a float64 of its own.
    if (number > 2 ** 53 || number < -(2 ** 53) || BigInt(number) !== value) {
      return { values, inexact: { index, text: value.toString() } };
    }
    values[index] = number;
  }
  return { values };
}
