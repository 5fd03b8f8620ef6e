import type { ProblemCode } from '../spec/codes.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import type { Range } from '../spec/problem.ts';
import { LISTED, type Report } from '../spec/report.ts';
import type { Missing } from '../spec/spec.ts';
import type { Column, Table } from './column.ts';
import { type CellFault, ColumnBuilder } from './columnBuilder.ts';
import { checkDataSize } from './limits.ts';
import type { Row, RowSink } from './row.ts';

/** A text column becomes an input a label; beyond this it is an identifier rather than a category. */
const MAX_LABELS = 1000;

/** A column that is used. */
export interface ChosenColumn {
  readonly index: number;
  /** What it has to hold; if not given, its first cell decides. */
  readonly kind?: Column['kind'] | undefined;
}

export interface Chosen {
  readonly inputs: readonly ChosenColumn[];
  readonly targets: readonly ChosenColumn[];
}

/** Picks the columns that are used; undefined after reporting why there are none. */
export type Choose = (header: readonly string[], targets: number) => Chosen | undefined;

/** What is wrong with a row, and where. */
export interface Fault {
  /** From 1, as in DataPlace. */
  readonly line: number;
  readonly column: number;
  readonly code: ProblemCode;
  readonly message: Phrase;
}

interface UsedColumn {
  readonly index: number;
  readonly builder: ColumnBuilder;
}

/** Takes the rows of one file, checks them and fills the columns that are used. */
export class RowReader implements RowSink {
  private header: readonly string[] | undefined;
  private inputs: UsedColumn[] = [];
  private targets: UsedColumn[] = [];
  private rows = 0;
  /** The first ones: told at the end, because a damaged file has its own reason for what is wrong with its rows. */
  private readonly listed: Fault[] = [];
  private faults = 0;
  private readonly errorsBefore: number;

  /** @param range what of the spec a problem marks */
  constructor(
    private readonly file: string,
    private readonly missing: Missing,
    private readonly choose: Choose,
    private readonly range: Range,
    private readonly report: Report,
  ) {
    this.errorsBefore = report.errors;
  }

  begin(header: readonly string[], targets: number): void {
    this.header = header;
    const chosen = this.choose(header, targets);
    const used = ({ index, kind }: ChosenColumn, missing: Missing): UsedColumn => ({
      index,
      builder: new ColumnBuilder(header[index] ?? '', kind, missing),
    });
    this.inputs = chosen?.inputs.map((column) => used(column, this.missing)) ?? [];
    // A row without its target can be left out, but no mean makes up for what is to be learnt.
    const missing = this.missing === 'mean' ? 'error' : this.missing;
    this.targets = chosen?.targets.map((column) => used(column, missing)) ?? [];
  }

  row(row: Row): void {
    const { header, inputs, targets } = this;
    // After an error in the header those of the rows would only repeat it.
    if (header === undefined || inputs.length === 0) return;
    this.rows++;
    checkDataSize(this.file, this.rows, inputs.length + targets.length);
    if (row.length !== header.length) return this.fault(faultOfLength(this.file, row, header.length));
    for (const column of inputs) this.addCell(column, row);
    for (const column of targets) this.addCell(column, row);
  }

  /** Undefined if anything was wrong. */
  finish(): Table | undefined {
    const { report, range, file } = this;
    if (this.rows === 0 && report.errors === this.errorsBefore) {
      report.error(range, 'no-rows', phrase('{0} has no rows below its header', file));
    }
    for (const { line, column, code, message } of this.listed) {
      report.error(range, code, message, { file, line, column });
    }
    if (this.faults > LISTED) {
      const others = this.faults - LISTED;
      report.error(range, 'more-problems', phrase('{0}: {1} more problems like these', file, others));
    }
    for (const { builder } of this.inputs) {
      if (builder.labelCount <= MAX_LABELS) continue;
      const message = phrase('“{0}” has {1} different texts, too many for inputs', builder.name, builder.labelCount);
      report.error(range, 'too-many-categories', message);
    }
    const finished = ({ builder }: UsedColumn) => builder.finish();
    const [inputs, targets] = [this.inputs.map(finished), this.targets.map(finished)];
    if (this.missing === 'mean') inputs.forEach((column, at) => this.checkMean(column, at));
    return report.errors > this.errorsBefore ? undefined : { rows: this.rows, inputs, targets };
  }

  private checkMean({ kind, name }: Column, at: number): void {
    const column = this.inputs[at];
    if (kind === 'numbers' || column === undefined || column.builder.gaps === 0) return;
    const { gaps, firstGap } = column.builder;
    const message = phrase(
      '{0}: {1} rows have no text in column {2} (“{3}”), the first in line {4}: texts have no mean; take “drop-row”',
      this.file,
      gaps,
      column.index + 1,
      name,
      firstGap,
    );
    const place = { file: this.file, line: firstGap, column: column.index + 1 };
    this.report.error(this.range, 'missing-value', message, place);
  }

  private addCell({ index, builder }: UsedColumn, row: Row): void {
    const fault = builder.add(row, index);
    if (fault === undefined) return;
    this.fault(faultOfCell(fault, this.file, row, index, builder.name));
  }

  private fault(fault: Fault): void {
    if (++this.faults <= LISTED) this.listed.push(fault);
  }
}

/** @param expected number of cells that a row has */
export function faultOfLength(file: string, row: Row, expected: number): Fault {
  const { line, length } = row;
  const message = looksSplit(row, expected)
    ? phrase(
        '{0}, line {1}: {2} columns, the header has {3}. Are the commas decimal commas? Columns then need another delimiter, such as a semicolon, and the spec "decimal": ","',
        file,
        line,
        length,
        expected,
      )
    : phrase('{0}, line {1}: {2} columns, the header has {3}', file, line, length, expected);
  return { line, column: Math.min(length, expected + 1), code: 'row-length', message };
}

/** Whether a row is likely to have been split at decimal commas: too many cells, all of them whole numbers. */
function looksSplit(row: Row, expected: number): boolean {
  if (row.length <= expected || row.length > 2 * expected) return false;
  for (let cell = 0; cell < row.length; cell++) if (!/^[+-]?\d+$/.test(row.text(cell) ?? '')) return false;
  return true;
}

/** @param name that of the column */
export function faultOfCell(fault: CellFault, file: string, row: Row, index: number, name: string): Fault {
  const code = fault === 'not-utf8' ? 'data-text' : fault === 'not-a-cell' ? 'not-a-number' : fault;
  return { line: row.line, column: index + 1, code, message: cellMessage(fault, file, row, index, name) };
}

function cellMessage(fault: CellFault, file: string, row: Row, index: number, name: string): Phrase {
  const { line } = row;
  const column = index + 1;
  const cell = row.text(index) ?? '';
  const shown = cell.length > 40 ? `${cell.slice(0, 39)}…` : cell;
  switch (fault) {
    case 'missing-value':
      return phrase('{0}, line {1}, column {2} (“{3}”): no value; expected one', file, line, column, name);
    case 'decimal-comma':
      return phrase(
        '{0}, line {1}, column {2} (“{3}”): is “{4}” a number with a decimal comma? Then say so with "decimal": ","',
        file,
        line,
        column,
        name,
        shown,
      );
    case 'not-a-number':
      return phrase('{0}, line {1}, column {2} (“{3}”): expected a number, got “{4}”', file, line, column, name, shown);
    case 'number-too-large':
      return phrase(
        '{0}, line {1}, column {2} (“{3}”): {4} is larger than any number a computer can hold',
        file,
        line,
        column,
        name,
        shown,
      );
    case 'not-utf8':
      return phrase('{0}, line {1}, column {2} (“{3}”): “{4}” is not text in UTF-8', file, line, column, name, shown);
    case 'not-a-cell':
      return phrase(
        '{0}, line {1}, column {2} (“{3}”): expected a number or a text, got a list or an object',
        file,
        line,
        column,
        name,
      );
  }
  fault satisfies never;
}
