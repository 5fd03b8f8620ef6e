import type { Dataset, Rows, Scaler } from '../data/dataset.ts';
import type { Network } from '../engine/network.ts';
import type { Predictor } from '../engine/predict.ts';
import { taskOf } from '../engine/score.ts';
import type { Spec } from '../spec/spec.ts';

/** What predictions are made of. */
export interface Source {
  readonly spec: Spec;
  readonly network: Network;
  readonly dataset: Dataset;
  /** With the weights in use that are looked at. */
  readonly predictor: Predictor;
}

/** Multiply-adds between two looks at what else there is to do: some milliseconds. */
const sliceWork = 1 << 23;

/** Multiply-adds of a row's forward pass; an activation takes as long as about 16. */
export function rowWork({ parameters, layers }: Network): number {
  return layers.reduce((sum, { units }) => sum + 16 * units, parameters);
}

/** Rows that take some milliseconds. */
export function rowsOfSlice(network: Network): number {
  return Math.max(1, Math.floor(sliceWork / rowWork(network)));
}

/** Outputs, rows × outputs, of normalised inputs, rows × inputs. Yields after every few milliseconds. */
export function* outputsOf({ network, predictor }: Source, inputs: Float64Array): Generator<null, Float64Array, void> {
  const rows = inputs.length / network.inputs;
  const outputs = new Float64Array(rows * network.outputs);
  const most = rowsOfSlice(network);
  for (let from = 0; from < rows; from += most) {
    const some = inputs.subarray(from * network.inputs, Math.min(from + most, rows) * network.inputs);
    outputs.set(predictor.outputs(some), from * network.outputs);
    yield null;
  }
  return outputs;
}

/** At most so many of `count` rows, evenly spread over them. */
export function evenly(count: number, most: number): Int32Array {
  const chosen = Math.min(count, most);
  return Int32Array.from({ length: chosen }, (_, index) => Math.floor((index * count) / chosen));
}

export function pick(values: Float64Array, width: number, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, index) => picked.set(values.subarray(row * width, (row + 1) * width), index * width));
  return picked;
}

/** Of each input over the training rows, normalised as they are. */
export function meanInputs({ count, inputs }: Rows, width: number): Float64Array {
  const means = new Float64Array(width);
  for (let at = 0; at < inputs.length; at++) means[at % width] = (means[at % width] ?? 0) + (inputs[at] ?? 0) / count;
  return means;
}

/** An input as it is in the data. */
export function unscaled(scaler: Scaler | undefined, input: number, value: number): number {
  return scaler ? value * (scaler.scale[input] ?? 1) + (scaler.offset[input] ?? 0) : value;
}

/** Names of the classes of which a row has one; null where outputs are numbers, or answer independently. */
export function classNames(spec: Spec, dataset: Dataset): string[] | null {
  const softmax = spec.layers.at(-1)?.activation === 'softmax';
  const { outputNames } = dataset;
  if (taskOf(spec, dataset) === 'regression' || (!softmax && outputNames.length > 1)) return null;
  return [...(dataset.classes ?? (softmax ? outputNames : ['0', '1']))];
}

/** The likeliest class of a row and its probability; a single output is that of the second of two. */
export function likeliest(outputs: Float64Array, width: number, row: number): { winner: number; share: number } {
  if (width === 1) {
    const second = outputs[row] ?? NaN;
    return second >= 0.5 ? { winner: 1, share: second } : { winner: 0, share: 1 - second };
  }
  let winner = 0;
  const at = (k: number): number => outputs[row * width + k] ?? NaN;
  for (let k = 1; k < width; k++) if (at(k) > at(winner)) winner = k;
  return { winner, share: at(winner) };
}
