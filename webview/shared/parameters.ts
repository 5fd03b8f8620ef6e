import type { Layer } from '../../src/protocol/run.ts';

/** One layer's part of the flat parameters: views, not copies. */
export interface LayerParameters {
  /** units × inputs, row by row: `weights[unit * inputs + input]`. */
  readonly weights: Float64Array;
  /** One a unit; empty without biases. */
  readonly biases: Float64Array;
}

export function layerSize({ inputs, units, bias }: Layer): number {
  return units * inputs + (bias ? units : 0);
}

export function parameterCount(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => sum + layerSize(layer), 0);
}

/** Undefined unless there are exactly as many parameters as the layers have (none before the first frame). */
export function byLayer(layers: readonly Layer[], parameters: Float64Array): LayerParameters[] | undefined {
  if (parameters.length === 0 || parameters.length !== parameterCount(layers)) return undefined;
  let start = 0;
  return layers.map((layer) => {
    const middle = start + layer.units * layer.inputs;
    const end = start + layerSize(layer);
    const part = { weights: parameters.subarray(start, middle), biases: parameters.subarray(middle, end) };
    start = end;
    return part;
  });
}
