import { phrase } from '../spec/phrase.ts';
import type { Decimal } from '../spec/spec.ts';
import { DataFileError } from './dataset.ts';
import { MAX_ROW_BYTES, tooLongRow } from './limits.ts';
import { NUMBER, numberIn } from './numbers.ts';
import { joined } from './pieces.ts';
import type { Row, RowSink } from './row.ts';

export type Delimiter = ',' | ';' | '\t';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

const START = 0;
const PLAIN = 1;
const QUOTED = 2;
const AFTER_QUOTE = 3;

/**
 * Splits CSV text, fed as bytes of UTF-8 in pieces of any size, into rows. Quoted cells may hold
 * delimiters, line breaks and doubled quotes; lines end in LF or CRLF; a line with nothing on it is
 * no row. Cells are not made texts unless asked for: numbers are read from the bytes.
 * Only the row that is being read is kept, so that the length of the file costs no memory.
 */
export class CsvScanner {
  private bytes: Uint8Array = new Uint8Array(0);
  /** The byte to be looked at next. */
  private at = 0;
  private state = START;
  private rowStart = 0;
  private line = 1;
  private readonly row: CsvRow;
  private readonly delimiter: number;

  constructor(
    private readonly file: string,
    delimiter: Delimiter,
    decimal: Decimal,
    private readonly onRow: (row: CsvRow) => void,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
    this.row = new CsvRow(decimal);
  }

  push(piece: Uint8Array): void {
    this.bytes = joined(this.bytes.subarray(this.rowStart), piece);
    this.at -= this.rowStart;
    this.rowStart = 0;
    const { bytes, delimiter, row } = this;
    row.show(bytes);
    let { state } = this;
    for (let at = this.at; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === NEWLINE) this.line++;
      if (state === QUOTED) {
        if (byte === QUOTE) state = AFTER_QUOTE;
      } else if (byte === delimiter || byte === NEWLINE) {
        row.endCell(at - this.rowStart);
        state = START;
        if (byte === NEWLINE) this.endRow(at + 1);
      } else if (byte === QUOTE && state !== PLAIN) {
        // A second quote in a row stands for one of the text.
        state = QUOTED;
      } else if (state !== PLAIN && !(state === AFTER_QUOTE && byte === RETURN)) {
        state = PLAIN;
      }
    }
    this.at = bytes.length;
    this.state = state;
    if (this.at - this.rowStart > MAX_ROW_BYTES) throw tooLongRow(this.file, row.line);
  }

  /** To be called after the last piece. Throws DataFileError if a quoted cell was never closed. */
  end(): void {
    const { row } = this;
    if (this.state === QUOTED) {
      const message = phrase('{0}: the quote in the row of line {1} is not closed', this.file, row.line);
      throw new DataFileError(message, 'data-text', row.line);
    }
    if (this.state === START && row.length === 0) return;
    row.endCell(this.at - this.rowStart);
    this.endRow(this.at);
  }

  private endRow(next: number): void {
    const { row } = this;
    if (row.length > 1 || row.text(0) !== '') this.onRow(row);
    row.clear(this.line, next);
    this.rowStart = next;
  }
}

/** The cells of one row; the same object for every row. */
export class CsvRow implements Row {
  private bytes: Uint8Array = new Uint8Array(0);
  /** `bytes`, each as a character of its own: made once for all rows in them, and only if it is needed. */
  private characters: string | undefined;
  /** Where the row starts in `bytes`. */
  private start = 0;
  line = 1;
  length = 0;
  /** Where each cell ends, from the start of the row; the next one begins a byte later. */
  private ends = new Int32Array(16);
  private readonly utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly latin1 = new TextDecoder('latin1');
  private readonly decimal: number;

  constructor(decimal: Decimal) {
    this.decimal = decimal.charCodeAt(0);
  }

  /** Moves the row to the start of other bytes, with the cells that it has. */
  show(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.characters = undefined;
    this.start = 0;
  }

  endCell(end: number): void {
    if (this.length === this.ends.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.ends);
      this.ends = larger;
    }
    this.ends[this.length++] = end;
  }

  clear(line: number, start: number): void {
    this.line = line;
    this.start = start;
    this.length = 0;
  }

  number(cell: number): number {
    const from = this.from(cell);
    if (this.bytes[from] !== QUOTE) return numberIn(this.bytes, from, this.to(cell), this.decimal, this.slice);
    const text = this.text(cell);
    const quoted = new TextEncoder().encode(text);
    return numberIn(quoted, 0, quoted.length, this.decimal, (start, end) => text.slice(start, end));
  }

  text(cell: number): string {
    const from = this.from(cell);
    const to = Math.max(from, this.to(cell));
    const text = this.isAscii(from, to) ? this.slice(from, to) : this.utf8.decode(this.bytes.subarray(from, to));
    return (this.bytes[from] === QUOTE ? unquoted(text) : text).trim();
  }

  private readonly slice = (start: number, end: number): string => {
    this.characters ??= this.latin1.decode(this.bytes);
    return this.characters.slice(start, end);
  };

  private isAscii(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if ((this.bytes[at] ?? 0) > 0x7f) return false;
    return true;
  }

  private from(cell: number): number {
    return this.start + (cell === 0 ? 0 : (this.ends[cell - 1] ?? 0) + 1);
  }

  private to(cell: number): number {
    return this.start + (this.ends[cell] ?? 0);
  }
}

/** What follows the closing quote belongs to the cell as it stands. */
function unquoted(text: string): string {
  let inner = '';
  let from = 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return inner + text.slice(from);
    inner += text.slice(from, quote);
    if (text[quote + 1] !== '"') return inner + text.slice(quote + 1);
    inner += '"';
    from = quote + 2;
  }
}

/**
 * Hands the rows of a CSV file on, the first one as its header. Throws DataFileError.
 * @param growing whether a last row without its line break is one that is still being written, and no row yet
 */
export async function readCsv(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  decimal: Decimal,
  growing: boolean,
  sink: RowSink,
): Promise<void> {
  let isHeader = true;
  const onRow = (row: CsvRow) => {
    if (!isHeader) return sink.row(row);
    isHeader = false;
    const header = Array.from({ length: row.length }, (_, cell) => row.text(cell));
    checkHeader(file, header);
    sink.begin(header, 1);
  };
  const started = (head: Uint8Array) => {
    const scanner = new CsvScanner(file, sniffDelimiter(head), decimal, onRow);
    scanner.push(head);
    return scanner;
  };
  let scanner: CsvScanner | undefined;
  let head: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    if (scanner !== undefined) {
      scanner.push(piece);
      continue;
    }
    head = joined(head, piece);
    if (firstLineEnd(head) !== undefined || head.length > MAX_ROW_BYTES) {
      scanner = started(head);
    }
  }
  scanner ??= started(head);
  if (!growing) scanner.end();
}

/** Columns may be called by numbers, such as years: a fraction is no name, nor are numbers throughout. */
function checkHeader(file: string, header: readonly string[]): void {
  const numbers = header.filter((name) => NUMBER.test(name));
  const fraction = numbers.find((name) => !/^\d+$/.test(name));
  if (fraction === undefined && numbers.length < header.length) return;
  const message = phrase(
    '{0}: the first line holds numbers, such as {1}; expected the names of the columns',
    file,
    fraction ?? header[0] ?? '',
  );
  throw new DataFileError(message, 'no-header', 1);
}

/** Where the first line ends; line breaks within quotes do not end it. */
function firstLineEnd(bytes: Uint8Array): number | undefined {
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) quoted = !quoted;
    if (bytes[at] === NEWLINE && !quoted) return at;
  }
  return undefined;
}

/** The delimiter that the first line has most of, outside quotes; a comma if it has none. */
export function sniffDelimiter(bytes: Uint8Array): Delimiter {
  const header = new TextDecoder().decode(bytes.subarray(0, firstLineEnd(bytes)));
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = ([',', ';', '\t'] as const).map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}
