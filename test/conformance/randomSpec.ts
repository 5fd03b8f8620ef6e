import { stream, type RandomStream } from '../../src/engine/random.ts';
import type { Precision } from '../../src/spec/spec.ts';

/** Activations and losses that go together at the output. */
const outputs = [
  ...['identity', 'sigmoid', 'tanh', 'relu', 'leaky-relu', 'gelu', 'softplus'].flatMap((activation) =>
    ['mean-squared-error', 'half-squared-error', 'mean-absolute-error', 'huber'].map((loss) => ({ activation, loss })),
  ),
  { activation: 'sigmoid', loss: 'binary-cross-entropy' },
  { activation: 'softmax', loss: 'cross-entropy' },
];
const hiddenActivations = [
  'identity',
  'step',
  'sigmoid',
  'tanh',
  'relu',
  { type: 'leaky-relu', slope: 0.3 },
  'elu',
  { type: 'elu', alpha: 0.4 },
  'gelu',
  'silu',
  'softplus',
];
const initializers = ['glorot-uniform', 'he-normal', 'lecun-normal', 'uniform', 'normal', 'ones', 'zeros'];
const optimizers = [
  'gradient-descent',
  'momentum',
  'nesterov',
  'adagrad',
  'rmsprop',
  { type: 'rmsprop', momentum: 0.8 },
  'adam',
  'adamw',
];
const methods = ['batch', 'stochastic', 'mini-batch'];

export interface RandomSpecOptions {
  readonly precision: Precision;
  readonly mostSamples: number;
  readonly validation: number;
  /** In place of what is drawn. */
  readonly training?: object;
}

/**
 * Content of a spec of up to 3 layers of up to 6 units, of every kind there is; the same for the
 * same seed. A third of the inputs are 0 or ±1, a third of the biases 0: kinks are hit exactly.
 */
export function randomSpec(seed: number, { precision, mostSamples, validation, training }: RandomSpecOptions): object {
  const random = stream(seed, 'network of a test');
  const inputs = 1 + random.below(4);
  const depth = 1 + random.below(3);
  const { activation: outputActivation, loss } = pick(random, outputs);
  const layers = Array.from({ length: depth }, (_, index) => {
    const isOutput = index === depth - 1;
    const fewest = isOutput && loss === 'cross-entropy' ? 2 : 1;
    const drawn = layer(random, fewest, isOutput ? outputActivation : pick(random, hiddenActivations));
    return isOutput || random.below(4) > 0 ? drawn : { ...drawn, dropout: 0.3 };
  });
  const samples = Array.from({ length: 1 + random.below(mostSamples) }, () => ({
    input: Array.from({ length: inputs }, () => roughly(random, 2)),
    target: target(random, loss, layers.at(-1)?.units ?? 0),
  }));
  return {
    data: { samples, validation },
    layers,
    loss,
    training: {
      method: pick(random, methods),
      batchSize: 1 + random.below(mostSamples),
      epochs: 3,
      learningRate: 0.1,
      optimizer: pick(random, optimizers),
      l1: random.below(3) === 0 ? 0.01 : 0,
      l2: random.below(3) === 0 ? 0.02 : 0,
      ...(random.below(3) === 0 && { clipNorm: 0.3 }),
      seed,
      precision,
      ...training,
    },
    gradientCheck: { samples: mostSamples },
  };
}

interface Sizes {
  readonly inputs: number;
  readonly units: readonly number[];
  readonly batchSize: number;
  /** Share of the inputs that are 0. */
  readonly zeros?: number;
  /** Whether the targets are names of classes, not numbers for each output. */
  readonly labels?: boolean;
}

/** Content of a spec with layers of these sizes, and 150 random samples of one class each. */
export function sizedSpec(
  { inputs, units, batchSize, zeros = 0, labels = false }: Sizes,
  precision: string,
  training: object = {},
): object {
  const random = stream(inputs, 'samples of a test');
  const outputs = units.at(-1) ?? 1;
  const samples = Array.from({ length: 150 }, () => ({
    input: Array.from({ length: inputs }, () => (random.uniform() < zeros ? 0 : roughly(random, 1))),
    target: labels
      ? random.below(outputs)
      : target(random, outputs > 1 ? 'cross-entropy' : 'half-squared-error', outputs),
  }));
  return {
    data: { samples, validation: 0.1 },
    layers: units.map((count, index) => {
      const activation = index < units.length - 1 ? 'tanh' : outputs > 1 ? 'softmax' : 'identity';
      return { units: count, activation };
    }),
    loss: outputs > 1 ? 'cross-entropy' : 'half-squared-error',
    training: { method: 'mini-batch', batchSize, epochs: 2, learningRate: 0.05, precision, ...training },
  };
}

interface RandomLayer {
  readonly units: number;
  readonly activation: string | object;
  readonly initializer: string;
  readonly frozen: boolean;
  readonly bias?: boolean;
  readonly biases?: readonly number[];
  readonly dropout?: number;
}

function layer(random: RandomStream, fewest: number, activation: string | object): RandomLayer {
  const units = fewest + random.below(7 - fewest);
  const drawn = { units, activation, initializer: pick(random, initializers), frozen: random.below(6) === 0 };
  if (random.below(4) === 0) return { ...drawn, bias: false };
  return { ...drawn, biases: Array.from({ length: units }, () => roughly(random, 1)) };
}

function target(random: RandomStream, loss: string, units: number): number[] {
  if (loss === 'cross-entropy') {
    const chosen = random.below(units);
    const isSoft = random.below(2) === 0;
    // Soft ones miss a sum of 1 by a rounding error, which the gradient must not ignore.
    return Array.from({ length: units }, (_, unit) => {
      if (isSoft) return unit === chosen ? 1 - (units - 1) / 10 : 1 / 10;
      return unit === chosen ? 1 : 0;
    });
  }
  if (loss === 'binary-cross-entropy') return Array.from({ length: units }, () => random.below(2));
  return Array.from({ length: units }, () => roughly(random, 2));
}

/** From −limit to limit; a third of the time −1, 0 or 1. */
function roughly(random: RandomStream, limit: number): number {
  return random.below(3) === 0 ? random.below(3) - 1 : limit * (2 * random.uniform() - 1);
}

function pick<T>(random: RandomStream, options: readonly T[]): T {
  const chosen = options[random.below(options.length)];
  if (chosen === undefined) throw new RangeError('nothing to pick from');
  return chosen;
}
