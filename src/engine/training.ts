import type { Dataset } from '../data/dataset.ts';
import { phrase } from '../spec/phrase.ts';
import type { Spec } from '../spec/spec.ts';
import { compile } from './compiler/compile.ts';
import { worthSkipping } from './density.ts';
import { EarlyStopping } from './earlyStopping.ts';
import { initialParameters } from './initialize.ts';
import {
  readGradient,
  readParameters,
  view,
  writeInputs,
  writeParameters,
  type Cells,
  type Machine,
} from './machine.ts';
import { networkOf, type Network } from './network.ts';
import { numericalGradient } from './numericalGradient.ts';
import { makePlan } from './makePlan.ts';
import type { Part, Plan } from './plan.ts';
import { stream } from './random.ts';
import { EngineError, type Divergence, type EpochRecord, type Outcome, type Score } from './results.ts';
import { learningRateOf, rateAfterDivergence } from './schedule.ts';
import { clearTally, lossSum, readTally, taskOf, totalSquares } from './score.ts';

/** Multiply-adds of forward passes between two looks at Stop: about 5 ms, well under a frame. */
const sliceWork = 1 << 23;

/** Where a run was lost. */
type Loss = Omit<Divergence, 'suggestedRate'>;

/**
 * One training run, from a spec and its data to trained parameters. Between two slices of `run` it
 * may be stopped, slowed down to single steps, or given another learning rate.
 */
export class Training {
  readonly network: Network;
  readonly plannedEpochs: number;
  /** Takes the place of the spec's learning rate and its schedule. */
  learningRate: number | undefined;
  /** Whether a slice trains one step at most; `stepLoss` tells of it. */
  stepwise = false;
  /** The loss of the last step's batch, before the step. */
  stepLoss = NaN;
  /** Epochs done, and the first row of the epoch's order that is still to come. */
  private epoch = 0;
  protected cursor = 0;
  protected readonly machine: Machine;
  private readonly rows: Readonly<Record<Part, number>>;
  protected readonly totals: Readonly<Record<Part, Float64Array>>;
  /** The machine's parameters, as they lie there. */
  private readonly current: Cells;
  /** At the end of the last epoch in which all was finite. */
  private readonly lastFinite: Cells;
  protected stopped = false;

  /**
   * @param from starting parameters, flat; absent: the spec's own, or drawn.
   * @param build `compile`, or `referenceMachine` for the oracle's side of a test.
   * @param spare room for so many rows behind the training rows.
   * @throws EngineError if there are no training rows, or the plan does not fit into memory.
   */
  constructor(
    protected readonly spec: Spec,
    dataset: Dataset,
    from?: Float64Array,
    build: (plan: Plan) => Machine = compile,
    spare = 0,
  ) {
    const inputs = dataset.inputNames.length;
    const { training, validation } = dataset;
    if (training.count === 0) throw new EngineError(phrase('There are no rows to train on.'));
    this.network = networkOf(spec, inputs);
    this.plannedEpochs = spec.training.epochs;
    const { method, batchSize, precision } = spec.training;
    const batch = {
      batch: training.count,
      stochastic: 1,
      'mini-batch': Math.min(batchSize, training.count),
      online: 1,
    }[method];
    const planned = makePlan({
      network: this.network,
      task: taskOf(spec, dataset),
      precision,
      batch,
      trainingRows: training.count + spare,
      validationRows: validation.count,
      rule: spec.training,
      threads: spec.training.threads,
      // Rows that come later are of no list.
      nonzeroInputs: spare === 0 ? worthSkipping(this.network, dataset) : undefined,
      // Under cross-entropy each class has an output.
      isOneHot: spec.loss === 'cross-entropy' && dataset.classes !== undefined,
      dropoutSeed: spec.training.seed,
    });
    this.machine = build(planned);
    const { plan } = this.machine;
    this.rows = { training: training.count, validation: validation.count };
    this.totals = {
      training: totalSquares(training, this.network.outputs),
      validation: totalSquares(validation, this.network.outputs),
    };
    writeInputs(this.machine, { training: training.inputs, validation: validation.inputs });
    for (const part of ['training', 'validation'] as const) {
      view(this.machine, plan.data[part].targets).set(dataset[part].targets);
    }
    writeParameters(this.machine, from ?? initialParameters(spec, this.network));
    view(this.machine, plan.order).set(Int32Array.from({ length: plan.trainingRows }, (_, index) => index));
    view(this.machine, plan.random).set(stream(spec.training.seed, 'shuffle').state());
    this.current = view(this.machine, plan.parameters);
    this.lastFinite = this.current.slice();
  }

  /**
   * A slice of a few milliseconds a `next()`. Yields the record of an epoch that the slice
   * completed (epoch 0, before training, first), else null; returns how it all ended.
   */
  *run(): Generator<EpochRecord | null, Outcome, void> {
    try {
      return yield* this.train();
    } finally {
      this.release();
    }
  }

  /** Lets the threads go that help: at the end of `run`, or when it is given up before. */
  release(): void {
    this.machine.release();
  }

  private *train(): Generator<EpochRecord | null, Outcome, void> {
    const { machine, spec } = this;
    const { earlyStopping } = spec.training;
    const stopping = earlyStopping && new EarlyStopping(earlyStopping);
    const best = earlyStopping?.restoreBest === true ? this.lastFinite.slice() : undefined;
    let training = yield* this.evaluate('training');
    let validation = yield* this.evaluateValidation();
    let lost = this.findDivergence(0, training, validation);
    if (!lost) {
      const record = { epoch: 0, training, validation, learningRate: this.rateOf(1) };
      stopping?.improves(record);
      yield record;
    }

    while (this.epoch < this.plannedEpochs && !this.stopped && !lost && stopping?.exhausted !== true) {
      if (spec.training.shuffle) machine.shuffle();
      const score = yield* this.trainEpoch();
      if (!score) break;
      validation = yield* this.evaluateValidation();
      lost = this.findDivergence(this.epoch + 1, score, validation);
      if (lost) break;
      this.epoch++;
      this.cursor = 0;
      this.lastFinite.set(this.current);
      const record = { epoch: this.epoch, training: score, validation, learningRate: this.rateOf(this.epoch) };
      if (stopping?.improves(record) === true) best?.set(this.lastFinite);
      yield record;
    }
    // A stop within an epoch may come after the weights were lost but before the epoch's end told.
    lost ??= this.parametersDivergence(this.epoch + 1);
    const kept = lost ? this.lastFinite : best;
    if (kept) this.current.set(kept);
    training = yield* this.evaluate('training');
    validation = yield* this.evaluateValidation();
    return {
      reason: lost
        ? 'diverged'
        : this.stopped
          ? 'stopped'
          : stopping && this.epoch < this.plannedEpochs
            ? 'early-stopped'
            : 'completed',
      epochs: this.epoch,
      restoredEpoch: !lost && best && stopping ? stopping.best : null,
      training,
      validation,
      divergence: lost && { ...lost, suggestedRate: rateAfterDivergence(spec.training.learningRate, lost.epoch) },
    };
  }

  /** Where it is: the epoch and the step that come next, each counted from 0, and how many steps an epoch takes. */
  get position(): { readonly epoch: number; readonly step: number; readonly steps: number } {
    const { batch, trainingRows } = this.machine.plan;
    return {
      epoch: this.epoch,
      step: Math.floor(this.cursor / batch),
      steps: Math.ceil(trainingRows / batch),
    };
  }

  get epochsDone(): number {
    return this.epoch;
  }

  /** A copy of the last step's gradient, laid out as the parameters. */
  gradient(): Float64Array {
    return readGradient(this.machine);
  }

  /** The next `next()` of `run` that would train goes to the end instead. */
  stop(): void {
    this.stopped = true;
  }

  /** A copy, flat, layer by layer: weights (units × inputs, row by row), then biases. */
  parameters(): Float64Array {
    return readParameters(this.machine);
  }

  /** A copy in the spec's precision, little-endian. */
  parameterBytes(): Uint8Array {
    const parameters = this.parameters();
    const stored = this.spec.training.precision === 'float32' ? Float32Array.from(parameters) : parameters;
    return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  }

  protected chunksOfSlice(): number {
    const { chunk, network } = this.machine.plan;
    return Math.max(1, Math.floor(sliceWork / (chunk * (network.parameters + 8))));
  }

  protected rateOf(epoch: number): number {
    return this.learningRate ?? learningRateOf(this.spec.training.learningRate, epoch, this.plannedEpochs);
  }

  /** Null if stopped on the way, or if there is nothing more to train on. */
  protected *trainEpoch(): Generator<null, Score | null, void> {
    const { trainingRows } = this.machine.plan;
    const numerical = this.spec.training.gradient === 'numerical';
    const chunks = this.chunksOfSlice();
    clearTally(this.machine);
    for (this.cursor = 0; this.cursor < trainingRows;) {
      if (this.stopped) return null;
      if (numerical) yield* this.trainStepNumerically();
      else if (this.stepwise) this.trainStep();
      else this.cursor = this.machine.train(this.cursor, chunks, this.rateOf(this.epoch + 1));
      if (this.cursor < trainingRows) yield null;
    }
    return readTally(this.machine, trainingRows, this.totals.training);
  }

  /** To the end of the batch. */
  protected trainStep(): void {
    const { machine, cursor } = this;
    const before = lossSum(machine);
    const end = this.batchEnd();
    this.cursor = machine.train(cursor, Math.ceil((end - cursor) / machine.plan.chunk), this.rateOf(this.epoch + 1));
    this.stepLoss = (lossSum(machine) - before) / (end - cursor);
  }

  protected *trainStepNumerically(): Generator<null, void, void> {
    const { machine, cursor } = this;
    const before = lossSum(machine);
    const end = this.batchEnd();
    for (const pause of numericalGradient(machine, cursor, end - cursor)) {
      yield pause;
      if (this.stopped) return;
    }
    machine.penalize(end - cursor);
    machine.step(this.rateOf(this.epoch + 1));
    this.cursor = end;
    this.stepLoss = (lossSum(machine) - before) / (end - cursor);
  }

  private batchEnd(): number {
    const { batch, trainingRows } = this.machine.plan;
    return Math.min(this.cursor - (this.cursor % batch) + batch, trainingRows);
  }

  private *evaluate(part: Part): Generator<null, Score, void> {
    const { chunk } = this.machine.plan;
    const rows = this.rows[part];
    const chunks = this.chunksOfSlice();
    clearTally(this.machine);
    let done = 0;
    for (let from = 0; from < rows; from += chunk) {
      this.machine.evaluate(part, from, Math.min(chunk, rows - from));
      if (++done % chunks === 0) yield null;
    }
    return readTally(this.machine, rows, this.totals[part]);
  }

  private *evaluateValidation(): Generator<null, Score | null, void> {
    return this.machine.plan.validationRows > 0 ? yield* this.evaluate('validation') : null;
  }

  private findDivergence(epoch: number, training: Score, validation: Score | null): Loss | null {
    const lost = this.parametersDivergence(epoch);
    if (lost) return lost;
    if (Number.isFinite(training.loss) && Number.isFinite(validation?.loss ?? 0)) return null;
    const { layers } = this.machine.plan;
    const first = layers.find(({ preActivations }) => {
      const u = view(this.machine, preActivations);
      return !areFinite(u, 0, u.length);
    });
    const layer = first ?? layers.at(-1);
    return { epoch, layer: layer?.shape.name ?? '', tensor: 'loss' };
  }

  private parametersDivergence(epoch: number): Loss | null {
    const { current } = this;
    if (areFinite(current, 0, current.length)) return null;
    for (const { shape, weights, biases } of this.machine.plan.layers) {
      const ends = { weights: weights + shape.inputs * shape.units, biases: biases + shape.units };
      if (!areFinite(current, weights, ends.weights)) return { epoch, layer: shape.name, tensor: 'weights' };
      if (shape.bias && !areFinite(current, biases, ends.biases)) return { epoch, layer: shape.name, tensor: 'biases' };
    }
    return null;
  }
}

/** Summed up, since x − x is 0 for finite x only: a nanosecond a number, where a test of each takes several. */
function areFinite(values: ArrayLike<number>, from: number, to: number): boolean {
  let sum = 0;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? 0;
    sum += value - value;
  }
  return sum === 0;
}
