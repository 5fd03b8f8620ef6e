import { expect, test } from 'vitest';
import { Column, History, representative } from '../../webview/lab/history.ts';
import { epochsOf } from './samples.ts';

test('epochs that come in frames make the same columns as those that come at once', () => {
  const whole = new History();
  whole.append(epochsOf(0, 1000));
  const pieces = new History();
  for (let from = 0; from < 1000; from += 7) pieces.append(epochsOf(from, Math.min(7, 1000 - from)));
  expect(pieces.loss.training.view).toEqual(whole.loss.training.view);
  expect(pieces.loss.validation.view).toEqual(whole.loss.validation.view);
  expect(pieces.metrics.map(({ training }) => training.view)).toEqual(
    whole.metrics.map(({ training }) => training.view),
  );
  expect([pieces.length, pieces.done]).toEqual([1000, 999]);
});

test('epochs that are missing are gaps', () => {
  const column = new Column();
  column.write(0, Float64Array.of(1, 2));
  column.write(4, Float64Array.of(5));
  expect([...column.view]).toEqual([1, 2, NaN, NaN, 5]);
});

test('epochs that lie beyond all that is kept of a run are let pass', () => {
  const history = new History();
  history.append(epochsOf(0, 5));
  history.append(epochsOf(2 ** 27, 5));
  history.append({ ...epochsOf(0, 5), from: 2 ** 40, stride: 4 });
  expect([history.length, history.stride, history.done]).toEqual([5, 1, 4]);
});

test('without rows held out there is no validation', () => {
  const history = new History();
  history.append(epochsOf(0, 5, false));
  expect(history.hasValidation).toBe(false);
  history.append(epochsOf(5, 5, true));
  expect(history.hasValidation).toBe(true);
});

test('a long run is told by its first and last epoch and even steps between', () => {
  const shown = representative(100_001, 1, 21);
  expect(shown).toHaveLength(21);
  expect([shown[0], shown[1], shown.at(-1)]).toEqual([0, 5000, 100_000]);
  expect(representative(3, 1, 21)).toEqual([0, 1, 2]);
  expect(representative(3, 8, 21)).toEqual([0, 8, 16]);
});
