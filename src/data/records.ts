import { phrase, type Phrase } from '../spec/phrase.ts';
import { DataFileError } from './dataset.ts';
import { RecordScanner } from './json.ts';
import type { Row, RowSink } from './row.ts';

/**
 * Hands the records of a JSON file on as rows. Their keys name the columns, or else they are
 * `{ "input": […], "target": … }` as in a spec. Throws DataFileError.
 * @param growing whether a last record without its end is one that is still being written, and no record yet
 */
export async function readRecords(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  inLines: boolean,
  growing: boolean,
  sink: RowSink,
): Promise<void> {
  let take: ((record: Fields, line: number) => void) | undefined;
  const scanner = new RecordScanner(file, inLines, (record, line) => {
    const fields: Fields = new Map(Object.entries(record));
    take ??= Array.isArray(fields.get('input'))
      ? sampleTaker(file, fields, line, sink)
      : recordTaker(file, fields, sink);
    take(fields, line);
  });
  for await (const piece of pieces) scanner.push(piece);
  if (!growing) scanner.end();
}

type Fields = Map<string, unknown>;

/** The keys of the first record are the columns; one that a later record lacks has no value there. */
function recordTaker(file: string, first: Fields, sink: RowSink): (record: Fields, line: number) => void {
  const names = [...first.keys()];
  sink.begin(names, 1);
  return (record, line) => {
    const other = [...record.keys()].find((name) => !first.has(name));
    if (other !== undefined) {
      throw fault(phrase('{0}, line {1}: the first record has no key “{2}”', file, line, other), line);
    }
    sink.row(
      new JsonRow(
        line,
        names.map((name) => record.get(name) ?? null),
      ),
    );
  };
}

function sampleTaker(file: string, first: Fields, line: number, sink: RowSink): (record: Fields, line: number) => void {
  const { input, target } = sampleOf(file, first, line);
  const isList = Array.isArray(first.get('target'));
  const named = (letter: string, cells: readonly unknown[]) =>
    cells.map((_, index) => (cells.length === 1 && letter === 'y' ? letter : `${letter}${index + 1}`));
  sink.begin([...named('x', input), ...named('y', target)], target.length);
  return (record, at) => {
    const sample = sampleOf(file, record, at);
    if (sample.input.length !== input.length) {
      throw fault(
        phrase('{0}, line {1}: {2} inputs, the first record has {3}', file, at, sample.input.length, input.length),
        at,
      );
    }
    if (sample.target.length !== target.length || Array.isArray(record.get('target')) !== isList) {
      throw fault(phrase('{0}, line {1}: the target is of another kind or length than the first', file, at), at);
    }
    sink.row(new JsonRow(at, [...sample.input, ...sample.target]));
  };
}

function sampleOf(file: string, record: Fields, line: number): { input: unknown[]; target: unknown[] } {
  const input = record.get('input');
  const target = record.get('target');
  if (!Array.isArray(input) || input.length === 0) {
    throw fault(phrase('{0}, line {1}: expected a record with a list “input”', file, line), line);
  }
  // Rows to predict have no target yet.
  if (target === undefined) return { input, target: [] };
  return { input, target: Array.isArray(target) ? target : [target] };
}

function fault(message: Phrase, line: number): DataFileError {
  return new DataFileError(message, 'data-text', line);
}

class JsonRow implements Row {
  constructor(
    readonly line: number,
    private readonly cells: readonly unknown[],
  ) {}

  get length(): number {
    return this.cells.length;
  }

  number(cell: number): number {
    const value = this.cells[cell];
    return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : NaN;
  }

  /** Also of what is no text: a label may be a number, and a problem shows what it found. */
  text(cell: number): string | undefined {
    const value = this.cells[cell];
    if (value === null) return '';
    return typeof value === 'object' ? undefined : String(value);
  }
}
