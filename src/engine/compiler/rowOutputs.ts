import type { LayerRegions } from '../plan.ts';
import { emitElementary } from './elementary.ts';
import type { Local } from './encoding.ts';
import { read, splat, write } from './row.ts';
import { i32 } from './scalars.ts';
import { place, type Scope } from './scope.ts';
import type { Vector } from './vectors.ts';

/**
 * Softmax and cross-entropy where the chunk is a single short row: its units fill the lanes, else
 * three of four would be computed for nothing. Sums go from unit to unit all the same.
 */

/** In all lanes what comes of going through the row's numbers one after the other. */
function reduced(
  scope: Scope,
  row: readonly Local<'v128'>[],
  units: number,
  combine: (before: Vector, number: Vector) => Vector,
): Local<'v128'> {
  const { f } = scope;
  const result = f.keep(splat(scope, row, 0));
  for (let k = 1; k < units; k++) f.set(result, combine(result, splat(scope, row, k)));
  return result;
}

export function softmaxOfRow(scope: Scope, { shape: { units }, preActivations, outputs }: LayerRegions): void {
  const { f, real, plan } = scope;
  const { exp } = emitElementary(f, real);
  const u = read(scope, preActivations, units);
  const largest = reduced(scope, u, units, real.max);
  const e = u.map((vector) => f.keep(exp(real.sub(vector, largest))));
  const sum = reduced(scope, e, units, real.add);
  const y = e.map((vector) => f.keep(real.div(vector, sum)));
  write(scope, outputs, y);
  write(scope, plan.rows.largest, [largest]);
  write(scope, plan.rows.sums, [sum]);
}

export function crossEntropyOfRow(scope: Scope, { shape: { units }, preActivations }: LayerRegions): void {
  const { f, real, plan } = scope;
  const { log } = emitElementary(f, real);
  const zero = real.constant(0);
  const [largest, sum] = [plan.rows.largest, plan.rows.sums].map((region) => read(scope, region, 1)[0]);
  if (!largest || !sum) return;
  const logSum = f.keep(log(sum));
  const d = read(scope, plan.targets, units);
  const terms = read(scope, preActivations, units).map((u, index) => {
    const target = d[index] ?? zero;
    const term = real.mul(target, real.sub(logSum, real.sub(u, largest)));
    return f.keep(real.andNot(term, real.equal(target, zero)));
  });
  f.do(real.store(place(i32.constant(0), plan.rows.losses), reduced(scope, terms, units, real.add)));
}

/** ∂E/∂u = y Σd − d: a batch of one row is its own mean. */
export function crossEntropyDeltaOfRow(scope: Scope, { shape: { units }, outputs, deltas }: LayerRegions): void {
  const { f, real, plan } = scope;
  const d = read(scope, plan.targets, units);
  const y = read(scope, outputs, units);
  const total = plan.isOneHot ? undefined : reduced(scope, d, units, real.add);
  const share = (vector: Vector): Vector => (total ? real.mul(vector, total) : vector);
  write(
    scope,
    deltas,
    y.map((vector, index) => f.keep(real.sub(share(vector), d[index] ?? vector))),
  );
}
