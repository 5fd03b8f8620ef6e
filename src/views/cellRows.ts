import type { Dataset } from '../data/dataset.ts';
import { imageShape } from '../data/image.ts';
import type { CellRows, PredictionChoice } from '../protocol/predictions.ts';
import { likeliest, unscaled } from './predictedRows.ts';

/** So many of a cell's rows are listed, and so many inputs of each. */
const mostRows = 20;
const mostInputs = 8;

/** Rows of a part that were predicted, with what was predicted and wanted of each. */
export interface PredictedRows {
  readonly part: 'training' | 'validation';
  /** Their places in the part. */
  readonly rows: Int32Array;
  readonly outputs: Float64Array;
  readonly targets: Float64Array;
}

/** The rows of one class that were taken for another, or rightly for the same: those that the network is surest of first. */
export function rowsOfCell(
  dataset: Dataset,
  { part, rows, outputs, targets }: PredictedRows,
  { actual, predicted }: NonNullable<PredictionChoice['cell']>,
): CellRows {
  const width = dataset.outputNames.length;
  const found = [...rows].flatMap((place, index) => {
    const { winner, share } = likeliest(outputs, width, index);
    return winner === predicted && likeliest(targets, width, index).winner === actual ? [{ place, share }] : [];
  });
  return {
    actual,
    predicted,
    count: found.length,
    rows: found
      .toSorted((one, other) => other.share - one.share)
      .slice(0, mostRows)
      .map(({ place, share }) => ({
        row: rowOfData(dataset, part, place),
        place,
        share,
        inputs: shownInputs(dataset, part, place),
      })),
  };
}

/** Where a row of a part is among all rows of the data. */
export function rowOfData({ split }: Dataset, part: 'training' | 'validation', place: number): number {
  return split?.[part][place] ?? place;
}

/** The first inputs in the data's units; of an image all, as the network gets them. */
function shownInputs(dataset: Dataset, part: 'training' | 'validation', place: number): Float64Array {
  const width = dataset.inputNames.length;
  const all = dataset[part].inputs.slice(place * width, (place + 1) * width);
  if (imageShape(dataset)) return all;
  return all.slice(0, mostInputs).map((value, input) => unscaled(dataset.scaler, input, value));
}
