import { expect, it } from 'vitest';
import { worthSkipping } from '../../../src/engine/density.ts';
import { networkOf, type Network } from '../../../src/engine/network.ts';
import { parseSpec } from '../../../src/spec/parse.ts';

function network(inputs: number, units: number): Network {
  const { spec } = parseSpec(
    JSON.stringify({ data: { samples: [{ input: [1], target: 1 }] }, layers: [{ units }, { units: 1 }] }),
  );
  if (!spec) throw new Error('not a network');
  return networkOf(spec, inputs);
}

const rows = (zeros: number) => ({
  count: 10,
  inputs: Float64Array.from({ length: 1000 }, (_, index) => (index < zeros ? 0 : 1)),
  targets: new Float64Array(),
});
const data = (zeros: number) => ({ training: rows(zeros), validation: rows(1000 - zeros) });

it('zeros are skipped where they are many and the first layer is large', () => {
  expect(worthSkipping(network(100, 16), data(310))).toBe(690 + 310);
  expect(worthSkipping(network(100, 16), data(290))).toBeUndefined();
  expect(worthSkipping(network(10, 16), data(900))).toBeUndefined();
  expect(worthSkipping(network(100, 4), data(900))).toBeUndefined();
});
