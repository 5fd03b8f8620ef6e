import type { Column, LabelColumn } from '../data/column.ts';
import { DataFileError, type DataReader } from '../data/dataset.ts';
import { readInputTable } from '../data/file.ts';
import { type Input, inputsOf, matrixOf } from '../data/inputs.ts';
import type { Choose } from '../data/rowReader.ts';
import * as is from '../protocol/guards.ts';
import { inEnglish } from '../spec/phrase.ts';
import type { Problem } from '../spec/problem.ts';
import { Report } from '../spec/report.ts';
import type { FileSource } from '../spec/spec.ts';
import { InputError, UsageError } from './io.ts';

/** Rows of raw inputs, row after row. */
export interface Inputs {
  readonly rows: number;
  readonly values: Float64Array;
}

/** One row, or a list of rows, as JSON. Throws UsageError. */
export function inputsFromJson(json: string, width: number): Inputs {
  const value = parseJson(json);
  const rows = is.listOf(is.number)(value) ? [value] : value;
  if (!is.listOf(is.listOf(is.number))(rows)) {
    throw new UsageError('--input takes an array of numbers, or an array of such arrays');
  }
  const wrong = rows.findIndex((row) => row.length !== width);
  if (wrong >= 0) {
    throw new UsageError(`row ${wrong + 1} of --input has ${rows[wrong]?.length} inputs, the network takes ${width}`);
  }
  return { rows: rows.length, values: Float64Array.from(rows.flat()) };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError('--input is not JSON');
  }
}

/**
 * The named columns of a data file; without names its columns as they stand. An input named
 * `colour=red` is 1 where the column `colour` holds `red`, else 0. Other columns, such as the
 * target's, are passed over. Files without names, `.npz` and IDX, hold the inputs alone. Throws InputError.
 */
export async function inputsFromFile(
  source: FileSource,
  reader: DataReader,
  width: number,
  names: readonly string[] | undefined,
): Promise<Inputs> {
  const { file } = source;
  const report = new Report();
  let places: readonly Place[] | undefined;
  const fail = (message: string) => new InputError(`${file}: error: ${message}\n`);
  const choose: Choose = (header) => {
    places = (names ?? header).map((name) => placeOf(name, header, fail));
    const kinds = new Map(places.map(({ at, label }) => [at, label === undefined ? 'numbers' : 'labels'] as const));
    return { inputs: [...kinds].map(([index, kind]) => ({ index, kind })), targets: [] };
  };
  const table = await tableOf(source, choose, reader, report);
  if (table === undefined) throw new InputError(report.problems.map((problem) => lineOf(file, problem)).join(''));
  const inputs = places === undefined ? table.inputs.map(plain) : encoded(places, table.inputs, fail);
  if (inputs.length !== width) throw fail(`there are ${inputs.length} columns, the network takes ${width}`);
  return {
    rows: table.rows,
    values: matrixOf(
      inputs,
      new Int32Array(table.rows).map((_, row) => row),
    ),
  };
}

async function tableOf(source: FileSource, choose: Choose, reader: DataReader, report: Report) {
  try {
    return await readInputTable(source, choose, reader, report);
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    throw new InputError(`${source.file}: error: ${error.message}\n`);
  }
}

function lineOf(file: string, { message, data }: Problem): string {
  const place = data === undefined ? '' : `:${data.line}:${data.column}`;
  return `${file}${place}: error: ${inEnglish(message)}\n`;
}

/** Where an input comes from; `label`, if it is one place of a one-hot code. */
interface Place {
  readonly at: number;
  readonly label?: string;
}

type Fail = (message: string) => InputError;

function placeOf(name: string, header: readonly string[], fail: Fail): Place {
  const at = header.indexOf(name);
  if (at >= 0) return { at };
  const coded = header.findIndex((column) => name.startsWith(`${column}=`));
  const column = header[coded];
  if (column === undefined) throw fail(`there is no column “${name}”, an input of the network`);
  return { at: coded, label: name.slice(column.length + 1) };
}

/** @param columns those that the places name, each once, in the order of their first place */
function encoded(places: readonly Place[], columns: readonly Column[], fail: Fail): Input[] {
  const order = [...new Set(places.map(({ at }) => at))];
  return places.flatMap(({ at, label }) => {
    const column = columns[order.indexOf(at)];
    if (column === undefined || column.kind === 'numbers') return column === undefined ? [] : [plain(column)];
    checkKnown(
      column,
      places.filter((place) => place.at === at).map((place) => place.label),
      fail,
    );
    const code = label === undefined ? -1 : column.labels.indexOf(label);
    return [{ name: column.name, measured: false, value: (row: number) => (column.codes[row] === code ? 1 : 0) }];
  });
}

function checkKnown({ name, labels, codes }: LabelColumn, known: readonly (string | undefined)[], fail: Fail): void {
  const other = labels.findIndex((label) => !known.includes(label));
  if (other < 0) return;
  const row = codes.indexOf(other) + 1;
  throw fail(`row ${row}: column “${name}” has “${labels[other]}”, which the network was not trained with`);
}

function plain(column: Column): Input {
  const [input] = inputsOf([column]);
  if (input === undefined) throw new InputError(`column “${column.name}” is empty\n`);
  return input;
}
