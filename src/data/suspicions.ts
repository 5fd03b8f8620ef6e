import { phrase } from '../spec/phrase.ts';
import { isWritten, markOf } from '../spec/locate.ts';
import type { Locate, Problem } from '../spec/problem.ts';
import { Report } from '../spec/report.ts';
import type { Activation, Spec } from '../spec/spec.ts';
import type { Dataset, Rows } from './dataset.ts';

/** Warns of data that suit the network badly, though it can be trained with them. */
export function dataSuspicions(spec: Spec, dataset: Dataset, locate: Locate): Problem[] {
  const report = new Report();
  warnOfTargets(spec, dataset, locate, report);
  warnOfLoss(spec, dataset, locate, report);
  warnOfInputs(spec, dataset, locate, report);
  warnOfBatch(spec, dataset, locate, report);
  warnOfSplit(spec, dataset, locate, report);
  return report.problems;
}

/** What a unit can put out at all. */
const reach: Readonly<Partial<Record<Activation, readonly [number, number]>>> = { sigmoid: [0, 1], tanh: [-1, 1] };

function warnOfTargets({ layers }: Spec, { training }: Dataset, locate: Locate, report: Report): void {
  const activation = layers.at(-1)?.activation;
  const [low, high] = (activation && reach[activation]) ?? [-Infinity, Infinity];
  const [min, max] = extremes(training.targets);
  if (activation === undefined || (min >= low && max <= high)) return;
  const message = phrase(
    'the targets go from {0} to {1}, {2} from {3} to {4}: take identity',
    rounded(min),
    rounded(max),
    activation,
    low,
    high,
  );
  report.warning(locate(['layers', layers.length - 1, 'activation']), 'target-beyond-output', message);
}

/** Squared errors of a saturated sigmoid have next to no gradient, however wrong it is. */
function warnOfLoss({ layers, loss }: Spec, { training }: Dataset, locate: Locate, report: Report): void {
  if (layers.at(-1)?.activation !== 'sigmoid' || loss === 'binary-cross-entropy') return;
  if (!training.targets.every((target) => target === 0 || target === 1)) return;
  const message = phrase(
    'the targets are 0 and 1, which {0} after sigmoid learns slowly: take binary-cross-entropy',
    loss,
  );
  report.warning(markOf(locate, ['loss']), 'loss-for-numbers', message);
}

/** Beyond it, sigmoid and tanh with usual initial weights are as good as constant. */
const LARGE_INPUT = 10;

function warnOfInputs({ data, layers }: Spec, dataset: Dataset, locate: Locate, report: Report): void {
  const activation = layers[0]?.activation;
  if (data.normalize !== 'none' || (activation !== 'sigmoid' && activation !== 'tanh')) return;
  const width = dataset.inputNames.length;
  const { inputs } = dataset.training;
  const at = inputs.findIndex((value) => Math.abs(value) > LARGE_INPUT);
  if (at < 0) return;
  const message = phrase(
    '“{0}” has values like {1}, which saturate {2}: normalize the inputs',
    dataset.inputNames[at % width] ?? '',
    rounded(inputs[at] ?? 0),
    activation,
  );
  report.warning(markOf(locate, ['data', 'normalize']), 'inputs-not-normalized', message);
}

function warnOfBatch({ training }: Spec, dataset: Dataset, locate: Locate, report: Report): void {
  const rows = dataset.training.count;
  // The default is larger than some data on purpose: nobody asked for it.
  if (training.method !== 'mini-batch' || training.batchSize <= rows) return;
  if (!isWritten(locate, ['training', 'batchSize'])) return;
  const message = phrase(
    'a batch of {0}, and only {1} rows to train on: every step takes all',
    training.batchSize,
    rows,
  );
  report.warning(locate(['training', 'batchSize']), 'batch-above-rows', message, String(rows));
}

function warnOfSplit({ data }: Spec, dataset: Dataset, locate: Locate, report: Report): void {
  if (data.validation === 0) return;
  const range = locate(['data', 'validation']);
  if (dataset.validation.count === 0) {
    report.warning(range, 'empty-split', phrase('there is only one row, and none is held out'));
  }
  const { classes = [], outputNames } = dataset;
  const learned = classesIn(dataset.training, outputNames.length);
  const held = classesIn(dataset.validation, outputNames.length);
  for (const [index, name] of classes.entries()) {
    if (learned.has(index) || !held.has(index)) continue;
    const message = phrase('all rows of class “{0}” are held out: the network can’t learn it', name);
    report.warning(range, 'unseen-class', message);
  }
}

/** Classes of which there is a row: one output each, or 0 and 1 of a single output. */
function classesIn({ targets }: Rows, outputs: number): Set<number> {
  const found = new Set<number>();
  targets.forEach((target, at) => {
    if (outputs === 1) found.add(target);
    else if (target > 0) found.add(at % outputs);
  });
  return found;
}

function extremes(values: Float64Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}

/** To four digits: enough to recognise a value by. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
