import { describe, expect, it } from 'vitest';
import { classReports } from '../../../src/engine/classes.ts';
import * as is from '../../../src/protocol/guards.ts';
import { networkOf } from '../../../src/engine/network.ts';
import { fixture, tableOf } from '../../conformance/fixtures.ts';
import { prepare, run } from '../../conformance/prepare.ts';

const numbers = is.listOf(is.number);
const entry = is.object({
  count: is.count,
  classes: numbers,
  taken: numbers,
  confusion: is.listOf(numbers),
  precision: numbers,
  recall: numbers,
  f1: numbers,
  support: numbers,
});
const table = Object.entries(fixture('classes.json', tableOf(entry)));

/** A network that passes its inputs on to a softmax, and rows that it takes for the given classes. */
async function passing(count: number, classes: readonly number[], taken: readonly number[]) {
  const oneHot = (k: number) => Array.from({ length: count }, (_, index) => (index === k ? 1 : 0));
  const identity = Array.from({ length: count }, (_, k) => oneHot(k));
  const prepared = await prepare({
    data: { samples: classes.map((k, row) => ({ input: oneHot(taken[row] ?? NaN), target: oneHot(k) })) },
    layers: [{ units: count, activation: 'softmax', weights: identity }],
    training: { epochs: 0 },
  });
  const network = networkOf(prepared.spec, count);
  return classReports(prepared.spec, network, prepared.dataset, run(prepared).training.parameters());
}

describe('confusion matrix, precision, recall and F1', () => {
  it.each(table)('%s, against scikit-learn', async (_, { count, classes, taken, ...expected }) => {
    const reports = await passing(count, classes, taken);
    expect(reports?.validation).toBeNull();
    expect(reports?.training.confusion).toEqual(expected.confusion);
    for (const name of ['precision', 'recall', 'f1', 'support'] as const) {
      const ours = reports?.training.perClass.map((scores) => scores[name]) ?? [];
      ours.forEach((value, k) => expect(value, `${name} of ${k}`).toBeCloseTo(expected[name][k] ?? NaN, 14));
      expect(ours).toHaveLength(count);
    }
  });

  it('come of one sigmoid unit too, by a half, and of the validation rows', async () => {
    const prepared = await prepare({
      data: { generator: 'moons', samples: 100, validation: 0.2 },
      layers: [
        { units: 6, activation: 'tanh' },
        { units: 1, activation: 'sigmoid' },
      ],
      training: { epochs: 20, learningRate: 0.5 },
    });
    const { training, outcome } = run(prepared);
    const reports = classReports(prepared.spec, training.network, prepared.dataset, training.parameters());
    for (const [report, score] of [
      [reports?.training, outcome.training],
      [reports?.validation, outcome.validation],
    ] as const) {
      const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = report?.confusion ?? [];
      expect(score?.metrics).toMatchObject({ accuracy: (a + d) / (a + b + c + d) });
    }
    expect(reports?.validation?.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  it.each([
    ['a regression', [{ units: 1 }], [0.5]],
    ['outputs that are independent', [{ units: 2, activation: 'sigmoid' }], [1, 1]],
  ])('are not made of %s', async (_, layers, target) => {
    const prepared = await prepare({ data: { samples: [{ input: [1], target }] }, layers, training: { epochs: 0 } });
    const { training } = run(prepared);
    expect(classReports(prepared.spec, training.network, prepared.dataset, training.parameters())).toBeNull();
  });
});
