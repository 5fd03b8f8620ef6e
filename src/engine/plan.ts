import { phrase } from '../spec/phrase.ts';
import type { Activation, Loss, Optimizer, Precision, TrainingSpec } from '../spec/spec.ts';
import { layerPlaces, type LayerShape, type Network } from './network.ts';
import { stream } from './random.ts';
import { EngineError } from './results.ts';

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
 * The chunk's inputs that are not 0, in two orders: row by row, for the way forward, and input by
 * input, for the gradient. List i begins at `starts[i]` and ends before `starts[i + 1]`.
 */
export interface SparseInputs {
  readonly starts: Region;
  /** Which input it is. */
  readonly columns: Region;
  readonly values: Region;
  /** How many there are of each input. */
  readonly counts: Region;
  readonly columnStarts: Region;
  readonly nextOfColumn: Region;
  /** Which row it is, as a byte offset into δ. */
  readonly rowsOfColumn: Region;
  readonly valuesOfColumn: Region;
}

/** What is done to a chunk of rows, in order. */
export type Op =
  /** u = Wx + b. */
  | { readonly kind: 'affine'; readonly layer: LayerRegions; readonly input: Region }
  /** Lists the inputs that are not 0. */
  | { readonly kind: 'compress'; readonly sparse: SparseInputs }
  /** u = Wx + b from these lists. */
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

export type Part = 'training' | 'validation';

/** WebAssembly addresses 4 GiB; what is left is for the page of slack at the end. */
const maximumBytes = 65535 * 65536;

/**
 * Rows of a chunk: enough to use each weight loaded many times, so few that a large network's chunk
 * takes some milliseconds (after which Stop is looked at).
 */
const fewestRows = 8;
const mostRows = 64;
const chunkWork = 1 << 26;

/** Vector registers are loaded and stored whole, beyond the end of a row or a region. */
const slack = 16;
const lanes = 4;

const mostConstants = 256;

export interface PlanRequest {
  readonly network: Network;
  readonly task: Task;
  readonly precision: Precision;
  readonly batch: number;
  readonly trainingRows: number;
  readonly validationRows: number;
  readonly rule?: StepRule;
  readonly threads?: number | 'auto';
  /** Whether so many inputs are 0 that it pays to leave them out. */
  readonly sparseInputs?: boolean;
  /** What dropout follows from; absent: no output is left out. */
  readonly dropoutSeed?: number;
}

/** @throws EngineError if the arena would not fit into WebAssembly's memory. */
export function makePlan(request: PlanRequest): Plan {
  const {
    network,
    task,
    precision,
    batch,
    trainingRows,
    validationRows,
    dropoutSeed,
    rule = plainDescent,
    threads = 1,
  } = request;
  const size = { real: precision === 'float64' ? 8 : 4, f64: 8, i32: 4 } as const;
  let bytes = 0;
  const region = (type: Region['type'], length: number, room = length): Region => {
    const offset = bytes;
    bytes += Math.ceil((room * size[type] + slack) / slack) * slack;
    return { type, offset, length };
  };
  const constants = region('i32', 4 * mostConstants);

  const affordable = Math.floor(chunkWork / network.parameters);
  const chunk = Math.min(batch, Math.max(fewestRows, Math.min(mostRows, affordable)));
  /** A row of numbers for each of the chunk's, with room for whole vectors of rows. */
  const chunkRegion = (width: number): Region =>
    region('real', chunk * width, Math.ceil(chunk / lanes) * lanes * width);
  const parameters = region('real', network.parameters);
  const gradient = region('real', network.parameters);
  const tally = region('f64', 2 * tallySums(task, network.outputs));
  const rows = { losses: chunkRegion(1), largest: chunkRegion(1), sums: chunkRegion(1) };
  const inputs = chunkRegion(network.inputs);
  const targets = chunkRegion(network.outputs);
  const places = layerPlaces(network);
  let input = inputs;
  const mirrorOf = ({ inputs, units }: LayerShape, weights: number): Region =>
    inputs === 1 || units === 1
      ? { type: 'real', offset: parameters.offset + weights * size.real, length: inputs * units }
      : region('real', inputs * units);
  const dropoutOf = ({ dropout: rate, units }: LayerShape, index: number): Dropout | undefined =>
    rate > 0 && dropoutSeed !== undefined
      ? {
          mask: chunkRegion(units),
          kept: chunkRegion(units),
          rate,
          key: stream(dropoutSeed, `dropout ${index}`).next32(),
        }
      : undefined;
  const sparseRegions = (): SparseInputs => ({
    starts: region('i32', chunk + 1),
    columns: region('i32', chunk * network.inputs),
    values: region('real', chunk * network.inputs),
    counts: region('i32', network.inputs),
    columnStarts: region('i32', network.inputs + 1),
    nextOfColumn: region('i32', network.inputs),
    rowsOfColumn: region('i32', chunk * network.inputs),
    valuesOfColumn: region('real', chunk * network.inputs),
  });
  const layers = network.layers.map((shape, index): LayerRegions => {
    const { weights, biases } = places[index] ?? { weights: 0, biases: 0 };
    const preActivations = chunkRegion(shape.units);
    const layer = {
      shape,
      weights,
      biases,
      mirror: index === 0 ? null : mirrorOf(shape, weights),
      input,
      preActivations,
      outputs: shape.activation === 'identity' ? preActivations : chunkRegion(shape.units),
      deltas: chunkRegion(shape.units),
      dropout: index < network.layers.length - 1 ? dropoutOf(shape, index) : undefined,
    };
    input = layer.dropout?.kept ?? layer.outputs;
    return layer;
  });
  const part = (count: number): { inputs: Region; targets: Region } => ({
    inputs: region('real', count * network.inputs),
    targets: region('real', count * network.outputs),
  });
  const data = { training: part(trainingRows), validation: part(validationRows) };
  const order = region('i32', trainingRows);
  const random = region('i32', 4);
  const state = Array.from({ length: stateSize(rule.optimizer) }, () => region('real', network.parameters));
  const corrections = region('f64', 2);
  const steps = region('i32', 1);
  const stepNumbers = region('f64', 5);
  const meeting = region('i32', 64);
  const sparse = request.sparseInputs === true ? sparseRegions() : null;
  if (bytes > maximumBytes) {
    throw new EngineError(
      phrase(
        'This network and its data need {0} MB of memory, more than the 4,096 MB there are.',
        Math.ceil(bytes / 1048576),
      ),
    );
  }
  return {
    precision,
    network,
    task,
    batch,
    threads,
    chunk,
    trainingRows,
    validationRows,
    layers,
    parameters,
    gradient,
    order,
    random,
    data,
    inputs,
    targets,
    tally,
    rows,
    constants,
    rule,
    state,
    corrections,
    steps,
    stepNumbers,
    meeting,
    sparse,
    bytes,
    ...operations(layers, network.loss, task, sparse),
  };
}

/** How many numbers a parameter the optimizer keeps. */
function stateSize(optimizer: Optimizer): number {
  switch (optimizer.type) {
    case 'gradient-descent':
      return 0;
    case 'momentum':
    case 'nesterov':
    case 'adagrad':
      return 1;
    case 'rmsprop':
      return optimizer.momentum > 0 ? 2 : 1;
    case 'adam':
    case 'adamw':
      return 2;
  }
}

type Operations = Pick<Plan, 'forward' | 'trainingForward' | 'score' | 'backward'>;

function operations(layers: readonly LayerRegions[], loss: Loss, task: Task, sparse: SparseInputs | null): Operations {
  const affineOps = (layer: LayerRegions, input: Region): Op[] =>
    sparse && layer === layers[0]
      ? [
          { kind: 'compress', sparse },
          { kind: 'sparse-affine', layer, sparse },
        ]
      : [{ kind: 'affine', layer, input }];
  const forwardOps = (layer: LayerRegions, input: Region): Op[] => {
    const { outputs, preActivations, shape } = layer;
    const affine = affineOps(layer, input);
    return outputs === preActivations ? affine : [...affine, { kind: 'activate', layer, activation: shape.activation }];
  };
  const forward = layers.flatMap((layer, index) => forwardOps(layer, layers[index - 1]?.outputs ?? layer.input));
  const trainingForward = layers.flatMap((layer): Op[] => {
    const { dropout } = layer;
    const ops = forwardOps(layer, layer.input);
    return dropout ? [...ops, { kind: 'drop', layer, dropout }] : ops;
  });
  const output = layers.at(-1);
  if (!output) return { forward, trainingForward, score: [], backward: [] };
  const score: Op[] = [
    { kind: 'loss', layer: output, loss },
    { kind: 'score', layer: output, task },
  ];
  const backward: Op[] = [];
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    const next = layers[index + 1];
    if (!layer) continue;
    if (!next) backward.push({ kind: 'output-delta', layer, loss });
    else if (next.mirror) {
      const { mirror } = next;
      const isCopy = next.shape.inputs > 1 && next.shape.units > 1;
      if (isCopy) backward.push({ kind: 'mirror', layer: next, mirror });
      backward.push({ kind: 'hidden-delta', layer, next, mirror });
    }
    if (sparse && index === 0) {
      backward.push({ kind: 'sparse-gradient', layer, sparse });
      if (layer.shape.bias) backward.push({ kind: 'bias-gradient', layer });
    } else backward.push({ kind: 'gradient', layer });
  }
  const drops = layers.some(({ dropout }) => dropout !== undefined);
  return { forward, trainingForward: drops ? trainingForward : forward, score, backward };
}

/** The plan of the chunk's rows from `from` on: what is chunk × units begins further back. */
export function chunkPart(plan: Plan, from: number): Plan {
  const bytes = plan.precision === 'float64' ? 8 : 4;
  const moved = new Map<Region, Region>();
  const move = (region: Region, columns: number): Region => {
    const known = moved.get(region) ?? { ...region, offset: region.offset + from * columns * bytes };
    moved.set(region, known);
    return known;
  };
  const layers = plan.layers.map((layer): LayerRegions => {
    const { units, inputs } = layer.shape;
    const { dropout } = layer;
    return {
      ...layer,
      input: move(layer.input, inputs),
      preActivations: move(layer.preActivations, units),
      outputs: move(layer.outputs, units),
      deltas: move(layer.deltas, units),
      dropout: dropout && { ...dropout, mask: move(dropout.mask, units), kept: move(dropout.kept, units) },
    };
  });
  const { losses, largest, sums } = plan.rows;
  const sparse = plan.sparse && {
    ...plan.sparse,
    starts: { ...plan.sparse.starts, offset: plan.sparse.starts.offset + 4 * from },
  };
  return {
    ...plan,
    layers,
    inputs: move(plan.inputs, plan.network.inputs),
    targets: move(plan.targets, plan.network.outputs),
    rows: { losses: move(losses, 1), largest: move(largest, 1), sums: move(sums, 1) },
    sparse,
    ...operations(layers, plan.network.loss, plan.task, sparse),
  };
}

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
