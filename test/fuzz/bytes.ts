import type { RandomStream } from '../../src/engine/random.ts';
import { pick, times } from './target.ts';

/** Bytes as a damaged disk, a broken download or an attacker would leave them. */
export function mutatedBytes(bytes: Uint8Array, random: RandomStream): Uint8Array {
  let result = bytes;
  for (let left = times(random); left > 0; left--) result = pick(random, mutations)(result, random);
  return result;
}

export function randomBytes(random: RandomStream, most: number): Uint8Array {
  return Uint8Array.from({ length: random.below(most + 1) }, () => random.below(256));
}

type Mutation = (bytes: Uint8Array, random: RandomStream) => Uint8Array;

/** What sizes, counts and offsets are tried with. */
const extremes = [0n, 1n, 2n, 7n, 8n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn];
const wide = [...extremes, 2n ** 53n, 2n ** 63n - 1n, 2n ** 64n - 1n];

const mutations: readonly Mutation[] = [
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) =>
    changed(bytes, random, () => pick(random, [0, 1, 0x0a, 0x22, 0x7f, 0x80, 0xff, random.below(256)])),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(random.below(bytes.length + 1)),
  (bytes, random) => spliced(bytes, random, () => new Uint8Array()),
  (bytes, random) => spliced(bytes, random, (piece) => concat([piece, piece])),
  (bytes, random) => spliced(bytes, random, () => randomBytes(random, 12)),
  (bytes, random) => concat([bytes, randomBytes(random, 12)]),
  swapped,
  (bytes, random) => field(bytes, random, 2),
  (bytes, random) => field(bytes, random, 4),
  (bytes, random) => field(bytes, random, 8),
];

function changed(bytes: Uint8Array, random: RandomStream, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice();
  const at = random.below(bytes.length + 1);
  copy[at] = change(copy[at] ?? 0);
  return copy;
}

function spliced(bytes: Uint8Array, random: RandomStream, put: (piece: Uint8Array) => Uint8Array): Uint8Array {
  const from = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + random.below(16));
  return concat([bytes.slice(0, from), put(bytes.slice(from, to)), bytes.slice(to)]);
}

function swapped(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const length = 1 + random.below(16);
  const first = random.below(bytes.length + 1);
  const second = first + length + random.below(Math.max(1, bytes.length - first));
  const part = (from: number, to?: number): Uint8Array => bytes.slice(from, to);
  return concat([
    part(0, first),
    part(second, second + length),
    part(first + length, second),
    part(first, first + length),
    part(second + length),
  ]);
}

/** Overwrites what may be a number of `size` bytes, of either order. */
function field(bytes: Uint8Array, random: RandomStream, size: 2 | 4 | 8): Uint8Array {
  if (bytes.length < size) return bytes;
  const copy = bytes.slice();
  const value = pick(random, size === 8 ? wide : extremes);
  const littleEndian = random.below(2) === 0;
  const at = random.below(bytes.length - size + 1);
  for (let index = 0; index < size; index++) {
    const shift = littleEndian ? index : size - 1 - index;
    copy[at + index] = Number((value >> BigInt(8 * shift)) & 0xffn);
  }
  return copy;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
