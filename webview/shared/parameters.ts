import type { Layer, Place } from '../../src/protocol/run.ts';

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

/** Of the flat parameters, the one at an index; undefined beyond their end. */
export function placeAt(layers: readonly Layer[], index: number): Place | undefined {
  let start = 0;
  for (const [layer, shape] of layers.entries()) {
    const { units, inputs } = shape;
    const within = index - start;
    if (within < units * inputs) return { layer, unit: Math.floor(within / inputs), input: within % inputs };
    if (within < layerSize(shape)) return { layer, unit: within - units * inputs, input: null };
    start += layerSize(shape);
  }
  return undefined;
}

/** Where a weight, or the bias of a unit, lies among the flat parameters; undefined of a whole layer or where there is none. */
export function indexOf(layers: readonly Layer[], { layer, unit, input }: Place): number | undefined {
  const shape = layers[layer];
  if (shape === undefined || unit === null || unit >= shape.units) return undefined;
  if (input === null ? !shape.bias : input >= shape.inputs) return undefined;
  const within = input === null ? shape.units * shape.inputs + unit : unit * shape.inputs + input;
  return parameterCount(layers.slice(0, layer)) + within;
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
