import { expect, test } from 'vitest';
import { bytes, concatenated, float, integer, message, text } from '../../../src/export/protobuf.ts';

/** Examples of the Protocol Buffers documentation, “Encoding”. */
test.each([
  ['a varint', integer(1, 150), [0x08, 0x96, 0x01]],
  ['a text', text(2, 'testing'), [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]],
  ['a message', message(3, [integer(1, 150)]), [0x1a, 0x03, 0x08, 0x96, 0x01]],
  ['a float', float(2, -2), [0x15, 0x00, 0x00, 0x00, 0xc0]],
  ['two fields', concatenated([integer(1, 1), integer(2, 2)]), [0x08, 0x01, 0x10, 0x02]],
  ['a key of two bytes', integer(20, 2), [0xa0, 0x01, 0x02]],
  ['0', integer(1, 0), [0x08, 0x00]],
  ['a number beyond 32 bits', integer(1, 2 ** 35), [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
  ['nothing but a length', bytes(1, new Uint8Array(200)).subarray(0, 3), [0x0a, 0xc8, 0x01]],
])('%s', (_, field, expected) => {
  expect([...field]).toEqual(expected);
});
