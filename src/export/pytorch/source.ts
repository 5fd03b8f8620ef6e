import type { Dataset, Rows } from '../../data/dataset.ts';
import type { DataSpec, FileSource, Spec } from '../../spec/spec.ts';
import type { ScriptData } from './data.ts';

/**
 * The spec's file, if the script can read it by itself: CSV or TSV, not compressed, with points in
 * its numbers and no gaps to do something about.
 */
export function plainCsv({ source, missing }: DataSpec): FileSource | undefined {
  if (source.kind !== 'file' || !/\.(?:csv|tsv)$/i.test(source.file)) return undefined;
  return source.decimal === '.' && missing === 'error' ? source : undefined;
}

/** For any other source: the spec whose dataset `rowsOf` takes. */
export function notNormalized(spec: Spec): Spec {
  return { ...spec, data: { ...spec.data, normalize: 'none' } };
}

/** The rows of both parts, each in its place in the source. */
export function rowsOf({ training, validation, split, inputNames, outputNames }: Dataset): ScriptData {
  const merged = (of: (rows: Rows) => Float64Array, width: number): Float64Array => {
    const whole = new Float64Array((training.count + validation.count) * width);
    const put = (rows: Rows, places: Int32Array | undefined): void => {
      for (let row = 0; row < rows.count; row++) {
        whole.set(of(rows).subarray(row * width, (row + 1) * width), (places?.[row] ?? row) * width);
      }
    };
    put(training, split?.training);
    put(validation, split?.validation);
    return whole;
  };
  return {
    kind: 'rows',
    inputs: merged(({ inputs }) => inputs, inputNames.length),
    targets: merged(({ targets }) => targets, outputNames.length),
  };
}
