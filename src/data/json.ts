import { phrase, type Phrase } from '../spec/phrase.ts';
import { DataFileError } from './dataset.ts';
import { MAX_ROW_BYTES, tooLongRow } from './limits.ts';
import { joined } from './pieces.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** What may come next outside a record. */
type Expected = 'list' | 'record or end' | 'record' | 'comma or end' | 'nothing';

/**
 * Splits JSON, fed as bytes of UTF-8 in pieces of any size, into the records of a list, or into
 * records that simply follow one another (`.jsonl`); each is parsed by itself, so that only one
 * of them is kept. Throws DataFileError where the text is not JSON, or not of that form.
 */
export class RecordScanner {
  private bytes: Uint8Array = new Uint8Array(0);
  private line = 1;
  private expected: Expected;
  /** Brackets that are open within a record; 0 outside. */
  private depth = 0;
  private inText = false;
  private escaped = false;
  private recordLine = 1;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  /** @param inLines whether there is no list around the records */
  constructor(
    private readonly file: string,
    private readonly inLines: boolean,
    private readonly onRecord: (record: object, line: number) => void,
  ) {
    this.expected = inLines ? 'record or end' : 'list';
  }

  push(piece: Uint8Array): void {
    const kept = this.bytes.length;
    const bytes = joined(this.bytes, piece);
    let start = 0;
    for (let at = kept; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === NEWLINE) this.line++;
      if (this.depth === 0) {
        this.between(byte);
        start = at;
      } else if (this.inText) {
        this.inText = byte !== QUOTE || this.escaped;
        this.escaped = byte === BACKSLASH && !this.escaped;
      } else if (byte === QUOTE) {
        this.inText = true;
      } else if (byte === OPEN || byte === OPEN_LIST) {
        this.depth++;
      } else if ((byte === CLOSE || byte === CLOSE_LIST) && --this.depth === 0) {
        this.onRecord(this.parsed(bytes.subarray(start, at + 1)), this.recordLine);
        this.expected = this.inLines ? 'record or end' : 'comma or end';
      }
    }
    this.bytes = this.depth > 0 ? bytes.subarray(start) : new Uint8Array(0);
    if (this.bytes.length > MAX_ROW_BYTES) throw tooLongRow(this.file, this.recordLine);
  }

  /** To be called after the last piece. */
  end(): void {
    if (this.depth > 0) {
      throw this.fault(
        phrase('{0}: the record of line {1} is not complete', this.file, this.recordLine),
        this.recordLine,
      );
    }
    if (this.expected !== 'nothing' && !this.inLines) {
      const message =
        this.expected === 'list'
          ? phrase('{0}: expected a list of records in square brackets', this.file)
          : phrase('{0}: the list is not closed', this.file);
      throw this.fault(message, this.line);
    }
  }

  private between(byte: number): void {
    if (byte === NEWLINE || byte === 0x20 || byte === 0x09 || byte === 0x0d) return;
    const { expected } = this;
    if (byte === OPEN && (expected === 'record' || expected === 'record or end')) {
      this.depth = 1;
      this.recordLine = this.line;
    } else if (byte === OPEN_LIST && expected === 'list') this.expected = 'record or end';
    else if (byte === COMMA && expected === 'comma or end') this.expected = 'record';
    else if (byte === CLOSE_LIST && !this.inLines && (expected === 'record or end' || expected === 'comma or end')) {
      this.expected = 'nothing';
    } else throw this.fault(this.expectation(), this.line);
  }

  private expectation(): Phrase {
    switch (this.expected) {
      case 'list':
        return phrase('{0}, line {1}: expected a list of records in square brackets', this.file, this.line);
      case 'record':
      case 'record or end':
        return phrase('{0}, line {1}: expected a record in braces', this.file, this.line);
      case 'comma or end':
        return phrase('{0}, line {1}: expected a comma or the end of the list', this.file, this.line);
      case 'nothing':
        return phrase('{0}, line {1}: expected nothing after the list', this.file, this.line);
    }
    return this.expected satisfies never;
  }

  private parsed(bytes: Uint8Array): object {
    const line = this.recordLine;
    try {
      const value: unknown = JSON.parse(this.decoder.decode(bytes));
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // Said below: an engine's own words differ from one to the next.
    }
    throw this.fault(phrase('{0}: the record of line {1} is not JSON in UTF-8', this.file, line), line);
  }

  private fault(message: Phrase, line: number): DataFileError {
    return new DataFileError(message, 'data-text', line);
  }
}
