import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/engine/check.ts';
import type { Metrics } from '../../src/engine/results.ts';
import { predict } from '../../src/engine/predict.ts';
import { dataSuspicions } from '../../src/data/suspicions.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { sweptRuns } from '../../src/spec/sweep.ts';
import { check, prepareText, run, type Prepared, type Run } from './prepare.ts';

const folder = new URL('../../examples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.nn.json'));

function example(name: string): Promise<Prepared> {
  return prepareText(readFileSync(new URL(name, folder), 'utf8'), (path) => readFileSync(new URL(path, folder)));
}

/** The run of an example; of a sweep all of them. */
async function runs(name: string): Promise<Run[]> {
  const { spec, dataset } = await example(name);
  const swept = sweptRuns(spec).map((point) => run({ spec: point.spec, dataset }));
  return swept.length > 0 ? swept : [run({ spec, dataset })];
}

const lossesOf = ({ records }: Run): number[] => records.map(({ training }) => training.loss);

describe.each(names)('%s', (name) => {
  it('has no problems, a description and a line in the list of examples', async () => {
    const { spec, dataset, warnings } = await example(name);
    expect(warnings).toEqual([]);
    const { locate } = parseSpec(readFileSync(new URL(name, folder), 'utf8'));
    expect(dataSuspicions(spec, dataset, locate)).toEqual([]);
    expect(spec.name).toBeTruthy();
    expect(spec.description).toBeTruthy();
    expect(readFileSync(new URL('README.md', folder), 'utf8')).toContain(`](${name})`);
  });

  it('passes the gradient check', async () => {
    expect(check(await example(name)).verdict).toBe('passed');
  });

  it('trains to a lower loss than it starts from', async () => {
    const all = await runs(name);
    const losses = all.map(({ outcome }) => outcome.training.loss).filter(Number.isFinite);
    expect(all.some(({ outcome }) => outcome.reason === 'completed')).toBe(true);
    expect(Math.min(...losses)).toBeLessThan(all[0]?.records[0]?.training.loss ?? NaN);
  });
});

it('iris tells held-out flowers apart', async () => {
  const { outcome } = run(await example('iris.nn.json'));
  expect(accuracy(outcome.validation?.metrics)).toBeGreaterThanOrEqual(0.93);
});

it.each(['xor.nn.json', 'xor-relu.nn.json'])('%s is learned in full', async (name) => {
  expect(accuracy(run(await example(name)).outcome.training.metrics)).toBe(1);
});

it('one neuron can’t do XOR, and does OR', async () => {
  const text = readFileSync(new URL('neuron.nn.json', folder), 'utf8');
  const prepared = (changed: string): Promise<Prepared> => prepareText(changed, () => new Uint8Array());
  const { outcome } = run(await prepared(text));
  expect(outcome.training.loss).toBeGreaterThanOrEqual(Math.LN2 - 1e-6);
  const or = run(await prepared(text.replace('[1, 1], "target": 0', '[1, 1], "target": 1')));
  expect(accuracy(or.outcome.training.metrics)).toBe(1);
});

it('the ReLU variant of XOR shows kinks, and the other none', async () => {
  const kinks = ({ tensors }: CheckReport): number[] => tensors.map((tensor) => tensor.kinks);
  // Weights and biases of the hidden layer, then of the output. One sample has only zeros for
  // inputs, so that all 8 hidden biases sit on their kink.
  expect(kinks(check(await example('xor-relu.nn.json')))).toEqual([0, 8, 0, 0]);
  expect(kinks(check(await example('xor.nn.json')))).toEqual([0, 0, 0, 0]);
});

it('the spiral is untangled', async () => {
  const { outcome } = run(await example('spiral.nn.json'));
  expect(accuracy(outcome.training.metrics)).toBeGreaterThanOrEqual(0.95);
  expect(accuracy(outcome.validation?.metrics)).toBeGreaterThanOrEqual(0.95);
});

it('the sine is fitted down to its noise, and not further', async () => {
  const { outcome } = run(await example('sine.nn.json'));
  expect(outcome.training.loss).toBeGreaterThan(0.007);
  expect(outcome.training.loss).toBeLessThan(0.02);
});

it('linear regression ends at the noise', async () => {
  const { outcome } = run(await example('01-linear-regression.nn.json'));
  expect(outcome.training.loss).toBeGreaterThan(0.03);
  expect(outcome.training.loss).toBeLessThan(0.05);
});

it('logistic regression leaves more than one point in ten on the wrong side, where it is unsure', async () => {
  const { spec, dataset } = await example('02-logistic-regression.nn.json');
  const { training, outcome } = run({ spec, dataset });
  expect(accuracy(outcome.training.metrics)).toBeGreaterThan(0.85);
  expect(accuracy(outcome.training.metrics)).toBeLessThan(0.9);
  const { inputs, targets } = dataset.training;
  const sure = [...predict(spec, training.network, training.parameters(), inputs)].map((p) => Math.abs(p - 0.5));
  const right = [...predict(spec, training.network, training.parameters(), inputs)].map(
    (p, at) => Math.round(p) === targets[at],
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(sure.filter((_, at) => right[at] === false))).toBeLessThan(0.6 * mean(sure.filter((_, at) => right[at])));
});

it('of the three activation functions, sigmoid stays behind and ReLU is the fastest', async () => {
  const losses = async (activation: string) => lossesOf(run(await example(`03-activations-${activation}.nn.json`)));
  const [sigmoid, tanh, relu] = [await losses('sigmoid'), await losses('tanh'), await losses('relu')];
  const below = (all: readonly number[]) => all.findIndex((loss) => loss < 0.2);
  expect(below(sigmoid)).toBe(-1);
  expect(sigmoid.at(-1)).toBeCloseTo(0.28, 1);
  expect(below(tanh)).toBeLessThan(50);
  expect(below(relu)).toBeLessThan(35);
  expect(below(relu)).toBeLessThan(below(tanh));
  for (const all of [tanh, relu]) expect(all.at(-1)).toBeLessThan(0.01);
});

it('mini-batches come further than all rows a step and than single rows', async () => {
  const all = await runs('04-batch-sizes.nn.json');
  const [batch = NaN, stochastic = NaN, miniBatch = NaN] = all.map(({ outcome }) => outcome.training.loss);
  expect(batch).toBeGreaterThan(0.6);
  expect(miniBatch).toBeLessThan(0.2);
  expect(stochastic).toBeGreaterThan(miniBatch);
  // How far the loss goes up from one epoch to the next, at most.
  const jumps = all.map((one) => Math.max(...lossesOf(one).map((loss, at, losses) => loss - (losses[at - 1] ?? loss))));
  expect(jumps[1]).toBeGreaterThan(10 * (jumps[0] ?? NaN));
});

it('of three learning rates one creeps, one is right and one diverges', async () => {
  const [small, right, large] = await runs('05-learning-rates.nn.json');
  expect(small?.outcome.training.loss).toBeGreaterThan(0.4);
  expect(right?.outcome.training.loss).toBeLessThan(0.05);
  expect(right && lossesOf(right)[30]).toBeLessThan(0.05);
  expect(large?.outcome.reason).toBe('diverged');
});

it('the numerical gradient takes the same course as backpropagation', async () => {
  const [backpropagation = [], numerical = []] = (await runs('06-numerical-gradient.nn.json')).map(lossesOf);
  expect(backpropagation).toHaveLength(151);
  for (const [epoch, loss] of backpropagation.entries()) expect(numerical[epoch]).toBeCloseTo(loss, 6);
});

it('online learning has found the weights of sun and wind after the rows that are there', async () => {
  const { training, records } = run(await example('online.nn.json'));
  const [sun, wind, bias] = training.parameters();
  expect(sun).toBeCloseTo(2, 1);
  expect(wind).toBeCloseTo(1.2, 1);
  expect(bias).toBeCloseTo(0, 1);
  expect(records.at(-1)?.training.loss).toBeLessThan(0.01);
});

it('digits that were held out are recognised', async () => {
  const { outcome } = run(await example('07-digits.nn.json'));
  expect(accuracy(outcome.validation?.metrics)).toBeGreaterThan(0.95);
});

it('penguins are told apart, and worse without normalised inputs', async () => {
  const prepared = await example('08-penguins.nn.json');
  expect(prepared.dataset.inputNames).toContain('island=Biscoe');
  const { outcome } = run(prepared);
  expect(accuracy(outcome.validation?.metrics)).toBeGreaterThan(0.97);
  const text = readFileSync(new URL('08-penguins.nn.json', folder), 'utf8').replace('"standard"', '"none"');
  const raw = run(await prepareText(text, (path) => readFileSync(new URL(path, folder))));
  expect(accuracy(raw.outcome.validation?.metrics)).toBeLessThan(0.8);
});

it('the outcome of an exam is predicted for nine students of ten', async () => {
  const { outcome } = run(await example('09-outcome.nn.json'));
  expect(accuracy(outcome.validation?.metrics)).toBeGreaterThan(0.88);
});

it('students that were held out are ranked nearly in the order of their points', async () => {
  const prepared = await example('10-ranking.nn.json');
  const { training } = run(prepared);
  const { inputs, targets } = prepared.dataset.validation;
  const predicted = predict(prepared.spec, training.network, training.parameters(), inputs);
  expect(rankCorrelation([...predicted], [...targets])).toBeGreaterThan(0.85);
});

/** Spearman's. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]) =>
    values.map(
      (value) => values.filter((other) => other < value).length + values.filter((other) => other === value).length / 2,
    );
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = (u: readonly number[], v: readonly number[]) =>
    mean(u.map((value, at) => (value - mean(u)) * ((v[at] ?? NaN) - mean(v))));
  return covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
}

function accuracy(metrics: Metrics | undefined): number {
  return metrics?.kind === 'classification' ? metrics.accuracy : NaN;
}
