import * as is from '../protocol/guards.ts';
import { activations, generators, initializers, losses, type Spec } from './spec.ts';

/** Guards a Spec that crossed a thread boundary; what holds for its text is `parseSpec`'s to check. */

const numbers = is.listOf(is.number);
const names = is.optional(is.listOf(is.text));

const source = is.either(
  is.object({
    kind: is.literal('samples'),
    samples: is.listOf(is.object({ input: numbers, target: is.either(is.number, numbers, is.text) })),
  }),
  is.object({
    kind: is.literal('file'),
    file: is.text,
    labels: is.optional(is.text),
    inputs: names,
    target: names,
    decimal: is.literal('.', ','),
  }),
  is.object({
    kind: is.literal('generator'),
    generator: is.literal(...generators),
    samples: is.count,
    classes: is.count,
    features: is.count,
    noise: is.number,
    seed: is.count,
  }),
);

const layer = is.object({
  name: is.text,
  units: is.count,
  activation: is.literal(...activations),
  alpha: is.number,
  bias: is.flag,
  initializer: is.object({ type: is.literal(...initializers), scale: is.number }),
  weights: is.optional(is.listOf(numbers)),
  biases: is.optional(numbers),
  dropout: is.number,
  frozen: is.flag,
});

const betas: is.Guard<readonly [number, number]> = (value): value is readonly [number, number] =>
  numbers(value) && value.length === 2;

const optimizer = is.either(
  is.object({ type: is.literal('gradient-descent') }),
  is.object({ type: is.literal('momentum', 'nesterov'), momentum: is.number }),
  is.object({ type: is.literal('adagrad'), eps: is.number }),
  is.object({ type: is.literal('rmsprop'), alpha: is.number, eps: is.number, momentum: is.number }),
  is.object({ type: is.literal('adam'), betas, eps: is.number }),
  is.object({ type: is.literal('adamw'), betas, eps: is.number, weightDecay: is.number }),
);

const learningRate = is.either(
  is.object({ schedule: is.literal('constant'), initial: is.number }),
  is.object({ schedule: is.literal('step'), initial: is.number, stepSize: is.count, gamma: is.number }),
  is.object({ schedule: is.literal('exponential'), initial: is.number, gamma: is.number }),
  is.object({ schedule: is.literal('cosine'), initial: is.number, minimum: is.number }),
  is.object({
    schedule: is.literal('warmup-cosine'),
    initial: is.number,
    minimum: is.number,
    warmupEpochs: is.count,
  }),
);

const training = is.object({
  method: is.literal('batch', 'stochastic', 'mini-batch', 'online'),
  batchSize: is.count,
  epochs: is.count,
  learningRate,
  optimizer,
  gradient: is.literal('backpropagation', 'numerical'),
  l1: is.number,
  l2: is.number,
  clipNorm: is.optional(is.number),
  shuffle: is.flag,
  seed: is.count,
  precision: is.literal('float32', 'float64'),
  threads: is.either(is.count, is.literal('auto')),
  earlyStopping: is.optional(
    is.object({
      patience: is.count,
      minDelta: is.number,
      monitor: is.literal('validationLoss', 'loss'),
      restoreBest: is.flag,
    }),
  ),
});

const spec = is.object({
  name: is.optional(is.text),
  description: is.optional(is.text),
  data: is.object({
    source,
    missing: is.literal('error', 'drop-row', 'mean'),
    normalize: is.literal('none', 'standard', 'min-max'),
    validation: is.number,
  }),
  layers: is.listOf(layer),
  loss: is.literal(...losses),
  training,
  gradientCheck: is.object({
    samples: is.count,
    step: is.either(is.number, is.literal('auto')),
    maxParameters: is.count,
  }),
  sweep: is.optional(is.listOf(is.object({ settings: is.whatever, training }))),
  weights: is.optional(is.text),
});

export function isSpec(value: unknown): value is Spec {
  return spec(value) && value.layers.length > 0;
}
