import { expect, test } from 'vitest';
import { epochAfter, epochs as isEpochs, type Epochs } from '../../../src/protocol/run.ts';
import { History } from '../../../src/runs/history.ts';
import { Frames, mostEpochs } from '../../../src/worker/frames.ts';
import { prepare } from '../../conformance/prepare.ts';
import { trainingOf } from '../../../src/engine/online.ts';
import type { EpochRecord } from '../../../src/engine/results.ts';
import { History as ShownHistory } from '../../../webview/lab/history.ts';

/** What a worker says of so many epochs; the loss of each is its number. */
async function said(last: number, everyEpoch: boolean): Promise<Epochs[]> {
  const { spec, dataset } = await prepare({
    data: { samples: [{ input: [1], target: 1 }] },
    layers: [{ units: 1, activation: 'identity' }],
  });
  const all: Epochs[] = [];
  const frames = new Frames(
    trainingOf(spec, dataset),
    (message) => {
      if (message.type === 'frame') all.push(message.epochs);
    },
    everyEpoch,
  );
  for (let epoch = 0; epoch <= last; epoch++) {
    const score: EpochRecord['training'] = { loss: epoch, metrics: { kind: 'regression', rmse: epoch, mae: 0, r2: 0 } };
    frames.add({ epoch, training: score, validation: null, learningRate: epoch });
    // Frames of different lengths, many of which hold nothing that is kept.
    if (epoch % 9973 < 5) frames.sendIfDue(1000 * epoch);
  }
  frames.sendIfDue(Infinity);
  return all;
}

const last = 5 * mostEpochs + 3;

test('of a long run the memory is bounded: one epoch in 2, 4, 8 … is kept, by the host and by the lab', async () => {
  const host = new History();
  const page = new ShownHistory();
  let next = 0;
  for (const epochs of await said(last, false)) {
    expect(isEpochs(epochs) && host.goesOnWith(epochs)).toBe(true);
    host.append(epochs);
    const news = host.epochs(next);
    page.append(news);
    next = epochAfter(news);
    expect(page.length).toBeLessThanOrEqual(mostEpochs);
  }
  const { from, stride, done, loss, metrics, learningRate } = host.epochs();
  expect({ from, stride, done }).toEqual({ from: 0, stride: 8, done: last });
  const kept = Float64Array.from({ length: Math.floor(last / 8) + 1 }, (_, index) => 8 * index);
  expect(loss.training).toEqual(kept);
  expect(metrics[0]?.training).toEqual(kept);
  expect(learningRate).toEqual(kept);
  expect({ stride: page.stride, done: page.done }).toEqual({ stride, done });
  expect(page.loss.training.view).toEqual(kept);
  expect(page.metrics[0]?.training.view).toEqual(kept);
  expect(page.learningRate.view).toEqual(kept);
});

test('every epoch of a run that is to tell of all', async () => {
  const host = new History();
  for (const epochs of await said(mostEpochs + 3, true)) host.append(epochs);
  expect(host.epochs()).toMatchObject({ from: 0, stride: 1, done: mostEpochs + 3 });
  expect(host.epochs().learningRate).toHaveLength(mostEpochs + 4);
});

test('what does not go on where the kept epochs end is refused', async () => {
  const host = new History();
  const all = await said(2 * mostEpochs, false);
  for (const epochs of all) host.append(epochs);
  const { stride } = host.epochs();
  const end = epochAfter(host.epochs());
  const one = { done: end, loss: { name: 'loss', training: Float64Array.of(1), validation: Float64Array.of(NaN) } };
  const next = { ...all.at(-1), ...one, metrics: host.epochs(end).metrics, learningRate: Float64Array.of(1) };
  const metrics = next.metrics.map(({ name }) => ({ ...one.loss, name }));
  expect(host.goesOnWith({ ...next, metrics, from: end, stride })).toBe(true);
  expect(host.goesOnWith({ ...next, metrics, from: end + stride, stride })).toBe(false);
  expect(host.goesOnWith({ ...next, metrics, from: end, stride: stride / 2 })).toBe(false);
});
