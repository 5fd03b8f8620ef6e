import type { Dataset } from './dataset.ts';

export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
}

/** Digits as scikit-learn and MNIST have them. */
const squares: readonly number[] = [64, 784];

/**
 * Rows and columns of the images that the inputs are; undefined if they are none. An IDX or NPZ file
 * says so by its dimensions; where only columns are named, 64 or 784 of them are taken for the
 * pixels of a square image, row by row. Other square numbers say too little: 9, 16 or 25 inputs
 * are more often measurements.
 */
export function imageShape({ inputShape, inputNames }: Dataset): ImageShape | undefined {
  const [rows, columns] = inputShape ?? [];
  if (rows !== undefined && columns !== undefined && rows * columns === inputNames.length) return { rows, columns };
  const side = Math.sqrt(inputNames.length);
  return squares.includes(inputNames.length) ? { rows: side, columns: side } : undefined;
}
