import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset, Rows } from '../../src/data/dataset.ts';
import { gradients } from '../../src/engine/check.ts';
import { initialParameters } from '../../src/engine/initialize.ts';
import { layerPlaces, networkOf, type Network } from '../../src/engine/network.ts';
import { stream } from '../../src/engine/random.ts';
import { Training } from '../../src/engine/training.ts';
import { readSafetensors, writeSafetensors } from '../../src/export/safetensors.ts';
import { parametersFrom, weightsFile } from '../../src/export/weights.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { expectClose, type Tolerance } from './close.ts';
import { prepare, run } from './prepare.ts';
import { randomSpec } from './randomSpec.ts';

/** NN_LAB_NETWORKS=10000 for a long look. */
const numRuns = Number(process.env['NN_LAB_NETWORKS'] ?? 30);
const timeout = 60_000 + 100 * numRuns;
const options = { seed: 20_261_125, numRuns };

/** What sums in another order may differ by. */
const rounding: Tolerance = { relative: 1e-10, absolute: 1e-12 };

interface Subject {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly network: Network;
  readonly parameters: Float64Array;
}

/** The random network of a seed, in float64; without penalties, which belong to no row and to no unit's scale. */
async function subjectOf(seed: number): Promise<Subject> {
  const content = randomSpec(seed, { precision: 'float64', mostSamples: 8, validation: 0 });
  const { spec: drawn, dataset } = await prepare(content);
  const spec = { ...drawn, training: { ...drawn.training, l1: 0, l2: 0 } };
  const network = networkOf(spec, dataset.inputNames.length);
  return { spec, dataset, network, parameters: initialParameters(spec, network) };
}

interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** By the engine: the loss as training evaluates it, the gradient as it backpropagates. */
function evaluate({ spec, dataset, parameters }: Omit<Subject, 'network'>): Evaluation {
  const epoch0 = new Training(spec, dataset, parameters).run().next().value;
  if (!epoch0 || !('epoch' in epoch0)) throw new Error('epoch 0 takes more than a slice');
  const all = { ...spec, gradientCheck: { ...spec.gradientCheck, samples: dataset.training.count } };
  return { loss: epoch0.training.loss, gradient: gradients(all, dataset, parameters) };
}

function expectSame(actual: Evaluation, expected: Evaluation, tolerance: Tolerance): void {
  expectClose([actual.loss], [expected.loss], tolerance);
  expectClose(actual.gradient, expected.gradient, tolerance);
}

function holds(property: (subject: Subject, seed: number) => void): Promise<void> {
  const seeds = fc.nat(1_000_000);
  return fc.assert(
    fc.asyncProperty(seeds, async (seed) => property(await subjectOf(seed), seed)),
    options,
  );
}

describe('loss and gradient', { timeout }, () => {
  it('do not care how the units of a hidden layer are ordered', () =>
    holds((subject, seed) => {
      const { network, parameters } = subject;
      const places = permutedPlaces(network, seed);
      const before = evaluate(subject);
      const after = evaluate({ ...subject, parameters: picked(parameters, places) });
      expectSame(after, { ...before, gradient: picked(before.gradient, places) }, rounding);
    }));

  it('are the means of those of single rows', () =>
    holds((subject) => {
      const { dataset } = subject;
      const each = Array.from({ length: dataset.training.count }, (_, row) =>
        evaluate({ ...subject, dataset: withRows(dataset, [row]) }),
      );
      const gradient = subject.parameters.map((_, at) => mean(each.map((one) => one.gradient[at] ?? NaN)));
      expectSame(evaluate(subject), { loss: mean(each.map(({ loss }) => loss)), gradient }, rounding);
    }));

  it('do not change when every row comes twice, in another order', () =>
    holds((subject, seed) => {
      const { dataset } = subject;
      const order = Int32Array.from({ length: 2 * dataset.training.count }, (_, index) => index >> 1);
      stream(seed, 'order of a test').shuffle(order);
      expectSame(evaluate({ ...subject, dataset: withRows(dataset, order) }), evaluate(subject), rounding);
    }));

  it('do not change when one number is added to all logits of a softmax', () =>
    holds((subject, seed) => {
      const { network, parameters } = subject;
      const output = network.layers.at(-1);
      fc.pre(output?.activation === 'softmax' && output.bias);
      const shift = 100 * (stream(seed, 'shift of a test').uniform() - 0.5);
      const first = parameters.length - (output?.units ?? 0);
      const shifted = parameters.map((w, at) => (at < first ? w : w + shift));
      expectSame(evaluate({ ...subject, parameters: shifted }), evaluate(subject), {
        relative: 1e-10,
        absolute: 1e-11,
      });
    }));

  it('do not change, to the bit, when a ReLU unit gets half of its input and passes on twice of its output', () =>
    holds((subject) => {
      const { network, parameters } = subject;
      const layer = network.layers.findIndex(
        ({ activation }, index) => activation === 'relu' && index < network.layers.length - 1,
      );
      fc.pre(layer !== -1);
      // Powers of two, so that nothing is rounded.
      const factors = unitFactors(network, layer);
      const scaled = evaluate({ ...subject, parameters: parameters.map((w, at) => w * (factors[at] ?? NaN)) });
      const plain = evaluate(subject);
      const expected = plain.gradient.map((a, at) => a / (factors[at] ?? NaN));
      expectSame(scaled, { loss: plain.loss, gradient: expected }, { relative: 0, absolute: 0 });
    }));

  it('of half the squared error are those of the mean over outputs, times half of their number', () =>
    holds((subject) => {
      const { spec, network } = subject;
      fc.pre(spec.loss === 'mean-squared-error');
      const factor = network.outputs / 2;
      const { loss, gradient } = evaluate(subject);
      const half = evaluate({ ...subject, spec: { ...spec, loss: 'half-squared-error' } });
      expectSame(half, { loss: loss * factor, gradient: gradient.map((a) => a * factor) }, rounding);
    }));
});

describe('a run', { timeout }, () => {
  // A file of weights holds neither the optimizer's memory nor the places of the streams of shuffle and dropout.
  it('of plain gradient descent that is saved, loaded and continued is the uninterrupted one, to the bit', () =>
    holds(({ spec, dataset, network }, seed) => {
      const layers = spec.layers.map((layer) => ({ ...layer, dropout: 0 }));
      const plain = { shuffle: false, optimizer: { type: 'gradient-descent' } } as const;
      const epochs = (count: number, from?: Float64Array): Training => {
        const training = { ...spec.training, ...plain, epochs: count };
        return run({ spec: { ...spec, layers, training }, dataset }, from).training;
      };
      const first = 1 + (seed % 3);
      const file = writeSafetensors(
        weightsFile(network, epochs(first).parameters(), 'float64', {
          specHash: '',
          epoch: first,
          inputNames: dataset.inputNames,
        }),
      );
      const continued = epochs(4 - first, parametersFrom(readSafetensors(file), network));
      expect(continued.parameterBytes()).toEqual(epochs(4).parameterBytes());
    }));
});

/** For each parameter of a network whose hidden units are permuted, the place it had before. */
function permutedPlaces(network: Network, seed: number): Int32Array {
  const random = stream(seed, 'permutation of a test');
  const places = layerPlaces(network);
  const result = Int32Array.from({ length: network.parameters }, (_, at) => at);
  let columns = Int32Array.from({ length: network.inputs }, (_, i) => i);
  network.layers.forEach(({ units, inputs, bias }, index) => {
    const rows = Int32Array.from({ length: units }, (_, unit) => unit);
    if (index < network.layers.length - 1) random.shuffle(rows);
    const { weights, biases } = places[index] ?? { weights: NaN, biases: NaN };
    for (const [unit, from] of rows.entries()) {
      for (const [i, column] of columns.entries())
        result[weights + unit * inputs + i] = weights + from * inputs + column;
      if (bias) result[biases + unit] = biases + from;
    }
    columns = rows;
  });
  return result;
}

/** What a layer's first unit takes in times ½, what it gives times 2; the other parameters times 1. */
function unitFactors(network: Network, layer: number): Float64Array {
  const factors = new Float64Array(network.parameters).fill(1);
  const places = layerPlaces(network);
  const [shape, next] = [network.layers[layer], network.layers[layer + 1]];
  const [place, nextPlace] = [places[layer], places[layer + 1]];
  if (!shape || !next || !place || !nextPlace) throw new RangeError('not a hidden layer');
  factors.fill(0.5, place.weights, place.weights + shape.inputs);
  if (shape.bias) factors[place.biases] = 0.5;
  for (let unit = 0; unit < next.units; unit++) factors[nextPlace.weights + unit * next.inputs] = 2;
  return factors;
}

function picked(values: Float64Array, places: Int32Array): Float64Array {
  return Float64Array.from(places, (at) => values[at] ?? NaN);
}

function withRows(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  const { inputs, targets, count } = dataset.training;
  const pick = (values: Float64Array): Float64Array => {
    const width = values.length / count;
    return Float64Array.from(Array.from(rows).flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]));
  };
  const training: Rows = { count: rows.length, inputs: pick(inputs), targets: pick(targets) };
  return { ...dataset, training };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
