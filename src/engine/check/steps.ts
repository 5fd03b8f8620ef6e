import type { Rows } from '../../data/dataset.ts';
import type { Network } from '../network.ts';
import { relativeError, stepFor } from './compare.ts';
import { forward, transposed } from './forward.ts';
import { outputOf, rowLosses } from './loss.ts';
import { penaltyOf, type Penalty } from './penalty.ts';
import { compensatedMean } from './sum.ts';
import { tensorsOf } from './tensors.ts';

/** The central difference of one step size. */
export interface StepError {
  readonly step: number;
  readonly numerical: number;
  /** Of `numerical` against backpropagation's derivative. */
  readonly relativeError: number;
}

/** Each a quarter of the one before. */
const count = 25;

/** From 1, or the power of two above |w|, down. */
export function stepsFor(w: number): number[] {
  const longest = 0x2_0000 * stepFor(w);
  return Array.from({ length: count }, (_, index) => longest / 4 ** index);
}

/**
 * How far central differences are off, step by step: a long step leaves out the curvature, an
 * error that shrinks with h², a short one leaves few digits of the difference of two losses, an
 * error that grows with 1/h. Hence by two whole passes each: `Prober` does not lose those digits.
 * @param at the parameter's place in the flat parameters.
 * @param derivative backpropagation's.
 */
export function errorOfStep(
  network: Network,
  parameters: Float64Array,
  rows: Rows,
  penalty: Penalty,
  at: number,
  derivative: number,
): (step: number) => StepError {
  const inputs = transposed(rows.inputs, rows.count, network.inputs);
  const targets = transposed(rows.targets, rows.count, network.outputs);
  const tensors = tensorsOf(network);
  const w = parameters[at] ?? NaN;
  const lossAt = (moved: number): number => {
    const all = parameters.with(at, moved);
    const values = forward(network, all, inputs, rows.count);
    const ofRows = compensatedMean(rowLosses(outputOf(network, values, targets, rows.count)));
    return ofRows + penaltyOf(penalty, tensors, all);
  };
  return (step) => {
    const numerical = (lossAt(w + step) - lossAt(w - step)) / (w + step - (w - step));
    return { step, numerical, relativeError: relativeError(derivative, numerical) };
  };
}
