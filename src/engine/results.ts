import { inEnglish, type Phrase } from '../spec/phrase.ts';

/** What the engine tells those who run it. */

export type Metrics =
  | { readonly kind: 'classification'; readonly accuracy: number }
  | { readonly kind: 'regression'; readonly rmse: number; readonly mae: number; readonly r2: number };

/** Loss and metrics over a set of rows. */
export interface Score {
  readonly loss: number;
  readonly metrics: Metrics;
}

export interface EpochRecord {
  /** 0 is the evaluation before training. */
  readonly epoch: number;
  /** Sample-weighted mean over the epoch's batches as they were trained. */
  readonly training: Score;
  /** After the epoch; null without validation rows. */
  readonly validation: Score | null;
  readonly learningRate: number;
}

export interface Divergence {
  readonly epoch: number;
  readonly layer: string;
  readonly tensor: 'loss' | 'weights' | 'biases';
  /** A learning rate to try instead. */
  readonly suggestedRate: number;
}

export interface Outcome {
  readonly reason: 'completed' | 'early-stopped' | 'stopped' | 'diverged';
  /** Epochs done in full. */
  readonly epochs: number;
  /** The epoch that the final weights are of, if early stopping restored them; else null. */
  readonly restoredEpoch: number | null;
  /** Exact evaluation of the final weights. */
  readonly training: Score;
  readonly validation: Score | null;
  /** Where it diverged. */
  readonly divergence: Divergence | null;
}

/** Thrown for what no run can be made of, with a message for the person who wrote the spec. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(readonly phrase: Phrase) {
    super(inEnglish(phrase));
  }
}
