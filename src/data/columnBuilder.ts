import type { Missing } from '../spec/spec.ts';
import { type Column, numberColumn } from './column.ts';
import type { Row } from './row.ts';

const DECIMAL_COMMA = /^[+-]?\d*,\d+$/;
const MISSING = /^(?:na|nan|null)?$/i;

export type CellFault =
  'missing-value' | 'decimal-comma' | 'not-a-number' | 'number-too-large' | 'not-utf8' | 'not-a-cell';

type Kind = Column['kind'];

/** Takes the cells of a column row by row. Unless its kind is given, the first cell with a value decides it. */
export class ColumnBuilder {
  private data: Float64Array | Int32Array = new Float64Array(64);
  private length = 0;
  private readonly codes = new Map<string, number>();
  /** Rows without a value, and the line of the first of them. */
  gaps = 0;
  firstGap = 0;

  /** @param missing what becomes of a cell without a value: unless it is `error`, a gap in the column */
  constructor(
    readonly name: string,
    private kind: Kind | undefined,
    private readonly missing: Missing,
  ) {
    if (kind === 'labels') this.data = new Int32Array(64);
  }

  /** Number of different labels so far; 0 of numbers. */
  get labelCount(): number {
    return this.codes.size;
  }

  add(row: Row, cell: number): CellFault | undefined {
    // First what nearly every cell of a large file is.
    if (this.kind === 'numbers') {
      const value = row.number(cell);
      if (Number.isFinite(value)) return this.append(value);
      if (!Number.isNaN(value)) return 'number-too-large';
    }
    const text = row.text(cell);
    if (text === undefined) return 'not-a-cell';
    if (MISSING.test(text)) return this.gap(row.line);
    if (text.includes('\ufffd')) return 'not-utf8';
    if (this.kind === 'labels') return this.append(this.codeOf(text));
    const isNumber = this.kind === undefined && !Number.isNaN(row.number(cell));
    if (!isNumber && DECIMAL_COMMA.test(text)) return 'decimal-comma';
    if (this.kind === 'numbers') return 'not-a-number';
    this.decide(isNumber ? 'numbers' : 'labels');
    return this.add(row, cell);
  }

  finish(): Column {
    const { name, length, data } = this;
    if (data instanceof Float64Array) return numberColumn(name, data.subarray(0, length));
    return { kind: 'labels', name, codes: data.subarray(0, length), labels: [...this.codes.keys()] };
  }

  private decide(kind: Kind): void {
    this.kind = kind;
    // Whatever is there already are gaps.
    if (kind === 'labels') this.data = new Int32Array(this.data.length).fill(-1);
  }

  private gap(line: number): CellFault | undefined {
    if (this.missing === 'error') return 'missing-value';
    if (this.gaps++ === 0) this.firstGap = line;
    return this.append(this.kind === 'labels' ? -1 : NaN);
  }

  private append(value: number): undefined {
    if (this.length === this.data.length) {
      const room = 2 * this.length;
      const larger = this.data instanceof Float64Array ? new Float64Array(room) : new Int32Array(room);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  private codeOf(label: string): number {
    const known = this.codes.get(label);
    if (known !== undefined) return known;
    this.codes.set(label, this.codes.size);
    return this.codes.size - 1;
  }
}

/** What is wrong with a cell of a column whose kind is known; `missing-value`, whatever the spec makes of one. */
export function cellFault(row: Row, cell: number, kind: Kind): CellFault | undefined {
  const value = kind === 'numbers' ? row.number(cell) : NaN;
  if (Number.isFinite(value)) return undefined;
  if (!Number.isNaN(value)) return 'number-too-large';
  const text = row.text(cell);
  if (text === undefined) return 'not-a-cell';
  if (MISSING.test(text)) return 'missing-value';
  if (text.includes('\ufffd')) return 'not-utf8';
  if (kind === 'labels') return undefined;
  return DECIMAL_COMMA.test(text) ? 'decimal-comma' : 'not-a-number';
}
