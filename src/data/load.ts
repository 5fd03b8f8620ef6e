import { stream } from '../engine/random.ts';
import { phrase } from '../spec/phrase.ts';
import type { Locate, Problem } from '../spec/problem.ts';
import { Report } from '../spec/report.ts';
import type { Spec } from '../spec/spec.ts';
import type { Table } from './column.ts';
import { DataFileError, type DataReader, type Dataset, type Rows, type Split } from './dataset.ts';
import { readFileTable } from './file.ts';
import { generatedTable } from './generators.ts';
import { type Input, inputsOf, matrixOf } from './inputs.ts';
import { checkDataSize, sourceName } from './limits.ts';
import { fillGaps, withoutGaps } from './missing.ts';
import { sampleTable } from './samples.ts';
import { fitScaler, normalise } from './scaler.ts';
import { splitRows } from './split.ts';
import { targetsOf } from './targets.ts';

export interface Loaded {
  /** Undefined if any of the problems is an error. */
  readonly dataset: Dataset | undefined;
  readonly problems: Problem[];
}

/**
 * The rows that a spec names, split and normalised as it says. Whatever is wrong with them is
 * among the problems; it rejects only if the reader fails with something else than DataFileError.
 */
export async function loadDataset(spec: Spec, locate: Locate, reader: DataReader): Promise<Loaded> {
  const report = new Report();
  try {
    const table = await readTable(spec, locate, reader, report);
    const dataset = table && report.errors === 0 ? datasetOf(table, spec, locate, report) : undefined;
    return { dataset: report.errors > 0 ? undefined : dataset, problems: report.problems };
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    const { source } = spec.data;
    const place =
      source.kind === 'file' && error.line !== undefined
        ? { file: source.file, line: error.line, column: 1 }
        : undefined;
    report.error(locate(['data', source.kind]), error.code, error.phrase, place);
    return { dataset: undefined, problems: report.problems };
  }
}

async function readTable(spec: Spec, locate: Locate, reader: DataReader, report: Report): Promise<Table | undefined> {
  const { source } = spec.data;
  switch (source.kind) {
    case 'samples':
      return sampleTable(source.samples);
    case 'file':
      return readFileTable(source, spec.data.missing, spec.loss === 'cross-entropy', reader, locate, report);
    case 'generator':
      checkDataSize(sourceName(source), source.samples, source.features + 1);
      return generatedTable(source);
  }
  source satisfies never;
}

function checkInputCount(inputs: number, spec: Spec, locate: Locate, report: Report): void {
  const weights = spec.layers[0]?.weights?.[0];
  if (weights === undefined || weights.length === inputs) return;
  const message = phrase('the rows have {0} inputs, the weights of the first layer take {1}', inputs, weights.length);
  report.error(locate(['layers', 0, 'weights']), 'weights-shape', message);
}

/** Undefined after reporting an error. Throws DataFileError if it would be too large. */
function datasetOf(all: Table, spec: Spec, locate: Locate, report: Report): Dataset | undefined {
  const { data, training } = spec;
  const table = data.missing === 'drop-row' ? withoutGaps(all) : all;
  if (table.rows === 0) {
    report.error(locate(['data', data.source.kind]), 'no-rows', phrase('every row lacks a value: none is left'));
    return undefined;
  }
  const targets = targetsOf(table, spec, locate, report);
  const inputs = inputsOf(table.inputs);
  if (targets !== undefined) checkInputCount(inputs.length, spec, locate, report);
  if (targets === undefined || report.errors > 0) return undefined;
  checkDataSize(sourceName(data.source), table.rows, inputs.length + targets.names.length);
  const split = splitRows(table.rows, data.validation, targets.classOf, stream(training.seed, 'split'));
  const rows = inputRows(inputs, split, spec, locate, report);
  const part = (chosen: Int32Array, values: Float64Array): Rows => ({
    count: chosen.length,
    inputs: values,
    targets: gathered(targets.values, targets.names.length, chosen),
  });
  return {
    inputNames: inputs.map(({ name }) => name),
    outputNames: targets.names,
    ...(targets.classes === undefined ? {} : { classes: targets.classes }),
    ...(rows.scaler === undefined ? {} : { scaler: rows.scaler }),
    ...(table.inputShape === undefined ? {} : { inputShape: table.inputShape }),
    training: part(split.training, rows.training),
    validation: part(split.validation, rows.validation),
    split,
  };
}

/** The inputs of both parts, filled and normalised as the training rows say. */
function inputRows(inputs: readonly Input[], split: Split, { data }: Spec, locate: Locate, report: Report) {
  const training = matrixOf(inputs, split.training);
  const validation = matrixOf(inputs, split.validation);
  const empty = data.missing === 'mean' ? fillGaps(training, validation, inputs.length) : [];
  for (const column of empty) {
    const message = phrase('“{0}” has no value in any training row, and so no mean', inputs[column]?.name ?? '');
    report.error(locate(['data', 'missing']), 'missing-value', message);
  }
  if (data.normalize === 'none' || empty.length > 0) return { training, validation };
  const scaler = fitScaler(
    data.normalize,
    training,
    inputs.map(({ measured }) => measured),
  );
  const overflown = normalise(training, scaler) ?? normalise(validation, scaler);
  if (overflown !== undefined) {
    const message = phrase('the values of “{0}” are too far apart to be normalised', inputs[overflown]?.name ?? '');
    report.error(locate(['data', 'normalize']), 'number-too-large', message);
  }
  return { training, validation, scaler };
}

/** @param rows some or all of them, in their order */
function gathered(matrix: Float64Array, width: number, rows: Int32Array): Float64Array {
  if (rows.length * width === matrix.length) return matrix;
  const chosen = new Float64Array(rows.length * width);
  rows.forEach((row, at) => chosen.set(matrix.subarray(row * width, (row + 1) * width), at * width));
  return chosen;
}
