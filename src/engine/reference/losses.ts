import type { Loss, Precision } from '../../spec/spec.ts';
import { elementaryFunctions } from '../elementary.ts';
import { rounding } from '../rounding.ts';
import { at } from './at.ts';
import { largestOf } from './activations.ts';

/** The reference's losses and their slopes, a row at a time, in one precision. `targets`: rows × units, as `u` and `z`. */
export function referenceLosses(
  precision: Precision,
  targets: ArrayLike<number>,
): {
  /** A row's share of n times the loss; its `units` numbers are those from `start` on. */
  rowLoss(loss: Loss, u: ArrayLike<number>, z: ArrayLike<number>, start: number, units: number): number;
  /** The slope of a unit's loss in its error, z − d. */
  slope(loss: Exclude<Loss, 'cross-entropy' | 'binary-cross-entropy'>, error: number): number;
} {
  const { exp, log, log1p } = elementaryFunctions(precision);
  const r = rounding(precision);

  function rowLoss(loss: Loss, u: ArrayLike<number>, z: ArrayLike<number>, start: number, units: number): number {
    if (loss === 'cross-entropy') {
      // −Σ d log y = Σ d (log Σ e^(u−m) − (u − m)): log y would be −∞ where y underflows.
      const largest = largestOf(u, start, units);
      let exponentials = 0;
      for (let k = start; k < start + units; k++) exponentials = r(exponentials + exp(r(at(u, k) - largest)));
      const logSum = log(exponentials);
      let sum = 0;
      for (let k = start; k < start + units; k++) {
        const d = at(targets, k);
        // A class of target 0 adds nothing, not 0·∞.
        const term = r(d * r(logSum - r(at(u, k) - largest)));
        sum = r(sum + (d === 0 ? 0 : term));
      }
      return sum;
    }
    let sum = 0;
    for (let k = start; k < start + units; k++) sum = r(sum + unitLoss(loss, at(u, k), at(z, k), at(targets, k)));
    switch (loss) {
      case 'half-squared-error':
        return r(sum * 0.5);
      case 'mean-squared-error':
      case 'mean-absolute-error':
      case 'huber':
      case 'binary-cross-entropy':
        return r(sum / units);
    }
  }

  function unitLoss(loss: Exclude<Loss, 'cross-entropy'>, u: number, z: number, d: number): number {
    const error = r(z - d);
    const size = Math.abs(error);
    switch (loss) {
      case 'mean-squared-error':
      case 'half-squared-error':
        return r(error * error);
      case 'mean-absolute-error':
        return size;
      case 'huber':
        return size <= 1 ? r(r(error * error) * 0.5) : r(size - 0.5);
      case 'binary-cross-entropy':
        // From u, not from y: log y is −∞ once y rounds to 0, at u = −745 in float64.
        return r(r((u < 0 ? 0 : u) - r(u * d)) + log1p(exp(-Math.abs(u))));
    }
  }

  function slope(loss: Exclude<Loss, 'cross-entropy' | 'binary-cross-entropy'>, error: number): number {
    switch (loss) {
      case 'mean-squared-error':
        return r(2 * error);
      case 'half-squared-error':
        return error;
      case 'mean-absolute-error':
        return error > 0 ? 1 : error < 0 ? -1 : error;
      case 'huber':
        return error < -1 ? -1 : 1 < error ? 1 : error;
    }
  }

  return { rowLoss, slope };
}
