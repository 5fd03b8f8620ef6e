import { loadDataset } from '../../../src/data/load.ts';
import { DataFileError, type DataReader, type Dataset } from '../../../src/data/dataset.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { phrase } from '../../../src/spec/phrase.ts';
import { lineOf, specWith } from '../spec/told.ts';

/** Texts or bytes by path. */
type Files = Readonly<Record<string, string | Uint8Array>>;

/** A reader of files held in memory, handed out `size` bytes at a time. */
export function readerOf(files: Files, size = 7): DataReader {
  return {
    open: async (path) => {
      const content = files[path];
      if (content === undefined) throw new DataFileError(phrase('no file {0}', path));
      return pieces(typeof content === 'string' ? new TextEncoder().encode(content) : content, size);
    },
  };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface Attempt {
  readonly dataset: Dataset | undefined;
  /** As `lineOf` gives them. */
  readonly told: string[];
}

/** Loads what a spec of these parts names; the spec itself has to be good. */
export async function attempt(
  parts: Parameters<typeof specWith>[0],
  files: Files = {},
  size?: number,
): Promise<Attempt> {
  const text = specWith(parts);
  const { spec, problems, locate } = parseSpec(text);
  if (spec === undefined) throw new Error(problems.map((problem) => lineOf(text, problem)).join('\n'));
  const loaded = await loadDataset(spec, locate, readerOf(files, size));
  return { dataset: loaded.dataset, told: loaded.problems.map((problem) => lineOf(text, problem)) };
}

export async function loaded(...of: Parameters<typeof attempt>): Promise<Dataset> {
  const { dataset, told } = await attempt(...of);
  if (dataset === undefined || told.length > 0) throw new Error(told.join('\n'));
  return dataset;
}

/** The rows of a matrix. */
export function matrix(values: Float64Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}
