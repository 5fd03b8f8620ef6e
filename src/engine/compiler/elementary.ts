import { constants, halves } from '../elementary.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Real, Vector } from './vectors.ts';

/** The same steps as `engine/elementary.ts`, in the same order, so that results are equal bit for bit. */
export interface EmittedElementary {
  exp(x: Vector): Vector;
  log(x: Vector): Vector;
  log1p(x: Vector): Vector;
  tanh(x: Vector): Vector;
  sigmoid(x: Vector): Vector;
  expm1(x: Vector): Vector;
  erf(x: Vector): Vector;
}

/** Written out at each use: a call would spill all vector registers. */
export function emitElementary(f: FunctionBuilder, real: Real): EmittedElementary {
  const { add, sub, mul, div, constant } = real;
  const c = constants[real.precision];
  const keep = (value: Vector): Vector => f.keep(value);

  const horner = (x: Vector, [first = 0, ...rest]: readonly number[]): Vector =>
    rest.reduce((sum, coefficient) => add(mul(sum, x), constant(coefficient)), constant(first));

  function polynomial(x: Vector, coefficients: readonly number[]): Vector {
    const square = keep(mul(x, x));
    const { even, odd } = halves(coefficients);
    return add(mul(horner(square, odd), x), horner(square, even));
  }

  function reduce(x: Vector): { power: Vector; m: Vector } {
    const { k, power } = real.nearest(keep, mul(x, constant(c.log2e)));
    const high = keep(sub(x, mul(k, constant(c.ln2High))));
    const low = keep(mul(k, constant(c.ln2Low)));
    const t = keep(sub(high, low));
    return { power, m: keep(add(high, sub(mul(mul(t, t), polynomial(t, c.exponential)), low))) };
  }

  function logSeries(x: Vector, terms: readonly number[], low: Vector): Vector {
    const s = keep(div(x, add(constant(2), x)));
    const z = keep(mul(s, s));
    return sub(x, sub(mul(s, sub(x, mul(z, polynomial(z, terms)))), low));
  }

  function exp(argument: Vector): Vector {
    const x = keep(argument);
    const { power, m } = reduce(x);
    return real.andNot(mul(power, add(constant(1), m)), real.less(x, constant(c.expMinimum)));
  }

  return {
    exp,
    log(argument) {
      const x = keep(argument);
      const k = keep(real.exponent(x));
      const m = keep(sub(mul(x, real.powerOfTwo(real.negate(k))), constant(1)));
      return add(mul(k, constant(c.ln2High)), logSeries(m, c.logarithm, mul(k, constant(c.ln2Low))));
    },
    log1p: (x) => logSeries(keep(x), c.logarithm1p, constant(0)),
    tanh(argument) {
      const x = keep(argument);
      const { power: twoToK, m } = reduce(keep(real.min(mul(constant(2), real.abs(x)), constant(c.tanhMaximum))));
      const power = keep(twoToK);
      const expm1 = keep(add(mul(power, m), sub(power, constant(1))));
      return real.or(div(expm1, add(expm1, constant(2))), real.and(x, constant(-0)));
    },
    sigmoid(argument) {
      const x = keep(argument);
      const e = keep(exp(real.negate(real.abs(x))));
      return div(real.select(real.greaterOrEqual(x, constant(0)), constant(1), e), add(constant(1), e));
    },
    expm1(x) {
      const { power: twoToK, m } = reduce(keep(real.max(x, constant(c.expMinimum))));
      const power = keep(twoToK);
      return add(mul(power, m), sub(power, constant(1)));
    },
    erf(argument) {
      const { near, far, shift, maximum } = c.erf;
      const x = keep(argument);
      const a = keep(real.min(real.abs(x), constant(maximum)));
      const square = keep(mul(a, a));
      const t = keep(div(sub(a, constant(shift)), add(a, constant(shift))));
      const tail = mul(exp(real.negate(square)), horner(t, far));
      const y = real.select(real.less(a, constant(1)), mul(a, horner(square, near)), sub(constant(1), tail));
      return real.or(y, real.and(x, constant(-0)));
    },
  };
}
