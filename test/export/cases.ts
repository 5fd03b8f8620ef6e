/** Networks that between them have all that an export has to say. */

const samples = [
  { input: [0.5, -1.2], target: [0.3, -0.7] },
  { input: [-0.4, 0.9], target: [1.9, 0.2] },
  { input: [1.3, 0.1], target: [-0.6, 0.8] },
  { input: [-1.1, -0.6], target: [0.4, -1.5] },
  { input: [0.7, 1.4], target: [0.1, 0.6] },
  { input: [-0.2, 0.3], target: [-1.3, 0.9] },
  { input: [0.9, -0.8], target: [0.5, 2.1] },
];
const training = { method: 'mini-batch', batchSize: 3, epochs: 20, learningRate: 0.05, seed: 3 };

/** Two hidden units, then two outputs. */
const regression = {
  data: { samples },
  layers: [
    { units: 4, activation: 'tanh' },
    { units: 2, activation: 'identity' },
  ],
  training,
};

const flowers = [
  'petal length;petal width;colour;kind',
  '1.4;0.2;blue;"low; very"',
  '4.7;1.4;red;high',
  '1.3;0.3;red;"low; very"',
  '',
  '5.1;1.9;white;top',
  '4.5;1.5;blue;high',
  '6.0;2.5;white;top',
  '1.7;0.4;white;"low; very"',
  '4.1;1.0;red;high',
  '5.9;2.1;blue;top',
  '1.5;0.1;blue;"low; very"',
].join('\r\n');

/** Files that the networks read. */
export const dataFiles: Readonly<Record<string, string>> = {
  'flowers.csv': `\uFEFF${flowers}\r\n`,
  'digits.tsv': 'label\tink\tslant\n7\t0.2\t-1\n1.0\t0.9\t0.5\n7.0\t0.1\t-2\n10\t0.4\t3\n1\t0.8\t0.25\n10\t0.5\t2.5\n',
  'gaps.json': JSON.stringify(
    Array.from({ length: 12 }, (_, row) => ({
      a: row % 3 === 1 ? null : (row % 5) - 2,
      b: row / 6 - 1,
      y: (row % 4) / 2,
    })),
  ),
  'gaps.csv':
    'a,b,y\n1,0.5,0.2\n,0.1,0.3\n-1,0.3,NA\n0.4,-0.8,0.9\n0.7,0.2,-0.4\n-0.3,0.6,0.1\n0.2,NaN,1\n-0.9,-0.1,0.8\n',
  'commas.csv': 'a;y\n0,5;1\n-1,25;0\n0,75;0,5\n',
  'pass.csv': 'hours,pass\n1,no\n2,no\n2.5,yes\n4,yes\n1.5,no\n5,yes\n',
};

const networks = {
  regression,
  'no normalisation, no bias': { ...regression, layers: regression.layers.map((layer) => ({ ...layer, bias: false })) },
  'standardised, validated': { ...regression, data: { samples, normalize: 'standard', validation: 0.3 } },
  'scaled to 0 … 1': { ...regression, data: { samples, normalize: 'min-max' } },
  'large inputs that differ little': {
    ...regression,
    data: {
      normalize: 'standard',
      samples: samples.map(({ input, target }) => ({ input: input.map((x) => 1000 + x), target })),
    },
  },
  'frozen layer': { ...regression, layers: [{ ...regression.layers[0], frozen: true }, regression.layers[1]] },
  'all frozen': { ...regression, layers: regression.layers.map((layer) => ({ ...layer, frozen: true })) },
  'steps at exactly 0': {
    ...regression,
    layers: [{ units: 3, activation: 'step', initializer: 'zeros', bias: false }, { units: 2 }],
  },
  stochastic: { ...regression, training: { ...training, method: 'stochastic' } },
  batch: { ...regression, training: { ...training, method: 'batch' } },
  // As many rows as the engine's first block has: what it tells of them is what the script tells of its one epoch.
  'online learning': {
    data: { samples: [0, 1, 2, 3, 4].map((x) => ({ input: [x / 4, (x % 3) / 2], target: x / 2 - 1 })) },
    layers: [{ units: 3, activation: 'tanh' }, { units: 1 }],
    training: { method: 'online', learningRate: 0.1, seed: 3 },
  },
  'no epochs': { ...regression, training: { ...training, epochs: 0 } },
  'a CSV file with classes and a text column': {
    data: { file: 'flowers.csv', target: 'kind', normalize: 'standard', validation: 0.3 },
    layers: [
      { units: 5, activation: 'sigmoid' },
      { units: 3, activation: 'softmax' },
    ],
    training,
  },
  'a TSV file with numbers for classes': {
    data: { file: 'digits.tsv', target: 'label' },
    layers: [{ units: 3, activation: 'softmax' }],
    training,
  },
  'two labels for one unit': {
    data: { file: 'pass.csv' },
    layers: [{ units: 1, activation: 'sigmoid' }],
    training,
  },
  'records with gaps, filled': {
    data: { file: 'gaps.json', missing: 'mean', normalize: 'standard', validation: 0.25 },
    layers: [{ units: 3, activation: 'tanh' }, { units: 1 }],
    training,
  },
  'a CSV file with gaps, dropped': {
    data: { file: 'gaps.csv', missing: 'drop-row', validation: 0.25 },
    layers: [{ units: 3, activation: 'tanh' }, { units: 1 }],
    training,
  },
  'decimal commas': {
    data: { file: 'commas.csv', decimal: ',' },
    layers: [{ units: 1 }],
    training,
  },
  'a generator, in a file beside': {
    data: { generator: 'spiral', samples: 400, classes: 3, noise: 0.02, validation: 0.25 },
    layers: [
      { units: 6, activation: 'tanh' },
      { units: 3, activation: 'softmax' },
    ],
    training: { ...training, batchSize: 64, epochs: 5 },
  },
  'a generator, embedded': {
    data: { generator: 'sine', samples: 30, normalize: 'standard' },
    layers: [{ units: 8, activation: 'tanh' }, { units: 1 }],
    training,
  },
  'weights too large for a script': {
    data: { generator: 'sine', samples: 20 },
    layers: [{ units: 60, activation: 'tanh' }, { units: 40, activation: 'tanh' }, { units: 1 }],
    training: { ...training, epochs: 3, learningRate: 0.01 },
  },
  'names with all kinds of characters': {
    ...regression,
    name: 'Ex"tra \\ """ordinary\n\r\u2028{name} 重み 🌱',
    layers: [
      { units: 3, activation: 'tanh', name: '"""\\\n# hidden' },
      { units: 2, name: 'out</script>`' },
    ],
  },
};

const hidden = [
  'identity',
  'step',
  'sigmoid',
  'tanh',
  'relu',
  'leaky-relu',
  { type: 'leaky-relu', slope: 0.2 },
  'elu',
  { type: 'elu', alpha: 0.5 },
  'gelu',
  'silu',
  'softplus',
];
const losses = ['mean-squared-error', 'half-squared-error', 'mean-absolute-error', 'huber', 'binary-cross-entropy'];

const stopping = { ...training, epochs: 60, learningRate: 0.3 };
const stops = {
  'stopped early': { ...stopping, earlyStopping: { patience: 3, minDelta: 0.01 } },
  'stopped early, weights of the end': {
    ...stopping,
    earlyStopping: { patience: 2, minDelta: 0.02, restoreBest: false },
  },
  'stopped by the training loss': { ...stopping, earlyStopping: { patience: 2, minDelta: 0.005, monitor: 'loss' } },
  'never better than at the start': { ...training, learningRate: 0, earlyStopping: { patience: 4 } },
};
const schedules = {
  'constant rate': { schedule: 'constant', initial: 0.1 },
  'rate in steps': { schedule: 'step', initial: 0.1, stepSize: 7, gamma: 0.5 },
  'exponential rate': { schedule: 'exponential', initial: 0.1, gamma: 0.9 },
  'cosine rate': { schedule: 'cosine', initial: 0.1, minimum: 0.01 },
  'rate with a warm-up': { schedule: 'warmup-cosine', initial: 0.1, minimum: 0.001, warmupEpochs: 4 },
};

const rules = {
  momentum: { optimizer: 'momentum' },
  'momentum of its own': { optimizer: { type: 'momentum', momentum: 0.5 } },
  nesterov: { optimizer: 'nesterov' },
  'nesterov without momentum': { optimizer: { type: 'nesterov', momentum: 0 } },
  adagrad: { optimizer: 'adagrad' },
  'adagrad of its own': { optimizer: { type: 'adagrad', eps: 0.01 } },
  rmsprop: { optimizer: 'rmsprop' },
  'rmsprop with momentum': { optimizer: { type: 'rmsprop', alpha: 0.9, eps: 0.01, momentum: 0.5 } },
  adam: { optimizer: 'adam' },
  'adam of its own': { optimizer: { type: 'adam', betas: [0.8, 0.95], eps: 0.001 } },
  adamw: { optimizer: 'adamw' },
  'adamw of its own': {
    optimizer: { type: 'adamw', weightDecay: 0.2 },
    learningRate: { schedule: 'cosine', initial: 0.1 },
  },
  l1: { l1: 0.05 },
  l2: { l2: 0.1 },
  'l1, l2 and clipping': { l1: 0.02, l2: 0.03, clipNorm: 0.3, optimizer: 'momentum' },
  clipping: { clipNorm: 0.2 },
};

/** By name, contents of specs. */
export const cases: Readonly<Record<string, object>> = {
  ...networks,
  ...Object.fromEntries(
    hidden.map((activation) => [
      `${typeof activation === 'string' ? activation : JSON.stringify(activation)} within`,
      { ...regression, layers: [{ units: 4, activation: 'tanh' }, { units: 4, activation }, { units: 2 }] },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(stops).map(([name, how]) => [
      name,
      { ...regression, data: { samples, validation: 0.3 }, training: how },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name,
      { ...regression, data: { samples, validation: 0.3 }, training: { ...training, ...rule } },
    ]),
  ),
  'penalised, clipped, with a frozen layer': {
    ...regression,
    layers: [{ ...regression.layers[0], frozen: true }, regression.layers[1]],
    training: { ...training, l1: 0.02, l2: 0.03, clipNorm: 0.3, optimizer: 'adamw' },
  },
  ...Object.fromEntries(
    Object.entries(schedules).map(([name, learningRate]) => [
      name,
      { ...regression, training: { ...training, learningRate } },
    ]),
  ),
  ...Object.fromEntries(
    losses.map((loss) => [
      loss,
      {
        data: {
          samples: samples.map(({ input, target }) => ({ input, target: target.map((t) => (t > 0.3 ? 1 : 0)) })),
        },
        layers: [
          { units: 4, activation: 'tanh' },
          { units: 2, activation: 'sigmoid' },
        ],
        loss,
        training: { ...training, learningRate: 0.5 },
      },
    ]),
  ),
};
