import type { Activation, Loss, Precision, TrainingSpec } from '../spec/spec.ts';
import type { LayerShape, Network } from './network.ts';

/**
 * A stretch of the arena. `real` is the plan's precision; sums over rows are always float64,
 * and each is kept as two numbers, the sum and its compensation.
 */
export interface Region {
  readonly type: 'real' | 'f64' | 'i32';
  /** In bytes, a multiple of 8. */
  readonly offset: number;
  /** In elements. */
  readonly length: number;
}

/** The places of one layer in the arena. Matrices lie row after row. */
export interface LayerRegions {
  readonly shape: LayerShape;
  /**
   * Index of the first weight and bias within `parameters`, and likewise within `gradient`. Weights
   * lie as Wᵀ there, inputs × units: units are neighbours, and fill a vector register together.
   */
  readonly weights: number;
  readonly biases: number;
  /** W, units × inputs, for the way back: a copy, or the very weights where both lie alike; null: not needed. */
  readonly mirror: Region | null;
  /** The layer's input in a training step, chunk × inputs: the batch, or what the layer before hands on. */
  readonly input: Region;
  /** u = Wx + b, chunk × units. */
  readonly preActivations: Region;
  /** z = f(u), chunk × units; of an identity the same as u. */
  readonly outputs: Region;
  /** ∂E/∂u, chunk × units. */
  readonly deltas: Region;
  /** Absent where a training step leaves no output out. */
  readonly dropout: Dropout | undefined;
  /** Whether the layer's work on a chunk of a single row is written out; see `isWrittenOut`. */
  readonly isWrittenOut: boolean;
}

/** Outputs left out of a training step. */
export interface Dropout {
  /** 0, or what the output is multiplied by, chunk × units. */
  readonly mask: Region;
  /** z · mask, chunk × units: what the next layer gets in a training step. */
  readonly kept: Region;
  readonly rate: number;
  /** Tells layers and seeds apart. */
  readonly key: number;
}

/**
 * The inputs that are not 0. All rows' have a list each, those of the training rows first: list i begins at
 * `starts[i]` and ends before `starts[i + 1]`. The gradient takes the chunk's input by input.
 */
export interface SparseInputs {
  readonly starts: Region;
  /** Which input it is. */
  readonly columns: Region;
  readonly values: Region;
  /** Begin and end of the list of each of the chunk's rows. */
  readonly lists: Region;
  /** Where each input's list begins. */
  readonly columnStarts: Region;
  readonly nextOfColumn: Region;
  /** Which row it is, as a byte offset into δ. */
  readonly rowsOfColumn: Region;
  readonly valuesOfColumn: Region;
}

/**
 * Vectors of a layer's parameters, up to which its part in a step of a single row is written out:
 * with more of them loops are as fast (8-16-16-4). Rows of less than a vector, which loops store
 * number by number, gain longer (120-3: 1.5 times as fast).
 */
const mostVectors = { whole: 64, part: 256 } as const;

/**
 * Whether a layer's work is written out, where a chunk is a single row. The terms of its sums over
 * inputs or units, the bias first, are then dealt to `dealtSums` sums in turn, which are added in
 * pairs: each term waits for the one before, and 4-16-3 with its sums of 17 terms in order trains 6%
 * slower.
 * @param lanes numbers of a vector
 */
export function isWrittenOut({ inputs, units }: LayerShape, chunk: number, lanes: number): boolean {
  const most = units < lanes ? mostVectors.part : mostVectors.whole;
  return chunk === 1 && (inputs + 1) * units <= most * lanes;
}

export const dealtSums = 4;

/** What is done to a chunk of rows, in order. */
export type Op =
  /** u = Wx + b. */
  | { readonly kind: 'affine'; readonly layer: LayerRegions; readonly input: Region }
  /** u = Wx + b from the lists of inputs that are not 0. */
  | { readonly kind: 'sparse-affine'; readonly layer: LayerRegions; readonly sparse: SparseInputs }
  /** z = f(u). */
  | { readonly kind: 'activate'; readonly layer: LayerRegions; readonly activation: Activation }
  /** Draws the mask, and multiplies the outputs by it. */
  | { readonly kind: 'drop'; readonly layer: LayerRegions; readonly dropout: Dropout }
  /** Adds every row's loss to the tally. */
  | { readonly kind: 'loss'; readonly layer: LayerRegions; readonly loss: Loss }
  /** Adds the rows' hits or errors to the tally. */
  | { readonly kind: 'score'; readonly layer: LayerRegions; readonly task: Task }
  /** Copies Wᵀ to W, before the first chunk of a batch. */
  | { readonly kind: 'mirror'; readonly layer: LayerRegions; readonly mirror: Region }
  /** ∂E/∂u of the output layer. */
  | { readonly kind: 'output-delta'; readonly layer: LayerRegions; readonly loss: Loss }
  /** ∂E/∂u of a hidden layer from that of the next: (Wᵀδ) f′(u). */
  | {
      readonly kind: 'hidden-delta';
      readonly layer: LayerRegions;
      readonly next: LayerRegions;
      readonly mirror: Region;
    }
  /** ∂E/∂W = δᵀx and ∂E/∂b = Σδ over the chunk's rows, stored or added. */
  | { readonly kind: 'gradient'; readonly layer: LayerRegions }
  /** The same, but weights only, from the lists of inputs that are not 0. */
  | { readonly kind: 'sparse-gradient'; readonly layer: LayerRegions; readonly sparse: SparseInputs }
  | { readonly kind: 'bias-gradient'; readonly layer: LayerRegions };

/** How a step follows from the gradient. */
export type StepRule = Pick<TrainingSpec, 'optimizer' | 'l1' | 'l2' | 'clipNorm'>;

export const plainDescent: StepRule = { optimizer: { type: 'gradient-descent' }, l1: 0, l2: 0 };

export type Task = 'classification' | 'regression';

/** Whether a step is a single row's by plain descent: w ← w − (εδ)x, so that ε is multiplied by δ, not by each δx. */
export function isRowByRow({ batch, rule, sparse }: Plan): boolean {
  const isPlain = rule.optimizer.type === 'gradient-descent' && rule.clipNorm === undefined;
  return batch === 1 && sparse === null && isPlain && rule.l1 === 0 && rule.l2 === 0;
}

/**
 * How often each sum appears in the tally: the loss, then hits (classification) or squared
 * errors and absolute errors of each output (regression).
 */
export const tallySums = (task: Task, outputs: number): number => (task === 'classification' ? 2 : 1 + 2 * outputs);

/** A network made ready for one set of data: flat lists of ops over one arena of memory. */
export interface Plan {
  readonly precision: Precision;
  readonly network: Network;
  readonly task: Task;
  /** Targets are 1 for a row's class and else 0, so that their sum needs no computing. */
  readonly isOneHot: boolean;
  /** Rows of a training step. */
  readonly batch: number;
  /** Threads asked for. */
  readonly threads: number | 'auto';
  /**
   * Rows worked on at a time. A batch is done chunk by chunk, and the chunks' gradients are added
   * in order: the result depends on this number, which therefore depends on the network only.
   */
  readonly chunk: number;
  readonly trainingRows: number;
  readonly validationRows: number;
  readonly layers: readonly LayerRegions[];
  readonly parameters: Region;
  readonly gradient: Region;
  /** The epoch's order of training rows. */
  readonly order: Region;
  /** The state of the generator that shuffles it. */
  readonly random: Region;
  /** Inputs are empty, here and of the chunk, where `sparse` has them. */
  readonly data: Readonly<Record<Part, { readonly inputs: Region; readonly targets: Region }>>;
  /** The chunk's rows. */
  readonly inputs: Region;
  readonly targets: Region;
  readonly tally: Region;
  /** Null where zeros are not skipped. */
  readonly sparse: SparseInputs | null;
  /** By row of the chunk: loss; with softmax the largest u, and Σ e^(u − largest). */
  readonly rows: { readonly losses: Region; readonly largest: Region; readonly sums: Region };
  /** Numbers that the emitted module keeps in memory. */
  readonly constants: Region;
  readonly rule: StepRule;
  /** What the optimizer keeps from step to step, each laid out as the parameters. */
  readonly state: readonly Region[];
  /** 1 − β₁ᵗ and 1 − β₂ᵗ after t steps. */
  readonly corrections: Region;
  /** How many steps were made. */
  readonly steps: Region;
  /** What a step computes once: float64s, of which the emitted module knows the meaning. */
  readonly stepNumbers: Region;
  /** Where a thread copies a panel of a matrix, so that its rows lie side by side: one for each thread. */
  readonly panels: readonly Region[];
  /** Where threads meet; see `compiler/threads.ts`. */
  readonly meeting: Region;
  readonly forward: readonly Op[];
  /** `forward` as a training step does it: with dropout. */
  readonly trainingForward: readonly Op[];
  readonly score: readonly Op[];
  readonly backward: readonly Op[];
  /** Size of the arena. */
  readonly bytes: number;
}

/** More threads never paid, and a chunk has only so many rows. */
const mostThreads = 8;

/** Threads that a plan has room for. */
export const mostThreadsOf = ({ threads }: Pick<Plan, 'threads'>): number =>
  Math.max(1, Math.min(threads === 'auto' ? 4 : threads, mostThreads));

/** Bytes of a panel's row at most. */
export const panelWidth = 128;
/** Whether rows of so many numbers, of so many bytes each, are wider than a panel. */
export const hasPanels = (columns: number, bytes: number): boolean => columns * bytes > panelWidth;
/** Rows of a panel of a matrix that is multiplied densely: more are taken in turns, so that all stay in the L1 cache. */
export const panelRows = 256;

export type Part = 'training' | 'validation';

/** Neighbouring parameters, from … to − 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Whether l1 and l2 are for them. */
  readonly penalised: boolean;
}

/** The weights of all layers. */
export function weightsOf({ layers }: Plan): Stretch[] {
  return layers.map(({ shape, weights }) => ({
    from: weights,
    to: weights + shape.inputs * shape.units,
    penalised: true,
  }));
}

/** The parameters that training changes, in as few stretches as their layout allows. */
export function trainedParameters({ layers, rule }: Plan): Stretch[] {
  const hasPenalty = rule.l1 > 0 || rule.l2 > 0;
  const stretches: Stretch[] = [];
  for (const { shape, weights } of layers) {
    if (shape.frozen) continue;
    const biases = weights + shape.inputs * shape.units;
    const end = shape.bias ? biases + shape.units : biases;
    for (const stretch of [
      { from: weights, to: biases, penalised: hasPenalty },
      { from: biases, to: end, penalised: false },
    ]) {
      const before = stretches.at(-1);
      if (stretch.from === stretch.to) continue;
      if (before?.to === stretch.from && before.penalised === stretch.penalised) {
        stretches[stretches.length - 1] = { ...before, to: stretch.to };
      } else stretches.push(stretch);
    }
  }
  return stretches;
}
