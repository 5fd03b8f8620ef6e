import type { Precision } from '../../spec/spec.ts';
import type { Region } from '../plan.ts';
import type { Address } from './encoding.ts';
import { i32 } from './scalars.ts';

/**
 * Vectors of equal numbers, in memory: V8 builds a `v128.const` anew at each use, in up to four
 * instructions, where a load takes one.
 */
export class ConstantPool {
  private readonly offsets = new Map<string, number>();
  private readonly stored: number[] = [];

  constructor(private readonly region: Region) {}

  /** `value` in all lanes. */
  numbers(value: number, precision: Precision): Address {
    const cell = precision === 'float32' ? Float32Array.of(value) : Float64Array.of(value);
    return this.words([...new Int32Array(cell.buffer)]);
  }

  /** 32-bit words, repeated until the vector is full. */
  words(words: readonly number[]): Address {
    const four = Array.from({ length: 4 }, (_, index) => words[index % words.length] ?? 0);
    const key = four.join();
    const known = this.offsets.get(key);
    const offset = known ?? this.region.offset + 4 * this.stored.length;
    if (known === undefined) {
      this.offsets.set(key, offset);
      this.stored.push(...four);
      if (this.stored.length > this.region.length) throw new RangeError('the plan has no room for so many constants');
    }
    return { base: i32.constant(0), offset };
  }

  /** What the memory is to hold where the pool is. */
  data(): { offset: number; bytes: Uint8Array } {
    return { offset: this.region.offset, bytes: new Uint8Array(Int32Array.from(this.stored).buffer) };
  }
}
