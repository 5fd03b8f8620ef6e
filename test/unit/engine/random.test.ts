import { describe, expect, it } from 'vitest';
import { stream, Xoshiro128 } from '../../../src/engine/random.ts';

describe('xoshiro128**', () => {
  it('gives the numbers of the published implementation', () => {
    const random = new Xoshiro128(1, 2, 3, 4);
    const drawn = Array.from({ length: 10 }, () => random.next32());
    expect(drawn).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe('a stream', () => {
  const first = (seed: number, name: string) => {
    const random = stream(seed, name);
    return Array.from({ length: 4 }, () => random.next32());
  };

  it('repeats itself, and differs by seed and by name', () => {
    expect(first(1, 'weights')).toEqual(first(1, 'weights'));
    expect(first(1, 'weights')).not.toEqual(first(2, 'weights'));
    expect(first(1, 'weights')).not.toEqual(first(1, 'shuffle'));
    expect(first(0, 'weights')).not.toEqual(first(2 ** 32, 'weights'));
  });

  it('never changes: results of earlier versions stay reproducible', () => {
    expect(first(0, 'weights')).toMatchInlineSnapshot(`
      [
        2903723882,
        1482734584,
        1171347606,
        1337873149,
      ]
    `);
  });

  it('draws uniformly from [0, 1)', () => {
    const random = stream(3, 'uniform');
    const counts = new Float64Array(16);
    for (let i = 0; i < 16_000; i++) {
      const draw = random.uniform();
      expect(draw >= 0 && draw < 1).toBe(true);
      const bin = Math.floor(draw * 16);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    // χ² with 15 degrees of freedom exceeds 37.7 once in a thousand seeds.
    expect(counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(37.7);
  });

  it('draws whole numbers below a bound without bias', () => {
    const random = stream(4, 'below');
    const counts = new Map<number, number>();
    for (let i = 0; i < 30_000; i++) {
      const drawn = random.below(3);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2]);
    for (const n of counts.values()) expect(Math.abs(n - 10_000)).toBeLessThan(300);
    expect(random.below(1)).toBe(0);
    // With a bound of 3·2^30 the plain remainder would fall below 2^30 half of the time, not a third.
    let low = 0;
    for (let i = 0; i < 3000; i++) if (random.below(3 * 2 ** 30) < 2 ** 30) low++;
    expect(Math.abs(low - 1000)).toBeLessThan(130);
  });

  it('shuffles into every order equally often', () => {
    const random = stream(5, 'shuffle');
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const items = Int32Array.of(0, 1, 2);
      random.shuffle(items);
      seen.set(items.join(), (seen.get(items.join()) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const n of seen.values()) expect(Math.abs(n - 1000)).toBeLessThan(150);
  });

  it('draws normally: mean 0, deviation 1, and the share within one and two deviations', () => {
    const random = stream(6, 'normal');
    const draws = Float64Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    const within = (bound: number) => draws.filter((x) => Math.abs(x) < bound).length / draws.length;
    // Four standard errors each.
    expect(Math.abs(mean)).toBeLessThan(0.0283);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    expect(Math.abs(within(1) - 0.6827)).toBeLessThan(0.0132);
    expect(Math.abs(within(2) - 0.9545)).toBeLessThan(0.0059);
  });
});
