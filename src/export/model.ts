import { layerPlaces, type Network } from '../engine/network.ts';
import type { LayerSpec, Spec } from '../spec/spec.ts';
import type { TrainedWith } from './weights.ts';

/** A network with its parameters, and what it takes to use it on inputs as they come. */
export interface Model extends TrainedWith {
  readonly spec: Spec;
  readonly network: Network;
  /** Flat, as `layerPlaces` says. */
  readonly parameters: Float64Array;
}

/** A file that an export consists of. */
export interface ExportedFile {
  /** Without a folder: files of one export lie side by side. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A layer of the spec with its parameters. */
export interface ModelLayer extends Pick<LayerSpec, 'name' | 'units' | 'activation' | 'alpha' | 'dropout' | 'frozen'> {
  readonly inputs: number;
  /** units × inputs, row by row. */
  readonly weights: Float64Array;
  /** One a unit; undefined for a layer without biases. */
  readonly biases: Float64Array | undefined;
}

export function modelLayers({ spec, network, parameters }: Omit<Model, keyof TrainedWith>): ModelLayer[] {
  const places = layerPlaces(network);
  return spec.layers.flatMap(({ name, units, activation, alpha, dropout, frozen }, index): ModelLayer[] => {
    const shape = network.layers[index];
    const place = places[index];
    if (!shape || !place) return [];
    const weights = parameters.slice(place.weights, place.biases);
    const biases = shape.bias ? parameters.slice(place.biases, place.biases + units) : undefined;
    return [{ name, inputs: shape.inputs, units, activation, alpha, dropout, frozen, weights, biases }];
  });
}

/** Little-endian float32, whatever the machine. */
export function float32Bytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) view.setFloat32(4 * index, values[index] ?? 0, true);
  return bytes;
}

/**
 * An offset as two float32: 1000.24 alone would miss by 3e-5, which a small scale then makes large.
 * Subtracted one after the other they leave what float64 would.
 */
export function float32Parts(offset: Float64Array): { offset: Float64Array; remainder: Float64Array } {
  const nearest = offset.map(Math.fround);
  return { offset: nearest, remainder: offset.map((value, at) => value - (nearest[at] ?? 0)) };
}

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
