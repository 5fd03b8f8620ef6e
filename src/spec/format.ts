import { phrase } from './phrase.ts';
import { defaulted, optional, record, required, section } from './record.ts';
import { choice, either, flag, list, number, pair, text } from './shapes.ts';
import { activations, generators, initializers, losses } from './spec.ts';
import { sweepOf } from './sweep.ts';
import { orName, tagged } from './tagged.ts';

/**
 * The `.nn.json` format: every key, what it may hold and what its absence means. The reader, the
 * schema (`media/nn.schema.json`) and the reference (`docs/format.md`) are made from this.
 */

const whole = (min: number) => number({ whole: true, min });
const rate = number({ min: 0, below: 1 });
const numbers = list(number(), 'list of numbers');
const names = list(text, 'list of names', 1);

const sampleTarget = (found: string) => phrase('expected a number, a list of numbers or a text, got {0}', found);

export const sample = record({
  input: required(list(number(), 'list of numbers', 1), 'One number an input.'),
  target: required(
    either(number(), either(list(number(), 'list of numbers', 1), text, sampleTarget), sampleTarget),
    'A number, a list with one number an output unit, or a class label.',
  ),
});

const generatorName = choice(generators);
const rows = number({ whole: true, min: 1, max: 1_000_000 });
const classes = number({ whole: true, min: 2, max: 100 });
const features = number({ whole: true, min: 1, max: 1000 });
const noise = number({ min: 0 });
const seed = whole(0);

/** What a generator takes unless the spec says otherwise. */
export const generatorDefaults = { samples: 200, classes: 2, noise: 0, seed: 0 } as const;

export const generator = record({
  type: required(generatorName, 'The generator’s name; what each of them makes is said below.'),
  samples: defaulted(rows, generatorDefaults.samples, 'Number of rows.'),
  classes: optional(classes, 'Number of classes of `spiral` and `blobs`, 2 unless given.'),
  features: optional(
    features,
    'Number of inputs of `linear` (1 unless given), `blobs` (2) and `friedman` (10, at least 5).',
  ),
  noise: optional(
    noise,
    'Standard deviation of the normal noise: on both coordinates of the points, or on y of `linear`, `sine` and `friedman`. Unless given 0, for `blobs` 1.',
  ),
  seed: defaulted(seed, generatorDefaults.seed, 'Another seed gives other points.'),
});

export const data = record({
  samples: optional(
    either(list(sample, 'list of samples', 1), rows, (found) => phrase('expected a list of samples, got {0}', found)),
    'The rows themselves. Beside a generator’s name: the number of rows.',
  ),
  file: optional(
    text,
    'A `.csv`, `.tsv`, `.json`, `.jsonl` or `.npz` file, or images in IDX format; each also packed with gzip (`.gz`). The path is relative to the spec, with `/` between folders.',
  ),
  labels: optional(text, 'The labels of the images in an IDX `file`.'),
  inputs: optional(
    names,
    'Columns of the file that are inputs, every one but the target’s unless given. Text is one-hot encoded.',
  ),
  target: optional(
    either(text, names, (found) => phrase('expected a column name or a list of them, got {0}', found)),
    'Column or columns of the file that are to be predicted; the last one unless given.',
  ),
  decimal: defaulted(choice(['.', ',']), '.', 'What stands before the fraction of a number in a CSV or TSV file.'),
  generator: optional(
    either(generatorName, generator, (found) =>
      phrase('expected a generator’s name or an object with its “type”, got {0}', found),
    ),
    'Rows made up on the spot, the same for the same seed.',
  ),
  classes: optional(classes, 'Beside a generator’s name: as in its object.'),
  features: optional(features, 'Beside a generator’s name: as in its object.'),
  noise: optional(noise, 'Beside a generator’s name: as in its object.'),
  seed: optional(seed, 'Beside a generator’s name: as in its object.'),
  normalize: defaulted(
    choice(['none', 'standard', 'min-max']),
    'none',
    '`standard`: each input to mean 0 and standard deviation 1. `min-max`: each input to [0, 1]. Fitted on the training rows only.',
  ),
  validation: defaulted(
    rate,
    0,
    'Share of the rows held out to measure how well the network does on what it was not trained on: a seeded choice, class by class where targets are classes.',
  ),
  missing: defaulted(
    choice(['error', 'drop-row', 'mean']),
    'error',
    'What to do with a cell that is empty or reads NA or NaN: report it, leave its row out, or put the mean of the training rows there.',
  ),
});

/** What an activation takes for u < 0 unless the spec says otherwise. */
export const activationDefaults = { 'leaky-relu': 0.01, elu: 1 } as const;

export const activation = tagged('type', 'As without an object.', {
  'leaky-relu': {
    slope: defaulted(number({ min: 0 }), activationDefaults['leaky-relu'], 'Factor on u where u < 0.'),
  },
  elu: {
    alpha: defaulted(number({ above: 0 }), activationDefaults.elu, 'Factor on e^u − 1 where u < 0.'),
  },
});

export const initializer = record({
  type: required(choice(initializers), 'As without an object.'),
  scale: defaulted(number({ above: 0 }), 1, 'Factor on every weight drawn.'),
});

export const layer = record({
  units: required(number({ whole: true, min: 1, max: 1_000_000 }), 'Number of neurons.'),
  activation: defaulted(
    either(choice(activations), activation, (found) =>
      phrase('expected an activation’s name or an object with its “type”, got {0}', found),
    ),
    'identity',
    'Function from u = Wx + b to the unit’s output. `step` is 0 for u < 0, else 1, and has no gradient; `gelu` is the exact one, with erf; `softmax` is for an output layer with cross-entropy.',
  ),
  bias: defaulted(flag, true, 'Whether the units have a bias.'),
  initializer: optional(
    either(choice(initializers), initializer, (found) =>
      phrase('expected an initializer’s name or an object with its “type”, got {0}', found),
    ),
    'How weights are drawn: `he-uniform` before `relu`, `leaky-relu`, `elu`, `gelu`, `silu` and `softplus`, else `glorot-uniform`, unless given. Biases start at 0.',
  ),
  weights: optional(
    list(numbers, 'list of lists of numbers'),
    'The weights to start from instead: `weights[j][i]` leads from input i to unit j.',
  ),
  biases: optional(numbers, 'The biases to start from, one a unit.'),
  dropout: defaulted(
    rate,
    0,
    'Share of this layer’s outputs that each training step sets to 0; the others are divided by 1 − dropout.',
  ),
  frozen: defaulted(flag, false, 'Whether training leaves the layer as it is.'),
  name: optional(text, '`hidden 1`, `hidden 2`, … and `output` unless given.'),
});

const share = number({ min: 0, below: 1 });
const eps = number({ above: 0 });
const betas = pair(share, 'list of two numbers, each ≥ 0, < 1');
const adam = {
  betas: defaulted(betas, [0.9, 0.999], 'Decay of the means of the gradient and of its square.'),
  eps: defaulted(eps, 1e-8, 'Added to the root in the denominator.'),
};

export const optimizer = tagged('type', 'As without an object.', {
  'gradient-descent': {},
  momentum: { momentum: defaulted(share, 0.9, 'What is kept of the last step.') },
  nesterov: { momentum: defaulted(share, 0.9, 'What is kept of the last step.') },
  adagrad: { eps: defaulted(eps, 1e-10, 'Added to the root in the denominator.') },
  rmsprop: {
    alpha: defaulted(share, 0.99, 'Decay of the mean of the squared gradient.'),
    eps: defaulted(eps, 1e-8, 'Added to the root in the denominator.'),
    momentum: defaulted(share, 0, 'What is kept of the last step.'),
  },
  adam,
  adamw: {
    ...adam,
    weightDecay: defaulted(number({ min: 0 }), 0.01, 'Each step takes ε times this share off every parameter.'),
  },
});
const initial = required(number({ min: 0 }), 'The rate of the first epoch; after a warm-up, the highest.');
const minimum = defaulted(number({ min: 0 }), 0, 'The rate that the cosine would reach one epoch after the last.');

export const learningRate = tagged(
  'schedule',
  'How the rate changes from epoch to epoch.',
  {
    constant: { initial },
    step: {
      initial,
      stepSize: defaulted(whole(1), 10, 'Epochs between two steps.'),
      gamma: defaulted(number({ above: 0 }), 0.1, 'Factor of each step.'),
    },
    exponential: { initial, gamma: defaulted(number({ above: 0 }), 0.95, 'Factor of each epoch.') },
    cosine: { initial, minimum },
    'warmup-cosine': {
      initial,
      minimum,
      warmupEpochs: defaulted(whole(1), 5, 'Epochs in which the rate rises in equal steps to `initial`.'),
    },
  },
  'constant',
);

export const earlyStopping = record({
  patience: defaulted(whole(1), 10, 'Epochs without improvement before the run ends.'),
  minDelta: defaulted(number({ min: 0 }), 1e-4, 'A loss lower by more than this is an improvement.'),
  monitor: defaulted(
    choice(['validationLoss', 'loss']),
    'validationLoss',
    'What is watched; without validation rows always `loss`.',
  ),
  restoreBest: defaulted(flag, true, 'Whether the run ends with the weights of its best epoch instead of the last.'),
});

export const training = record({
  method: defaulted(
    choice(['batch', 'stochastic', 'mini-batch', 'online']),
    'mini-batch',
    'Rows a step takes: `batch` all of them, `stochastic` one, `mini-batch` as many as `batchSize` says. `online` takes each row once, in the order of arrival, and then those that are appended to the file.',
  ),
  batchSize: defaulted(whole(1), 32, 'Rows a step of `mini-batch`; the last batch of an epoch may be smaller.'),
  epochs: defaulted(whole(0), 100, 'How many times training goes through the rows.'),
  learningRate: defaulted(
    either(number({ min: 0 }), learningRate, (found) =>
      phrase('expected a number or an object with “initial” and “schedule”, got {0}', found),
    ),
    0.01,
    'The ε of w ← w − ε∇E.',
  ),
  optimizer: defaulted(
    orName(optimizer, (found) => phrase('expected an optimizer’s name or an object with its “type”, got {0}', found)),
    { type: 'gradient-descent' },
    'How a step follows from the gradient; formulas and defaults are those of torch.optim.',
    'gradient-descent',
  ),
  gradient: defaulted(
    choice(['backpropagation', 'numerical']),
    'backpropagation',
    'How the gradient is computed; `numerical` by central differences, two forward passes a parameter.',
  ),
  l1: defaulted(number({ min: 0 }), 0, 'Adds l1 Σ |W| to the loss, over weights only.'),
  l2: defaulted(number({ min: 0 }), 0, 'Adds l2/2 Σ W² to the loss, over weights only.'),
  clipNorm: optional(number({ above: 0 }), 'The gradient is shortened to this Euclidean length where it is longer.'),
  shuffle: defaulted(flag, true, 'Whether every epoch takes the rows in a new, seeded order.'),
  seed: defaulted(seed, 0, 'Initial weights, order of the rows, dropout and the held-out rows follow from it.'),
  precision: defaulted(choice(['float32', 'float64']), 'float32', 'Numbers the network is trained with.'),
  threads: defaulted(
    either(number({ whole: true, min: 1, max: 64 }), choice(['auto']), (found) =>
      phrase('expected a whole number or “auto”, got {0}', found),
    ),
    1,
    'Threads to train with; the result does not depend on it.',
  ),
  earlyStopping: optional(earlyStopping, 'Ends a run that no longer improves.'),
});

export const gradientCheck = record({
  samples: defaulted(whole(1), 10, 'Rows checked: the first training rows, in the order of the file.'),
  step: defaulted(
    either(number({ above: 0 }), choice(['auto']), (found) => phrase('expected a number or “auto”, got {0}', found)),
    'auto',
    'Step h of the difference quotient; `auto` follows the size of the weight.',
  ),
  maxParameters: defaulted(whole(1), 5000, 'Up to this many parameters all are checked, beyond it a seeded choice.'),
});

export const format = record({
  name: optional(text, 'What the network is called.'),
  description: optional(text, 'What it is for, or what it shows.'),
  data: required(data, 'The rows to learn from: exactly one of `samples`, `file` and `generator`.'),
  layers: required(list(layer, 'list of layers', 1), 'Hidden layers first, the output layer last.'),
  loss: optional(
    choice(losses),
    'What training minimises. Unless given: `cross-entropy` after softmax, `binary-cross-entropy` after sigmoid, else `mean-squared-error`.',
  ),
  training: section(training, 'How the network is trained.'),
  gradientCheck: section(gradientCheck, 'How backpropagation is checked against numerical differentiation.'),
  sweep: optional(
    sweepOf(training.keys),
    'Any keys of `training`, each with a list of values: every combination is a run.',
  ),
  weights: optional(
    text,
    'A `.safetensors` file with the weights and biases to start from, in the place of those of `layers`; relative to the spec, with `/` between folders.',
  ),
});
