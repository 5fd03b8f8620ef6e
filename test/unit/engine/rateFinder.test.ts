import { describe, expect, it } from 'vitest';
import { findLearningRate } from '../../../src/engine/rateFinder.ts';
import { finish, prepare, run } from '../../conformance/prepare.ts';

/** y = 2x by one weight: E = mean x² (w − 2)², whose steps grow from ε = 1 / mean x² on. */
const line = (x: number) =>
  prepare({
    data: { samples: [{ input: [x], target: 2 * x }] },
    layers: [{ units: 1, weights: [[0]], bias: false }],
    training: { method: 'batch', epochs: 3, precision: 'float64' },
  });

describe('the learning-rate finder', () => {
  it('tries 100 rates from 1e-8 to 1 where nothing blows up', async () => {
    const { spec, dataset } = await line(0.1);
    const steps: number[] = [];
    const { rates, losses, suggestion } = finish(findLearningRate(spec, dataset), ({ done }) => steps.push(done));
    expect(steps).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(rates[0]).toBe(1e-8);
    expect(rates.at(-1)).toBeCloseTo(1, 10);
    expect((rates[51] ?? NaN) / (rates[50] ?? NaN)).toBeCloseTo(10 ** (8 / 99), 10);
    expect(losses[0]).toBeCloseTo(0.04, 14);
    expect(suggestion).toBeCloseTo(0.1, 10);
  });

  it('ends at four times the best loss, and suggests a rate that trains', async () => {
    const { spec, dataset } = await line(100);
    const { rates, losses, suggestion } = finish(findLearningRate(spec, dataset));
    expect(rates.length).toBeLessThan(100);
    const best = Math.min(...losses);
    expect(losses.at(-1)).toBeGreaterThan(4 * best);
    expect(losses.slice(0, -1).every((loss) => loss <= 4 * best)).toBe(true);
    expect(suggestion).toBeLessThan(1e-4);
    const learningRate = { schedule: 'constant', initial: suggestion ?? NaN } as const;
    const { outcome } = run({ spec: { ...spec, training: { ...spec.training, learningRate } }, dataset });
    expect(outcome.training.loss).toBeLessThan(40_000);
  });

  it('smooths with β = 0.98, corrected for the start', async () => {
    const { spec, dataset } = await line(1);
    const { rates, losses } = finish(findLearningRate(spec, dataset));
    let [w, average] = [0, 0];
    const expected = Array.from(rates, (rate, index) => {
      const loss = (w - 2) * (w - 2);
      w -= rate * 2 * (w - 2);
      average = 0.98 * average + 0.02 * loss;
      return average / (1 - 0.98 ** (index + 1));
    });
    losses.forEach((loss, index) => expect(loss).toBeCloseTo(expected[index] ?? NaN, 10));
  });

  it('is not misled by a lucky first batch', async () => {
    const { spec, dataset } = await prepare({
      data: { generator: 'xor' },
      layers: [
        { units: 4, activation: 'tanh' },
        { units: 1, activation: 'sigmoid' },
      ],
    });
    const { losses, lowest, suggestion } = finish(findLearningRate(spec, dataset));
    expect(Math.min(...losses.slice(0, 25))).toBeLessThan(Math.min(...losses.slice(25)));
    expect(losses[lowest]).toBe(Math.min(...losses.slice(25)));
    expect(suggestion).toBeGreaterThan(0.001);
  });

  it('takes batches as the run would, over as many epochs as it needs', async () => {
    const { spec, dataset } = await prepare({
      data: { generator: 'moons', samples: 50 },
      layers: [
        { units: 4, activation: 'tanh' },
        { units: 1, activation: 'sigmoid' },
      ],
      training: { batchSize: 20 },
    });
    expect(finish(findLearningRate(spec, dataset)).rates).toHaveLength(100);
  });

  it('has nothing to suggest where no loss is finite', async () => {
    const { spec, dataset } = await line(1e200);
    expect(finish(findLearningRate(spec, dataset)).suggestion).toBeNull();
  });
});
