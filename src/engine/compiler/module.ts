import { isRowByRow, type Op, type Part, type Plan } from '../plan.ts';
import { ModuleBuilder, type FunctionBuilder } from './builder.ts';
import type { Expr } from './encoding.ts';
import { emitHelp, emitMeeting, emitRelease, emitWhereReady, type Meeting } from './meeting.ts';
import { emitOp } from './ops.ts';
import { emitShuffle, gather } from './order.ts';
import { ConstantPool } from './pool.ts';
import type { Extent } from './product.ts';
import { i32, select } from './scalars.ts';
import { emitRowSteps } from './rowStep.ts';
import type { Emission, Scope } from './scope.ts';
import { emitTogether, type Together } from './threads.ts';
import { emitPenalize, emitPrepare, emitStep } from './update.ts';
import { realOf } from './vectors.ts';

/**
 * Up to this many parameters, all ops on a chunk are one function: their calls would take as long
 * as their work.
 */
const smallNetwork = 1024;

/**
 * The bytes of a WebAssembly module for this very plan, sizes and places baked in.
 * @param threads that share its memory, if more than one.
 */
export function emitModule(plan: Plan, pages: number, threads: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const pool = new ConstantPool(plan.constants);
  const real = realOf(plan.precision, pool);
  const emission: Emission = { module, plan, real, pool };
  const { forward, trainingForward, score, backward } = plan;

  const [runForward, runScore] = [emitOps(emission, forward), emitOps(emission, score)];
  const penalize = emitPenalize(emission);
  module.export('penalize', penalize);
  // What training does again and again is one function where its parts are small.
  const isSmall = plan.network.parameters <= smallNetwork;
  const train = isSmall
    ? [emitOps(emission, [...trainingForward, ...score, ...backward])]
    : [
        forward === trainingForward ? runForward : emitOps(emission, trainingForward),
        runScore,
        emitOps(emission, backward),
      ];

  const f = module.function(['i32']);
  callForChunk(emission, f, [runForward], f.parameter('i32', 0));
  module.export('forward', f);
  module.export('evaluateTraining', emitEvaluate(emission, 'training', [runForward, runScore], penalize));
  module.export('evaluateValidation', emitEvaluate(emission, 'validation', [runForward, runScore], penalize));
  const accumulate = emitAccumulate(emission, train);
  module.export('accumulate', accumulate);
  module.export('shuffle', emitShuffle(module, plan));
  const step = emitStep(emission);
  module.export('step', step);
  let team: Team | null = null;
  if (threads > 1) {
    const meeting = emitMeeting(emission, threads);
    team = {
      meeting,
      ...emitTogether(emission, threads, { meet: meeting.meet, penalize, prepare: emitPrepare(emission) }),
    };
    module.export('help', emitHelp(emission, meeting, team.threads));
    module.export('release', emitRelease(emission, meeting));
  }
  module.export('train', emitTrain(emission, { accumulate, penalize, step }, team));
  return module.build(pages, pool.data(), threads > 1);
}

/** Threads that train together. */
interface Team extends Together {
  readonly meeting: Meeting;
}

/** (rows, batch, first, from) → nothing, for a chunk of the usual size and for any other. */
interface ChunkFunction {
  readonly usual: readonly FunctionBuilder[];
  readonly any: readonly FunctionBuilder[];
}

/** A function for all ops, or one for each. */
function emitOps({ module, plan, real, pool }: Emission, ops: readonly Op[]): ChunkFunction {
  const define = (isUsual: boolean, several: readonly Op[]): FunctionBuilder => {
    const f = module.function(['i32', 'i32', 'i32', 'i32']);
    const isBatch = isUsual && plan.batch <= plan.chunk;
    const rows: Extent = isUsual ? plan.chunk : f.parameter('i32', 0);
    const batch = isBatch ? plan.chunk : f.parameter('i32', 1);
    const from = f.parameter('i32', 3);
    const first = isBatch || f.parameter('i32', 2);
    const scope: Scope = { plan, real, pool, f, rows, batch, first, from, held: new Map() };
    for (const op of several) emitOp(scope, op);
    return f;
  };
  const groups = plan.network.parameters <= smallNetwork ? [ops] : ops.map((op) => [op]);
  return {
    usual: groups.map((group) => define(true, group)),
    any: groups.map((group) => define(false, group)),
  };
}

/** A chunk is usual if it is as large as can be, and a whole batch where batches are such. */
function isUsual(plan: Plan, rows: Expr<'i32'>, batch: Expr<'i32'>, first: Expr<'i32'>): Expr<'i32'> {
  const isFull = i32.equal(rows, i32.constant(plan.chunk));
  return plan.batch > plan.chunk ? isFull : i32.and(i32.and(isFull, i32.equal(batch, rows)), first);
}

function callForChunk(
  { plan }: Emission,
  f: FunctionBuilder,
  functions: readonly ChunkFunction[],
  rows: Expr<'i32'>,
  batch = rows,
  first: Expr<'i32'> = i32.constant(1),
  from: Expr<'i32'> = i32.constant(0),
): void {
  const callAll = (size: 'usual' | 'any') => (): void => {
    for (const callee of functions.flatMap((both) => both[size])) f.call(callee, rows, batch, first, from);
  };
  f.if(isUsual(plan, rows, batch, first), callAll('usual'), callAll('any'));
}

/** (from, rows) → nothing. */
function emitEvaluate(
  emission: Emission,
  part: Part,
  functions: readonly ChunkFunction[],
  penalize: FunctionBuilder,
): FunctionBuilder {
  const f = emission.module.function(['i32', 'i32']);
  const [from, rows] = [f.parameter('i32', 0), f.parameter('i32', 1)];
  gather(f, emission, part, (row) => i32.add(from, row), rows);
  callForChunk(emission, f, functions, rows);
  if (hasPenalty(emission.plan)) f.call(penalize, rows);
  return f;
}

/** (from, rows, batch, first) → nothing. */
function emitAccumulate(emission: Emission, functions: readonly ChunkFunction[]): FunctionBuilder {
  const f = emission.module.function(['i32', 'i32', 'i32', 'i32']);
  const [from, rows] = [f.parameter('i32', 0), f.parameter('i32', 1)];
  const inOrder = (row: Expr<'i32'>): Expr<'i32'> =>
    i32.load({ base: i32.shiftLeft(i32.add(from, row), i32.constant(2)), offset: emission.plan.order.offset });
  gather(f, emission, 'training', inOrder, rows);
  callForChunk(emission, f, functions, rows, f.parameter('i32', 2), f.parameter('i32', 3), from);
  return f;
}

interface Parts {
  readonly accumulate: FunctionBuilder;
  readonly penalize: FunctionBuilder;
  readonly step: FunctionBuilder;
}

/** (cursor, chunks, learningRate) → cursor, as `train` of the reference. */
function emitTrain(emission: Emission, { accumulate, penalize, step }: Parts, team: Team | null): FunctionBuilder {
  const { module, plan } = emission;
  const { trainingRows, batch, chunk } = plan;
  const rowSteps = isRowByRow(plan) ? emitRowSteps(emission) : null;
  const f = module.function(['i32', 'i32', 'f64'], 'i32');
  const cursor = f.keep(f.parameter('i32', 0));
  const left = f.keep(f.parameter('i32', 1));
  const learningRate = f.parameter('f64', 2);
  const least = (a: Expr<'i32'>, b: Expr<'i32'>): Expr<'i32'> => select(i32.less(a, b), a, b);
  if (team) f.call(team.mirrorAll);
  f.while(i32.and(i32.less(i32.constant(0), left), i32.less(cursor, i32.constant(trainingRows))), () => {
    const start = f.keep(i32.sub(cursor, i32.remainder(cursor, i32.constant(batch))));
    // Compared without adding: start + batch could pass 2³¹.
    const size = f.keep(least(i32.constant(batch), i32.sub(i32.constant(trainingRows), start)));
    const end = f.keep(i32.add(start, size));
    const rows = f.keep(least(i32.constant(chunk), i32.sub(end, cursor)));
    const first = f.keep(i32.equal(cursor, start));
    const isEnd = f.keep(i32.equal(i32.add(cursor, rows), end));
    const alone = (): void => {
      f.call(accumulate, cursor, rows, size, first);
      if (hasPenalty(plan)) f.call(penalize, rows);
      f.if(isEnd, () => {
        f.call(rowSteps?.one ?? step, learningRate);
        if (team) f.call(team.mirrorAll);
      });
    };
    if (rowSteps) {
      // The last step of a call leaves its gradient to be looked at.
      const several = i32.constant(emission.real.lanes);
      const goesOn = i32.less(i32.add(cursor, several), i32.constant(trainingRows));
      const severally = (): void => {
        f.call(rowSteps.several, cursor, learningRate);
        f.advance(cursor, emission.real.lanes - 1);
        f.advance(left, 1 - emission.real.lanes);
      };
      f.if(i32.and(i32.less(several, left), goesOn), severally, alone);
    } else if (team) {
      const together = (): void =>
        emitWhereReady(f, team.meeting, team.threads, [cursor, size, first, isEnd], learningRate, alone);
      f.if(isUsual(plan, rows, size, first), together, alone);
    } else alone();
    f.set(cursor, i32.add(cursor, rows));
    f.advance(left, -1);
  });
  f.result(cursor);
  return f;
}

function hasPenalty({ rule }: Plan): boolean {
  return rule.l1 > 0 || rule.l2 > 0;
}
