import { phrase, type Phrase } from '../spec/phrase.ts';
import { Report } from '../spec/report.ts';
import type { FileSource, Spec } from '../spec/spec.ts';
import { cellFault, type CellFault } from './columnBuilder.ts';
import { DataFileError, type Dataset, type Rows } from './dataset.ts';
import { chooseColumns } from './header.ts';
import { extentOf, meanOf } from './moments.ts';
import { NUMBER } from './numbers.ts';
import type { Row, RowSink } from './row.ts';
import { faultOfCell, faultOfLength, type Fault } from './rowReader.ts';

/** What has come to a file since the last look. */
export interface Arrived {
  /** May be none. */
  readonly rows: Rows;
  /** What was wrong with the rows that were left out. */
  readonly faults: readonly Fault[];
}

/** What one column is to a network that is being trained. */
interface Reading {
  /** Index in the file. */
  readonly column: number;
  readonly name: string;
  /** Of a column of texts: their places among the values. Undefined: a number. */
  readonly labels: ReadonlyMap<string, number> | undefined;
  /** Where its values begin among the inputs, or the targets, and how many they are. */
  readonly at: number;
  readonly width: number;
}

/** What came of one cell. */
type Read = 'read' | 'left-out' | Fault;

/**
 * Takes the rows of a file from its beginning, passes over those that a run has begun with, and makes
 * of those behind them what the run's own rows were made of: the same columns, classes and scaler. A row that
 * does not fit is left out and told of.
 */
export class Arrivals implements RowSink {
  private columns = 0;
  private inputs: readonly Reading[] = [];
  private targets: readonly Reading[] = [];
  /** Rows of the run that have been passed over. */
  private passed = 0;
  /** Of the row that is being read. */
  private readonly values: { readonly inputs: Float64Array; readonly targets: Float64Array };
  private fresh: { inputs: number[]; targets: number[]; faults: Fault[] } = { inputs: [], targets: [], faults: [] };
  private means: Float64Array | undefined;

  /** @param dataset what the run has begun with: all rows of the file at that time, none held out. */
  constructor(
    private readonly spec: Spec,
    private readonly source: FileSource,
    private readonly dataset: Dataset,
  ) {
    this.values = {
      inputs: new Float64Array(dataset.inputNames.length),
      targets: new Float64Array(dataset.outputNames.length),
    };
  }

  /** What came since the last call, the rows normalised. */
  take(): Arrived {
    const { inputs, targets, faults } = this.fresh;
    this.fresh = { inputs: [], targets: [], faults: [] };
    const count = targets.length / this.dataset.outputNames.length;
    return { rows: { count, inputs: Float64Array.from(inputs), targets: Float64Array.from(targets) }, faults };
  }

  begin(header: readonly string[], lastTargets: number): void {
    const { source, spec, dataset } = this;
    const report = new Report();
    const classes = spec.loss === 'cross-entropy';
    const chosen = chooseColumns(header, lastTargets, classes, source, () => ({ offset: 0, length: 0 }), report);
    this.columns = header.length;
    let at = 0;
    this.inputs = (chosen?.inputs ?? []).map(({ index }) => {
      const reading = this.inputReading(header[index] ?? '', index, at);
      at += reading.width;
      return reading;
    });
    const single = chosen?.targets.length === 1;
    const labels = single && dataset.classes ? placesOf(dataset.classes) : undefined;
    const width = labels ? dataset.outputNames.length : 1;
    this.targets = (chosen?.targets ?? []).map(({ index }, place) => ({
      column: index,
      name: header[index] ?? '',
      labels,
      at: place * width,
      width,
    }));
    const outputs = this.targets.reduce((sum, target) => sum + target.width, 0);
    const known = this.inputs.every((input) => input.width > 0);
    if (known && at === dataset.inputNames.length && outputs === dataset.outputNames.length) return;
    throw new DataFileError(phrase('{0}: these are not the columns that the run has begun with', source.file));
  }

  row(row: Row): void {
    if (row.length !== this.columns) return this.leaveOut(faultOfLength(this.source.file, row, this.columns));
    for (const [readings, values] of [
      [this.inputs, this.values.inputs],
      [this.targets, this.values.targets],
    ] as const) {
      values.fill(0);
      for (const reading of readings) {
        const read = this.readCell(reading, row, values);
        if (read === 'left-out') return;
        if (read !== 'read') return this.leaveOut(read);
      }
    }
    const fault = this.rangeFault(row);
    if (fault) return this.leaveOut(fault);
    if (this.passed < this.dataset.training.count) return this.pass(row.line);
    for (const value of this.values.inputs) this.fresh.inputs.push(value);
    for (const value of this.values.targets) this.fresh.targets.push(value);
  }

  private inputReading(name: string, column: number, at: number): Reading {
    const { inputNames } = this.dataset;
    if (inputNames[at] === name) return { column, name, labels: undefined, at, width: 1 };
    const labels: string[] = [];
    for (let place = at; inputNames[place]?.startsWith(`${name}=`) === true; place++) {
      labels.push(inputNames[place]?.slice(name.length + 1) ?? '');
    }
    return { column, name, labels: placesOf(labels), at, width: labels.length };
  }

  private leaveOut(fault: Fault): void {
    this.fresh.faults.push(fault);
  }

  /** Puts what a cell says where it belongs among the values. */
  private readCell(reading: Reading, row: Row, values: Float64Array): Read {
    const { column, name, labels, at, width } = reading;
    const fault = cellFault(row, column, labels ? 'labels' : 'numbers');
    if (fault === 'missing-value' && this.spec.data.missing === 'drop-row') return 'left-out';
    const isInput = values === this.values.inputs;
    if (fault === 'missing-value' && this.spec.data.missing === 'mean' && isInput && !labels) {
      values[at] = this.meanOf(at);
      return 'read';
    }
    if (fault) return this.faultAt(fault, row, reading);
    if (!labels) {
      const value = row.number(column);
      const { scaler } = this.dataset;
      values[at] = isInput && scaler ? (value - (scaler.offset[at] ?? 0)) / (scaler.scale[at] ?? 1) : value;
      return Number.isFinite(values[at]) ? 'read' : this.faultAt('number-too-large', row, reading);
    }
    const text = row.text(column) ?? '';
    const place = labels.get(text) ?? (NUMBER.test(text) ? labels.get(String(Number(text))) : undefined);
    if (place === undefined) {
      const known = [...labels.keys()].slice(0, 8).join(', ');
      const message = phrase(
        '{0}, line {1}, column {2} (“{3}”): “{4}” is none of what the run has begun with: {5}',
        this.source.file,
        row.line,
        column + 1,
        name,
        text.length > 40 ? `${text.slice(0, 39)}…` : text,
        known,
      );
      return { line: row.line, column: column + 1, code: 'new-label', message };
    }
    // A single output tells two classes apart by its own value.
    if (width === 1 && labels.size === 2) values[at] = place;
    else values[at + place] = 1;
    return 'read';
  }

  private faultAt(fault: CellFault, row: Row, { column, name }: Reading): Fault {
    return faultOfCell(fault, this.source.file, row, column, name);
  }

  /** Under a cross-entropy targets are probabilities. */
  private rangeFault({ line }: Row): Fault | undefined {
    const { spec, values, targets, source } = this;
    if (spec.loss !== 'cross-entropy' && spec.loss !== 'binary-cross-entropy') return undefined;
    const column = (targets[0]?.column ?? 0) + 1;
    const told = (message: Phrase): Fault => ({ line, column, code: 'target-range', message });
    const outside = values.targets.find((value) => value < 0 || value > 1);
    if (outside !== undefined) {
      return told(
        phrase(
          '{0}, line {1}: the target is {2}; {3} takes numbers from 0 to 1',
          source.file,
          line,
          outside,
          spec.loss,
        ),
      );
    }
    const sum = values.targets.reduce((total, value) => total + value, 0);
    if (spec.loss === 'binary-cross-entropy' || Math.abs(sum - 1) <= 1e-6) return undefined;
    return told(phrase('{0}, line {1}: the target adds up to {2}; probabilities add up to 1', source.file, line, sum));
  }

  /** Of an input over the rows that the run has begun with. Their own gaps were filled with it, which does not change it. */
  private meanOf(input: number): number {
    const { inputNames, training } = this.dataset;
    this.means ??= Float64Array.from(inputNames, (_, column) => {
      const of = { matrix: training.inputs, width: inputNames.length, column };
      return meanOf(of, extentOf(of));
    });
    return this.means[input] ?? 0;
  }

  /** Throws DataFileError if the row is another than the run has begun with. */
  private pass(line: number): void {
    const { training } = this.dataset;
    const { inputs, targets } = this.values;
    const same = (values: Float64Array, all: Float64Array): boolean =>
      values.every((value, index) => isNear(value, all[this.passed * values.length + index] ?? NaN));
    if (!same(inputs, training.inputs) || !same(targets, training.targets)) {
      const message = phrase(
        '{0}, line {1}: not the row that the run has begun with: the file was replaced',
        this.source.file,
        line,
      );
      throw new DataFileError(message, 'data-replaced', line);
    }
    this.passed++;
  }
}

/** Means that gaps were filled with may differ in their last digits: they were taken before normalising. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

function placesOf(labels: readonly string[]): Map<string, number> {
  return new Map(labels.map((label, place) => [label, place]));
}
