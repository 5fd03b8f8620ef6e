import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/engine/check.ts';
import { prepare, run } from './prepare.ts';

/** A network whose output layer's pre-activations are its inputs. */
function logits(u: readonly number[], target: readonly number[], precision: string): object {
  const units = u.length;
  return {
    data: { samples: [{ input: u, target }] },
    layers: [
      {
        units,
        activation: units === 1 ? 'sigmoid' : 'softmax',
        weights: u.map((_, unit) => u.map((_value, input) => (input === unit ? 1 : 0))),
      },
    ],
    training: { method: 'batch', epochs: 0, precision },
  };
}

/** Where the textbook's formula gives 0 · ∞ or log 0, the loss is the logit itself. */
const cases: readonly { u: number[]; target: number[]; loss: number; gradient: number[] }[] = [
  { u: [40], target: [0], loss: 40, gradient: [1] },
  { u: [-40], target: [1], loss: 40, gradient: [-1] },
  { u: [1000], target: [0], loss: 1000, gradient: [1] },
  { u: [-1000], target: [1], loss: 1000, gradient: [-1] },
  { u: [1000], target: [1], loss: 0, gradient: [0] },
  { u: [-1000], target: [0], loss: 0, gradient: [0] },
  { u: [1000, 0], target: [0, 1], loss: 1000, gradient: [1, -1] },
  { u: [-1000, 0], target: [0, 1], loss: 0, gradient: [0, 0] },
  { u: [0, -1000, -1000], target: [0, 0.5, 0.5], loss: 1000, gradient: [1, -0.5, -0.5] },
];

describe.each(['float32', 'float64'])('%s', (precision) => {
  it.each(cases)('stays exact at logits $u with target $target', async ({ u, target, loss, gradient }) => {
    const prepared = await prepare(logits(u, target, precision));
    expect(run(prepared).outcome.training.loss).toBe(loss);
    const biases = gradients(prepared.spec, prepared.dataset).slice(-u.length);
    expect(Array.from(biases, (value) => Math.round(value * 1e15) / 1e15 + 0)).toEqual(gradient);
  });
});
