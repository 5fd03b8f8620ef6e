import type { Dropout, LayerRegions } from '../plan.ts';
import { i32 } from './scalars.ts';
import { eachVector, place, type Scope } from './scope.ts';
import { v128, type Vector } from './vectors.ts';

/** The mask of a training step, and the outputs times it; see `drop` of the reference. */
export function drop(scope: Scope, { shape: { units }, outputs }: LayerRegions, dropout: Dropout): void {
  const { f, real, plan, pool, from } = scope;
  const word = (value: number): Vector => v128.load(pool.words([value]));
  const mix = (bits: Vector): Vector => {
    const folded = (value: Vector, by: number): Vector => {
      const kept = f.keep(value);
      return v128.xor(kept, v128.shiftRightInt32(kept, by));
    };
    const once = v128.mulInt32(folded(bits, 16), word(0x85ebca6b));
    return folded(v128.mulInt32(folded(once, 13), word(0xc2b2ae35)), 16);
  };
  const stepAt = place(i32.constant(0), plan.steps);
  const step = f.keep(mix(v128.addInt32(v128.splatInt32(i32.load(stepAt)), word(dropout.key))));
  const first = f.keep(i32.mul(from, i32.constant(units)));
  // A float64 takes two words: both hold the same.
  const lanes = v128.load(real.lanes === 4 ? pool.words([0, 1, 2, 3]) : pool.words([0, 0, 1, 1]));
  const limit = Math.floor(dropout.rate * 0x1_0000_0000);
  eachVector(scope, units, (at) => {
    const index = i32.add(first, i32.shiftRight(at, i32.constant(Math.log2(real.bytes))));
    const place0 = v128.addInt32(v128.splatInt32(index), lanes);
    const isDropped = v128.belowInt32(mix(v128.addInt32(mix(place0), step)), word(limit));
    const mask = f.keep(real.andNot(real.constant(1 / (1 - dropout.rate)), isDropped));
    f.do(real.store(place(at, dropout.mask), mask));
    f.do(real.store(place(at, dropout.kept), real.mul(real.load(place(at, outputs)), mask)));
  });
}
