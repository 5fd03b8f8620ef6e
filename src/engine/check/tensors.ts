import { layerPlaces, type Network } from '../network.ts';
import type { Parameter } from './probe.ts';

/** One layer's weights or biases within the flat parameters. */
export interface Tensor {
  readonly layer: number;
  readonly name: string;
  readonly kind: 'weights' | 'biases';
  readonly units: number;
  readonly inputs: number;
  readonly start: number;
  readonly size: number;
}

export function tensorsOf(network: Network): Tensor[] {
  const places = layerPlaces(network);
  return network.layers.flatMap(({ name, inputs, units, bias }, layer): Tensor[] => {
    const place = places[layer];
    if (!place) return [];
    const shared = { layer, name, units, inputs };
    const weights: Tensor = { ...shared, kind: 'weights', start: place.weights, size: units * inputs };
    const biases: Tensor = { ...shared, kind: 'biases', start: place.biases, size: units };
    return bias ? [weights, biases] : [weights];
  });
}

/** The parameter at place `at` of the flat parameters, which lies in this tensor. */
export function indexWithin({ layer, kind, inputs, start }: Tensor, at: number): Parameter {
  const index = at - start;
  if (kind === 'biases') return { layer, unit: index, input: null };
  return { layer, unit: Math.floor(index / inputs), input: index % inputs };
}
