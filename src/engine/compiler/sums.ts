import type { Stretch } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Expr } from './encoding.ts';
import type { ConstantPool } from './pool.ts';
import { f64, i32 } from './scalars.ts';
import { realOf, v128, type Real, type Vector } from './vectors.ts';

/** Numbers summed at a time. */
const step = 4;

/**
 * Σ term(value) over stretches of the parameters, in float64 and in four parts, as `sumOver` of the
 * reference.
 * @param value of a vector of parameters, the first of which lies `base` + `offset` bytes behind
 * the first of all.
 */
export function emitSum(
  f: FunctionBuilder,
  real: Real,
  pool: ConstantPool,
  stretches: readonly Stretch[],
  value: (base: Expr<'i32'>, offset: number, stretch: Stretch) => Vector,
  term: (value: Vector) => Vector,
): Expr<'f64'> {
  const double = realOf('float64', pool);
  const [low, high] = [f.keep(double.constant(0)), f.keep(double.constant(0))];
  for (const stretch of stretches) {
    const addFour = (base: Expr<'i32'>, offset: number, valid: number): void => {
      const first = f.keep(value(base, offset, stretch));
      const pair =
        real.lanes === step
          ? [v128.promoteLow(first), v128.promoteLow(v128.upper(first))]
          : [first, value(base, offset + 2 * real.bytes, stretch)];
      for (const [index, sum] of [low, high].entries()) {
        const count = Math.min(valid - 2 * index, 2);
        const values = pair[index];
        if (count <= 0 || !values) continue;
        // What lies beyond the stretch counts as 0.
        const only = count === 2 ? values : v128.and(values, v128.load(pool.words([-1, -1, 0, 0])));
        f.set(sum, double.add(sum, term(f.keep(only))));
      }
    };
    const start = stretch.from * real.bytes;
    const whole = Math.floor((stretch.to - stretch.from) / step);
    if (whole > 0)
      f.repeat(i32.constant(whole * step * real.bytes), step * real.bytes, (base) => addFour(base, start, step));
    const rest = stretch.to - stretch.from - whole * step;
    if (rest > 0) addFour(i32.constant(0), start + whole * step * real.bytes, rest);
  }
  const halves = [low, high].map((sum) => f64.add(v128.lane(sum, 0), v128.lane(sum, 1)));
  const [left, right] = halves;
  return left && right ? f64.add(left, right) : f64.constant(0);
}
