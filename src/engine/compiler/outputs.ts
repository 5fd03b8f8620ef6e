import type { Loss } from '../../spec/spec.ts';
import type { LayerRegions, Region } from '../plan.ts';
import { rounding } from '../rounding.ts';
import { throughActivation } from './activations.ts';
import { emitElementary } from './elementary.ts';
import type { Expr, Local } from './encoding.ts';
import { i32 } from './scalars.ts';
import { elementwise, isShortRow } from './row.ts';
import { each, eachRows, place, type Scope } from './scope.ts';
import { crossEntropyDeltaOfRow, crossEntropyOfRow, softmaxOfRow } from './rowOutputs.ts';
import type { Vector } from './vectors.ts';

/** What is done at the output layer. Where it goes row by row, rows fill the lanes; see `rowOutputs` for a single one. */

/** A column of a region: unit `k`, a byte offset, of the rows from `row` on. */
function column({ real }: Scope, units: number, row: Expr<'i32'>) {
  const rowBytes = units * real.bytes;
  const at = (region: Region, k: Expr<'i32'>) => place(i32.add(i32.mul(row, i32.constant(rowBytes)), k), region);
  return {
    load: (region: Region, k: Expr<'i32'>): Vector => real.gather(at(region, k), rowBytes),
    store: (region: Region, k: Expr<'i32'>, value: Local<'v128'>) => real.scatter(at(region, k), rowBytes, value),
  };
}

const ofRow = ({ real }: Scope, row: Expr<'i32'>, region: Region) =>
  place(i32.mul(row, i32.constant(real.bytes)), region);

export function softmax(scope: Scope, layer: LayerRegions): void {
  if (isShortRow(scope, layer.shape.units)) return softmaxOfRow(scope, layer);
  const { shape, preActivations, outputs } = layer;
  const { units } = shape;
  const { f, real, plan } = scope;
  const { exp } = emitElementary(f, real);
  eachRows(scope, (row) => {
    const { load, store } = column(scope, units, row);
    const largest = f.keep(real.constant(-Infinity));
    each(scope, units, real.bytes, (k) => f.set(largest, real.max(largest, load(preActivations, k))));
    const sum = f.keep(real.constant(0));
    each(scope, units, real.bytes, (k) => {
      const e = f.keep(exp(real.sub(load(preActivations, k), largest)));
      f.set(sum, real.add(sum, e));
      f.do(store(outputs, k, e));
    });
    each(scope, units, real.bytes, (k) => f.do(store(outputs, k, f.keep(real.div(load(outputs, k), sum)))));
    // The loss needs them, too.
    f.do(real.store(ofRow(scope, row, plan.rows.largest), largest));
    f.do(real.store(ofRow(scope, row, plan.rows.sums), sum));
  });
}

/** Every row's share of n times the loss, into `plan.rows.losses`. */
export function rowLosses(scope: Scope, layer: LayerRegions, loss: Loss): void {
  if (isShortRow(scope, layer.shape.units) && loss === 'cross-entropy') return crossEntropyOfRow(scope, layer);
  const { shape, preActivations, outputs } = layer;
  const { units } = shape;
  const { f, real, plan } = scope;
  const zero = real.constant(0);
  const { log } = emitElementary(f, real);
  eachRows(scope, (row) => {
    const { load } = column(scope, units, row);
    const sum = f.keep(zero);
    const keep = (value: Vector): void => f.do(real.store(ofRow(scope, row, plan.rows.losses), value));
    if (loss === 'cross-entropy') {
      const largest = f.keep(real.load(ofRow(scope, row, plan.rows.largest)));
      const logSum = f.keep(log(real.load(ofRow(scope, row, plan.rows.sums))));
      each(scope, units, real.bytes, (k) => {
        const d = f.keep(load(plan.targets, k));
        const term = real.mul(d, real.sub(logSum, real.sub(load(preActivations, k), largest)));
        f.set(sum, real.add(sum, real.andNot(term, real.equal(d, zero))));
      });
      keep(sum);
      return;
    }
    each(scope, units, real.bytes, (k) => {
      const term = unitLoss(scope, loss, load(preActivations, k), load(outputs, k), load(plan.targets, k));
      f.set(sum, real.add(sum, term));
    });
    if (loss === 'half-squared-error') keep(real.mul(sum, real.constant(0.5)));
    else keep(units === 1 ? sum : real.div(sum, real.constant(units)));
  });
}

function unitLoss({ f, real }: Scope, loss: Exclude<Loss, 'cross-entropy'>, u: Vector, z: Vector, d: Vector): Vector {
  const { constant } = real;
  if (loss === 'binary-cross-entropy') {
    const logit = f.keep(u);
    const { exp, log1p } = emitElementary(f, real);
    const softplus = log1p(exp(real.negate(real.abs(logit))));
    return real.add(real.sub(real.max(logit, constant(0)), real.mul(logit, d)), softplus);
  }
  const error = f.keep(real.sub(z, d));
  switch (loss) {
    case 'mean-squared-error':
    case 'half-squared-error':
      return real.mul(error, error);
    case 'mean-absolute-error':
      return real.abs(error);
    case 'huber': {
      const size = f.keep(real.abs(error));
      const near = real.mul(real.mul(error, error), constant(0.5));
      return real.select(real.lessOrEqual(size, constant(1)), near, real.sub(size, constant(0.5)));
    }
  }
}

export function outputDelta(scope: Scope, layer: LayerRegions, loss: Loss): void {
  const { f, real, plan } = scope;
  const { units } = layer.shape;
  if (isShortRow(scope, units) && loss === 'cross-entropy') return crossEntropyDeltaOfRow(scope, layer);
  const perRow = loss === 'cross-entropy' || loss === 'half-squared-error';
  const scale = scaleOf(scope, perRow ? 1 : units);
  if (loss === 'cross-entropy') {
    eachRows(scope, (row) => {
      const { load, store } = column(scope, units, row);
      const total = plan.isOneHot ? undefined : f.keep(real.constant(0));
      if (total) each(scope, units, real.bytes, (k) => f.set(total, real.add(total, load(plan.targets, k))));
      each(scope, units, real.bytes, (k) => {
        const y = load(layer.outputs, k);
        const towards = real.sub(total ? real.mul(y, total) : y, load(plan.targets, k));
        f.do(store(layer.deltas, k, f.keep(real.mul(towards, scale))));
      });
    });
    return;
  }
  elementwise(scope, units, layer.deltas, (load) => {
    const y = f.keep(load(layer.outputs));
    const error = f.keep(real.sub(y, load(plan.targets)));
    const towards = real.mul(slope(scope, loss, error), scale);
    const u = (): Vector => load(layer.preActivations);
    return loss === 'binary-cross-entropy' ? towards : throughActivation(scope, layer.shape, towards, u, () => y);
  });
}

/** 1 / (batch · units). */
function scaleOf({ f, real, batch }: Scope, units: number): Vector {
  if (typeof batch === 'number') return real.constant(1 / rounding(real.precision)(batch * units));
  const n = real.splatInt(batch);
  return f.keep(real.div(real.constant(1), units === 1 ? n : real.mul(n, real.constant(units))));
}

function slope({ real }: Scope, loss: Exclude<Loss, 'cross-entropy'>, error: Vector): Vector {
  const { constant } = real;
  switch (loss) {
    case 'mean-squared-error':
      return real.mul(constant(2), error);
    case 'half-squared-error':
    case 'binary-cross-entropy':
      return error;
    case 'mean-absolute-error': {
      const below = real.select(real.less(error, constant(0)), constant(-1), error);
      return real.select(real.greater(error, constant(0)), constant(1), below);
    }
    case 'huber':
      return real.min(real.max(error, constant(-1)), constant(1));
  }
}

/** A mask of the rows whose class is met: of several classes the most likely, else each output on its own. */
export function hits(scope: Scope, { shape: { units, activation }, outputs }: LayerRegions, row: Expr<'i32'>): Vector {
  const { f, real, plan } = scope;
  const { load } = column(scope, units, row);
  if (activation === 'softmax') {
    const target = (k: Expr<'i32'>): Vector => load(plan.targets, k);
    return real.equal(
      largestAt(scope, units, (k) => load(outputs, k)),
      plan.isOneHot ? onlyAt(scope, units, target) : largestAt(scope, units, target),
    );
  }
  const half = real.constant(0.5);
  const all = f.keep(real.equal(half, half));
  each(scope, units, real.bytes, (k) => {
    const predicted = f.keep(real.greaterOrEqual(load(outputs, k), half));
    const actual = f.keep(real.greaterOrEqual(load(plan.targets, k), half));
    f.set(all, real.andNot(real.andNot(all, real.andNot(predicted, actual)), real.andNot(actual, predicted)));
  });
  return all;
}

/** By row the index, as a number, of the first of the largest values. */
function largestAt(scope: Scope, units: number, load: (k: Expr<'i32'>) => Vector): Local<'v128'> {
  const { f, real } = scope;
  const largest = f.keep(load(i32.constant(0)));
  const found = f.keep(real.constant(0));
  const index = f.keep(real.constant(0));
  each(scope, units, real.bytes, (k) => {
    const value = f.keep(load(k));
    const isLarger = f.keep(real.greater(value, largest));
    f.set(largest, real.select(isLarger, value, largest));
    f.set(found, real.select(isLarger, index, found));
    f.set(index, real.add(index, real.constant(1)));
  });
  return found;
}

/** The same of what is 1 there and else 0. */
function onlyAt(scope: Scope, units: number, load: (k: Expr<'i32'>) => Vector): Local<'v128'> {
  const { f, real } = scope;
  const found = f.keep(real.constant(0));
  const index = f.keep(real.constant(0));
  each(scope, units, real.bytes, (k) => {
    f.set(found, real.add(found, real.mul(index, load(k))));
    f.set(index, real.add(index, real.constant(1)));
  });
  return found;
}
