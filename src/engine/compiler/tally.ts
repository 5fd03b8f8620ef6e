import type { LayerRegions, Region, Task } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Expr } from './encoding.ts';
import { hits } from './outputs.ts';
import { f64, i32, select } from './scalars.ts';
import { each, eachRows, place, type Scope } from './scope.ts';

/** Sums over the rows of an epoch, in float64: Neumaier's compensated sum, as in the reference. */
export function compensated(
  f: FunctionBuilder,
  tally: Region,
  index: Expr<'i32'>,
): { add(value: Expr<'f64'>): void; store(): void } {
  const base = f.keep(i32.shiftLeft(index, i32.constant(4)));
  const sumAt = { base, offset: tally.offset };
  const compensationAt = { base, offset: tally.offset + 8 };
  const sum = f.keep(f64.load(sumAt));
  const compensation = f.keep(f64.load(compensationAt));
  return {
    add(value) {
      const term = f.keep(value);
      const after = f.keep(f64.add(sum, term));
      const lost = select(
        f64.greaterOrEqual(f64.abs(sum), f64.abs(term)),
        f64.add(f64.sub(sum, after), term),
        f64.add(f64.sub(term, after), sum),
      );
      f.set(compensation, f64.add(compensation, lost));
      f.set(sum, after);
    },
    store() {
      f.do(f64.store(sumAt, sum));
      f.do(f64.store(compensationAt, compensation));
    },
  };
}

export function tallyLosses(scope: Scope): void {
  const { f, real, plan, rows } = scope;
  const sum = compensated(f, plan.tally, i32.constant(0));
  each(scope, rows, real.bytes, (row) => sum.add(real.loadDouble(place(row, plan.rows.losses))));
  sum.store();
}

export function tallyScores(scope: Scope, layer: LayerRegions, task: Task): void {
  if (task === 'classification') tallyHits(scope, layer);
  else tallyErrors(scope, layer);
}

function tallyHits(scope: Scope, layer: LayerRegions): void {
  const { f, real, rows } = scope;
  const count = f.keep(i32.constant(0));
  const all = typeof rows === 'number' ? i32.constant(rows) : rows;
  eachRows(scope, (row) => {
    const bits = real.bitmask(hits(scope, layer, row));
    const left = f.keep(i32.sub(all, row));
    const isWhole = i32.less(i32.constant(real.lanes - 1), left);
    const valid = i32.sub(i32.shiftLeft(i32.constant(1), left), i32.constant(1));
    const counted = i32.and(bits, select(isWhole, i32.constant((1 << real.lanes) - 1), valid));
    f.set(count, i32.add(count, i32.bitCount(counted)));
  });
  // A sum of whole numbers: nothing is lost.
  const at = place(i32.constant(16), scope.plan.tally);
  f.do(f64.store(at, f64.add(f64.load(at), f64.fromInt32(count))));
}

function tallyErrors(scope: Scope, { shape: { units }, outputs }: LayerRegions): void {
  const { f, real, plan, rows } = scope;
  each(scope, units, 1, (unit) => {
    const squared = compensated(f, plan.tally, i32.add(unit, i32.constant(1)));
    const absolute = compensated(f, plan.tally, i32.add(unit, i32.constant(1 + units)));
    const first = f.keep(i32.mul(unit, i32.constant(real.bytes)));
    each(scope, rows, units * real.bytes, (row) => {
      const at = f.keep(i32.add(first, row));
      const error = f.keep(f64.sub(real.loadDouble(place(at, outputs)), real.loadDouble(place(at, plan.targets))));
      squared.add(f64.mul(error, error));
      absolute.add(f64.abs(error));
    });
    squared.store();
    absolute.store();
  });
}
