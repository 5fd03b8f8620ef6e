import type { Dataset, Rows } from '../data/dataset.ts';
import { inArrivalOrder } from '../spec/online.ts';
import type { Spec } from '../spec/spec.ts';
import { compile } from './compiler/compile.ts';
import { view, type Machine } from './machine.ts';
import type { Plan } from './plan.ts';
import type { Score } from './results.ts';
import { clearTally, readTally } from './score.ts';
import { Training } from './training.ts';

/** Rows that came later are brought into the arena so many at a time. */
const roomForRows = 256;
/** Points that a chart has, at most, of the rows that are there at the start. */
const mostRecords = 100;
/** Of fewer rows the loss would be mostly noise. */
const leastRows = 5;

/**
 * Online learning: each row once, in the order of arrival, and after those of the dataset the ones that are
 * added. A step takes one row; its loss is that of the prediction before the step, so that a
 * record's loss is the prequential one (A. P. Dawid, 1984).
 *
 * What is an epoch elsewhere is a block of `blockRows` rows here, or as many as there are before no more have come.
 * Where blocks end makes no difference to the weights.
 */
export class OnlineTraining extends Training {
  readonly blockRows: number;
  /** Rows trained on. */
  rowsDone = 0;
  private readonly begunWith: number;
  private readonly queue: Rows[] = [];
  private finished = false;
  private idle = false;
  /** The next row in the arena's order, and the end of those that are there. */
  private next = 0;
  private end: number;
  private rowsOfBlock = 0;

  /** As of Training. */
  constructor(spec: Spec, dataset: Dataset, from?: Float64Array, build: (plan: Plan) => Machine = compile) {
    super(inArrivalOrder(spec, Infinity), dataset, from, build, roomForRows);
    const { count } = dataset.training;
    this.begunWith = this.end = count;
    this.blockRows = Math.max(leastRows, Math.ceil(count / mostRecords));
  }

  /** Whether `run` has nothing to do until rows are added, or it is told that none will be. */
  get waiting(): boolean {
    return this.idle && this.queue.length === 0 && !this.finished && !this.stopped;
  }

  add(rows: Rows): void {
    if (rows.count > 0) this.queue.push(rows);
  }

  /** No more rows will be added: `run` ends when it has trained on all. */
  finish(): void {
    this.finished = true;
  }

  override get position(): { readonly epoch: number; readonly step: number; readonly steps: number } {
    return { epoch: this.epochsDone, step: this.rowsOfBlock, steps: this.blockRows };
  }

  protected override *trainEpoch(): Generator<null, Score | null, void> {
    const { machine, blockRows, begunWith, totals } = this;
    clearTally(machine);
    this.rowsOfBlock = 0;
    while (this.rowsOfBlock < blockRows) {
      if (this.stopped) return null;
      if (this.next === this.end && !this.bringRows()) {
        if (this.rowsOfBlock > 0) break;
        if (this.finished) return null;
        this.idle = true;
        yield null;
        this.idle = false;
        continue;
      }
      const before = this.next;
      yield* this.trainRows(Math.min(this.end - before, blockRows - this.rowsOfBlock));
      this.rowsOfBlock += this.next - before;
      this.rowsDone += this.next - before;
      if (this.rowsOfBlock < blockRows) yield null;
    }
    // R² compares with the spread of the rows at the start: a block may be a single row, which has none.
    const rows = this.rowsOfBlock;
    this.rowsOfBlock = 0;
    return readTally(
      machine,
      rows,
      totals.training.map((total) => (total * rows) / begunWith),
    );
  }

  /** For a slice at most. */
  private *trainRows(rows: number): Generator<null, void, void> {
    this.cursor = this.next;
    if (this.spec.training.gradient === 'numerical') yield* this.trainStepNumerically();
    else if (this.stepwise) this.trainStep();
    else {
      const chunks = Math.min(rows, this.chunksOfSlice());
      this.cursor = this.machine.train(this.cursor, chunks, this.rateOf(this.epochsDone + 1));
    }
    this.next = this.cursor;
  }

  /** Brings rows from the queue into the arena, behind those of the dataset; false if there are none. */
  private bringRows(): boolean {
    const rows = this.queue.shift();
    if (!rows) return false;
    const { machine, begunWith, network } = this;
    const { inputs, targets } = machine.plan.data.training;
    const count = Math.min(rows.count, roomForRows);
    const part = (values: Float64Array, width: number): [Float64Array, Float64Array] => [
      values.subarray(0, count * width),
      values.subarray(count * width),
    ];
    const [inputsNow, inputsLater] = part(rows.inputs, network.inputs);
    const [targetsNow, targetsLater] = part(rows.targets, network.outputs);
    view(machine, inputs).set(inputsNow, begunWith * network.inputs);
    view(machine, targets).set(targetsNow, begunWith * network.outputs);
    if (rows.count > count) {
      this.queue.unshift({ count: rows.count - count, inputs: inputsLater, targets: targetsLater });
    }
    this.next = begunWith;
    this.end = begunWith + count;
    return true;
  }
}

/** The training that a spec asks for. @throws EngineError as Training does. */
export function trainingOf(
  spec: Spec,
  dataset: Dataset,
  from?: Float64Array,
  build: (plan: Plan) => Machine = compile,
): Training {
  return spec.training.method === 'online'
    ? new OnlineTraining(spec, dataset, from, build)
    : new Training(spec, dataset, from, build);
}
