import { elementaryFunctions, INVERSE_ROOT_OF_TAU } from '../elementary.ts';
import type { LayerShape } from '../network.ts';
import { expm1 as expm1Small, log1p as log1pSmall, small, tanhSmall } from './small.ts';

/**
 * Activations as numerical differentiation needs them. They share no code with the backward pass
 * that is to be judged.
 */

const { erf, exp, expm1, log1p, sigmoid, tanh } = elementaryFunctions('float64');

/** What says how a layer's units answer. */
export type Curve = Pick<LayerShape, 'activation' | 'alpha'>;

/** z = f(u) of one unit. Softmax, which is no function of one unit, is dealt with where its loss is. */
export function unitOutput({ activation, alpha }: Curve, u: number): number {
  switch (activation) {
    case 'identity':
    case 'softmax':
      return u;
    case 'step':
      return u < 0 ? 0 : u >= 0 ? 1 : NaN;
    case 'sigmoid':
      return sigmoid(u);
    case 'tanh':
      return tanh(u);
    case 'relu':
      return Math.max(u, 0);
    case 'leaky-relu':
      return u < 0 ? alpha * u : u;
    case 'elu':
      return u > 0 ? u : alpha * expm1(u);
    case 'gelu':
      return u * normalShare(u);
    case 'silu':
      return u * sigmoid(u);
    case 'softplus':
      return Math.max(u, 0) + log1p(exp(-Math.abs(u)));
  }
}

/** Φ(u): the share of the normal distribution below u. */
const normalShare = (u: number): number => (1 + erf(u * Math.SQRT1_2)) / 2;

/**
 * f(u + t) − f(u), where z = f(u). Of small t by the addition theorems of tanh and exp, which
 * lose no digits to a difference and take a tenth of the time of two values of f. It runs a hundred
 * million times in a check, so it is kept as short as the host inlines; the other activations are below.
 */
export function outputChange(curve: Curve, u: number, z: number, t: number): number {
  switch (curve.activation) {
    case 'relu':
      return Math.max(u + t, 0) - z;
    case 'identity':
      return t;
    case 'tanh': {
      if (!(Math.abs(t) <= small)) break;
      const tau = tanhSmall(t);
      return (tau * (1 - z * z)) / (1 + z * tau);
    }
    case 'sigmoid':
      if (!(Math.abs(t) <= small)) break;
      return shareChange(z, expm1Small(t));
    case 'leaky-relu':
    case 'elu':
      return bentChange(curve, u, z, t);
    case 'gelu':
    case 'silu':
    case 'softplus':
      return smoothChange(curve, u, z, t);
  }
  return unitOutput(curve, u + t) - z;
}

function bentChange(curve: Curve, u: number, z: number, t: number): number {
  const { activation, alpha } = curve;
  if (Math.sign(u) !== Math.sign(u + t) || !(Math.abs(t) <= small)) return unitOutput(curve, u + t) - z;
  if (u > 0) return t;
  return activation === 'elu' ? (z + alpha) * expm1Small(t) : alpha * t;
}

function smoothChange(curve: Curve, u: number, z: number, t: number): number {
  if (!(Math.abs(t) <= small)) return unitOutput(curve, u + t) - z;
  if (curve.activation === 'softplus') return log1pSmall(sigmoid(u) * expm1Small(t));
  // Both are u times a share that grows from 0 to 1.
  const before = curve.activation === 'gelu' ? normalShare(u) : sigmoid(u);
  const growth = curve.activation === 'gelu' ? normalShareChange(u, t) : shareChange(before, expm1Small(t));
  return t * (before + growth) + u * growth;
}

/** By Taylor's series of Φ, whose derivatives are φ times Hermite's polynomials. */
function normalShareChange(u: number, t: number): number {
  const density = INVERSE_ROOT_OF_TAU * exp(-(u * u) / 2);
  return density * t * (1 - t * (u / 2 - t * ((u * u - 1) / 6 - t * ((u * u * u - 3 * u) / 24))));
}

/** Of σ(u) = s when e^u grows by the factor 1 + m. */
function shareChange(s: number, m: number): number {
  const grown = s * m;
  return (grown * (1 - s)) / (1 + grown);
}

/**
 * Whether f is made of pieces, which then meet at u = 0. ELU's meet smoothly for α = 1, but its
 * curvature jumps there, which puts a central difference across it off by h: failures on 1 of 4,000 networks.
 */
export function hasCorner({ activation }: Curve): boolean {
  return activation === 'relu' || activation === 'leaky-relu' || activation === 'elu' || activation === 'step';
}
