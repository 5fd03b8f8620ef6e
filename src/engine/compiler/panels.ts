import type { FunctionBuilder } from './builder.ts';
import type { Address } from './encoding.ts';
import type { Extent } from './product.ts';
import { i32 } from './scalars.ts';
import { width, type Real } from './vectors.ts';

/** Some columns of a matrix: a row every `stride` bytes. */
export interface Panel extends Address {
  readonly stride: number;
}

/** Uses of a copy from which on it pays. */
const fewestUses = 16;

/** A number of uses that is not known yet is one of a chunk's rows, of which there are mostly enough. */
export const paysToCopy = (uses: Extent): boolean => typeof uses !== 'number' || uses >= fewestUses;

/** Copies so many rows of so many vectors. */
export function copyPanel(f: FunctionBuilder, real: Real, from: Panel, to: Panel, rows: Extent, vectors: number): void {
  const [source, target] = [f.keep(from.base), f.keep(to.base)];
  f.repeat(typeof rows === 'number' ? i32.constant(rows) : rows, 1, () => {
    for (let vector = 0; vector < vectors; vector++) {
      const some = real.load({ base: source, offset: from.offset + vector * width });
      f.do(real.store({ base: target, offset: to.offset + vector * width }, some));
    }
    f.advance(source, from.stride);
    f.advance(target, to.stride);
  });
}
