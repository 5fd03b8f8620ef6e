import type { FileSource, Spec } from '../spec/spec.ts';
import { Arrivals, type Arrived } from './arrivals.ts';
import type { DataReader, Dataset } from './dataset.ts';
import { scanRows } from './file.ts';

/** Whether rows can be appended to a file: text, a row a line, and not packed. */
export function canGrow(file: string): boolean {
  return /\.(?:csv|tsv|jsonl)$/i.test(file);
}

/**
 * Hands on the rows that come behind those of a dataset, until the reader's file ends. Rejects with
 * DataFileError: unreadable, damaged, or no longer the file that the dataset was read from.
 * @param reader of a file that is waited for, or else that ends.
 * @param deliver is waited for before more is read.
 */
export async function followRows(
  spec: Spec,
  source: FileSource,
  dataset: Dataset,
  reader: DataReader,
  deliver: (arrived: Arrived) => void | Promise<void>,
): Promise<void> {
  const arrivals = new Arrivals(spec, source, dataset);
  async function* delivering(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      yield piece;
      // Whoever asks for the next piece has made rows of this one.
      await deliver(arrivals.take());
    }
  }
  await scanRows(source, { growing: true, open: async (path) => delivering(await reader.open(path)) }, arrivals);
}
