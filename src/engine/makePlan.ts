import { phrase } from '../spec/phrase.ts';
import type { Loss, Optimizer, Precision } from '../spec/spec.ts';
import { layerPlaces, type LayerShape, type Network } from './network.ts';
import {
  hasPanels,
  isWrittenOut,
  type Dropout,
  type LayerRegions,
  type Op,
  mostThreadsOf,
  panelRows,
  panelWidth,
  plainDescent,
  type Plan,
  type Region,
  type SparseInputs,
  type StepRule,
  tallySums,
  type Task,
} from './plan.ts';
import { stream } from './random.ts';
import { EngineError } from './results.ts';

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
  /** How many inputs of all rows are not 0, where it pays to leave out the others; else absent. */
  readonly nonzeroInputs?: number | undefined;
  /** Whether each row's targets are 1 for its class and else 0; absent: not known. */
  readonly isOneHot?: boolean;
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
    isOneHot = false,
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
  /** Numbers of a row that lie there as they are. */
  const dense = request.nonzeroInputs === undefined ? network.inputs : 0;
  const inputs = chunkRegion(dense);
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
  const sparseRegions = (nonzero: number): SparseInputs => ({
    starts: region('i32', trainingRows + validationRows + 1),
    columns: region('i32', nonzero),
    values: region('real', nonzero),
    lists: region('i32', 2 * chunk),
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
      isWrittenOut: isWrittenOut(shape, chunk, 16 / size.real),
    };
    input = layer.dropout?.kept ?? layer.outputs;
    return layer;
  });
  const part = (count: number): { inputs: Region; targets: Region } => ({
    inputs: region('real', count * dense),
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
  const sparse = request.nonzeroInputs === undefined ? null : sparseRegions(request.nonzeroInputs);
  const isWide = hasPanels(network.layers[0]?.units ?? 0, size.real);
  const rowsOfPanel = Math.max(panelRows, sparse && isWide ? Math.max(network.inputs, chunk) : 0);
  const panels = Array.from({ length: mostThreadsOf({ threads }) }, () =>
    region('i32', (rowsOfPanel * panelWidth) / size.i32),
  );
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
    isOneHot,
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
    panels,
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
    sparse && layer === layers[0] ? [{ kind: 'sparse-affine', layer, sparse }] : [{ kind: 'affine', layer, input }];
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
    lists: { ...plan.sparse.lists, offset: plan.sparse.lists.offset + 8 * from },
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
