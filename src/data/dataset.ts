import { inEnglish, type Phrase } from '../spec/phrase.ts';

/** Rows of numbers, row after row. */
export interface Rows {
  readonly count: number;
  /** count × number of inputs, normalised. */
  readonly inputs: Float64Array;
  /** count × number of outputs. */
  readonly targets: Float64Array;
}

/**
 * How inputs were normalised: x' = (x − offset) / scale, one of each an input.
 * Fitted on the training rows only.
 */
export interface Scaler {
  readonly offset: Float64Array;
  readonly scale: Float64Array;
}

/** Indices of rows among those of the source, both in its order. */
export interface Split {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

export interface Dataset {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Class names, if the targets are classes: one an output, or two for a single output
   * that tells them apart (0 the first, 1 the second).
   */
  readonly classes?: readonly string[];
  readonly scaler?: Scaler;
  /** Sizes of what the inputs make up together, if they do: rows × columns of an image. */
  readonly inputShape?: readonly number[];
  /** In the order of the file. */
  readonly training: Rows;
  readonly validation: Rows;
  /** Which rows of the source these are. */
  readonly split?: Split;
}

/** Why no rows come from a file, in a message fit for the person who wrote the spec. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  /** @param line where in the file the reason lies, if it does in one place */
  constructor(
    readonly phrase: Phrase,
    readonly code:
      'data-file' | 'data-text' | 'data-size' | 'data-replaced' | 'no-header' | 'number-not-exact' = 'data-file',
    readonly line?: number,
  ) {
    super(inEnglish(phrase));
  }
}

export interface DataReader {
  /** Whether files may be written to while they are read: what follows the last whole row is then left for later. */
  readonly growing?: boolean;
  /**
   * Bytes of the file that a spec names, relative to that spec.
   * Rejects with DataFileError: no such file, outside the workspace, unreadable.
   */
  open(path: string): Promise<AsyncIterable<Uint8Array>>;
}
