import { networkOf, type Network } from '../engine/network.ts';
import type { TensorFile } from '../export/safetensors.ts';
import { inputCount, parametersFrom, provenance, type Provenance } from '../export/weights.ts';
import type { Spec } from '../spec/spec.ts';
import { forFile, readSpec, readWeights } from './files.ts';
import { InputError, type Io } from './io.ts';
import { problemLine } from '../spec/problemText.ts';

/** A network that has been trained: what was learnt from its data is in the file of its weights. */
export interface Trained {
  readonly spec: Spec;
  /** SHA-256 of the spec's file. */
  readonly hash: string;
  readonly network: Network;
  /** Flat, as `layerPlaces` says. */
  readonly parameters: Float64Array;
  readonly known: Provenance;
}

/** Reads a spec and the weights for it; its data are not looked at. Throws InputError. */
export async function trainedNetwork(io: Io, file: string, weights: string): Promise<Trained> {
  const { spec, problems, text, hash } = await readSpec(io, file);
  if (!spec) throw new InputError(problems.map((problem) => problemLine(file, text, problem)).join(''));
  const tensors = await readWeights(io, weights);
  return forFile(weights, () => {
    const known = provenance(tensors);
    const network = networkOf(spec, inputWidth(weights, tensors));
    return { spec, hash, network, parameters: parametersFrom(tensors, network), known };
  });
}

function inputWidth(file: string, tensors: TensorFile): number {
  const width = inputCount(tensors);
  if (width === undefined) throw new InputError(`${file}: error: there is no matrix “layers.0.weight” in it\n`);
  return width;
}
