import { chunkPart } from '../makePlan.ts';
import { trainedParameters, type Op, type Plan, type Stretch } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Address, Expr } from './encoding.ts';
import { biasGradient, mirror, weightGradient, type Share } from './layers.ts';
import type { Meeting } from './meeting.ts';
import { emitOp } from './ops.ts';
import { gather } from './order.ts';
import { rowLosses } from './outputs.ts';
import { i32 } from './scalars.ts';
import type { Emission, Scope } from './scope.ts';
import { sortByColumn, sparseGradient } from './sparse.ts';
import { tallyLosses, tallyScores } from './tally.ts';
import { emitUpdate } from './update.ts';

/**
 * A chunk by several threads that share the memory. On the way forward and back each takes some of
 * the rows; for the gradient and the step, some of each layer's inputs. No sum is split, so that the
 * result does not depend on their number. In between they meet (a quarter of a microsecond while all
 * run; a chunk of 784-128-10 takes 700).
 */

/** What a thread does of a chunk: (from, batch, first, isEnd, learningRate) → nothing. */
export type ThreadFunction = FunctionBuilder;

/** Parts are multiples of so many rows, inputs or parameters: no vector belongs to two threads. */
const unit = 4;

/** `count` things in as many parts as there are threads, all but the last a multiple of `unit`. */
export function parts(count: number, threads: number): Share[] {
  const units = Math.floor(count / unit);
  const at = (thread: number): number => (thread === threads ? count : Math.floor((units * thread) / threads) * unit);
  return Array.from({ length: threads }, (_, thread) => ({ from: at(thread), to: at(thread + 1) }));
}

export interface Together {
  readonly threads: readonly ThreadFunction[];
  /** () → nothing: brings the copies of the weights up to date, which the threads then keep so. */
  readonly mirrorAll: FunctionBuilder;
}

export function emitTogether(
  emission: Emission,
  threads: number,
  {
    meet,
    penalize,
    prepare,
  }: Pick<Meeting, 'meet'> & { readonly penalize: FunctionBuilder; readonly prepare: FunctionBuilder },
): Together {
  const { module, plan, real, pool } = emission;
  const isBatch = plan.batch <= plan.chunk;
  const rowParts = parts(plan.chunk, threads);
  const scopeOf = (f: FunctionBuilder, part: Plan, rows: number, thread: number): Scope => ({
    plan: part,
    thread,
    real,
    pool,
    f,
    rows,
    batch: isBatch ? plan.chunk : f.parameter('i32', 1),
    first: isBatch || f.parameter('i32', 2),
    from: f.parameter('i32', 0),
  });
  const chunkFunction = (emit: (f: FunctionBuilder) => void): FunctionBuilder => {
    const f = module.function(['i32', 'i32', 'i32', 'i32', 'f64']);
    emit(f);
    return f;
  };
  const inOrder =
    (from: Expr<'i32'>) =>
    (row: Expr<'i32'>): Expr<'i32'> =>
      i32.load({ base: i32.shiftLeft(i32.add(from, row), i32.constant(2)), offset: plan.order.offset });
  const mirrors = plan.backward.filter((op) => op.kind === 'mirror');

  const mirrorAll = module.function([]);
  for (const op of mirrors) {
    const zero = i32.constant(0);
    mirror({ plan, real, pool, f: mirrorAll, rows: 1, batch: 1, first: true, from: zero }, op.layer, op.mirror);
  }

  const functions = rowParts.map((rows, thread) => {
    const isFirst = thread === 0;
    const part = chunkPart(plan, rows.from);
    const count = rows.to - rows.from;
    const sparse = plan.sparse;
    const byRows = chunkFunction((f) => {
      const scope = {
        ...scopeOf(f, part, count, thread),
        from: f.keep(i32.add(f.parameter('i32', 0), i32.constant(rows.from))),
      };
      if (!sparse) gather(f, { ...emission, plan: part }, 'training', inOrder(scope.from), i32.constant(count), true);
      for (const op of [...part.trainingForward, ...part.score, ...part.backward]) {
        if (op.kind === 'loss') rowLosses(scope, op.layer, op.loss);
        else if (isOfRows(op)) emitOp(scope, op);
      }
    });
    const byParameters = chunkFunction((f) => {
      const scope = scopeOf(f, plan, plan.chunk, thread);
      for (const op of plan.backward) gradientPart(scope, op, thread, threads);
    });
    const update = emitUpdate(emission, piecesOf(trainedParameters(plan), thread, threads));
    const mirrorPart = module.function([]);
    for (const op of mirrors) {
      const share = parts(op.layer.shape.inputs, threads)[thread];
      const scope: Scope = { plan, real, pool, f: mirrorPart, rows: 1, batch: 1, first: true, from: i32.constant(0) };
      if (share && share.to > share.from) mirror(scope, op.layer, op.mirror, share);
    }
    const once = isFirst ? serialParts(emission, scopeOf, chunkFunction) : null;

    return chunkFunction((f) => {
      const all = [0, 1, 2, 3].map((index) => f.parameter('i32', index));
      const learningRate = f.parameter('f64', 4);
      const isEnd = f.parameter('i32', 3);
      const call = (callee: FunctionBuilder): void => f.call(callee, ...all, learningRate);
      if (sparse) {
        if (once) call(once.list);
        f.call(meet);
      }
      call(byRows);
      f.call(meet);
      if (once) {
        call(once.tally);
        if (plan.rule.l1 > 0 || plan.rule.l2 > 0) f.call(penalize, i32.constant(plan.chunk));
      }
      call(byParameters);
      f.call(meet);
      f.if(isEnd, () => {
        if (isFirst) f.call(prepare, learningRate);
        f.call(meet);
        f.call(update);
        // A weight's copy may be made by another thread than changed it.
        f.call(meet);
        f.call(mirrorPart);
      });
      f.call(meet);
    });
  });
  return { threads: functions, mirrorAll };
}

/** What the first thread does alone. */
function serialParts(
  emission: Emission,
  scopeOf: (f: FunctionBuilder, part: Plan, rows: number, thread: number) => Scope,
  define: (emit: (f: FunctionBuilder) => void) => FunctionBuilder,
): { list: FunctionBuilder; tally: FunctionBuilder } {
  const { plan } = emission;
  const list = define((f) => {
    const scope = scopeOf(f, plan, plan.chunk, 0);
    const [layer] = plan.layers;
    if (!plan.sparse || !layer) return;
    const orderAt = (row: Expr<'i32'>): Address => ({
      base: i32.shiftLeft(i32.add(scope.from, row), i32.constant(2)),
      offset: plan.order.offset,
    });
    gather(f, emission, 'training', (row) => i32.load(orderAt(row)), i32.constant(plan.chunk), true);
    sortByColumn(scope, plan.sparse, layer.shape.units);
  });
  const tally = define((f) => {
    const scope = scopeOf(f, plan, plan.chunk, 0);
    for (const op of plan.score) {
      if (op.kind === 'loss') tallyLosses(scope);
      if (op.kind === 'score') tallyScores(scope, op.layer, op.task);
    }
  });
  return { list, tally };
}

/** Whether each row's result depends on that row alone. */
function isOfRows(op: Op): boolean {
  switch (op.kind) {
    case 'affine':
    case 'sparse-affine':
    case 'activate':
    case 'drop':
    case 'output-delta':
    case 'hidden-delta':
      return true;
    case 'loss':
    case 'score':
    case 'mirror':
    case 'gradient':
    case 'sparse-gradient':
    case 'bias-gradient':
      return false;
  }
}

function gradientPart(scope: Scope, op: Op, thread: number, threads: number): void {
  if (op.kind !== 'gradient' && op.kind !== 'sparse-gradient' && op.kind !== 'bias-gradient') return;
  const { layer } = op;
  const share = parts(layer.shape.inputs, threads)[thread];
  if (op.kind !== 'bias-gradient' && share && share.to > share.from) {
    if (op.kind === 'sparse-gradient') sparseGradient(scope, layer, op.sparse, share);
    else weightGradient(scope, layer, share);
  }
  const hasBiases = op.kind === 'bias-gradient' || (op.kind === 'gradient' && layer.shape.bias);
  if (hasBiases && thread === threads - 1) biasGradient(scope, layer);
}

function piecesOf(stretches: readonly Stretch[], thread: number, threads: number): Stretch[] {
  return stretches.flatMap((stretch) => {
    const piece = parts(stretch.to - stretch.from, threads)[thread];
    if (!piece || piece.from === piece.to) return [];
    return [{ ...stretch, from: stretch.from + piece.from, to: stretch.from + piece.to }];
  });
}
