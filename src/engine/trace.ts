import type { Rows } from '../data/dataset.ts';
import type { Precision } from '../spec/spec.ts';
import { readGradient, readParameters, view, writeParameters } from './machine.ts';
import { layerPlaces, type Network } from './network.ts';
import { makePlan } from './makePlan.ts';
import { plainDescent } from './plan.ts';
import { referenceMachine } from './reference.ts';
import { lossSum } from './score.ts';
import { derivativeAt, lossSlope } from './traceSlopes.ts';

/** A layer's numbers for one row. */
export interface LayerTrace {
  /** What it got: one an input. */
  readonly x: Float64Array;
  /** u = Wx + b, one a unit. */
  readonly u: Float64Array;
  /** z = f(u). */
  readonly z: Float64Array;
  /** ∂E/∂z: of the output layer that of the loss, else Σ wδ over the units after it. */
  readonly slopes: Float64Array;
  /** f′(u); NaN of softmax, whose δ comes of the loss at once. */
  readonly derivatives: Float64Array;
  /** δ = ∂E/∂u. */
  readonly deltas: Float64Array;
}

/** One step of gradient descent on one row. Parameters and gradients are flat, as `layerPlaces` says. */
export interface Trace {
  readonly layers: readonly LayerTrace[];
  /** E of this row. */
  readonly loss: number;
  readonly before: Float64Array;
  /** ∂E/∂w. */
  readonly gradient: Float64Array;
  /** w − ε ∂E/∂w, as the engine computes it, (εδ)x; of frozen layers, w. */
  readonly after: Float64Array;
}

/**
 * What stochastic gradient descent would do with one row next, number by number: without dropout,
 * penalties and clipping. Computed by the scalar reference in the given precision, and so equal to
 * what the engine computes bit for bit.
 * @param parameters flat, as many as the network has.
 * @param row normalised inputs and targets of one row.
 * @param rate ε.
 * @throws EngineError if the network does not fit into memory.
 */
export function traceStep(
  network: Network,
  precision: Precision,
  parameters: Float64Array,
  row: Pick<Rows, 'inputs' | 'targets'>,
  rate: number,
): Trace {
  const plan = makePlan({
    network,
    task: 'regression',
    precision,
    batch: 1,
    trainingRows: 1,
    validationRows: 0,
    rule: plainDescent,
  });
  const machine = referenceMachine(plan);
  writeParameters(machine, parameters);
  view(machine, plan.data.training.inputs).set(row.inputs);
  view(machine, plan.data.training.targets).set(row.targets);
  machine.accumulate(0, 1, 1, true);
  const numbers = plan.layers.map(({ input, preActivations, outputs, deltas }) => ({
    x: Float64Array.from(view(machine, input)),
    u: Float64Array.from(view(machine, preActivations)),
    z: Float64Array.from(view(machine, outputs)),
    deltas: Float64Array.from(view(machine, deltas)),
  }));
  const before = readParameters(machine);
  const gradient = readGradient(machine);
  const loss = lossSum(machine);
  machine.train(0, 1, rate);
  const places = layerPlaces(network);
  const layers = numbers.map((layer, index): LayerTrace => {
    const shape = network.layers[index];
    const next = network.layers[index + 1];
    const start = places[index + 1]?.weights ?? NaN;
    /** Σ wδ over the units that this one goes into. */
    const backward = (unit: number): number =>
      (numbers[index + 1]?.deltas ?? new Float64Array()).reduce(
        (sum, delta, k) => sum + delta * (before[start + k * layer.z.length + unit] ?? NaN),
        0,
      );
    return {
      ...layer,
      slopes: layer.z.map((z, unit) =>
        next ? backward(unit) : lossSlope(network.loss, z, row.targets[unit] ?? NaN, layer.z.length),
      ),
      derivatives: layer.u.map((u, unit) => (shape ? derivativeAt(shape, u, layer.z[unit] ?? NaN) : NaN)),
    };
  });
  return { layers, loss, before, gradient, after: readParameters(machine) };
}
