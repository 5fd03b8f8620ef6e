import { log } from './elementary.ts';

/**
 * Random numbers that are the same on every machine: integer arithmetic only, and streams told
 * apart by name, so that drawing more of one kind (noise, say) leaves the others (weights) alone.
 * The generator is xoshiro128** 1.1 by Blackman and Vigna (period 2^128 − 1).
 */
export interface RandomStream {
  /** A whole number from 0 to 2^32 − 1. */
  next32(): number;
  /** A multiple of 2^-53 in [0, 1). */
  uniform(): number;
  /** A draw from the normal distribution of mean 0 and standard deviation 1. */
  normal(): number;
  /** A whole number in [0, n), each as likely as any other; 1 ≤ n ≤ 2^32. */
  below(n: number): number;
  /** Brings the items into an order of which each is as likely as any other (Fisher–Yates). */
  shuffle(items: Int32Array): void;
  /** The generator's state, to go on elsewhere. */
  state(): readonly [number, number, number, number];
}

/** The stream `name` of `seed`, from its start. Any whole number is a seed. */
export function stream(seed: number, name: string): RandomStream {
  const key = `${seed}:${name}`;
  // The lowest bit is set because the all-zero state is the one that xoshiro never leaves.
  return new Xoshiro128(hash(key, 1), hash(key, 2), hash(key, 3), hash(key, 4) | 1);
}

const TWO_26 = 0x400_0000;
const TWO_32 = 0x1_0000_0000;
const TWO_53 = 0x20_0000_0000_0000;

export class Xoshiro128 implements RandomStream {
  /** The state, 128 bits, of which at least one is set. */
  constructor(
    private a: number,
    private b: number,
    private c: number,
    private d: number,
  ) {}

  state(): readonly [number, number, number, number] {
    return [this.a, this.b, this.c, this.d];
  }

  next32(): number {
    const { a, b, c, d } = this;
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const sum = d ^ b;
    this.c = c ^ a ^ (b << 9);
    this.b = b ^ c ^ a;
    this.a = a ^ sum;
    this.d = rotate(sum, 11);
    return scrambled;
  }

  uniform(): number {
    const high = this.next32() >>> 5;
    const low = this.next32() >>> 6;
    return (high * TWO_26 + low) / TWO_53;
  }

  /** Marsaglia's polar method. Its second value is dropped: one call, one pair of draws, no state between calls. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
    }
  }

  below(n: number): number {
    // The remainder alone would favour small numbers: draws past the last multiple of n are rejected.
    const limit = TWO_32 - (TWO_32 % n);
    let draw = this.next32();
    while (draw >= limit) draw = this.next32();
    return draw % n;
  }

  shuffle(items: Int32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.below(last + 1);
      const item = items[last] ?? 0;
      items[last] = items[chosen] ?? 0;
      items[chosen] = item;
    }
  }
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** MurmurHash3 (32 bits) of the text's UTF-16 code units, one a block. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) {
    const block = Math.imul(rotate(Math.imul(text.charCodeAt(i), 0xcc9e2d51), 15), 0x1b873593);
    h = (Math.imul(rotate(h ^ block, 13), 5) + 0xe6546b64) | 0;
  }
  return mix(h ^ text.length);
}

/** MurmurHash3's last step: of 32 bits in, each changes each of the 32 bits out half of the time. */
export function mix(bits: number): number {
  let h = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
