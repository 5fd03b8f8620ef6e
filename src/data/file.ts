import { formatOf } from '../spec/fileFormat.ts';
import { phrase } from '../spec/phrase.ts';
import type { Locate, Range } from '../spec/problem.ts';
import { countOthers, type Report } from '../spec/report.ts';
import type { FileSource, Missing } from '../spec/spec.ts';
import { arrayTable, type NumericArray, valueFaults } from './arrays.ts';
import type { Table } from './column.ts';
import { readCsv } from './csv.ts';
import type { DataReader } from './dataset.ts';
import { chooseColumns } from './header.ts';
import { readIdx } from './idx.ts';
import { withoutMark } from './pieces.ts';
import { checkRows, readNpz, readNpzInputs } from './npz.ts';
import { readRecords } from './records.ts';
import type { RowSink } from './row.ts';
import { type Choose, RowReader } from './rowReader.ts';
import { unpacked, wholeFile } from './unpack.ts';

/**
 * Reads a data file, of rows as a stream; undefined after reporting an error. Throws DataFileError.
 * @param classes whether a single target column holds classes, even if they look like numbers
 */
export async function readFileTable(
  source: FileSource,
  missing: Missing,
  classes: boolean,
  reader: DataReader,
  locate: Locate,
  report: Report,
): Promise<Table | undefined> {
  const { file } = source;
  const range = locate(['data', 'file']);
  const format = formatOf(file);
  if (format === 'npz' || format === 'idx') {
    const { x, y } = format === 'npz' ? await npzPair(source, reader) : await idxPair(source, reader);
    reportValues(x, missing, range, report);
    reportValues(y, missing === 'mean' ? 'error' : missing, range, report);
    return tableOfArrays(file, x, y, range, report);
  }
  const choose: Choose = (header, targets) => chooseColumns(header, targets, classes, source, locate, report);
  return readRows(source, missing, choose, reader, range, report);
}

/**
 * Reads rows without targets, those to predict, from a file of any format; undefined after reporting an error.
 * Throws DataFileError.
 * @param choose which columns, where they have names
 */
export async function readInputTable(
  source: FileSource,
  choose: Choose,
  reader: DataReader,
  report: Report,
): Promise<Table | undefined> {
  const { file } = source;
  const range: Range = { offset: 0, length: 0 };
  const format = formatOf(file);
  if (format !== 'npz' && format !== 'idx') return readRows(source, 'error', choose, reader, range, report);
  const bytes = await allBytes(file, reader);
  const x = format === 'npz' ? readNpzInputs(file, bytes) : readIdx(file, bytes, IMAGES);
  reportValues(x, 'error', range, report);
  return tableOfArrays(file, x, undefined, range, report);
}

function tableOfArrays(
  file: string,
  x: NumericArray,
  y: NumericArray | undefined,
  range: Range,
  report: Report,
): Table | undefined {
  if (x.shape[0] !== 0) return arrayTable(file, x, y);
  report.error(range, 'no-rows', phrase('{0} has no rows', file));
  return undefined;
}

async function readRows(
  source: FileSource,
  missing: Missing,
  choose: Choose,
  reader: DataReader,
  range: Range,
  report: Report,
): Promise<Table | undefined> {
  const rows = new RowReader(source.file, missing, choose, range, report);
  await scanRows(source, reader, rows);
  return rows.finish();
}

/** Hands the rows of a CSV, TSV or JSON file to a sink. Throws DataFileError. */
export async function scanRows({ file, decimal }: FileSource, reader: DataReader, sink: RowSink): Promise<void> {
  const pieces = withoutMark(file, await opened(file, reader));
  const format = formatOf(file);
  const { growing = false } = reader;
  if (format === 'json' || format === 'jsonl') await readRecords(file, pieces, format === 'jsonl', growing, sink);
  else await readCsv(file, pieces, decimal, growing, sink);
}

async function npzPair({ file }: FileSource, reader: DataReader) {
  return readNpz(file, await allBytes(file, reader));
}

/** Images, or whatever else has any number of dimensions a row. */
const IMAGES = [1, 8] as const;

async function idxPair({ file, labels = '' }: FileSource, reader: DataReader) {
  const x = readIdx(file, await allBytes(file, reader), IMAGES);
  const y = readIdx(labels, await allBytes(labels, reader), [1, 1]);
  checkRows(x, y);
  return { x, y };
}

function reportValues(array: NumericArray, missing: Missing, range: Range, report: Report): void {
  const { listed, found } = valueFaults(array, missing);
  for (const message of listed) report.error(range, 'not-a-number', message);
  countOthers(report, range, found);
}

async function opened(file: string, reader: DataReader): Promise<AsyncIterable<Uint8Array>> {
  const pieces = await reader.open(file);
  return /\.gz$/i.test(file) ? unpacked(file, pieces) : pieces;
}

async function allBytes(file: string, reader: DataReader): Promise<Uint8Array> {
  return wholeFile(file, await opened(file, reader));
}
