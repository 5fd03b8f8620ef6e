import { expect, it } from 'vitest';
import { paysToSkipZeros } from '../../../src/engine/density.ts';
import { networkOf, type Network } from '../../../src/engine/network.ts';
import { parseSpec } from '../../../src/spec/parse.ts';

function network(inputs: number, units: number): Network {
  const { spec } = parseSpec(
    JSON.stringify({ data: { samples: [{ input: [1], target: 1 }] }, layers: [{ units }, { units: 1 }] }),
  );
  if (!spec) throw new Error('not a network');
  return networkOf(spec, inputs);
}

const inputs = (zeros: number): number[] => Array.from({ length: 1000 }, (_, index) => (index < zeros ? 0 : 1));

it('zeros are skipped where they are many and the first layer is large', () => {
  expect(paysToSkipZeros(network(100, 16), inputs(310))).toBe(true);
  expect(paysToSkipZeros(network(100, 16), inputs(290))).toBe(false);
  expect(paysToSkipZeros(network(10, 16), inputs(900))).toBe(false);
  expect(paysToSkipZeros(network(100, 4), inputs(900))).toBe(false);
});
