import type { ToLab } from '../../src/protocol/lab.ts';
import type {
  CheckedParameter,
  CheckedTensor,
  CheckReport,
  Comparison,
  Ending,
  Network,
  OtherRun,
  Run,
  StepCurve,
  SweepCourses,
  SweepState,
} from '../../src/protocol/run.ts';

/** Messages as the host sends them, with plausible content. Numbers are made by a fixed recurrence. */

export type LabSnapshot = Extract<ToLab, { type: 'snapshot' }>;

export function network(sizes: readonly number[], changes: Partial<Network> = {}): Network {
  const layers = sizes.slice(1).map((units, index) => ({
    name: index === sizes.length - 2 ? 'output' : `hidden ${index + 1}`,
    inputs: sizes[index] ?? 0,
    units,
    activation: index === sizes.length - 2 ? 'softmax' : 'tanh',
    bias: true,
  }));
  return {
    layers,
    inputNames: Array.from({ length: sizes[0] ?? 0 }, (_, index) => `x${index + 1}`),
    outputNames: Array.from({ length: sizes.at(-1) ?? 0 }, (_, index) => `y${index + 1}`),
    loss: 'cross-entropy',
    image: null,
    ...changes,
  };
}

export const iris = network([4, 8, 8, 3], {
  inputNames: ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'],
  outputNames: ['setosa', 'versicolor', 'virginica'],
});

/** What Restricted Mode knows of a network whose columns the text does not name. */
export const sketch = network([0, 8, 3], { outputNames: [] });

export function parametersOf({ layers }: Network, shift = 0): Float64Array {
  const length = layers.reduce((sum, { units, inputs, bias }) => sum + units * inputs + (bias ? units : 0), 0);
  return Float64Array.from({ length }, (_, index) => Math.sin(12.9898 * (index + 1) + shift) * 1.4);
}

/** The Weights view back at an epoch of a run of iris. */
export const weightsOfIris = {
  type: 'snapshot',
  run: { id: 1, file: 'iris.nn.json', network: iris, epoch: 120, past: true, parameters: parametersOf(iris) },
};

const seeing = network([64, 32, 10], { image: { rows: 8, columns: 8 } });
/** The same of a network whose inputs are images, after a reload. */
export const weightsOfImages = {
  type: 'snapshot',
  run: { id: 1, file: 'digits.nn.json', network: seeing, epoch: 40, past: false, parameters: parametersOf(seeing) },
};

export function epochsOf(from: number, length: number, withValidation = true): Run['epochs'] {
  const column = (value: (epoch: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, index) => value(from + index));
  const wobble = (epoch: number): number => 1 + 0.04 * Math.sin(1.7 * epoch);
  const loss = (epoch: number): number => (0.03 + 1.2 / (1 + epoch / 14)) * wobble(epoch);
  const none = column(() => NaN);
  return {
    from,
    stride: 1,
    done: Math.max(from + length - 1, 0),
    loss: {
      name: 'loss',
      training: column(loss),
      validation: withValidation ? column((epoch) => 1.08 * loss(epoch + 3) + 0.015) : none,
    },
    metrics: [
      {
        name: 'accuracy',
        training: column((epoch) => Math.min(0.992, 1 - 0.66 / (1 + epoch / 9))),
        validation: withValidation ? column((epoch) => Math.min(0.967, 1 - 0.7 / (1 + epoch / 9))) : none,
      },
    ],
    learningRate: column(() => 0.1),
  };
}

export const completed: Ending = {
  reason: 'completed',
  divergence: null,
  epochs: 300,
  restoredEpoch: null,
  seconds: 0.412,
  samplesPerSecond: 8_732_114,
  loss: 0.0853,
  validationLoss: 0.1042,
  metrics: [{ name: 'accuracy', training: 0.98, validation: 0.967 }],
  classes: null,
  weightsHash: 'ab'.repeat(32),
};

export const diverged: Ending = {
  ...completed,
  reason: 'diverged',
  divergence: { epoch: 12, layer: 'hidden 1', tensor: 'weights', suggestedRate: 0.025 },
  epochs: 11,
};

export function run(changes: Partial<Run> = {}): Run {
  return {
    id: 1,
    label: 'Run 1',
    network: iris,
    plannedEpochs: 300,
    state: { kind: 'running' },
    epochs: epochsOf(0, 121),
    parameters: parametersOf(changes.network ?? iris),
    learningRate: null,
    health: null,
    restored: null,
    ...changes,
  };
}

/** Runs to be compared with. */
export const others: OtherRun[] = [
  { id: 4, settings: 'learningRate 0.01, seed 2', loss: slower(epochsOf(0, 301), 2.5), stride: 1 },
  {
    id: 3,
    settings: 'layers 16 tanh → 3 softmax, optimizer adam 0.9 0.999 1e-8',
    loss: slower(epochsOf(0, 121), 0.6),
    stride: 1,
  },
  { id: 2, settings: '', loss: slower(epochsOf(0, 201), 1.6), stride: 1 },
];

/** The same in figures, beside the run of `run`. */
export const comparison: Comparison = {
  settings: ['layers', 'learningRate', 'seed'],
  runs: [
    {
      id: 1,
      settings: ['8 tanh → 3 softmax', '0.1', '1'],
      outcome: 'completed',
      epochs: 300,
      loss: 0.0853,
      validationLoss: 0.1042,
      metrics: [{ name: 'accuracy', training: 0.98, validation: 0.967 }],
      weights: null,
    },
    {
      id: 4,
      settings: ['8 tanh → 3 softmax', '0.01', '2'],
      outcome: 'diverged',
      epochs: 300,
      loss: Infinity,
      validationLoss: NaN,
      metrics: [{ name: 'accuracy', training: 0.333, validation: 0.333 }],
      weights: iris.layers.map(({ name }, index) => ({ layer: name, change: 0.5 + index, largest: 1.25 })),
    },
    {
      id: 3,
      settings: ['16 tanh → 3 softmax', '0.1', '1'],
      outcome: 'training',
      epochs: 120,
      loss: null,
      validationLoss: null,
      metrics: [],
      weights: null,
    },
  ],
};

function slower({ loss }: Run['epochs'], factor: number): Run['epochs']['loss'] {
  const scaled = (values: Float64Array): Float64Array => values.map((value) => factor * value);
  return { ...loss, training: scaled(loss.training), validation: scaled(loss.validation) };
}

function sweptRun(
  id: number | null,
  label: string,
  state: SweepState['runs'][number]['state'],
  [epochs, loss, validationLoss]: [number, number, number] | [number, null, null] = [0, null, null],
): SweepState['runs'][number] {
  return { id, label, state, epochs, loss, validationLoss };
}

export const sweep: SweepState = {
  shown: 4,
  best: 2,
  runs: [
    sweptRun(1, 'learningRate 0.01, method batch', 'completed', [300, 0.4123, 0.431]),
    sweptRun(2, 'learningRate 0.1, method batch', 'completed', [300, 0.0853, 0.1042]),
    sweptRun(3, 'learningRate 10, method batch', 'diverged', [11, 12.5, 13.1]),
    sweptRun(4, 'learningRate 0.01, method stochastic', 'running'),
    sweptRun(null, 'learningRate 0.1, method stochastic', 'waiting'),
  ],
};

/** Of those that have begun. */
export const courses: SweepCourses = {
  epochs: 300,
  runs: [
    { id: 1, epochs: 300, loss: courseOf((share) => 1.1 * Math.exp(-share)), behaviour: 'crawls' },
    { id: 2, epochs: 300, loss: courseOf((share) => 0.08 + Math.exp(-9 * share)), behaviour: 'converges' },
    { id: 3, epochs: 11, loss: courseOf((share) => 1.1 + 80 * share ** 4), behaviour: 'diverges' },
    { id: 4, epochs: 150, loss: courseOf((share, point) => 1 - 0.3 * share + 0.1 * (point % 2)), behaviour: null },
  ],
};

function courseOf(loss: (share: number, point: number) => number): Float64Array {
  return Float64Array.from({ length: 120 }, (_, point) => loss(point / 119, point));
}

export function snapshot(changes: Partial<LabSnapshot> = {}): LabSnapshot {
  return {
    type: 'snapshot',
    uri: 'file:///examples/iris.nn.json',
    file: 'iris.nn.json',
    description: 'Three species of iris told apart by four measurements of a flower.',
    network: iris,
    errors: 0,
    restricted: false,
    stale: false,
    run: null,
    sweep: null,
    check: null,
    ...changes,
  };
}

function tensor(
  layer: number,
  kind: 'weights' | 'biases',
  parameters: number,
  changes: Partial<CheckedTensor> = {},
): CheckedTensor {
  return {
    layer,
    name: iris.layers[layer]?.name ?? '',
    tensor: kind,
    parameters,
    checked: parameters,
    passed: parameters,
    noise: 0,
    failed: 0,
    kinks: 0,
    inactive: 0,
    notFinite: 0,
    maxRelativeError: 3.2e-9 / (layer + 1),
    errors: errorsOf(layer, kind),
    ...changes,
  };
}

function errorsOf(layer: number, kind: 'weights' | 'biases'): CheckedTensor['errors'] {
  const { units: rows = 1, inputs = 1 } = iris.layers[layer] ?? {};
  const columns = kind === 'weights' ? inputs : 1;
  const values = Float64Array.from({ length: rows * columns }, (_, cell) => 10 ** (-9 - 4 * Math.sin(cell) ** 2));
  const before = iris.layers.slice(0, layer).reduce((sum, { units, inputs: width }) => sum + units * (width + 1), 0);
  const start = before + (kind === 'weights' ? 0 : rows * inputs);
  return { rows, columns, values, places: values.map((_, cell) => start + cell) };
}

export function parameter(changes: Partial<CheckedParameter> = {}): CheckedParameter {
  return {
    layer: 0,
    tensor: 'weights',
    index: [2, 1],
    status: 'passed',
    backpropagation: 0.012345678,
    numerical: 0.012345677,
    relativeError: 3.2e-9,
    slopes: undefined,
    ...changes,
  };
}

/** The first is that of `parameter()`. */
const slopes = Float64Array.from({ length: 139 }, (_, place) => 0.012345678 * Math.cos(place) ** 3);

export function report(changes: Partial<CheckReport> = {}): CheckReport {
  return {
    verdict: 'passed',
    loss: 1.0986,
    samples: 10,
    parameters: 139,
    checked: 139,
    tensors: [
      tensor(0, 'weights', 32, { noise: 2 }),
      tensor(0, 'biases', 8),
      tensor(1, 'weights', 64),
      tensor(1, 'biases', 8),
      tensor(2, 'weights', 24),
      tensor(2, 'biases', 3),
    ],
    worst: parameter(),
    notable: [parameter(), parameter({ tensor: 'biases', index: [0], layer: 2, relativeError: 1.1e-9 })],
    scatter: {
      places: Float64Array.from({ length: 139 }, (_, place) => place),
      backpropagation: slopes,
      numerical: slopes.map((slope) => slope * (1 + 1e-9)),
    },
    seconds: { backpropagation: 0.000021, numerical: 0.0064 },
    passSeconds: 0.000007,
    ...changes,
  };
}

/** A V: the error falls with the square of the step, and rises as the digits are lost. */
const stepAt = (exponent: number) => ({
  step: 2 ** exponent,
  numerical: 0.0123,
  relativeError: 4 ** (exponent + 4) / 100 + 2 ** (-53 - exponent),
});
/** Of `parameter()`. */
export const curve: StepCurve = {
  parameter: 9,
  backpropagation: 0.012345678,
  used: stepAt(-17),
  steps: Array.from({ length: 25 }, (_, index) => stepAt(-2 * index)),
};

export const failedReport = report({
  verdict: 'failed',
  tensors: [tensor(0, 'weights', 32, { passed: 29, failed: 3, maxRelativeError: 0.0213 }), tensor(0, 'biases', 8)],
  worst: parameter({ status: 'failed', relativeError: 0.0213 }),
  notable: [parameter({ status: 'failed', numerical: 0.0126, relativeError: 0.0213 }), parameter()],
});

export const kinkReport = report({
  tensors: [tensor(0, 'weights', 32, { passed: 28, kinks: 3, inactive: 1 }), tensor(0, 'biases', 8)],
  notable: [
    parameter({ status: 'kink', numerical: 0.048, relativeError: 0.5, slopes: { left: 0, right: 0.0962 } }),
    parameter({ status: 'inactive', backpropagation: 0, numerical: 0, relativeError: 0 }),
  ],
});

const digits = network([784, 128, 10]);

/** How a lab may stand: what the host sends of it. */
export const labStates: Readonly<Record<string, LabSnapshot>> = {
  'before-training': snapshot(),
  'with-problems': snapshot({ errors: 2 }),
  stale: snapshot({ run: run({ state: { kind: 'ended', ending: completed } }), stale: true }),
  'never-valid': snapshot({ errors: 1, network: null }),
  restricted: snapshot({ errors: 1, restricted: true, network: sketch }),
  training: snapshot({ run: run(), check: { kind: 'running', done: 57, of: 139 } }),
  diverged: snapshot({
    run: run({ state: { kind: 'ended', ending: diverged }, epochs: epochsOf(0, 12) }),
    check: { kind: 'done', report: failedReport, network: iris },
  }),
  kinks: snapshot({ check: { kind: 'done', report: kinkReport, network: iris } }),
  failed: snapshot({
    run: run({ state: { kind: 'failed', message: { text: 'The worker ended unexpectedly.', args: [] } } }),
    check: { kind: 'stopped' },
  }),
  blocks: snapshot({
    file: 'digits.nn.json',
    network: digits,
    run: run({ network: digits, epochs: epochsOf(0, 40, false), parameters: parametersOf(digits) }),
  }),
};
