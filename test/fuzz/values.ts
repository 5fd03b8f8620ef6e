import type { RandomStream } from '../../src/engine/random.ts';
import { pick, times } from './target.ts';

/** What stands where something else is expected; made anew each time, as a mutation may go on within it. */
const oddities: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => 0,
  () => -0,
  () => -1,
  () => 0.5,
  () => NaN,
  () => Infinity,
  () => -Infinity,
  () => 1e308,
  () => 2 ** 31,
  () => 2 ** 53,
  () => '',
  () => 'x'.repeat(1000),
  () => '__proto__',
  () => [],
  () => [[]],
  () => ({}),
  () => ({ length: 3 }),
  () => new Float64Array(),
  () => Float64Array.of(NaN, Infinity, -0),
  () => new Float32Array(3),
  () => new Uint8Array(8),
  () => new ArrayBuffer(8),
  () => new Map([['type', 'frame']]),
  () => new Date(0),
  () => 10n,
  () => Object.create(null),
  () => Array.from({ length: 3 }),
  () => deep(100),
];

function deep(levels: number): unknown {
  return levels === 0 ? [] : [deep(levels - 1)];
}

/** A message, or any other value, some of whose parts are others, missing, or there twice. */
export function mutatedValue(value: unknown, random: RandomStream): unknown {
  let result = structuredClone(value);
  for (let left = times(random); left > 0; left--) result = mutateOne(result, random);
  return result;
}

/** Goes down a random way, and changes what is there. */
function mutateOne(value: unknown, random: RandomStream): unknown {
  const keys = isContainer(value) ? Object.keys(value) : [];
  if (keys.length === 0 || random.below(5) === 0) return mutateLeaf(value, random);
  const container = value as Record<string, unknown>;
  const key = pick(random, keys);
  if (ArrayBuffer.isView(value)) {
    container[key] = pick(random, [NaN, Infinity, -0, 1e308, 0]);
    return value;
  }
  switch (random.below(6)) {
    case 0:
      return without(value, key);
    case 1: {
      const other = pick(random, keys);
      [container[key], container[other]] = [container[other], container[key]];
      return value;
    }
    default:
      container[key] = mutateOne(container[key], random);
      return value;
  }
}

function mutateLeaf(value: unknown, random: RandomStream): unknown {
  if (value instanceof Float64Array && random.below(2) === 0) {
    return pick(random, [value.slice(1), Float64Array.of(...value, NaN), new Float64Array(), value.map(() => NaN)]);
  }
  if (Array.isArray(value) && random.below(2) === 0) {
    return pick(random, [
      value.slice(1),
      [...value, ...structuredClone(value)],
      [...value, undefined],
      value.toReversed(),
    ]);
  }
  if (typeof value === 'number' && random.below(2) === 0) {
    return pick(random, [value + 1, value - 1, -value, value * 1e6, value / 2, String(value)]);
  }
  return pick(random, oddities)();
}

function without(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => String(index) !== key);
  return Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== key));
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
