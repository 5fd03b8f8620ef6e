import type { Dataset } from '../data/dataset.ts';
import type { Spec } from '../spec/spec.ts';
import { layerParameters, layerPlaces, type Network } from './network.ts';
import { predict } from './predict.ts';

/** How training goes in one layer. */
export interface LayerHealth {
  /** ReLU units whose output is 0 on every row looked at; null for other activations. */
  readonly deadUnits: number | null;
  /** Root of the mean square of ∂E/∂W over the layer's weights, in the last step. */
  readonly gradientRms: number;
  /** ‖ΔW‖ / ‖W‖ of the last step; about 1e-3 is usual. Null if all weights were 0. */
  readonly updateRatio: number | null;
}

export interface Health {
  /** Rows that were looked at for dead units, the first of the training rows. */
  readonly rows: number;
  readonly layers: LayerHealth[];
}

/** Multiply-adds spent on dead units: some ten milliseconds. */
const mostWork = 1 << 24;

/** The parameters around one training step and the gradient it was made of, all flat. */
export interface Step {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly gradient: Float64Array;
}

/** @throws EngineError if the network does not fit into memory. */
export function healthOf(spec: Spec, network: Network, { training }: Dataset, step: Step): Health {
  const rows = Math.min(training.count, Math.max(1, Math.floor(mostWork / network.parameters)));
  const inputs = training.inputs.subarray(0, rows * network.inputs);
  const places = layerPlaces(network);
  const layers = network.layers.map((layer, index): LayerHealth => {
    const weights = places[index]?.weights ?? 0;
    const part = (values: Float64Array): Float64Array => values.subarray(weights, weights + layer.inputs * layer.units);
    const [before, after, gradient] = [part(step.before), part(step.after), part(step.gradient)];
    const change = after.map((value, at) => value - (before[at] ?? NaN));
    return {
      deadUnits: layer.activation === 'relu' ? deadUnits(spec, network, index, step.after, inputs) : null,
      gradientRms: norm(gradient) / Math.sqrt(gradient.length),
      updateRatio: norm(before) > 0 ? norm(change) / norm(before) : null,
    };
  });
  return { rows, layers };
}

/** The network up to the layer is one of its own, whose outputs are the layer's. */
function deadUnits(
  spec: Spec,
  network: Network,
  index: number,
  parameters: Float64Array,
  inputs: Float64Array,
): number {
  const layers = network.layers.slice(0, index + 1);
  const units = layers.at(-1)?.units ?? 0;
  const count = layers.reduce((sum, layer) => sum + layerParameters(layer), 0);
  const upTo: Network = { ...network, layers, outputs: units, parameters: count, loss: 'mean-squared-error' };
  const outputs = predict(spec, upTo, parameters.slice(0, count), inputs);
  const alive = new Uint8Array(units);
  outputs.forEach((output, at) => {
    if (output !== 0) alive[at % units] = 1;
  });
  return alive.filter((lives) => lives === 0).length;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
