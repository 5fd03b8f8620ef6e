import * as is from './guards.ts';
import type { Guarded } from './guards.ts';

/** What a network predicts, for a picture of it. */

/**
 * The two inputs and the output that are looked at, places among the network's; and the cell of the confusion matrix whose
 * rows are.
 */
export const predictionChoice = is.object({
  x: is.count,
  y: is.count,
  output: is.count,
  cell: is.nullable(is.object({ actual: is.count, predicted: is.count })),
});
export type PredictionChoice = Guarded<typeof predictionChoice>;

const range = is.object({ from: is.number, to: is.number });
export type Range = Guarded<typeof range>;

/** Rows of the data, in the data's units: sent once a run and choice. */
export const predictionPoints = is.object({
  choice: predictionChoice,
  x: is.floats,
  /** The second input; empty where the network has one input. */
  y: is.floats,
  /** The class, or what the chosen output is to be. */
  targets: is.floats,
  /** 1: held out for validation. */
  held: is.floats,
  /** How many rows there are, of which these are at most 1,000, evenly chosen. */
  of: is.count,
  xRange: range,
  yRange: range,
});
export type PredictionPoints = Guarded<typeof predictionPoints>;

const picture = is.either(
  /** A value a cell, row by row from the lowest second input upwards. */
  is.object({
    kind: is.literal('classes'),
    columns: is.count,
    rows: is.count,
    /** The likeliest class. */
    winners: is.floats,
    /** Its probability. */
    shares: is.floats,
  }),
  is.object({ kind: is.literal('values'), columns: is.count, rows: is.count, values: is.floats }),
  /** The chosen output, at even steps over the input's range. */
  is.object({ kind: is.literal('curve'), values: is.floats }),
);
export type PredictionPicture = Guarded<typeof picture>;

const result = is.either(
  is.object({
    kind: is.literal('classes'),
    /** Rows by class (down) and by what they were taken for (across). */
    confusion: is.listOf(is.listOf(is.count)),
    right: is.count,
  }),
  /** Of the chosen output. */
  is.object({
    kind: is.literal('values'),
    /** Of the rows in their part, and among all rows of the data, from 0. */
    places: is.floats,
    rows: is.floats,
    actual: is.floats,
    predicted: is.floats,
    rmse: is.number,
    r2: is.number,
  }),
);
export type PredictionResult = Guarded<typeof result>;

const wrongImage = is.object({
  /** Among the rows of the data, from 0, and in its part. */
  row: is.count,
  place: is.count,
  actual: is.count,
  predicted: is.count,
  /** The probability of what it was taken for. */
  share: is.number,
  /** Row by row. */
  pixels: is.floats,
});
export type WrongImage = Guarded<typeof wrongImage>;

const cellRows = is.object({
  actual: is.count,
  predicted: is.count,
  /** Of which some are listed. */
  count: is.count,
  rows: is.listOf(
    is.object({
      /** Among the rows of the data, from 0, and in its part. */
      row: is.count,
      place: is.count,
      /** The probability of what it was taken for. */
      share: is.number,
      /** The first few in the data's units; of an image all, row by row. */
      inputs: is.floats,
    }),
  ),
});
export type CellRows = Guarded<typeof cellRows>;

export const predictions = is.object({
  choice: predictionChoice,
  /** Names of the classes; null: outputs are numbers. */
  classes: is.nullable(is.listOf(is.text)),
  /** Null: too many inputs for two of them to tell much, as in an image. */
  picture: is.nullable(picture),
  /** Rows that were predicted, of how many of that part of the data. */
  part: is.literal('training', 'validation'),
  rows: is.count,
  of: is.count,
  result,
  /** Of the cell that was chosen. */
  cell: is.nullable(cellRows),
  /** Some that were taken for another class; null where rows are no images. */
  images: is.nullable(is.object({ rows: is.count, columns: is.count, wrong: is.listOf(wrongImage) })),
});
export type Predictions = Guarded<typeof predictions>;
