import type { Loss } from '../../spec/spec.ts';
import { elementaryFunctions } from '../elementary.ts';
import type { Network } from '../network.ts';
import { outputChange, type Curve } from './activation.ts';
import type { LayerValues } from './forward.ts';
import * as near0 from './small.ts';

/**
 * The losses of `docs/format.md`, row by row, and how they change with the output layer's
 * pre-activations: by the difference's own formula, since a difference of two rounded losses
 * keeps few digits where the change is small.
 */

const { exp, log, log1p } = elementaryFunctions('float64');

/** The output layer on all rows, and what it should have been. */
export interface Output extends LayerValues {
  readonly loss: Loss;
  readonly curve: Curve;
  /** Targets, units × rows. */
  readonly d: Float64Array;
  /** Each row's Σ d. */
  readonly totals: Float64Array;
  readonly units: number;
  readonly rows: number;
}

export function outputOf(
  { loss, layers, outputs }: Network,
  values: readonly LayerValues[],
  targets: Float64Array,
  rows: number,
): Output {
  const last = values.at(-1);
  if (!last) throw new RangeError('A network has at least one layer.');
  const curve = layers.at(-1) ?? { activation: 'identity', alpha: 0 };
  const totals = new Float64Array(rows);
  targets.forEach((target, at) => (totals[at % rows] = (totals[at % rows] ?? NaN) + target));
  return { loss, curve, ...last, d: targets, totals, units: outputs, rows };
}

/** Changes of the output layer's pre-activations of units from ≤ k < to, on the rows where there are any. */
export interface Changes {
  readonly from: number;
  readonly to: number;
  /** How many rows change, and which. */
  readonly count: number;
  readonly active: Int32Array;
  /** That of unit k on the i-th active row is `du[k * rows + i]`. */
  readonly du: Float64Array;
}

/** Each row's loss; the loss of several rows is their mean. */
export function rowLosses(output: Output): Float64Array {
  const { loss, u, z, d, units, rows } = output;
  const losses = new Float64Array(rows);
  if (loss === 'cross-entropy') return losses.map((_, row) => crossEntropy(output, row));
  const share = loss === 'half-squared-error' ? 1 : 1 / units;
  for (let at = 0; at < units * rows; at++) {
    const [logit, y, target] = [u[at] ?? NaN, z[at] ?? NaN, d[at] ?? NaN];
    const ofUnit = loss === 'binary-cross-entropy' ? binaryCrossEntropy(logit, target) : ofError(loss, y - target);
    losses[at % rows] = (losses[at % rows] ?? NaN) + share * ofUnit;
  }
  return losses;
}

/** The sum over the active rows of what their losses change by. */
export function lossChange(output: Output, changes: Changes): number {
  switch (output.loss) {
    case 'cross-entropy':
      return crossEntropyChange(output, changes);
    case 'binary-cross-entropy':
      return binaryCrossEntropyChange(output, changes);
    case 'mean-squared-error':
    case 'half-squared-error':
    case 'mean-absolute-error':
    case 'huber':
      return errorsChange(output, output.loss, changes);
  }
}

/** Σ d (log Σ e^u − u) of a row; with changes, of the i-th active one. */
function crossEntropy({ u, d, units, rows }: Output, row: number, changes?: Changes, i = 0): number {
  const logit = (k: number): number => {
    const isChanged = changes && k >= changes.from && k < changes.to;
    return (u[k * rows + row] ?? NaN) + (isChanged ? (changes.du[k * rows + i] ?? NaN) : 0);
  };
  let largest = -Infinity;
  for (let k = 0; k < units; k++) largest = Math.max(largest, logit(k));
  let exponentials = 0;
  for (let k = 0; k < units; k++) exponentials += exp(logit(k) - largest);
  const logSum = log(exponentials);
  let sum = 0;
  for (let k = 0; k < units; k++) {
    const target = d[k * rows + row] ?? NaN;
    // A class of target 0 adds nothing, not 0·∞.
    if (target !== 0) sum += target * (logSum - (logit(k) - largest));
  }
  return sum;
}

/** Logits that change by t add Σ d · log(1 + Σ z (e^t − 1)) − Σ d t. */
function crossEntropyChange(output: Output, changes: Changes): number {
  const { z, d, totals, rows } = output;
  const { from, to, count, active, du } = changes;
  let isLarge = false;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const row = active[i] ?? 0;
    let grown = 0;
    let linear = 0;
    for (let k = from; k < to; k++) {
      const t = du[k * rows + i] ?? NaN;
      const at = k * rows + row;
      if (Math.abs(t) > near0.small) isLarge = true;
      grown += (z[at] ?? NaN) * near0.expm1(t);
      linear += (d[at] ?? NaN) * t;
    }
    sum += (totals[row] ?? NaN) * near0.log1p(grown) - linear;
  }
  if (!isLarge) return sum;
  sum = 0;
  for (let i = 0; i < count; i++) {
    const row = active[i] ?? 0;
    sum += crossEntropy(output, row, changes, i) - crossEntropy(output, row);
  }
  return sum;
}

/** log(1 + e^u) − d u: cross-entropy of two classes, of logits u and 0. */
function binaryCrossEntropy(logit: number, target: number): number {
  return Math.max(logit, 0) - logit * target + log1p(exp(-Math.abs(logit)));
}

function binaryCrossEntropyChange({ u, z, d, units, rows }: Output, { from, to, count, active, du }: Changes): number {
  let sum = 0;
  for (let k = from; k < to; k++) {
    for (let i = 0; i < count; i++) {
      const at = k * rows + (active[i] ?? 0);
      const t = du[k * rows + i] ?? NaN;
      const logit = u[at] ?? NaN;
      const target = d[at] ?? NaN;
      sum +=
        Math.abs(t) <= near0.small
          ? near0.log1p((z[at] ?? NaN) * near0.expm1(t)) - target * t
          : binaryCrossEntropy(logit + t, target) - binaryCrossEntropy(logit, target);
    }
  }
  return sum / units;
}

type LossOfErrors = Exclude<Loss, 'cross-entropy' | 'binary-cross-entropy'>;

function ofError(loss: LossOfErrors, error: number): number {
  const size = Math.abs(error);
  switch (loss) {
    case 'mean-squared-error':
      return error * error;
    case 'half-squared-error':
      return (error * error) / 2;
    case 'mean-absolute-error':
      return size;
    case 'huber':
      return size <= 1 ? (size * size) / 2 : size - 0.5;
  }
}

function errorChange(loss: LossOfErrors, error: number, by: number): number {
  switch (loss) {
    case 'mean-squared-error':
      return by * (2 * error + by);
    case 'half-squared-error':
      return by * (error + by / 2);
    case 'mean-absolute-error':
    case 'huber':
      return ofError(loss, error + by) - ofError(loss, error);
  }
}

function errorsChange(output: Output, loss: LossOfErrors, { from, to, count, active, du }: Changes): number {
  const { curve, u, z, d, units, rows } = output;
  let sum = 0;
  for (let k = from; k < to; k++) {
    for (let i = 0; i < count; i++) {
      const at = k * rows + (active[i] ?? 0);
      const y = z[at] ?? NaN;
      const by = outputChange(curve, u[at] ?? NaN, y, du[k * rows + i] ?? NaN);
      sum += errorChange(loss, y - (d[at] ?? NaN), by);
    }
  }
  return loss === 'half-squared-error' ? sum : sum / units;
}
