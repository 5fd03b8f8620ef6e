import { describe, expect, it } from 'vitest';
import { initialParameters } from '../../../src/engine/initialize.ts';
import { networkOf } from '../../../src/engine/network.ts';
import { traceStep, type Trace } from '../../../src/engine/trace.ts';
import { Training } from '../../../src/engine/training.ts';
import { finish, prepare, type Prepared } from '../../conformance/prepare.ts';

const rate = 0.3;

const activations = ['identity', 'sigmoid', 'tanh', 'relu', 'leaky-relu', 'elu', 'gelu', 'silu', 'softplus', 'softmax'];
const outputs = [
  { activation: 'softmax', loss: 'cross-entropy', target: [0, 1] },
  { activation: 'sigmoid', loss: 'binary-cross-entropy', target: [0, 1] },
  { activation: 'tanh', loss: 'half-squared-error', target: [0.3, -2] },
  { activation: 'identity', loss: 'mean-squared-error', target: [0.3, -2] },
  { activation: 'gelu', loss: 'mean-absolute-error', target: [0.3, -2] },
  { activation: 'softplus', loss: 'huber', target: [0.3, -2] },
];

function single(hidden: string, output: (typeof outputs)[number], precision: string): Promise<Prepared> {
  return prepare({
    data: { samples: [{ input: [0.7, -1.2, 0.4], target: output.target }] },
    layers: [
      { units: 5, activation: hidden },
      { units: 4, activation: 'tanh', bias: false },
      { units: 2, activation: output.activation },
    ],
    loss: output.loss,
    training: { method: 'stochastic', epochs: 1, learningRate: rate, seed: 7, precision },
  });
}

function traced({ spec, dataset }: Prepared): Trace {
  const network = networkOf(spec, dataset.inputNames.length);
  return traceStep(network, spec.training.precision, initialParameters(spec, network), dataset.training, rate);
}

const cases = activations
  .filter((hidden) => hidden !== 'softmax')
  .flatMap((hidden) => outputs.map((output) => ({ hidden, output })));

describe.each(['float32', 'float64'])('a step in %s', (precision) => {
  it.each(cases)('ends at the weights of the engine: $hidden, $output.loss', async ({ hidden, output }) => {
    const prepared = await single(hidden, output, precision);
    const training = new Training(prepared.spec, prepared.dataset);
    finish(training.run());
    const trace = traced(prepared);
    expect([...trace.after]).toEqual([...training.parameters()]);
    expect([...trace.after]).not.toEqual([...trace.before]);
    expect([...trace.gradient]).toEqual([...training.gradient()]);
  });
});

it.each(cases)('the factors give the deltas: $hidden, $output.loss', async ({ hidden, output }) => {
  for (const { slopes, derivatives, deltas } of traced(await single(hidden, output, 'float64')).layers) {
    deltas.forEach((delta, unit) => {
      const factor = derivatives[unit] ?? NaN;
      if (!Number.isNaN(factor)) expect((slopes[unit] ?? NaN) * factor).toBeCloseTo(delta, 12);
    });
  }
});

it('a textbook example: 0.35, 0.9 and the weights of a 2-2-1 network', async () => {
  // u, z and δ by hand: u₁ = 0.1·0.35 + 0.8·0.9 = 0.755, z₁ = 1/(1 + e^−0.755).
  const prepared = await prepare({
    data: { samples: [{ input: [0.35, 0.9], target: 0.5 }] },
    layers: [
      {
        units: 2,
        activation: 'sigmoid',
        bias: false,
        weights: [
          [0.1, 0.8],
          [0.4, 0.6],
        ],
      },
      { units: 1, activation: 'sigmoid', bias: false, weights: [[0.3, 0.9]] },
    ],
    loss: 'half-squared-error',
    training: { method: 'stochastic', epochs: 1, learningRate: 1, precision: 'float64' },
  });
  const { layers, loss, after } = traced(prepared);
  const [hidden, output] = layers;
  const sigmoid = (u: number): number => 1 / (1 + Math.exp(-u));
  const z = [sigmoid(0.755), sigmoid(0.68)];
  const y = sigmoid(0.3 * (z[0] ?? NaN) + 0.9 * (z[1] ?? NaN));
  const delta = (y - 0.5) * y * (1 - y);
  expect(hidden?.u[0]).toBeCloseTo(0.755, 14);
  expect(output?.z[0]).toBeCloseTo(y, 14);
  expect(loss).toBeCloseTo((y - 0.5) ** 2 / 2, 14);
  expect(output?.deltas[0]).toBeCloseTo(delta, 14);
  expect(hidden?.slopes[1]).toBeCloseTo(0.9 * delta, 14);
  expect(after[4]).toBeCloseTo(0.3 - rate * delta * (z[0] ?? NaN), 14);
});

it('a frozen layer keeps its weights', async () => {
  const prepared = await prepare({
    data: { samples: [{ input: [1, 2], target: 1 }] },
    layers: [
      { units: 2, activation: 'tanh', frozen: true },
      { units: 1, activation: 'identity' },
    ],
    training: { method: 'stochastic', epochs: 1, learningRate: rate },
  });
  const { before, after } = traced(prepared);
  expect([...after.subarray(0, 6)]).toEqual([...before.subarray(0, 6)]);
  expect(after[6]).not.toBe(before[6]);
});

const eightRows = Array.from({ length: 8 }, (_, row) => ({
  input: [Math.sin(row), Math.cos(3 * row), 0.1 * row],
  target: [Math.sin(2 * row), row % 2],
}));

function several(training: object): Promise<Prepared> {
  return prepare({
    data: { samples: eightRows },
    layers: [
      { units: 5, activation: 'tanh' },
      { units: 2, activation: 'identity' },
    ],
    loss: 'mean-squared-error',
    training: { learningRate: rate, seed: 3, ...training },
  });
}

/** The trace of each row from these weights. */
function tracesFrom({ spec, dataset }: Prepared, parameters: Float64Array): Trace[] {
  const network = networkOf(spec, dataset.inputNames.length);
  const { inputs, targets } = dataset.training;
  return eightRows.map((_, row) => {
    const one = { inputs: inputs.subarray(3 * row, 3 * row + 3), targets: targets.subarray(2 * row, 2 * row + 2) };
    return traceStep(network, spec.training.precision, parameters, one, rate);
  });
}

/** Weights before and after each step of the engine. */
function stepsOf({ spec, dataset }: Prepared): { before: Float64Array; after: Float64Array }[] {
  const training = new Training(spec, dataset);
  training.stepwise = true;
  const steps: { before: Float64Array; after: Float64Array }[] = [];
  let before = training.parameters();
  finish(training.run(), () => {
    const after = training.parameters();
    if (!after.every((w, at) => w === before[at])) steps.push({ before, after });
    before = after;
  });
  return steps;
}

it.each(['float32', 'float64'])('every step of two stochastic epochs is that of one row, in %s', async (precision) => {
  const prepared = await several({ method: 'stochastic', epochs: 2, precision });
  const rows = stepsOf(prepared).map(({ before, after }) =>
    tracesFrom(prepared, before).findIndex((trace) => trace.after.every((w, at) => w === after[at])),
  );
  expect(rows).toHaveLength(16);
  const each = [0, 1, 2, 3, 4, 5, 6, 7];
  expect([rows.slice(0, 8).toSorted(), rows.slice(8).toSorted()]).toEqual([each, each]);
});

it('a step on a batch follows the mean of its rows’ gradients', async () => {
  const prepared = await several({ method: 'batch', epochs: 3, precision: 'float64' });
  const steps = stepsOf(prepared);
  expect(steps).toHaveLength(3);
  for (const { before, after } of steps) {
    const gradients = tracesFrom(prepared, before).map(({ gradient }) => gradient);
    after.forEach((w, at) => {
      const mean = gradients.reduce((sum, gradient) => sum + (gradient[at] ?? NaN), 0) / 8;
      expect(w).toBeCloseTo((before[at] ?? NaN) - rate * mean, 13);
    });
  }
});

it.each([{ method: 'batch' }, { method: 'mini-batch', batchSize: 4 }])(
  'with a single row, the first step of %o is the same to the last digit',
  async (training) => {
    const prepared = await prepare({
      data: { samples: eightRows.slice(3, 4) },
      layers: [
        { units: 5, activation: 'sigmoid' },
        { units: 2, activation: 'identity' },
      ],
      training: { epochs: 1, learningRate: rate, seed: 3, ...training },
    });
    const engine = new Training(prepared.spec, prepared.dataset);
    finish(engine.run());
    expect([...traced(prepared).after]).toEqual([...engine.parameters()]);
  },
);

it('with a single row, the first step of momentum is the same but for rounding', async () => {
  const prepared = await several({ method: 'stochastic', epochs: 1, optimizer: { type: 'momentum', momentum: 0.9 } });
  const [first] = stepsOf(prepared);
  if (!first) throw new Error('no step');
  const distances = tracesFrom(prepared, first.before).map((trace) =>
    Math.max(...trace.after.map((w, at) => Math.abs(w - (first.after[at] ?? NaN)))),
  );
  expect(Math.min(...distances)).toBeLessThan(1e-7);
});
