import type { Rows } from '../../data/dataset.ts';
import { compile } from '../compiler/compile.ts';
import { readGradient, readParameters, view, writeParameters, type Machine } from '../machine.ts';
import type { Network } from '../network.ts';
import { makePlan } from '../makePlan.ts';
import { plainDescent, type Plan } from '../plan.ts';
import { noPenalty, type Penalty } from './penalty.ts';

export interface Backpropagation {
  /** A flat copy; loss is the mean over all rows. */
  gradient(): Float64Array;
  /** Forward and back, with what comes of it left where it is. */
  propagate(): void;
  /** Forward alone, to the loss. */
  pass(): void;
}

/** A power of two, so long that w − rate · g keeps all digits of any g that matters beside w. */
const rate = 2 ** 40;

/**
 * ∂loss/∂w by backpropagation in float64, by the very module that trains. The gradient that it accumulates is that of the
 * rows' mean loss; penalties come in with the step. So where there are any, one step of plain gradient descent is made, and
 * the gradient is what it followed.
 * @throws EngineError if the network does not fit into memory.
 */
export function backpropagation(
  network: Network,
  parameters: Float64Array,
  rows: Rows,
  { l1, l2 }: Penalty = noPenalty,
  build: (plan: Plan) => Machine = compile,
): Backpropagation {
  const plan = makePlan({
    // What training leaves as it is has a gradient like the rest.
    network: { ...network, layers: network.layers.map((layer) => ({ ...layer, frozen: false })) },
    task: 'regression',
    precision: 'float64',
    batch: rows.count,
    trainingRows: rows.count,
    validationRows: 0,
    rule: { ...plainDescent, l1, l2 },
  });
  const machine = build(plan);
  writeParameters(machine, parameters);
  view(machine, plan.data.training.inputs).set(rows.inputs);
  view(machine, plan.data.training.targets).set(rows.targets);
  view(machine, plan.order).set(Int32Array.from({ length: rows.count }, (_, index) => index));
  const chunks = (work: (from: number, count: number) => void): void => {
    for (let from = 0; from < rows.count; from += plan.chunk) work(from, Math.min(plan.chunk, rows.count - from));
  };
  const propagate = (): void => chunks((from, count) => machine.accumulate(from, count, rows.count, from === 0));
  const pass = (): void => chunks((from, count) => machine.evaluate('training', from, count));
  const gradient = (): Float64Array => {
    propagate();
    if (l1 === 0 && l2 === 0) return readGradient(machine);
    machine.step(rate);
    const after = readParameters(machine);
    writeParameters(machine, parameters);
    return after.map((w, at) => ((parameters[at] ?? NaN) - w) / rate);
  };
  return { gradient, propagate, pass };
}
