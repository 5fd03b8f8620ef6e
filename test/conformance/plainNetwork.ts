import type { Rows } from '../../src/data/dataset.ts';
import { layerPlaces, type LayerShape, type Network } from '../../src/engine/network.ts';
import type { Loss } from '../../src/spec/spec.ts';

/**
 * Forward and backward pass from the formulas, in plain float64, one row after the other, by the
 * host's own exp, log and tanh: an oracle that shares nothing with the engine but the layout of
 * the parameters, and the copy of backpropagation that bugs are planted in.
 */

const plantedBugs = [
  'no 1/n',
  'no gradient of the biases',
  'transposed weights',
  'no derivative of the activation',
  'derivative of the activation at z instead of u',
  'derivative of the activation from the layer after',
  'last sample only',
  '1 + 1e-5 times too large',
  'hidden gradients from output weights already updated',
  'no gradient of the penalties',
  'penalties of the biases too',
] as const;
export type Bug = (typeof plantedBugs)[number];
export const bugs: readonly Bug[] = plantedBugs;

type Curve = Pick<LayerShape, 'activation' | 'alpha'>;

interface Layer extends LayerShape {
  /** `weights[j][i]` from input i to unit j. */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** The mean of the rows' losses, and l1 Σ|W| + l2/2 ΣW². */
export function plainLoss(network: Network, parameters: Float64Array, rows: Rows, { l1, l2 }: Penalty): number {
  const layers = layersOf(network, parameters);
  const losses = samples(network, rows).map(({ x, d }) => rowLoss(network.loss, forward(layers, x), d));
  const weights = layers.flatMap((layer) => layer.weights.flat());
  const penalty = weights.reduce((sum, w) => sum + l1 * Math.abs(w) + (l2 / 2) * w ** 2, 0);
  return losses.reduce((sum, loss) => sum + loss, 0) / rows.count + penalty;
}

/** The derivatives of `plainLoss`, laid out as the parameters, with a bug or without. */
export function plainGradient(
  network: Network,
  parameters: Float64Array,
  rows: Rows,
  penalty: Penalty,
  bug?: Bug,
): Float64Array {
  const layers = layersOf(network, parameters);
  const gradient = new Float64Array(network.parameters);
  if (bug === 'hidden gradients from output weights already updated') {
    // As a training loop does that updates each layer as soon as its gradient is known.
    const right = plainGradient(network, parameters, rows, penalty);
    const updated = layersOf(
      network,
      parameters.map((w, at) => w - 0.5 * (right[at] ?? NaN)),
    );
    const output = layers.length - 1;
    backward(network, layers, layers.with(output, updated[output] ?? fail()), rows, gradient);
    addPenalties(network, parameters, penalty, gradient);
    // The output layer's own gradient was made before its update.
    const { weights } = layerPlaces(network)[output] ?? fail();
    gradient.set(right.subarray(weights), weights);
    return gradient;
  }
  backward(network, layers, layers, rows, gradient, bug);
  if (bug !== 'no gradient of the penalties') addPenalties(network, parameters, penalty, gradient, bug);
  return gradient;
}

function addPenalties(
  network: Network,
  parameters: Float64Array,
  { l1, l2 }: Penalty,
  gradient: Float64Array,
  bug?: Bug,
): void {
  const places = layerPlaces(network);
  network.layers.forEach(({ units, inputs, bias }, index) => {
    const { weights } = places[index] ?? fail();
    const count = units * inputs + (bias && bug === 'penalties of the biases too' ? units : 0);
    for (let at = weights; at < weights + count; at++) {
      const w = parameters[at] ?? NaN;
      const share = bug === '1 + 1e-5 times too large' ? 1 + 1e-5 : 1;
      add(gradient, at, share * (l1 * Math.sign(w) + l2 * w));
    }
  });
}

function backward(
  network: Network,
  layers: readonly Layer[],
  /** The layers whose weights lead the deltas back. */
  back: readonly Layer[],
  rows: Rows,
  gradient: Float64Array,
  bug?: Bug,
): void {
  const places = layerPlaces(network);
  const share = (bug === 'no 1/n' ? 1 : 1 / rows.count) * (bug === '1 + 1e-5 times too large' ? 1 + 1e-5 : 1);
  const all = samples(network, rows);
  for (const { x, d } of bug === 'last sample only' ? all.slice(-1) : all) {
    const passed = forward(layers, x);
    let deltas: readonly number[] = [];
    for (let index = layers.length - 1; index >= 0; index--) {
      const layer = layers[index] ?? fail();
      const { inputs, units, bias } = layer;
      const { u, z } = passed[index] ?? fail();
      const next = back[index + 1];
      const following = passed[index + 1];
      if (!next || !following) {
        deltas = outputDeltas(network.loss, layer, u, z, d);
      } else {
        const arriving = deltas;
        deltas = u.map((value, unit) => {
          const sum = arriving.reduce((total, delta, k) => total + delta * weightBack(next, k, unit, bug), 0);
          switch (bug) {
            case 'no derivative of the activation':
              return sum;
            case 'derivative of the activation at z instead of u':
              return sum * derivative(layer, z[unit] ?? NaN);
            case 'derivative of the activation from the layer after':
              return sum * derivative(layer, following.u[unit % following.u.length] ?? NaN);
            default:
              return sum * derivative(layer, value);
          }
        });
      }
      const before = passed[index - 1]?.z ?? x;
      const { weights, biases } = places[index] ?? fail();
      for (let unit = 0; unit < units; unit++) {
        const delta = (deltas[unit] ?? NaN) * share;
        for (let i = 0; i < inputs; i++) add(gradient, weights + unit * inputs + i, delta * (before[i] ?? NaN));
        if (bias && bug !== 'no gradient of the biases') add(gradient, biases + unit, delta);
      }
    }
  }
}

function weightBack({ weights, inputs }: Layer, k: number, unit: number, bug: Bug | undefined): number {
  if (bug !== 'transposed weights') return weights[k]?.[unit] ?? NaN;
  // What lies at [unit][k] of a matrix whose rows are taken for columns.
  const at = unit * weights.length + k;
  return weights[Math.floor(at / inputs)]?.[at % inputs] ?? NaN;
}

function outputDeltas(
  loss: Loss,
  curve: Curve,
  u: readonly number[],
  z: readonly number[],
  d: readonly number[],
): number[] {
  const total = d.reduce((sum, target) => sum + target, 0);
  return z.map((y, k) => {
    const error = y - (d[k] ?? NaN);
    const slope = derivative(curve, u[k] ?? NaN);
    switch (loss) {
      case 'cross-entropy':
        return y * total - (d[k] ?? NaN);
      case 'binary-cross-entropy':
        return error / z.length;
      case 'mean-squared-error':
        return (2 * error * slope) / z.length;
      case 'half-squared-error':
        return error * slope;
      case 'mean-absolute-error':
        return (Math.sign(error) * slope) / z.length;
      case 'huber':
        return (Math.max(-1, Math.min(1, error)) * slope) / z.length;
    }
  });
}

interface Values {
  readonly u: readonly number[];
  readonly z: readonly number[];
}

function forward(layers: readonly Layer[], x: readonly number[]): Values[] {
  let before = x;
  return layers.map((layer) => {
    const { weights, biases, activation } = layer;
    const u = weights.map((row, j) => row.reduce((sum, w, i) => sum + w * (before[i] ?? NaN), biases[j] ?? 0));
    const z = activation === 'softmax' ? softmax(u) : u.map((value) => output(layer, value));
    before = z;
    return { u, z };
  });
}

function softmax(u: readonly number[]): number[] {
  const exponentials = u.map((value) => Math.exp(value - Math.max(...u)));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

function output({ activation, alpha }: Curve, u: number): number {
  switch (activation) {
    case 'identity':
    case 'softmax':
      return u;
    case 'step':
      return u < 0 ? 0 : 1;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-u));
    case 'tanh':
      return Math.tanh(u);
    case 'relu':
      return Math.max(u, 0);
    case 'leaky-relu':
      return u < 0 ? alpha * u : u;
    case 'elu':
      return u < 0 ? alpha * Math.expm1(u) : u;
    case 'gelu':
      return u * normalShare(u);
    case 'silu':
      return u / (1 + Math.exp(-u));
    case 'softplus':
      return Math.log1p(Math.exp(-Math.abs(u))) + Math.max(u, 0);
  }
}

/**
 * Φ(u), by a series without a difference in it: 1/2 + φ(u) (u + u³/3 + u⁵/(3·5) + …), whose
 * 200 terms are enough up to 9. Beyond that it rounds to 0 or 1.
 */
function normalShare(u: number): number {
  if (Math.abs(u) > 9) return u > 0 ? 1 : 0;
  let sum = 0;
  for (let n = 1, term = u; n < 400; n += 2, term *= (u * u) / n) sum += term;
  return 0.5 + sum * normalDensity(u);
}

function normalDensity(u: number): number {
  return Math.exp(-(u * u) / 2) / Math.sqrt(2 * Math.PI);
}

function derivative({ activation, alpha }: Curve, u: number): number {
  switch (activation) {
    case 'identity':
    case 'softmax':
      return 1;
    case 'step':
      return 0;
    case 'sigmoid':
      return 1 / (2 + Math.exp(u) + Math.exp(-u));
    case 'tanh':
      return 1 / Math.cosh(u) ** 2;
    case 'relu':
      return u > 0 ? 1 : 0;
    case 'leaky-relu':
      return u > 0 ? 1 : alpha;
    case 'elu':
      return u > 0 ? 1 : alpha * Math.exp(u);
    case 'gelu':
      return normalShare(u) + u * normalDensity(u);
    case 'silu': {
      const share = 1 / (1 + Math.exp(-u));
      return share * (1 + u * (1 - share));
    }
    case 'softplus':
      return 1 / (1 + Math.exp(-u));
  }
}

function rowLoss(loss: Loss, passed: readonly Values[], d: readonly number[]): number {
  const { u, z } = passed.at(-1) ?? fail();
  const sum = (ofUnit: (k: number) => number): number => d.reduce((total, _, k) => total + ofUnit(k), 0);
  const target = (k: number): number => d[k] ?? NaN;
  const logit = (k: number): number => u[k] ?? NaN;
  const error = (k: number): number => (z[k] ?? NaN) - target(k);
  switch (loss) {
    case 'cross-entropy': {
      const largest = Math.max(...u);
      const logSum = largest + Math.log(sum((k) => Math.exp(logit(k) - largest)));
      return sum((k) => target(k) * (logSum - logit(k)));
    }
    case 'binary-cross-entropy':
      return (
        sum((k) => Math.max(logit(k), 0) - logit(k) * target(k) + Math.log1p(Math.exp(-Math.abs(logit(k))))) / d.length
      );
    case 'mean-squared-error':
      return sum((k) => error(k) ** 2) / d.length;
    case 'half-squared-error':
      return sum((k) => error(k) ** 2) / 2;
    case 'mean-absolute-error':
      return sum((k) => Math.abs(error(k))) / d.length;
    case 'huber':
      return sum((k) => (Math.abs(error(k)) <= 1 ? error(k) ** 2 / 2 : Math.abs(error(k)) - 0.5)) / d.length;
  }
}

function layersOf(network: Network, parameters: Float64Array): Layer[] {
  const places = layerPlaces(network);
  return network.layers.map((shape, index) => {
    const { weights, biases } = places[index] ?? fail();
    const { inputs, units, bias } = shape;
    return {
      ...shape,
      weights: Array.from({ length: units }, (_, j) => [
        ...parameters.subarray(weights + j * inputs, weights + (j + 1) * inputs),
      ]),
      biases: bias ? [...parameters.subarray(biases, biases + units)] : [],
    };
  });
}

function samples({ inputs, outputs }: Network, rows: Rows): { x: number[]; d: number[] }[] {
  return Array.from({ length: rows.count }, (_, row) => ({
    x: [...rows.inputs.subarray(row * inputs, (row + 1) * inputs)],
    d: [...rows.targets.subarray(row * outputs, (row + 1) * outputs)],
  }));
}

function add(to: Float64Array, at: number, value: number): void {
  to[at] = (to[at] ?? NaN) + value;
}

function fail(): never {
  throw new RangeError('There is no such layer.');
}
