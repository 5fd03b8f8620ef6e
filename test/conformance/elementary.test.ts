import { describe, expect, it } from 'vitest';
import { cos, sin } from '../../src/engine/elementary-trig.ts';
import { elementaryFunctions, type Elementary } from '../../src/engine/elementary.ts';
import type { Precision } from '../../src/spec/spec.ts';
import { elementaryTable, fixture, tableOf } from './fixtures.ts';

const tables = fixture('elementary.json', tableOf(elementaryTable));

/**
 * Distance to the exact value after rounding, in units of its last place. It is a whole number, up
 * to half a unit larger than the error that `Elementary` states: below 1 there means 0 or 1 here.
 */
const allowed: Readonly<Record<keyof Elementary, number>> = {
  exp: 1,
  log: 1,
  log1p: 1,
  tanh: 3,
  sigmoid: 3,
  expm1: 2,
  erf: 2,
};

const significantBits = { float64: 53, float32: 24 } as const;
const smallestNormal = { float64: 2 ** -1022, float32: 2 ** -126 } as const;

function lastPlace(y: number, precision: Precision): number {
  const magnitude = Math.max(Math.abs(y), smallestNormal[precision]);
  let power = 2 ** Math.floor(Math.log2(magnitude));
  // log2 rounds: just below a power of two it may give that power.
  if (power > magnitude) power /= 2;
  return power * 2 ** (1 - significantBits[precision]);
}

function values(name: string, precision: Precision, compute: (x: number) => number): Value[] {
  const table = tables[name]?.[precision] ?? [];
  expect(table.length).toBeGreaterThan(350);
  return table.map(([x, exact]) => ({ x, exact, found: compute(x) }));
}

interface Value {
  readonly x: number;
  readonly exact: number;
  readonly found: number;
}

describe.each(['float64', 'float32'] as const)('%s, against 50 digits', (precision) => {
  const functions = elementaryFunctions(precision);

  it.each(['exp', 'log', 'log1p', 'tanh', 'sigmoid', 'expm1', 'erf'] as const)('%s', (name) => {
    const misses = values(name, precision, functions[name].bind(functions)).filter(
      ({ exact, found }) => !(Math.abs(found - exact) <= allowed[name] * lastPlace(exact, precision)),
    );
    expect(misses).toEqual([]);
  });

  it('keeps the sign of zero in tanh', () => {
    expect(functions.tanh(-0)).toBe(-0);
    expect(functions.tanh(0)).toBe(0);
  });

  it('reaches its limits in tanh and sigmoid, and keeps what is not a number', () => {
    for (const x of [800, Infinity]) {
      expect([functions.tanh(x), functions.tanh(-x)]).toEqual([1, -1]);
      expect([functions.sigmoid(x), functions.sigmoid(-x)]).toEqual([1, 0]);
    }
    expect([functions.tanh(NaN), functions.sigmoid(NaN)]).toEqual([NaN, NaN]);
  });

  it('does not go beyond its limits in tanh and sigmoid on the way there', () => {
    for (let x = 0; x < 40; x += 1 / 1024) {
      expect(functions.tanh(x)).toBeLessThanOrEqual(1);
      expect(functions.sigmoid(x)).toBeLessThanOrEqual(1);
    }
  });
});

describe.each([
  ['sin', sin],
  ['cos', cos],
])('%s, against 50 digits', (name, compute) => {
  it('is off by a unit in the last place at most, and near a zero by 1e-16', () => {
    const misses = values(name, 'float64', compute).filter(
      ({ exact, found }) => !(Math.abs(found - exact) <= Math.max(lastPlace(exact, 'float64'), 1e-16)),
    );
    expect(misses).toEqual([]);
  });
});
