import { formatOf } from '../spec/fileFormat.ts';
import { DataFileError, type DataReader } from './dataset.ts';
import { scanRows } from './file.ts';

/** Longer than any header: of a large file no more is read. */
const ENOUGH = 64 * 1024;

/** The columns that a data file names, in a header or as the keys of its records; none if it can't be read. */
export async function columnNames(path: string, reader: DataReader): Promise<readonly string[]> {
  const format = formatOf(path);
  if (format === undefined || format === 'npz' || format === 'idx') return [];
  let names: readonly string[] = [];
  const sink = { begin: (header: readonly string[]) => void (names = header), row: () => {} };
  try {
    const start: DataReader = { open: async (file) => beginning(await reader.open(file)) };
    await scanRows({ kind: 'file', file: path, decimal: '.' }, start, sink);
  } catch (error) {
    // That the beginning is no whole file is one of these.
    if (!(error instanceof DataFileError)) throw error;
  }
  return names;
}

async function* beginning(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const piece of pieces) {
    yield piece;
    if ((read += piece.length) >= ENOUGH) return;
  }
}
