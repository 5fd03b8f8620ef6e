import type { Dataset, Rows } from '../data/dataset.ts';
import type { Spec } from '../spec/spec.ts';
import { view, type Machine } from './machine.ts';
import type { Task } from './plan.ts';
import type { Score } from './results.ts';

/** Classes are told apart by softmax, or by outputs in [0, 1] whose targets are all 0 or 1. */
export function taskOf(spec: Spec, { training, validation }: Dataset): Task {
  const activation = spec.layers.at(-1)?.activation;
  if (activation === 'softmax') return 'classification';
  const isBinary = ({ targets }: Rows): boolean => targets.every((target) => target === 0 || target === 1);
  const isBounded = activation === 'sigmoid' || activation === 'step';
  return isBounded && isBinary(training) && isBinary(validation) ? 'classification' : 'regression';
}

/** Σ (d − mean d)² of each output, in two passes. */
export function totalSquares({ count, targets }: Rows, outputs: number): Float64Array {
  const squares = new Float64Array(outputs);
  for (let k = 0; k < outputs; k++) {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += targets[row * outputs + k] ?? 0;
    const mean = sum / count;
    for (let row = 0; row < count; row++) {
      const difference = (targets[row * outputs + k] ?? 0) - mean;
      squares[k] = (squares[k] ?? 0) + difference * difference;
    }
  }
  return squares;
}

export function clearTally(machine: Machine): void {
  view(machine, machine.plan.tally).fill(0);
}

/** Sum of the losses of the rows tallied since `clearTally`. */
export function lossSum(machine: Machine): number {
  const tally = view(machine, machine.plan.tally);
  return finiteOrInfinite((tally[0] ?? NaN) + (tally[1] ?? NaN), tally[0] ?? NaN);
}

/**
 * Loss and metrics of the rows tallied since `clearTally`.
 * RMSE is the root of the mean over rows and outputs; R² the mean over outputs of 1 − residual
 * squares / total squares, where an output that never varies counts 1 if it is met exactly, else 0
 * (as `r2_score` of scikit-learn).
 */
export function readTally(machine: Machine, rows: number, total: Float64Array): Score {
  const { plan } = machine;
  const tally = view(machine, plan.tally);
  const sum = (index: number): number => (tally[2 * index] ?? NaN) + (tally[2 * index + 1] ?? NaN);
  const loss = lossSum(machine) / rows;
  if (plan.task === 'classification') return { loss, metrics: { kind: 'classification', accuracy: sum(1) / rows } };
  const outputs = plan.network.outputs;
  let squared = 0;
  let absolute = 0;
  let r2 = 0;
  for (let k = 0; k < outputs; k++) {
    const residual = sum(1 + k);
    const spread = total[k] ?? 0;
    squared += residual;
    absolute += sum(1 + outputs + k);
    r2 += spread > 0 ? 1 - residual / spread : residual === 0 ? 1 : 0;
  }
  const values = rows * outputs;
  return {
    loss,
    metrics: { kind: 'regression', rmse: Math.sqrt(squared / values), mae: absolute / values, r2: r2 / outputs },
  };
}

/** An infinite sum has a compensation of NaN (∞ − ∞), which says nothing more. */
function finiteOrInfinite(compensated: number, plain: number): number {
  return Number.isFinite(plain) ? compensated : plain;
}
