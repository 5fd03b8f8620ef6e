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

  function halve(a: Vector): { power: Vector; h: Vector; d: Vector } {
    const { k, power } = real.nearest(keep, mul(a, constant(2 * c.log2e)));
    const high = sub(a, mul(k, constant(c.ln2High / 2)));
    const h = keep(sub(high, mul(k, constant(c.ln2Low / 2))));
    const square = keep(mul(h, h));
    return { power, h, d: keep(mul(square, horner(square, c.cotangent))) };
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
      const { power: twoToK, h, d } = halve(keep(real.min(real.abs(x), constant(c.tanhMaximum))));
      const power = keep(twoToK);
      const less = keep(sub(power, constant(1)));
      const more = keep(add(power, constant(1)));
      const y = div(add(less, add(mul(less, d), mul(more, h))), add(more, add(mul(more, d), mul(less, h))));
      return real.or(y, real.and(x, constant(-0)));
    },
    sigmoid(argument) {
      const x = keep(argument);
      const size = keep(real.abs(x));
      const largest = constant(-c.expMinimum);
      const { power, h, d } = halve(keep(mul(constant(0.5), real.min(size, largest))));
      const grown = keep(mul(power, add(constant(1), add(d, h))));
      const shrunk = keep(real.andNot(add(constant(1), sub(d, h)), real.less(largest, size)));
      return div(real.select(real.greaterOrEqual(x, constant(0)), grown, shrunk), add(grown, shrunk));
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
