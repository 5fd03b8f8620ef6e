import type { Scaler } from '../data/dataset.ts';
import type { LayerSize } from '../engine/network.ts';
import * as is from '../protocol/guards.ts';
import { phrase } from '../spec/phrase.ts';
import type { Precision } from '../spec/spec.ts';
import { WeightsFileError, type Tensor, type TensorFile } from './safetensors.ts';

/** What predictions need besides the network's shape. */
export interface TrainedWith {
  /** SHA-256 of the spec's text. */
  readonly specHash: string;
  /** One an input. */
  readonly inputNames: readonly string[];
  readonly classes?: readonly string[] | undefined;
  /** Absent: the inputs are taken as they are. */
  readonly scaler?: Scaler | undefined;
  /** Epochs trained. */
  readonly epoch: number;
}

/** What names and shapes of tensors follow from. */
interface NamedLayers {
  readonly layers: readonly (LayerSize & { readonly name: string })[];
}

/** `parameters`: flat, layer by layer, weights (units × inputs) then biases. */
export function weightsFile(
  network: NamedLayers,
  parameters: Float64Array,
  precision: Precision,
  trained: TrainedWith,
): TensorFile {
  const dtype = precision === 'float32' ? 'F32' : 'F64';
  let at = 0;
  const tensors = network.layers.flatMap(expectedTensors).map(({ name, shape }): Tensor => {
    const begin = at;
    at += shape.reduce((product, side) => product * side, 1);
    return { name, dtype, shape, values: parameters.slice(begin, at) };
  });
  return { tensors, metadata: metadataOf(trained) };
}

/** As files of weights have it, and exported models likewise. */
export function metadataOf({ specHash, inputNames, classes, scaler, epoch }: TrainedWith): Record<string, string> {
  return {
    spec: specHash,
    epoch: String(epoch),
    inputs: JSON.stringify(inputNames),
    ...(classes && { classes: JSON.stringify(classes) }),
    normalization: JSON.stringify(scaler ? { offset: [...scaler.offset], scale: [...scaler.scale] } : null),
  };
}

/** The flat parameters for `network`. Throws WeightsFileError that names the tensor that does not fit. */
export function parametersFrom({ tensors }: TensorFile, network: NamedLayers): Float64Array {
  const left = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const parts: number[] = [];
  for (const [k, layer] of network.layers.entries()) {
    for (const { name, shape } of expectedTensors(layer, k)) {
      const tensor = left.get(name);
      if (!tensor) {
        throw new WeightsFileError(phrase('There is no tensor “{0}”; layer “{1}” needs it.', name, layer.name));
      }
      if (tensor.shape.join() !== shape.join()) {
        throw new WeightsFileError(
          phrase('Tensor “{0}” is {1}, layer “{2}” takes {3}.', name, sides(tensor.shape), layer.name, sides(shape)),
        );
      }
      for (const value of tensor.values) parts.push(value);
      left.delete(name);
    }
  }
  const [extra] = left.keys();
  if (extra !== undefined) throw new WeightsFileError(phrase('The network has no place for tensor “{0}”.', extra));
  return Float64Array.from(parts);
}

/** Number of inputs of the network the file was saved from; undefined if it does not begin as such files do. */
export function inputCount({ tensors }: TensorFile): number | undefined {
  return tensors.find(({ name }) => name === 'layers.0.weight')?.shape[1];
}

/** What the file says it was trained with; undefined where it says nothing. */
export interface Provenance {
  readonly inputNames: readonly string[] | undefined;
  readonly classes: readonly string[] | undefined;
  /** Null: not normalised. */
  readonly scaler: Scaler | null | undefined;
  readonly epoch: number | undefined;
}

/** Throws WeightsFileError where the metadata is garbled. */
export function provenance({ metadata }: TensorFile): Provenance {
  const inputNames = parsed(metadata['inputs'], is.listOf(is.text), 'inputs');
  const classes = parsed(metadata['classes'], is.listOf(is.text), 'classes');
  const scaler = parsed(metadata['normalization'], is.nullable(isScaler), 'normalization');
  const epoch = parsed(metadata['epoch'], is.count, 'epoch');
  return {
    inputNames,
    classes,
    epoch,
    scaler: scaler && { offset: Float64Array.from(scaler.offset), scale: Float64Array.from(scaler.scale) },
  };
}

const isScaler = is.object({ offset: is.listOf(is.number), scale: is.listOf(is.number) });

function parsed<T>(json: string | undefined, guard: is.Guard<T>, key: string): T | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    if (guard(value)) return value;
  } catch {
    // No JSON: the same answer as for JSON of another shape.
  }
  throw new WeightsFileError(phrase('The file’s metadata “{0}” can’t be read.', key));
}

function expectedTensors({ units, inputs, bias }: LayerSize, k: number): { name: string; shape: number[] }[] {
  const weight = { name: `layers.${k}.weight`, shape: [units, inputs] };
  return bias ? [weight, { name: `layers.${k}.bias`, shape: [units] }] : [weight];
}

function sides(shape: readonly number[]): string {
  return shape.length > 0 ? shape.join(' × ') : 'a single number';
}
