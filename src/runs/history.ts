import type { Epochs, Series } from '../protocol/run.ts';
import { Column } from './column.ts';

class SeriesHistory {
  private readonly training = new Column();
  private readonly validation = new Column();

  constructor(private readonly name: string) {}

  append({ training, validation }: Series): void {
    this.training.append(training);
    this.validation.append(validation);
  }

  thin(factor: number): void {
    this.training.thin(factor);
    this.validation.thin(factor);
  }

  get last(): { training: number; validation: number } {
    return { training: this.training.last, validation: this.validation.last };
  }

  get trainingView(): Float64Array {
    return this.training.view;
  }

  values(from: number): Series {
    return { name: this.name, training: this.training.values(from), validation: this.validation.values(from) };
  }
}

/** The epochs of a run that are kept, a value an epoch and column; of a long one each second, each fourth and so on. */
export class History {
  private readonly loss = new SeriesHistory('loss');
  private readonly metrics = new Map<string, SeriesHistory>();
  private readonly learningRate = new Column();
  private stride = 1;
  private last = 0;

  /** The last epoch, kept or not. */
  get done(): number {
    return this.last;
  }

  /** On the training rows; a view, valid until the next append. */
  get losses(): Float64Array {
    return this.loss.trainingView;
  }

  /** Of the last epoch; NaN before the first. */
  get lastLoss(): { training: number; validation: number } {
    return this.loss.last;
  }

  /** Likewise. */
  get lastMetrics(): { name: string; training: number; validation: number | null }[] {
    return [...this.metrics].map(([name, { last }]) => ({
      name,
      training: last.training,
      validation: Number.isNaN(last.validation) ? null : last.validation,
    }));
  }

  /** Whether they go on where these end, with the same columns. */
  goesOnWith({ from, stride, metrics, learningRate }: Epochs): boolean {
    if (stride % this.stride !== 0) return false;
    if (learningRate.length === 0) return true;
    const first = this.learningRate.length === 0;
    const next = stride * Math.ceil((this.stride * this.learningRate.length) / stride);
    const known = first || metrics.length === this.metrics.size;
    return from === next && known && metrics.every(({ name }) => first || this.metrics.has(name));
  }

  append({ stride, done, loss, metrics, learningRate }: Epochs): void {
    this.thin(stride / this.stride);
    this.stride = stride;
    this.last = done;
    this.loss.append(loss);
    this.learningRate.append(learningRate);
    for (const series of metrics) {
      const known = this.metrics.get(series.name) ?? new SeriesHistory(series.name);
      known.append(series);
      this.metrics.set(series.name, known);
    }
  }

  private thin(factor: number): void {
    if (factor === 1) return;
    this.loss.thin(factor);
    this.learningRate.thin(factor);
    for (const series of this.metrics.values()) series.thin(factor);
  }

  /** A copy of the epochs from `from` on. */
  epochs(from = 0): Epochs {
    const { stride } = this;
    const index = Math.ceil(from / stride);
    return {
      from: index * stride,
      stride,
      done: this.last,
      loss: this.loss.values(index),
      metrics: [...this.metrics.values()].map((series) => series.values(index)),
      learningRate: this.learningRate.values(index),
    };
  }
}
