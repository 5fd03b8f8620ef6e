import { elementaryFunctions } from '../elementary.ts';
import { layerPlaces, type LayerPlace, type LayerShape, type Network } from '../network.ts';
import { unitOutput } from './activation.ts';

const { exp } = elementaryFunctions('float64');

/**
 * A layer's numbers on all rows, unit by unit: the value of `unit` on `row` is at
 * `unit * rows + row`, so that one unit's values, which one weight moves, lie side by side.
 */
export interface LayerValues {
  readonly u: Float64Array;
  readonly z: Float64Array;
}

/** Matrix `rows` × `width`, the other way round. */
export function transposed(values: Float64Array, rows: number, width: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) result[i * rows + row] = values[row * width + i] ?? NaN;
  }
  return result;
}

/**
 * The forward pass in float64.
 * @param inputs inputs × rows.
 */
export function forward(
  network: Network,
  parameters: Float64Array,
  inputs: Float64Array,
  rows: number,
): readonly LayerValues[] {
  const places = layerPlaces(network);
  let x = inputs;
  return network.layers.map((shape, index) => {
    const u = affine(shape, places[index] ?? { weights: NaN, biases: NaN }, parameters, x, rows);
    const z =
      shape.activation === 'softmax' ? softmax(u, shape.units, rows) : u.map((value) => unitOutput(shape, value));
    x = z;
    return { u, z };
  });
}

/** u = Wx + b. */
function affine(
  { inputs, units, bias }: LayerShape,
  place: LayerPlace,
  parameters: Float64Array,
  x: Float64Array,
  rows: number,
): Float64Array {
  const u = new Float64Array(units * rows);
  for (let unit = 0; unit < units; unit++) {
    const sums = u.subarray(unit * rows, (unit + 1) * rows);
    if (bias) sums.fill(parameters[place.biases + unit] ?? NaN);
    for (let i = 0; i < inputs; i++) {
      const w = parameters[place.weights + unit * inputs + i] ?? NaN;
      for (let row = 0; row < rows; row++) sums[row] = (sums[row] ?? NaN) + w * (x[i * rows + row] ?? NaN);
    }
  }
  return u;
}

function softmax(u: Float64Array, units: number, rows: number): Float64Array {
  const z = new Float64Array(u.length);
  for (let row = 0; row < rows; row++) {
    let largest = -Infinity;
    for (let at = row; at < units * rows; at += rows) largest = Math.max(largest, u[at] ?? NaN);
    let sum = 0;
    for (let at = row; at < units * rows; at += rows) sum += z[at] = exp((u[at] ?? NaN) - largest);
    for (let at = row; at < units * rows; at += rows) z[at] = (z[at] ?? NaN) / sum;
  }
  return z;
}
