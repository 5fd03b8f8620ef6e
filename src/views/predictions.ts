import type { Dataset, Rows, Scaler } from '../data/dataset.ts';
import { imageShape } from '../data/image.ts';
import type {
  PredictionChoice,
  PredictionPicture,
  PredictionPoints,
  PredictionResult,
  Predictions,
  Range,
  WrongImage,
} from '../protocol/predictions.ts';
import { rowOfData, rowsOfCell, type PredictedRows } from './cellRows.ts';
import {
  classNames,
  evenly,
  likeliest,
  meanInputs,
  outputsOf,
  pick,
  rowWork,
  unscaled,
  type Source,
} from './predictedRows.ts';

/** As many points as can be told apart in a picture; fewer rows of a network that takes long for each. */
const mostRows = 1000;
const fewestRows = 50;
/** Multiply-adds of a picture, and of the rows beside it: less than a tenth of a second. */
const work = 1 << 28;
const mostCells = 96;
/** While the weights change five times a second: a quarter of the work, and of what is sent. */
export const movingCells = 48;
const fewestCells = 16;
const curveSteps = 256;
const mostImages = 12;
/** Of more inputs than this, any two say next to nothing. */
const mostInputs = 64;

/** The choice as it fits the network: the first inputs and output where it does not. */
export function fitting(
  { x, y, output, cell }: PredictionChoice,
  { inputNames, outputNames }: Dataset,
): PredictionChoice {
  const width = inputNames.length;
  const first = x < width ? x : 0;
  const second = y < width && y !== first ? y : first === 0 && width > 1 ? 1 : 0;
  return { x: first, y: second, output: output < outputNames.length ? output : 0, cell };
}

/** The data in the plane of the two inputs. */
export function predictionPoints(
  { spec, dataset }: Pick<Source, 'spec' | 'dataset'>,
  choice: PredictionChoice,
): PredictionPoints {
  const { training, validation, scaler, inputNames, outputNames } = dataset;
  const of = training.count + validation.count;
  const [width, outputs] = [inputNames.length, outputNames.length];
  const classes = classNames(spec, dataset);
  const rows = evenly(of, mostRows);
  const values = (value: (part: Rows, row: number) => number): Float64Array =>
    Float64Array.from(rows, (row) =>
      row < training.count ? value(training, row) : value(validation, row - training.count),
    );
  const input = (column: number): Float64Array =>
    values(({ inputs }, row) => unscaled(scaler, column, inputs[row * width + column] ?? NaN));
  return {
    choice,
    x: input(choice.x),
    y: width > 1 ? input(choice.y) : new Float64Array(),
    targets: values(({ targets }, row) =>
      classes && width > 1
        ? likeliest(targets.subarray(row * outputs, (row + 1) * outputs), outputs, 0).winner
        : (targets[row * outputs + choice.output] ?? NaN),
    ),
    held: Float64Array.from(rows, (row) => (row < training.count ? 0 : 1)),
    of,
    xRange: inUnits(scaler, choice.x, rangeOf(dataset, choice.x)),
    yRange: inUnits(scaler, choice.y, rangeOf(dataset, choice.y)),
  };
}

/**
 * What the network predicts. Yields after every few milliseconds of work.
 * @param cells of the picture, along a side, at most
 */
export function* predictionsOf(
  source: Source,
  choice: PredictionChoice,
  cells = mostCells,
): Generator<null, Predictions, void> {
  const { spec, network, dataset } = source;
  const classes = classNames(spec, dataset);
  const part = dataset.validation.count > 0 ? 'validation' : 'training';
  const { count, inputs, targets } = dataset[part];
  const most = Math.floor(work / rowWork(network));
  const rows = evenly(count, Math.max(fewestRows, Math.min(mostRows, most)));
  const outputs = yield* outputsOf(source, pick(inputs, network.inputs, rows));
  const wanted = pick(targets, network.outputs, rows);
  const predicted: PredictedRows = { part, rows, outputs, targets: wanted };
  const shape = imageShape(dataset);
  return {
    choice,
    classes,
    picture: shape || network.inputs > mostInputs ? null : yield* pictureOf(source, choice, classes !== null, cells),
    part,
    rows: rows.length,
    of: count,
    result: classes
      ? confusionOf(outputs, wanted, network.outputs, classes.length)
      : residualsOf(dataset, predicted, choice.output),
    cell: classes && choice.cell ? rowsOfCell(dataset, predicted, choice.cell) : null,
    images: shape && classes ? { ...shape, wrong: wrongImages(dataset, predicted) } : null,
  };
}

function* pictureOf(
  source: Source,
  choice: PredictionChoice,
  classes: boolean,
  cells: number,
): Generator<null, PredictionPicture> {
  const { network, dataset } = source;
  const means = meanInputs(dataset.training, network.inputs);
  const { inputs: width, outputs } = network;
  const x = rangeOf(dataset, choice.x);
  if (width === 1) {
    const values = yield* outputsOf(
      source,
      Float64Array.from({ length: curveSteps }, (_, at) => place(x, at, curveSteps - 1)),
    );
    return { kind: 'curve', values: column(values, outputs, choice.output) };
  }
  const y = rangeOf(dataset, choice.y);
  const affordable = Math.floor(Math.sqrt(work / rowWork(network)));
  const side = Math.max(fewestCells, Math.min(cells, affordable));
  const grid = new Float64Array(side * side * width);
  for (let cell = 0; cell < side * side; cell++) {
    grid.set(means, cell * width);
    grid[cell * width + choice.x] = place(x, (cell % side) + 0.5, side);
    grid[cell * width + choice.y] = place(y, Math.floor(cell / side) + 0.5, side);
  }
  const values = yield* outputsOf(source, grid);
  if (!classes) return { kind: 'values', columns: side, rows: side, values: column(values, outputs, choice.output) };
  const winners = new Float64Array(side * side);
  const shares = new Float64Array(side * side);
  for (let cell = 0; cell < side * side; cell++) {
    const { winner, share } = likeliest(values, outputs, cell);
    winners[cell] = winner;
    shares[cell] = share;
  }
  return { kind: 'classes', columns: side, rows: side, winners, shares };
}

function confusionOf(outputs: Float64Array, targets: Float64Array, width: number, classes: number): PredictionResult {
  const confusion = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  let right = 0;
  for (let row = 0; row < outputs.length / width; row++) {
    const actual = likeliest(targets, width, row).winner;
    const { winner } = likeliest(outputs, width, row);
    const counts = confusion[actual];
    if (counts) counts[winner] = (counts[winner] ?? 0) + 1;
    if (actual === winner) right++;
  }
  return { kind: 'classes', confusion, right };
}

function residualsOf(
  dataset: Dataset,
  { part, rows, outputs, targets }: PredictedRows,
  output: number,
): PredictionResult {
  const width = dataset.outputNames.length;
  const [predicted, actual] = [column(outputs, width, output), column(targets, width, output)];
  const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  let squares = 0;
  let spread = 0;
  actual.forEach((value, row) => {
    squares += ((predicted[row] ?? NaN) - value) ** 2;
    spread += (value - mean) ** 2;
  });
  return {
    kind: 'values',
    places: Float64Array.from(rows),
    rows: Float64Array.from(rows, (row) => rowOfData(dataset, part, row)),
    actual,
    predicted,
    rmse: Math.sqrt(squares / actual.length),
    r2: 1 - squares / spread,
  };
}

/** Those that it is surest of first: they tell most. */
function wrongImages(dataset: Dataset, { part, rows, outputs, targets }: PredictedRows): WrongImage[] {
  const [inputs, width] = [dataset.inputNames.length, dataset.outputNames.length];
  const wrong = [...rows].flatMap((place, index) => {
    const actual = likeliest(targets, width, index).winner;
    const { winner: predicted, share } = likeliest(outputs, width, index);
    return actual === predicted ? [] : [{ place, actual, predicted, share }];
  });
  return wrong
    .toSorted((a, b) => b.share - a.share)
    .slice(0, mostImages)
    .map((image) => ({
      ...image,
      row: rowOfData(dataset, part, image.place),
      pixels: dataset[part].inputs.slice(image.place * inputs, (image.place + 1) * inputs),
    }));
}

/** From the smallest value to the largest and a little further, normalised as they are. */
function rangeOf({ training, validation, inputNames }: Dataset, input: number): Range {
  let [from, to] = [Infinity, -Infinity];
  for (const { inputs } of [training, validation]) {
    for (let at = input; at < inputs.length; at += inputNames.length) {
      const value = inputs[at] ?? NaN;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  const margin = to > from ? 0.08 * (to - from) : 0.5;
  return { from: from - margin, to: to + margin };
}

function inUnits(scaler: Scaler | undefined, input: number, { from, to }: Range): Range {
  return { from: unscaled(scaler, input, from), to: unscaled(scaler, input, to) };
}

function place({ from, to }: Range, step: number, steps: number): number {
  return from + ((to - from) * step) / steps;
}

function column(values: Float64Array, width: number, index: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + index] ?? NaN);
}
