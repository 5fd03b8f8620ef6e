/**
 * Bytes of the WebAssembly binary format (Core Specification 2.0, section 5): the pieces that the
 * instructions and the module are put together from.
 */

export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

/** Bytes, nested as they were put together; flattened once, when they go into a function. */
export type Code = readonly (number | Code)[];

/** Code that leaves one value of type T on the stack. */
export interface Expr<T extends ValueType = ValueType> {
  readonly type: T;
  readonly code: Code;
}

/** A parameter or local variable; as an expression, its value. */
export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  readonly index: number;
}

/** Memory address = the value of `base` + a constant `offset`, both in bytes. */
export interface Address {
  readonly base: Expr<'i32'>;
  readonly offset: number;
}

export const typeCode: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** LEB128 of a whole number from 0 to 2^32 − 1. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128 of an int32. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

export const expr = <T extends ValueType>(type: T, ...code: Code): Expr<T> => ({ type, code });

export const memoryArgument = (alignment: number, offset: number): number[] => [alignment, ...unsigned(offset)];

export const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
export const name = (text: string): Code => vector(Array.from(text, (character) => [character.charCodeAt(0)]));

/** Appends nested code to flat bytes. */
export function append(bytes: number[], code: Code): void {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else append(bytes, part);
  }
}
