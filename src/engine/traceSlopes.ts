import type { Loss } from '../spec/spec.ts';
import { elementaryFunctions, INVERSE_ROOT_OF_TAU } from './elementary.ts';
import type { LayerShape } from './network.ts';

/** The factors of ∂E/∂u of one row, in float64, for the eye: the engine multiplies them on its way. */

const { erf, exp, sigmoid } = elementaryFunctions('float64');

/** f′(u), from u and z = f(u); NaN for softmax, whose units hang together. */
export function derivativeAt(
  { activation, alpha }: Pick<LayerShape, 'activation' | 'alpha'>,
  u: number,
  z: number,
): number {
  switch (activation) {
    case 'identity':
      return 1;
    case 'softmax':
      return NaN;
    case 'step':
      return 0;
    case 'sigmoid':
      return z * (1 - z);
    case 'tanh':
      return 1 - z * z;
    case 'relu':
      return u > 0 ? 1 : 0;
    case 'leaky-relu':
      return u > 0 ? 1 : alpha;
    case 'elu':
      return u > 0 ? 1 : z + alpha;
    case 'gelu':
      return (1 + erf(u * Math.SQRT1_2)) / 2 + u * INVERSE_ROOT_OF_TAU * exp((u * u) / -2);
    case 'silu': {
      const s = sigmoid(u);
      return s + z * (1 - s);
    }
    case 'softplus':
      return sigmoid(u);
  }
}

/** ∂E/∂z of one of `units` outputs, of target d. */
export function lossSlope(loss: Loss, z: number, d: number, units: number): number {
  const error = z - d;
  switch (loss) {
    case 'half-squared-error':
      return error;
    case 'mean-squared-error':
      return (2 * error) / units;
    case 'mean-absolute-error':
      return Math.sign(error) / units;
    case 'huber':
      return Math.max(-1, Math.min(1, error)) / units;
    case 'binary-cross-entropy':
      return error / (z * (1 - z)) / units;
    case 'cross-entropy':
      // −d/z, of which nothing is left where the class is another.
      return d === 0 ? 0 : -d / z;
  }
}
