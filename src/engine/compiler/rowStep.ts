import { chunkPart } from '../makePlan.ts';
import type { Plan } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Expr } from './encoding.ts';
import { emitOp } from './ops.ts';
import { gather } from './order.ts';
import { i32 } from './scalars.ts';
import { place, type Emission } from './scope.ts';

/**
 * Batches of one row by plain gradient descent: w ← w − ε(δx) in one go, the gradient not stored.
 * Each number is computed as by `accumulate` and `step`, hence to the same bits.
 */
export function isRowByRow({ batch, rule, sparse }: Plan): boolean {
  const isPlain = rule.optimizer.type === 'gradient-descent' && rule.clipNorm === undefined;
  return batch === 1 && sparse === null && isPlain && rule.l1 === 0 && rule.l2 === 0;
}

/**
 * (from, learningRate) → nothing: as many training steps as a vector has lanes, with the rows of the
 * order that begin there. Their losses come after, for all of them at once: a logarithm takes as
 * long for one row.
 */
export function emitRowSteps(emission: Emission): FunctionBuilder {
  const { module, plan, real, pool } = emission;
  const f = module.function(['i32', 'f64']);
  const from = f.parameter('i32', 0);
  const rate = f.keep(real.splatDouble(f.parameter('f64', 1)));
  const count = real.lanes;
  const inOrder = (row: Expr<'i32'>): Expr<'i32'> =>
    i32.load({ base: i32.shiftLeft(i32.add(from, row), i32.constant(2)), offset: plan.order.offset });
  gather(f, emission, 'training', inOrder, i32.constant(count));
  for (let row = 0; row < count; row++) {
    const part = chunkPart(plan, row);
    const index = f.keep(i32.add(from, i32.constant(row)));
    const scope = { plan: part, real, pool, f, rows: 1, batch: 1, first: true, from: index, held: new Map() } as const;
    for (const op of part.trainingForward) emitOp(scope, op);
    // The way back goes through the weights as they were: they change when all deltas are known.
    for (const op of part.backward) if (op.kind !== 'gradient') emitOp(scope, op);
    // First those of the first layer, which the next row needs first.
    for (const op of part.backward.toReversed())
      if (op.kind === 'gradient' && !op.layer.shape.frozen) emitOp({ ...scope, rate }, op);
    const stepsAt = place(i32.constant(0), plan.steps);
    f.do(i32.store(stepsAt, i32.add(i32.load(stepsAt), i32.constant(1))));
  }
  for (const op of plan.score) emitOp({ plan, real, pool, f, rows: count, batch: 1, first: true, from }, op);
  return f;
}
