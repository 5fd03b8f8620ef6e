import type { Json } from './shape.ts';

/** The `.nn.json` format after parsing: every default filled in, every value in range. */

export const activations = [
  'identity',
  'step',
  'sigmoid',
  'tanh',
  'relu',
  'leaky-relu',
  'elu',
  'gelu',
  'silu',
  'softplus',
  'softmax',
] as const;
export type Activation = (typeof activations)[number];

export const losses = [
  'mean-squared-error',
  'half-squared-error',
  'mean-absolute-error',
  'huber',
  'binary-cross-entropy',
  'cross-entropy',
] as const;
export type Loss = (typeof losses)[number];

export const initializers = [
  'glorot-uniform',
  'glorot-normal',
  'he-uniform',
  'he-normal',
  'lecun-normal',
  'uniform',
  'normal',
  'zeros',
  'ones',
] as const;
export interface Initializer {
  readonly type: (typeof initializers)[number];
  /** Factor on the drawn value; 1 unless the spec says otherwise. */
  readonly scale: number;
}

export const generators = ['xor', 'circles', 'moons', 'spiral', 'blobs', 'linear', 'sine', 'friedman'] as const;
export type Generator = (typeof generators)[number];

export interface InlineSample {
  readonly input: readonly number[];
  readonly target: number | readonly number[] | string;
}

export interface SamplesSource {
  readonly kind: 'samples';
  readonly samples: readonly InlineSample[];
}

export interface FileSource {
  readonly kind: 'file';
  /** As written: relative to the spec, with `/` between folders. */
  readonly file: string;
  /** Of images in IDX format: the file of their labels, likewise. */
  readonly labels?: string | undefined;
  /** Column names; absent: every column but the target's. */
  readonly inputs?: readonly string[] | undefined;
  /** Column names; absent: the last column. */
  readonly target?: readonly string[] | undefined;
  /** Between the whole part of a number and its fraction, in CSV and TSV files. */
  readonly decimal: Decimal;
}

export type Decimal = '.' | ',';

export interface GeneratorSource {
  readonly kind: 'generator';
  readonly generator: Generator;
  readonly samples: number;
  /** Of `spiral` and `blobs`; the other generators have no choice. */
  readonly classes: number;
  /** Number of inputs of `blobs`, `linear` and `friedman`; the other generators have no choice. */
  readonly features: number;
  /** Standard deviation of the noise added. */
  readonly noise: number;
  readonly seed: number;
}

export type Source = SamplesSource | FileSource | GeneratorSource;

export type Normalization = 'none' | 'standard' | 'min-max';

/** What becomes of a row that lacks a value. */
export type Missing = 'error' | 'drop-row' | 'mean';

export interface DataSpec {
  readonly source: Source;
  readonly missing: Missing;
  readonly normalize: Normalization;
  /** Share of the rows held out for validation, 0 ≤ v < 1. */
  readonly validation: number;
}

export interface LayerSpec {
  /** As given, else `hidden 1`, `hidden 2`, … and `output`. */
  readonly name: string;
  readonly units: number;
  readonly activation: Activation;
  /** For u < 0: the slope of `leaky-relu`, the α of `elu`. The other activations have no use for it. */
  readonly alpha: number;
  readonly bias: boolean;
  readonly initializer: Initializer;
  /** `weights[j][i]`: from input i to unit j, units × inputs. */
  readonly weights?: readonly (readonly number[])[] | undefined;
  /** One a unit. */
  readonly biases?: readonly number[] | undefined;
  /** Share of this layer's outputs that is set to 0 in every training step, the rest being scaled up. */
  readonly dropout: number;
  /** The optimizer leaves this layer as it is. */
  readonly frozen: boolean;
}

export type Method = 'batch' | 'stochastic' | 'mini-batch' | 'online';
export type Precision = 'float32' | 'float64';

/** Names, formulas and defaults are those of torch.optim. */
export type Optimizer =
  | { readonly type: 'gradient-descent' }
  | { readonly type: 'momentum'; readonly momentum: number }
  | { readonly type: 'nesterov'; readonly momentum: number }
  | { readonly type: 'adagrad'; readonly eps: number }
  | { readonly type: 'rmsprop'; readonly alpha: number; readonly eps: number; readonly momentum: number }
  | { readonly type: 'adam'; readonly betas: readonly [number, number]; readonly eps: number }
  | {
      readonly type: 'adamw';
      readonly betas: readonly [number, number];
      readonly eps: number;
      readonly weightDecay: number;
    };

/** The learning rate of each epoch; see `engine/schedule.ts` for the formulas. */
export type LearningRate =
  | { readonly schedule: 'constant'; readonly initial: number }
  | { readonly schedule: 'step'; readonly initial: number; readonly stepSize: number; readonly gamma: number }
  | { readonly schedule: 'exponential'; readonly initial: number; readonly gamma: number }
  | { readonly schedule: 'cosine'; readonly initial: number; readonly minimum: number }
  | {
      readonly schedule: 'warmup-cosine';
      readonly initial: number;
      readonly minimum: number;
      readonly warmupEpochs: number;
    };

export interface EarlyStopping {
  /** Epochs without an improvement of more than `minDelta` before the run ends. */
  readonly patience: number;
  readonly minDelta: number;
  readonly monitor: 'validationLoss' | 'loss';
  /** Whether the run ends with the weights of its best epoch. */
  readonly restoreBest: boolean;
}

export interface TrainingSpec {
  readonly method: Method;
  /** Rows a step; used by `mini-batch` only. */
  readonly batchSize: number;
  readonly epochs: number;
  readonly learningRate: LearningRate;
  readonly optimizer: Optimizer;
  readonly gradient: 'backpropagation' | 'numerical';
  /** Adds l1 Σ |W| and l2/2 Σ W² to the loss, over weights only. */
  readonly l1: number;
  readonly l2: number;
  /** The gradient is shortened to this Euclidean length where it is longer. */
  readonly clipNorm?: number | undefined;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly precision: Precision;
  /** The result does not depend on it. */
  readonly threads: number | 'auto';
  readonly earlyStopping?: EarlyStopping | undefined;
}

export interface GradientCheckSpec {
  /** Rows checked: the first ones of the training rows, in file order. */
  readonly samples: number;
  /** Step of the difference quotient, or `auto` for the rule of `docs/gradient-check.md`. */
  readonly step: number | 'auto';
  /** Up to this many parameters all are checked, beyond it a seeded choice. */
  readonly maxParameters: number;
}

/** One run of a sweep. */
export interface SweepPoint {
  /** The keys that the sweep varies, with their values as written. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly training: TrainingSpec;
}

export interface Spec {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly data: DataSpec;
  /** Hidden layers first, the output layer last; at least one. */
  readonly layers: readonly LayerSpec[];
  readonly loss: Loss;
  readonly training: TrainingSpec;
  readonly gradientCheck: GradientCheckSpec;
  /** Every combination of a sweep, a run each, instead of the one run that `training` describes. */
  readonly sweep?: readonly SweepPoint[] | undefined;
  /** A file with the parameters to start from, as written: relative to the spec, with `/` between folders. */
  readonly weights?: string | undefined;
}
