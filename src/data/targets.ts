import { phrase } from '../spec/phrase.ts';
import type { Locate, Range } from '../spec/problem.ts';
import type { Report } from '../spec/report.ts';
import type { Spec } from '../spec/spec.ts';
import { type LabelColumn, numbersOf, type Table } from './column.ts';
import { checkDataSize, sourceName } from './limits.ts';
import { NUMBER } from './numbers.ts';

/** What the network is to put out. */
export interface Targets {
  readonly names: readonly string[];
  /** rows × number of outputs. */
  readonly values: Float64Array;
  readonly classes?: readonly string[];
  /** The class of each row, where rows have one. */
  readonly classOf?: Int32Array;
}

type Column = Numbers | LabelColumn;

interface Numbers {
  readonly kind: 'numbers';
  readonly name: string;
  /** One a row. */
  readonly values: Float64Array;
}

/**
 * Makes targets of columns: classes to one output each under cross-entropy, two classes to 0 and 1
 * of a single sigmoid unit, else the numbers as they are. Undefined after reporting an error.
 * Throws DataFileError if they would be too large.
 */
export function targetsOf(table: Table, spec: Spec, locate: Locate, report: Report): Targets | undefined {
  const columns = table.targets.map((column) =>
    column.kind === 'labels' ? column : { ...column, values: numbersOf(column, table.rows) },
  );
  const [first] = columns;
  const output = spec.layers.at(-1);
  if (first === undefined || output === undefined) return undefined;
  const single = columns.length === 1;
  if (spec.loss === 'cross-entropy' && single) return oneHot(first, spec, locate, report);
  if (single && output.units === 1 && output.activation === 'sigmoid') {
    const classes = twoClasses(first, spec, locate, report);
    if (classes !== 'numbers') return classes;
  }
  return plainTargets(columns, spec, locate, report);
}

function oneHot(column: Column, spec: Spec, locate: Locate, report: Report): Targets | undefined {
  const labels = column.kind === 'labels' ? wholeLabels(column) : labelsOf(column);
  const wrong = labels.labels.find((label) => NUMBER.test(label) && !WHOLE.test(label));
  if (wrong !== undefined) {
    const row = labels.codes.indexOf(labels.labels.indexOf(wrong));
    const message = phrase(
      'the target of row {0} is {1}; cross-entropy takes class labels: texts or whole numbers',
      row + 1,
      wrong,
    );
    report.error(sourceRange(spec, locate, row), 'class-label', message);
    return undefined;
  }
  const { classes, classOf } = sortedClasses(labels);
  const units = spec.layers.at(-1)?.units ?? 0;
  if (classes.length !== units) {
    reportClassCount(classes.length, spec, locate, report);
    return undefined;
  }
  checkDataSize(sourceName(spec.data.source), classOf.length, units);
  const values = new Float64Array(classOf.length * units);
  classOf.forEach((code, row) => (values[row * units + code] = 1));
  return { names: classes, values, classes, classOf };
}

/** `numbers`: the column holds neither two labels nor 0 and 1 only. */
function twoClasses(column: Column, spec: Spec, locate: Locate, report: Report): Targets | undefined | 'numbers' {
  const { name } = column;
  if (column.kind === 'labels') {
    const { classes, classOf } = sortedClasses(column);
    if (classes.length === 2) return { names: [name], values: Float64Array.from(classOf), classes, classOf };
    const message = phrase('one sigmoid unit tells two classes apart; “{0}” has {1}', name, classes.length);
    const units = locate(['layers', spec.layers.length - 1, 'units']);
    report.error(units, 'class-count', message, undefined, String(classes.length));
    return undefined;
  }
  if (column.values.every((value) => value === 0 || value === 1)) {
    return { names: [name], values: column.values, classes: ['0', '1'], classOf: Int32Array.from(column.values) };
  }
  // Two other whole numbers are labels where targets have to be classes; for other losses they are just numbers.
  const labels = spec.loss === 'binary-cross-entropy' ? labelsOf(column) : undefined;
  if (labels?.labels.length !== 2 || !labels.labels.every((label) => WHOLE.test(label))) return 'numbers';
  return twoClasses(labels, spec, locate, report);
}

function plainTargets(columns: readonly Column[], spec: Spec, locate: Locate, report: Report): Targets | undefined {
  const width = columns.length;
  const units = spec.layers.at(-1)?.units ?? 0;
  const numbers: Numbers[] = [];
  for (const column of columns) {
    if (column.kind === 'numbers') numbers.push(column);
    else reportLabels(column, spec, locate, report);
  }
  if (numbers.length < width) return undefined;
  if (width !== units) {
    const range = locate(['layers', spec.layers.length - 1, 'units']);
    report.error(
      range,
      'target-count',
      phrase('the rows have {0} targets, the output layer has {1} units', width, units),
      undefined,
      String(width),
    );
    return undefined;
  }
  const rows = numbers[0]?.values.length ?? 0;
  const values = new Float64Array(rows * width);
  numbers.forEach((column, k) => column.values.forEach((value, row) => (values[row * width + k] = value)));
  if (!checkProbabilities(values, width, spec, locate, report)) return undefined;
  const classOf = spec.loss === 'cross-entropy' ? likeliest(values, width) : undefined;
  return { names: numbers.map(({ name }) => name), values, ...(classOf === undefined ? {} : { classOf }) };
}

function reportLabels({ name, labels }: LabelColumn, spec: Spec, locate: Locate, report: Report): void {
  const message = phrase(
    '“{0}” holds texts, such as “{1}”: class labels need a softmax output, or a single sigmoid unit for two classes',
    name,
    labels[0] ?? '',
  );
  report.error(sourceRange(spec, locate, 0), 'class-label', message);
}

function reportClassCount(classes: number, spec: Spec, locate: Locate, report: Report): void {
  const { source } = spec.data;
  const range = locate(['layers', spec.layers.length - 1, 'units']);
  const units = spec.layers.at(-1)?.units ?? 0;
  const message =
    source.kind === 'file'
      ? phrase('{0} classes in {1}, the output layer has {2} units', classes, source.file, units)
      : phrase('{0} classes in the data, the output layer has {1} units', classes, units);
  report.error(range, 'class-count', message, undefined, classes > 1 ? String(classes) : undefined);
}

/** Sums of decimal fractions like 0.1 + 0.2 + 0.7 miss 1 by rounding. */
const SUM_TOLERANCE = 1e-6;

/** Under a cross-entropy targets are probabilities. False after reporting the first row where they are not. */
function checkProbabilities(values: Float64Array, width: number, spec: Spec, locate: Locate, report: Report): boolean {
  if (spec.loss !== 'cross-entropy' && spec.loss !== 'binary-cross-entropy') return true;
  for (let at = 0; at < values.length; at += width) {
    const target = values.subarray(at, at + width);
    const row = at / width;
    const outside = target.find((value) => value < 0 || value > 1);
    if (outside !== undefined) {
      const message = phrase(
        'the target of row {0} is {1}; {2} takes numbers from 0 to 1',
        row + 1,
        outside,
        spec.loss,
      );
      report.error(sourceRange(spec, locate, row), 'target-range', message);
      return false;
    }
    const sum = target.reduce((total, value) => total + value, 0);
    if (spec.loss === 'cross-entropy' && Math.abs(sum - 1) > SUM_TOLERANCE) {
      const message = phrase('the target of row {0} adds up to {1}; probabilities add up to 1', row + 1, sum);
      report.error(sourceRange(spec, locate, row), 'target-range', message);
      return false;
    }
  }
  return true;
}

function likeliest(values: Float64Array, width: number): Int32Array {
  return Int32Array.from({ length: values.length / width }, (_, row) => {
    const target = values.subarray(row * width, (row + 1) * width);
    return target.reduce((best, value, k) => (value > (target[best] ?? 0) ? k : best), 0);
  });
}

/** Where in the spec the target of a row stands, or else its source. */
function sourceRange({ data: { source } }: Spec, locate: Locate, row: number): Range {
  return locate(source.kind === 'samples' ? ['data', 'samples', row, 'target'] : ['data', source.kind]);
}

const WHOLE = /^-?\d+$/;

function labelsOf({ name, values }: Numbers): LabelColumn {
  const codes = new Map<number, number>();
  const codeOf = (value: number) => {
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  };
  return { kind: 'labels', name, codes: Int32Array.from(values, codeOf), labels: [...codes.keys()].map(String) };
}

/** Labels that are all numbers are read as such, so that 1.0 and 1 are one class. */
function wholeLabels(column: LabelColumn): LabelColumn {
  if (!column.labels.every((label) => NUMBER.test(label))) return column;
  const numbers = column.labels.map(Number);
  return labelsOf({
    kind: 'numbers',
    name: column.name,
    values: Float64Array.from(column.codes, (code) => numbers[code] ?? 0),
  });
}

/** Classes in sorted order: as numbers if all are whole, else by code unit, which no locale changes. */
function sortedClasses({ codes, labels }: LabelColumn): { classes: string[]; classOf: Int32Array } {
  const numeric = labels.every((label) => WHOLE.test(label));
  const classes = [...labels].sort(numeric ? (a, b) => Number(a) - Number(b) : undefined);
  const positions = new Map(classes.map((label, position) => [label, position]));
  const codeToClass = labels.map((label) => positions.get(label) ?? 0);
  return { classes, classOf: codes.map((code) => codeToClass[code] ?? 0) };
}
