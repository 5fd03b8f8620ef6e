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

/** All epochs of a run, a value an epoch and column. */
export class History {
  private readonly loss = new SeriesHistory('loss');
  private readonly metrics = new Map<string, SeriesHistory>();
  private readonly learningRate = new Column();

  /** The first epoch that is still to come. */
  get next(): number {
    return this.learningRate.length;
  }

  /** On the training rows, an epoch each; a view, valid until the next append. */
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
  goesOnWith({ from, metrics, learningRate }: Epochs): boolean {
    if (learningRate.length === 0) return true;
    const known = this.next === 0 || metrics.length === this.metrics.size;
    return from === this.next && known && metrics.every(({ name }) => this.next === 0 || this.metrics.has(name));
  }

  append({ loss, metrics, learningRate }: Epochs): void {
    this.loss.append(loss);
    this.learningRate.append(learningRate);
    for (const series of metrics) {
      const known = this.metrics.get(series.name) ?? new SeriesHistory(series.name);
      known.append(series);
      this.metrics.set(series.name, known);
    }
  }

  /** A copy of the epochs from `from` on. */
  epochs(from = 0): Epochs {
    return {
      from,
      loss: this.loss.values(from),
      metrics: [...this.metrics.values()].map((series) => series.values(from)),
      learningRate: this.learningRate.values(from),
    };
  }
}
