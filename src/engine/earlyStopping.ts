import type { EarlyStopping as Settings } from '../spec/spec.ts';
import type { EpochRecord } from './results.ts';

/**
 * Watches the loss of the validation rows, or of training where there are none, from epoch 0 on.
 * An epoch improves on the best one if its loss is lower by more than `minDelta`; `patience` epochs
 * in a row that don't are the end.
 */
export class EarlyStopping {
  private lowest = Infinity;
  /** The epoch of the lowest loss. */
  best = 0;
  /** Epochs since then. */
  private waited = 0;

  constructor(private readonly settings: Settings) {}

  /** Whether the epoch is the best so far. */
  improves({ epoch, training, validation }: EpochRecord): boolean {
    const { monitor, minDelta } = this.settings;
    const loss = monitor === 'validationLoss' && validation ? validation.loss : training.loss;
    if (!(loss < this.lowest - minDelta)) {
      this.waited++;
      return false;
    }
    this.lowest = loss;
    this.best = epoch;
    this.waited = 0;
    return true;
  }

  get exhausted(): boolean {
    return this.waited >= this.settings.patience;
  }
}
