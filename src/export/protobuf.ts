/**
 * Just enough of the Protocol Buffers wire format to write a message: a field is a key (its
 * number × 8 + the kind of value), then the value. Kinds: 0 varint, 2 length and bytes, 5 four
 * bytes. A library would be fifty times as long and need ONNX's own description of its messages.
 */
export type Field = Uint8Array;

/** Whole numbers from 0. */
export function integer(number: number, value: number): Field {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

export function float(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return Uint8Array.from([...varint(number * 8 + 5), ...bytes]);
}

export function bytes(number: number, value: Uint8Array): Field {
  return concatenated([Uint8Array.from([...varint(number * 8 + 2), ...varint(value.length)]), value]);
}

export function text(number: number, value: string): Field {
  return bytes(number, new TextEncoder().encode(value));
}

export function message(number: number, fields: readonly Field[]): Field {
  return bytes(number, concatenated(fields));
}

/** A message's fields one after the other: the message itself. */
export function concatenated(fields: readonly Field[]): Uint8Array {
  const whole = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const field of fields) {
    whole.set(field, at);
    at += field.length;
  }
  return whole;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return [...digits, rest];
}
