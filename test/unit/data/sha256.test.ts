import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/data/sha256.ts';

test('is that of the standard’s examples', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('is that of Node’s own for any bytes, of all lengths about the ends of blocks', () => {
  const nodes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255);
    expect(sha256(bytes)).toBe(nodes(bytes));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(64), (bytes, from) => {
      expect(sha256(bytes.subarray(from))).toBe(nodes(bytes.subarray(from)));
    }),
    { seed: 1 },
  );
});

test('is of a text’s UTF-8', () => {
  expect(sha256('重み α')).toBe(createHash('sha256').update('重み α').digest('hex'));
});
