import type { Activation, Precision } from '../../spec/spec.ts';
import { elementaryFunctions, INVERSE_ROOT_OF_TAU } from '../elementary.ts';
import type { Cells } from '../machine.ts';
import type { LayerShape } from '../network.ts';
import { rounding } from '../rounding.ts';
import { at } from './at.ts';

/** The reference's activations and their derivatives, a unit at a time, in one precision. */
export function referenceActivations(precision: Precision): {
  /** z = f(u). */
  unitOutput(shape: LayerShape, activation: Exclude<Activation, 'softmax'>, u: number): number;
  /** z of a row's `units` from `start` on. */
  softmax(u: Cells, z: Cells, start: number, units: number): void;
  /** ∂E/∂u from ∂E/∂z. */
  throughActivation(shape: LayerShape, slope: number, u: number, z: number): number;
} {
  const { exp, log1p, tanh, sigmoid, expm1, erf } = elementaryFunctions(precision);
  const r = rounding(precision);

  function unitOutput({ alpha }: LayerShape, activation: Exclude<Activation, 'softmax'>, u: number): number {
    switch (activation) {
      case 'identity':
        return u;
      case 'step':
        return u < 0 ? 0 : u === u ? 1 : u;
      case 'sigmoid':
        return sigmoid(u);
      case 'tanh':
        return tanh(u);
      case 'relu':
        return u < 0 ? 0 : u;
      case 'leaky-relu':
        return u < 0 ? r(r(alpha) * u) : u;
      case 'elu':
        return u > 0 ? u : r(r(alpha) * expm1(u));
      case 'gelu':
        return r(u * normalShare(u));
      case 'silu':
        return r(u * sigmoid(u));
      case 'softplus':
        return r((u < 0 ? 0 : u) + log1p(exp(-Math.abs(u))));
    }
  }

  /** Φ(u): the share of the normal distribution below u. */
  function normalShare(u: number): number {
    return r(0.5 * r(1 + erf(r(u * r(Math.SQRT1_2)))));
  }

  /** Shifted by the largest u, which changes nothing but keeps exp in range. */
  function softmax(u: Cells, z: Cells, start: number, units: number): void {
    const largest = largestOf(u, start, units);
    let sum = 0;
    for (let k = start; k < start + units; k++) {
      const e = exp(r(at(u, k) - largest));
      z[k] = e;
      sum = r(sum + e);
    }
    for (let k = start; k < start + units; k++) z[k] = r(at(z, k) / sum);
  }

  function throughActivation(shape: LayerShape, slope: number, u: number, z: number): number {
    // What is not let through is 0, were it infinite.
    if (shape.activation === 'relu') return u > 0 ? slope : 0;
    return r(slope * derivative(shape, u, z));
  }

  /** f′(u), from u and z = f(u). Softmax comes with cross-entropy only, whose delta needs none. */
  function derivative({ activation, alpha }: LayerShape, u: number, z: number): number {
    switch (activation) {
      case 'identity':
      case 'softmax':
        return 1;
      case 'step':
        return 0;
      case 'sigmoid':
        return r(z * r(1 - z));
      case 'tanh':
        return r(1 - r(z * z));
      case 'relu':
        return u > 0 ? 1 : 0;
      case 'leaky-relu':
        return u > 0 ? 1 : r(alpha);
      case 'elu':
        return u > 0 ? 1 : r(z + r(alpha));
      case 'gelu': {
        const density = r(r(INVERSE_ROOT_OF_TAU) * exp(r(r(u * u) * -0.5)));
        return r(normalShare(u) + r(u * density));
      }
      case 'silu': {
        const s = sigmoid(u);
        return r(s + r(z * r(1 - s)));
      }
      case 'softplus':
        return sigmoid(u);
    }
  }

  return { unitOutput, softmax, throughActivation };
}

/** The largest of `units` numbers from `start` on. */
export function largestOf(u: ArrayLike<number>, start: number, units: number): number {
  let largest = -Infinity;
  for (let k = start; k < start + units; k++) {
    const value = at(u, k);
    largest = largest < value ? value : largest;
  }
  return largest;
}
