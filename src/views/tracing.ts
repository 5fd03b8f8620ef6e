import type { Dataset } from '../data/dataset.ts';
import { layerPlaces, networkOf } from '../engine/network.ts';
import { traceStep, type Trace as Step } from '../engine/trace.ts';
import type { Trace, TracedRow, TracedUnit } from '../protocol/trace.ts';
import type { Spec } from '../spec/spec.ts';

/** Up to so many are all shown; of more, the strongest few. */
const all = 8;
const few = 6;

/** What a trace is made of. */
export interface TracedRun {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly parameters: Float64Array;
  readonly progress: { readonly epoch: number };
}

/**
 * What one step on one row would do to the run's latest weights.
 * @param wanted the last row of its part if there are fewer, and of the training rows if it has none
 */
export function traceOf({ spec, dataset, parameters, progress }: TracedRun, wanted: TracedRow, rate: number): Trace {
  const network = networkOf(spec, dataset.inputNames.length);
  const part = dataset[wanted.part].count > 0 ? wanted.part : 'training';
  const { count, inputs, targets } = dataset[part];
  const row = Math.min(wanted.row, count - 1);
  const { precision } = spec.training;
  const sample = {
    inputs: inputs.subarray(row * network.inputs, (row + 1) * network.inputs),
    targets: targets.subarray(row * network.outputs, (row + 1) * network.outputs),
  };
  const step = traceStep(network, precision, parameters, sample, rate);
  const z = step.layers.at(-1)?.z ?? new Float64Array();
  const target = (unit: number): number => sample.targets[unit] ?? NaN;
  return {
    of: { part, row },
    rows: count,
    epoch: progress.epoch,
    rate,
    digits: precision === 'float32' ? 9 : 17,
    loss: step.loss,
    outputs: strongest(network.outputs, (unit) => Math.max(Math.abs(z[unit] ?? NaN), Math.abs(target(unit)))).map(
      (unit) => ({ unit, z: z[unit] ?? NaN, target: target(unit) }),
    ),
    inputs: sample.inputs.slice(),
    activations: step.layers.map(({ u, z: outputs }) => ({ u, z: outputs })),
    layers: network.layers.map((_, layer) => tracedUnits(step, network, layer)),
    beyond: beyond(spec),
  };
}

function tracedUnits(step: Step, network: ReturnType<typeof networkOf>, layer: number): TracedUnit[] {
  const shape = network.layers[layer];
  const numbers = step.layers[layer];
  if (!shape || !numbers) return [];
  const places = layerPlaces(network);
  const { weights, biases } = places[layer] ?? { weights: NaN, biases: NaN };
  const [next, following] = [network.layers[layer + 1], step.layers[layer + 1]];
  const start = places[layer + 1]?.weights ?? NaN;
  const at = (values: Float64Array | undefined, index: number): number => values?.[index] ?? NaN;
  const change = (index: number): { w: number; gradient: number; after: number } => ({
    w: at(step.before, index),
    gradient: at(step.gradient, index),
    after: at(step.after, index),
  });
  const outgoing = (unit: number, k: number): { unit: number; w: number; delta: number } => ({
    unit: k,
    w: at(step.before, start + k * shape.units + unit),
    delta: at(following?.deltas, k),
  });
  return strongest(shape.units, (unit) => Math.abs(at(numbers.deltas, unit))).map((unit) => ({
    unit,
    u: at(numbers.u, unit),
    z: at(numbers.z, unit),
    slope: at(numbers.slopes, unit),
    derivative: at(numbers.derivatives, unit),
    delta: at(numbers.deltas, unit),
    weights: strongest(shape.inputs, (input) => Math.abs(at(numbers.x, input))).map((input) => ({
      input,
      x: at(numbers.x, input),
      ...change(weights + unit * shape.inputs + input),
    })),
    bias: shape.bias ? change(biases + unit) : null,
    next: strongest(next?.units ?? 0, (k) => {
      const { w, delta } = outgoing(unit, k);
      return Math.abs(w * delta);
    }).map((k) => outgoing(unit, k)),
  }));
}

/** All, or of many those for which `strength` is largest; in their order. */
function strongest(count: number, strength: (index: number) => number): number[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  if (count <= all) return indices;
  const strengths = indices.map(strength);
  const chosen = indices.toSorted((a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0)).slice(0, few);
  return chosen.toSorted((a, b) => a - b);
}

function beyond({ layers, training }: Spec): Trace['beyond'] {
  const { method, optimizer, l1, l2, clipNorm } = training;
  return [
    ...(method === 'stochastic' ? [] : (['rows'] as const)),
    ...(optimizer.type === 'gradient-descent' ? [] : (['optimizer'] as const)),
    ...(l1 > 0 || l2 > 0 ? (['penalty'] as const) : []),
    ...(clipNorm === undefined ? [] : (['clipping'] as const)),
    ...(layers.some(({ dropout }) => dropout > 0) ? (['dropout'] as const) : []),
  ];
}
