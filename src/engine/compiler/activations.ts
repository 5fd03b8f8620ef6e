import type { Activation } from '../../spec/spec.ts';
import type { LayerRegions } from '../plan.ts';
import { INVERSE_ROOT_OF_TAU } from '../elementary.ts';
import type { LayerShape } from '../network.ts';
import { emitElementary, type EmittedElementary } from './elementary.ts';
import { elementwise } from './row.ts';
import type { Scope } from './scope.ts';
import type { Real, Vector } from './vectors.ts';

/** z = f(u) of all units but softmax's, each on its own. */
export function activate(
  scope: Scope,
  { shape, preActivations, outputs }: LayerRegions,
  activation: Exclude<Activation, 'softmax'>,
): void {
  elementwise(scope, shape.units, outputs, (load) =>
    unitOutput(scope, shape, activation, scope.f.keep(load(preActivations))),
  );
}

function unitOutput(
  { f, real }: Scope,
  { alpha }: LayerShape,
  activation: Exclude<Activation, 'softmax'>,
  u: Vector,
): Vector {
  const { constant } = real;
  const elementary = emitElementary(f, real);
  switch (activation) {
    case 'identity':
      return u;
    case 'step':
      return real.andNot(real.select(real.equal(u, u), constant(1), u), real.less(u, constant(0)));
    case 'sigmoid':
      return elementary.sigmoid(u);
    case 'tanh':
      return elementary.tanh(u);
    case 'relu':
      return real.max(u, constant(0));
    case 'leaky-relu':
      return real.select(real.less(u, constant(0)), real.mul(constant(alpha), u), u);
    case 'elu':
      return real.select(real.greater(u, constant(0)), u, real.mul(constant(alpha), elementary.expm1(u)));
    case 'gelu':
      return real.mul(u, normalShare(real, elementary, u));
    case 'silu':
      return real.mul(u, elementary.sigmoid(u));
    case 'softplus':
      return real.add(real.max(u, constant(0)), elementary.log1p(elementary.exp(real.negate(real.abs(u)))));
  }
}

/** Φ(u): the share of the normal distribution below u. */
function normalShare({ constant, add, mul }: Real, { erf }: EmittedElementary, u: Vector): Vector {
  return mul(constant(0.5), add(constant(1), erf(mul(u, constant(Math.SQRT1_2)))));
}

/** Whether f′ takes so long that it would spill the registers of a product. */
export function isCostly(activation: Activation): boolean {
  return activation === 'gelu' || activation === 'silu' || activation === 'softplus';
}

/**
 * ∂E/∂u from `slopes`, ∂E/∂z, and from u and z = f(u). Softmax comes with cross-entropy only, whose
 * delta needs no derivative.
 */
export function throughActivation(
  scope: Scope,
  shape: LayerShape,
  slopes: Vector,
  u: () => Vector,
  z: () => Vector,
): Vector {
  const { real } = scope;
  switch (shape.activation) {
    case 'identity':
    case 'softmax':
      return slopes;
    case 'relu':
      return real.and(slopes, real.greater(u(), real.constant(0)));
    default:
      return real.mul(slopes, derivative(scope, shape.activation, shape.alpha, u, z));
  }
}

function derivative(
  { f, real }: Scope,
  activation: Exclude<Activation, 'identity' | 'softmax' | 'relu'>,
  alpha: number,
  u: () => Vector,
  z: () => Vector,
): Vector {
  const { constant } = real;
  switch (activation) {
    case 'step':
      return constant(0);
    case 'sigmoid': {
      const y = f.keep(z());
      return real.mul(y, real.sub(constant(1), y));
    }
    case 'tanh': {
      const y = f.keep(z());
      return real.sub(constant(1), real.mul(y, y));
    }
    case 'leaky-relu':
      return real.select(real.greater(u(), constant(0)), constant(1), constant(alpha));
    case 'elu':
      return real.select(real.greater(u(), constant(0)), constant(1), real.add(z(), constant(alpha)));
    case 'gelu': {
      const elementary = emitElementary(f, real);
      const x = f.keep(u());
      const density = real.mul(constant(INVERSE_ROOT_OF_TAU), elementary.exp(real.mul(real.mul(x, x), constant(-0.5))));
      return real.add(normalShare(real, elementary, x), real.mul(x, density));
    }
    case 'silu': {
      const share = f.keep(emitElementary(f, real).sigmoid(u()));
      return real.add(share, real.mul(z(), real.sub(constant(1), share)));
    }
    case 'softplus':
      return emitElementary(f, real).sigmoid(u());
  }
}
