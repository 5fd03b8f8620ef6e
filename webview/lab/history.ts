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

/** All epochs of a run, from 0 (before training) on. */
export class History {
  readonly loss: Line = newLine('loss');
  readonly metrics: Line[] = [];
  readonly learningRate = new Column();
  private readonly numbers = new Column();

  get length(): number {
    return this.loss.training.length;
  }

  /** Epoch numbers: 0, 1, 2, … */
  get epochs(): Float64Array {
    return this.numbers.view;
  }

  get hasValidation(): boolean {
    return this.loss.validation.view.some((value) => !Number.isNaN(value));
  }

  append(epochs: Epochs): void {
    const { from, loss, metrics, learningRate } = epochs;
    const { length } = loss.training;
    if (length === 0) return;
    write(this.loss, from, loss);
    this.learningRate.write(from, learningRate);
    this.numbers.write(
      from,
      Float64Array.from({ length }, (_, index) => from + index),
    );
    for (const metric of metrics) {
      let line = this.metrics.find(({ name }) => name === metric.name);
      if (line === undefined) this.metrics.push((line = newLine(metric.name)));
      write(line, from, metric);
    }
  }
}

function newLine(name: string): Line {
  return { name, training: new Column(), validation: new Column() };
}

function write(line: Line, from: number, values: { training: Float64Array; validation: Float64Array }): void {
  line.training.write(from, values.training);
  line.validation.write(from, values.validation);
}

/** At most `most` epochs that tell the course of a run: the first, the last, and even steps between. */
export function representative(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}
