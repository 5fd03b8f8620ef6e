import { describe, expect, it } from 'vitest';
import { compare, type Comparison } from '../../../src/engine/check/compare.ts';

const h = 2 ** -17;

/** What is said of a derivative `a` at w = 0, where L(t) − L(0) is `change(t)`. */
function judge(a: number, change: (t: number) => number, { loss = 0, crossed = false } = {}): Comparison {
  return compare(a, 0, h, loss, (up, down) => ({ right: change(up), left: change(down), crossed }));
}

describe('a derivative', () => {
  it('passes within a millionth of the numerical one, and no further', () => {
    expect(judge(1 + 0.9e-6, (t) => t).status).toBe('passed');
    expect(judge(1 + 1.1e-6 + (10 * Number.EPSILON) / h, (t) => t).status).toBe('failed');
  });

  it('passes by the noise floor within what rounding two losses can do', () => {
    const noise = (10 * Number.EPSILON) / h;
    expect(judge(0.9 * noise, () => 0)).toMatchObject({ status: 'noise', numerical: 0, relativeError: 1 });
    expect(judge(2.1 * noise, () => 0).status).toBe('failed');
    expect(judge(90 * noise, () => 0, { loss: 100 }).status).toBe('noise');
  });

  it('passes where the miss is the step’s, which extrapolation takes out', () => {
    // n(h) = 1 + 1e-5.
    const bent = (t: number): number => t + 1e-5 * (t / h) ** 2 * t;
    const { status, numerical } = judge(1, bent);
    expect(status).toBe('passed');
    expect(Math.abs(numerical - 1)).toBeLessThan(1e-9);
    expect(judge(1 + 3e-5, bent).status).toBe('failed');
  });

  it('is inactive only if both are exactly 0', () => {
    expect(judge(0, () => 0)).toEqual({ status: 'inactive', numerical: 0, relativeError: 0 });
    expect(judge(1e-300, () => 0).status).toBe('noise');
  });

  it('is a kink, whatever it is, where a corner stays between the ends, with a slope to either side', () => {
    const kink = judge(7, (t) => Math.max(3 * t, -2 * t), { crossed: true });
    expect(kink).toMatchObject({ status: 'kink', numerical: 0.5, slopes: { left: -2, right: 3 } });
  });

  it.each([
    ['it', NaN, (t: number) => t, 0],
    ['a loss nearby', 1, () => Infinity, 0],
    ['the loss', 1, (t: number) => t, Infinity],
  ])('is not finite if %s is not', (_, a, change, loss) => {
    expect(judge(a, change, { loss }).status).toBe('not-finite');
  });
});
