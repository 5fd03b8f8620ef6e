import { expect, test } from 'vitest';
import { History } from '../../../src/runs/history.ts';
import { epochsOf } from './fakeWorker.ts';

test('keeps a hundred thousand epochs, whatever the sizes they come in', () => {
  const history = new History();
  let next = 0;
  for (let size = 0; next < 100_000; size = (size + 7) % 500) {
    const losses = Array.from({ length: Math.min(size, 100_000 - next) }, (_, index) => 1 / (1 + next + index));
    history.append(epochsOf(next, ...losses));
    next += losses.length;
    expect(history.done).toBe(Math.max(next - 1, 0));
  }
  const { from, loss, metrics, learningRate } = history.epochs();
  expect(from).toBe(0);
  expect([loss.training.length, loss.validation.length, metrics[0]?.training.length, learningRate.length]).toEqual([
    100_000, 100_000, 100_000, 100_000,
  ]);
  expect(loss.training.every((value, epoch) => value === 1 / (1 + epoch))).toBe(true);
  expect(history.lastLoss).toEqual({ training: 1e-5, validation: NaN });
});

test('hands out what came since an epoch', () => {
  const history = new History();
  history.append(epochsOf(0, 3, 2, 1));
  const { from, loss, metrics, learningRate } = history.epochs(2);
  expect([from, [...loss.training], metrics[0]?.training.length, learningRate.length]).toEqual([2, [1], 1, 1]);
  expect(history.epochs(3).loss.training).toHaveLength(0);
});

test('hands out copies', () => {
  const history = new History();
  history.append(epochsOf(0, 0.5));
  history.epochs().loss.training[0] = 9;
  expect(history.lastLoss.training).toBe(0.5);
});

test('has no loss before the first epoch', () => {
  expect(new History().lastLoss.training).toBeNaN();
});
