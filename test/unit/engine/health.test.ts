import { describe, expect, it } from 'vitest';
import { healthOf } from '../../../src/engine/health.ts';
import { initialParameters } from '../../../src/engine/initialize.ts';
import { networkOf } from '../../../src/engine/network.ts';
import { prepare } from '../../conformance/prepare.ts';

describe('the health of a run', () => {
  it('counts units that are 0 on every row, in ReLU layers only', async () => {
    const { spec, dataset } = await prepare({
      data: { samples: [1, 2, 3].map((x) => ({ input: [x], target: x })) },
      layers: [
        // 0 for x ≤ 2; always 0; always positive.
        { units: 3, activation: 'relu', weights: [[1], [-1], [1]], biases: [-2, 0, 0] },
        {
          units: 3,
          activation: 'relu',
          weights: [
            [1, 1, 1],
            [-1, -1, -1],
            [-2, -1, -1],
          ],
        },
        { units: 1 },
      ],
    });
    const network = networkOf(spec, 1);
    const parameters = initialParameters(spec, network);
    const step = { before: parameters, after: parameters, gradient: parameters };
    const { rows, layers } = healthOf(spec, network, dataset, step);
    expect(rows).toBe(3);
    expect(layers.map(({ deadUnits }) => deadUnits)).toEqual([1, 2, null]);
  });

  it('measures gradient and step of each layer’s weights, biases left out', async () => {
    const { spec, dataset } = await prepare({
      data: { samples: [{ input: [1, 1], target: 0 }] },
      layers: [{ units: 1 }, { units: 1 }],
    });
    const network = networkOf(spec, 2);
    const step = {
      before: Float64Array.of(3, 4, 9, 0, 9),
      after: Float64Array.of(3, 4.5, 8, 1, 8),
      gradient: Float64Array.of(6, 8, 100, 0.5, 100),
    };
    const { layers } = healthOf(spec, network, dataset, step);
    expect(layers[0]).toEqual({ deadUnits: null, gradientRms: expect.closeTo(Math.sqrt(50), 12), updateRatio: 0.1 });
    expect(layers[1]).toEqual({ deadUnits: null, gradientRms: 0.5, updateRatio: null });
  });
});
