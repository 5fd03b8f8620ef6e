import type { Normalization } from '../spec/spec.ts';
import type { Scaler } from './dataset.ts';
import { deviationOf, extentOf, meanOf } from './moments.ts';

/**
 * Fits a scaler to the training rows: `standard` by mean and population standard deviation
 * (as scikit-learn's StandardScaler), `min-max` by the range. A constant input keeps scale 1.
 * @param training rows × `scaled.length`
 * @param scaled which inputs are scaled at all; the others get offset 0, scale 1
 */
export function fitScaler(
  kind: Exclude<Normalization, 'none'>,
  training: Float64Array,
  scaled: readonly boolean[],
): Scaler {
  const width = scaled.length;
  const offset = new Float64Array(width);
  const scale = new Float64Array(width).fill(1);
  scaled.forEach((isScaled, column) => {
    if (!isScaled || training.length === 0) return;
    const of = { matrix: training, width, column };
    const extent = extentOf(of);
    const { min, max } = extent;
    const mean = meanOf(of, extent);
    offset[column] = kind === 'standard' ? mean : min;
    // Compared rather than computed: rounding leaves constants like 0.1 a variance above 0.
    if (min === max) return;
    scale[column] = kind === 'standard' ? deviationOf(of, extent, mean) : max - min;
  });
  return { offset, scale };
}

/**
 * Normalises rows in place. Returns an input that float64 can't hold afterwards, if there is one:
 * its values are too far apart.
 */
export function normalise(matrix: Float64Array, { offset, scale }: Scaler): number | undefined {
  const width = offset.length;
  let overflown: number | undefined;
  for (let column = 0; column < width; column++) {
    const [origin, unit] = [offset[column] ?? 0, scale[column] ?? 1];
    for (let at = column; at < matrix.length; at += width) {
      const value = ((matrix[at] ?? 0) - origin) / unit;
      if (!Number.isFinite(value)) overflown ??= column;
      matrix[at] = value;
    }
    if (!Number.isFinite(unit)) overflown ??= column;
  }
  return overflown;
}
