import { DataFileError, type DataReader } from '../data/dataset.ts';
import { layerPlaces, networkOf, type Network } from '../engine/network.ts';
import type { Phrase } from '../spec/phrase.ts';
import type { Locate, Problem } from '../spec/problem.ts';
import { Report } from '../spec/report.ts';
import type { Spec } from '../spec/spec.ts';
import { readSafetensors, WeightsFileError } from './safetensors.ts';
import { parametersFrom } from './weights.ts';

export interface Started {
  /** Undefined after an error. */
  readonly spec: Spec | undefined;
  readonly problems: readonly Problem[];
}

/**
 * The spec with the weights of the file that it names in the place of its layers' own, so that all
 * that starts from a spec starts from them. Rejects only if the reader fails with something else
 * than DataFileError.
 * @param inputs number of inputs of the network
 */
export async function withStartingWeights(
  spec: Spec,
  inputs: number,
  locate: Locate,
  reader: DataReader,
): Promise<Started> {
  if (spec.weights === undefined) return { spec, problems: [] };
  try {
    const network = networkOf(spec, inputs);
    const parameters = parametersFrom(readSafetensors(await bytesOf(await reader.open(spec.weights))), network);
    return { spec: withParameters(spec, network, parameters), problems: [] };
  } catch (error) {
    const report = new Report();
    report.error(locate(['weights']), 'weights-file', explanation(error));
    return { spec: undefined, problems: report.problems };
  }
}

function explanation(error: unknown): Phrase {
  if (error instanceof DataFileError || error instanceof WeightsFileError) return error.phrase;
  throw error;
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    all.push(chunk);
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of all) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The spec with other parameters to start from: flat, as `layerPlaces` says. */
export function withParameters(spec: Spec, network: Network, parameters: Float64Array): Spec {
  const places = layerPlaces(network);
  const layers = spec.layers.map((layer, index) => {
    const { inputs = 0, units = 0 } = network.layers[index] ?? {};
    const { weights: first, biases: end } = places[index] ?? { weights: 0, biases: 0 };
    const weights = Array.from({ length: units }, (_, unit) => [
      ...parameters.subarray(first + unit * inputs, first + (unit + 1) * inputs),
    ]);
    return { ...layer, weights, biases: layer.bias ? [...parameters.subarray(end, end + units)] : undefined };
  });
  return { ...spec, layers };
}
