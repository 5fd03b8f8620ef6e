import type { Activation, Loss, Spec } from '../spec/spec.ts';

export interface LayerShape {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  /** Of `leaky-relu` and `elu`. */
  readonly alpha: number;
  readonly bias: boolean;
  readonly frozen: boolean;
  /** Share of the outputs that a training step leaves out. */
  readonly dropout: number;
}

export type LayerSize = Pick<LayerShape, 'inputs' | 'units' | 'bias'>;

/** What a spec describes once the number of inputs is known from its data. */
export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly LayerShape[];
  readonly loss: Loss;
  readonly parameters: number;
}

export function networkOf(spec: Spec, inputs: number): Network {
  let width = inputs;
  const layers = spec.layers.map(({ name, units, activation, alpha, bias, frozen, dropout }): LayerShape => {
    const layer = { name, inputs: width, units, activation, alpha, bias, frozen, dropout };
    width = units;
    return layer;
  });
  return {
    inputs,
    outputs: width,
    layers,
    loss: spec.loss,
    parameters: layers.reduce((sum, layer) => sum + layerParameters(layer), 0),
  };
}

/** Weights (units × inputs) and, if the layer has them, biases (units). */
export function layerParameters({ inputs, units, bias }: LayerSize): number {
  return units * inputs + (bias ? units : 0);
}

/** Where a layer's tensors start in the flat vector: layer by layer, weights (row by row), then biases. */
export interface LayerPlace {
  readonly weights: number;
  /** Meaningless for a layer without biases. */
  readonly biases: number;
}

export function layerPlaces({ layers }: { readonly layers: readonly LayerSize[] }): LayerPlace[] {
  let next = 0;
  return layers.map((layer) => {
    const weights = next;
    next += layerParameters(layer);
    return { weights, biases: weights + layer.units * layer.inputs };
  });
}
