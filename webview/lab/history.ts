import type { Epochs } from '../../src/protocol/run.ts';

/** A column of numbers that grows by doubling: appending a frame costs its length, not the run's. */
export class Column {
  private values = new Float64Array(256);
  private used = 0;

  get length(): number {
    return this.used;
  }

  /** A view, valid until the next write. */
  get view(): Float64Array {
    return this.values.subarray(0, this.used);
  }

  /** Keeps the first and every `factor`-th after it. */
  thin(factor: number): void {
    const kept = Math.ceil(this.used / factor);
    for (let index = 0; index < kept; index++) this.values[index] = this.values[index * factor] ?? NaN;
    this.used = kept;
  }

  write(from: number, values: Float64Array): void {
    const end = from + values.length;
    if (end > this.values.length) {
      const larger = new Float64Array(Math.max(end, 2 * this.values.length));
      larger.set(this.view);
      this.values = larger;
    }
    // Where frames are missing there is no value.
    if (from > this.used) this.values.fill(NaN, this.used, from);
    this.values.set(values, from);
    this.used = end;
  }
}

export interface Line {
  readonly name: string;
  readonly training: Column;
  readonly validation: Column;
}

/** Far more than a host keeps of a run: room for others is not made, whatever a message says. */
const most = 1 << 20;

/** The epochs of a run that are kept, from 0 (before training) on, each `stride`-th. */
export class History {
  readonly loss: Line = newLine('loss');
  readonly metrics: Line[] = [];
  readonly learningRate = new Column();
  stride = 1;
  /** The last epoch, kept or not. */
  done = 0;

  /** How many there are. */
  get length(): number {
    return this.loss.training.length;
  }

  get hasValidation(): boolean {
    return this.loss.validation.view.some((value) => !Number.isNaN(value));
  }

  append({ from, stride, done, loss, metrics, learningRate }: Epochs): void {
    const at = from / stride;
    if (stride % this.stride !== 0 || at + learningRate.length > most) return;
    this.thin(stride / this.stride);
    this.stride = stride;
    this.done = done;
    if (learningRate.length === 0) return;
    write(this.loss, at, loss);
    this.learningRate.write(at, learningRate);
    for (const metric of metrics) {
      let line = this.metrics.find(({ name }) => name === metric.name);
      if (line === undefined) this.metrics.push((line = newLine(metric.name)));
      write(line, at, metric);
    }
  }

  private thin(factor: number): void {
    if (factor === 1) return;
    const lines = [this.loss, ...this.metrics].flatMap(({ training, validation }) => [training, validation]);
    for (const column of [...lines, this.learningRate]) column.thin(factor);
  }
}

function newLine(name: string): Line {
  return { name, training: new Column(), validation: new Column() };
}

function write(line: Line, from: number, values: { training: Float64Array; validation: Float64Array }): void {
  line.training.write(from, values.training);
  line.validation.write(from, values.validation);
}

/** A column, and how many epochs one of its values stands for. */
export interface Course {
  readonly values: Float64Array;
  readonly stride: number;
}

/** The value of an epoch, or of the last one before it that is kept; undefined beyond the end. */
export function valueAt({ values, stride }: Course, epoch: number): number | undefined {
  return values[Math.floor(epoch / stride)];
}

/** At most `most` epochs, multiples of `stride`, that tell the course of a run: the first, the last, and even steps. */
export function representative(length: number, stride: number, most: number): number[] {
  const points = Math.min(length, most);
  return Array.from(
    { length: points },
    (_, index) => stride * Math.round((index * (length - 1)) / Math.max(1, points - 1)),
  );
}
