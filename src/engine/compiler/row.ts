import type { Region } from '../plan.ts';
import { i32 } from './scalars.ts';
import type { Local } from './encoding.ts';
import { eachVector, place, type Scope } from './scope.ts';
import { width, type Vector } from './vectors.ts';

/**
 * A chunk of a single row. Its numbers fill the lanes, and stay in variables from op to op: through
 * memory each would wait for its store, some 8 cycles every time, on the only way that a row takes
 * through its step.
 */

/** Numbers of a row that are worked on in variables; a longer one is worked on in memory. */
export const mostNumbers = 64;
/** Whether these numbers of the row are worked on in variables. */
export const isShortRow = ({ rows }: Scope, count: number): boolean => rows === 1 && count <= mostNumbers;

/** The row's numbers, which an op may have left in variables. */
export function read({ f, real, held }: Scope, region: Region, count: number): readonly Local<'v128'>[] {
  const known = held?.get(region);
  if (known) return known;
  const vectors = Array.from({ length: Math.ceil(count / real.lanes) }, (_, index) =>
    f.keep(real.load(place(i32.constant(index * width), region))),
  );
  held?.set(region, vectors);
  return vectors;
}

/** Leaves the row's numbers in variables, and in memory for those who look there. */
export function write({ f, real, held }: Scope, region: Region, vectors: readonly Local<'v128'>[]): void {
  for (const [index, vector] of vectors.entries()) f.do(real.store(place(i32.constant(index * width), region), vector));
  held?.set(region, vectors);
}

/** `target` = `value` of each of `count` numbers of each row, a vector at a time. */
export function elementwise(
  scope: Scope,
  count: number,
  target: Region,
  value: (load: (region: Region) => Vector) => Vector,
): void {
  const { f, real } = scope;
  if (!isShortRow(scope, count)) {
    eachVector(scope, count, (at) => {
      f.do(
        real.store(
          place(at, target),
          value((region) => real.load(place(at, region))),
        ),
      );
    });
    return;
  }
  const vectors = Array.from({ length: Math.ceil(count / real.lanes) }, (_, index) =>
    f.keep(value((region) => read(scope, region, count)[index] ?? real.constant(0))),
  );
  write(scope, target, vectors);
}

/** Number `index` of those in `vectors`, in all lanes. */
export const splat = ({ real }: Scope, vectors: readonly Local<'v128'>[], index: number): Vector =>
  real.choose(
    (vector) => vectors[vector],
    () => index,
  );
