import { expect, test } from 'vitest';
import { sha256 } from '../../../src/data/sha256.ts';
import { Control } from '../../../src/protocol/control.ts';
import { fromWorker, toWorker, type FromWorker } from '../../../src/protocol/worker.ts';
import type { RunState } from '../../../src/protocol/run.ts';
import { Runs } from '../../../src/runs/runs.ts';
import type { TrainingRun } from '../../../src/runs/trainingRun.ts';
import type { StartWorker } from '../../../src/runs/worker.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { handle } from '../../../src/worker/handle.ts';
import { slicedWorker } from '../../../src/worker/sliced.ts';
import { xorTask } from '../runs/fakeWorker.ts';

const platform = { now: () => performance.now(), sha256 };
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Workers on this thread, which share nothing with the host: all that passes between them is cloned. */
const apart: StartWorker = ({ message }) => {
  const reply = (said: FromWorker): void => {
    const clone: unknown = structuredClone(said);
    if (fromWorker(clone)) setImmediate(() => message(clone));
  };
  const receive = slicedWorker(reply, platform, nextTurn);
  return {
    apart: true,
    post(job) {
      const clone: unknown = structuredClone(job);
      if (!toWorker(clone)) throw new Error('the worker would not take this for a message');
      setImmediate(() => receive(clone));
    },
    terminate: () => {},
  };
};

function started(task = xorTask(1e9)): { run: TrainingRun; state: (kind: RunState['kind']) => Promise<void> } {
  const runs = new Runs(apart, 1);
  const run = runs.train('a', task);
  return { run, state: (kind) => expect.poll(() => run.state.kind, { interval: 1 }).toBe(kind) };
}

test('a job in slices gives the same weights as one in one go', async () => {
  const { run, state } = started(xorTask(100));
  await state('ended');
  let hash = '';
  const { spec, dataset } = xorTask(100);
  const { inputNames, outputNames, training, validation } = dataset;
  const named = { inputNames: [...inputNames], outputNames: [...outputNames], training, validation };
  handle(
    {
      type: 'train',
      everyEpoch: false,
      spec,
      dataset: { ...named, classes: undefined, scaler: undefined },
      control: new Control().memory,
    },
    (message) => {
      if (message.type === 'ended') hash = message.ending.weightsHash;
    },
    { ...platform, arrivals: () => [] },
  );
  expect(run.state).toMatchObject({ kind: 'ended', ending: { epochs: 100, weightsHash: hash } });
});

test('orders come as messages: pause, one epoch, another rate, on, stop', async () => {
  const { run, state } = started();
  await state('running');
  run.pause();
  await state('paused');
  const { epoch } = run.progress;
  run.setLearningRate(0.125);
  run.epoch();
  run.epoch();
  await expect.poll(() => run.progress.epoch).toBe(epoch + 2);
  expect(run.snapshot(epoch + 1).epochs.learningRate.at(-1)).toBe(0.125);
  run.reset();
  await expect.poll(() => run.progress.epoch).toBe(0);
  run.resume();
  await state('running');
  run.stop();
  await state('ended');
  expect(run.state).toMatchObject({ ending: { reason: 'stopped' } });
});

test('rows that come are trained on, and waited for', async () => {
  const { spec } = parseSpec(
    JSON.stringify({
      data: { file: 'rows.csv' },
      layers: [{ units: 1 }],
      training: { method: 'online', learningRate: 0.25, precision: 'float64' },
    }),
  );
  if (!spec) throw new Error('the fixture is broken');
  const rows = (...inputs: number[]) => ({
    count: inputs.length,
    inputs: Float64Array.from(inputs),
    targets: Float64Array.from(inputs),
  });
  const dataset = { inputNames: ['x'], outputNames: ['y'], training: rows(2), validation: rows() };
  let deliver = (_: number[]): void => {};
  const { run, state } = started({
    spec,
    dataset,
    specHash: '',
    follow: (to) => {
      deliver = (inputs) => to({ rows: rows(...inputs), faults: [] });
      return new Promise(() => {});
    },
  });
  await state('following');
  const before = run.parameters;
  deliver([1, 1, 1]);
  await expect.poll(() => run.parameters).not.toEqual(before);
  run.stop();
  await state('ended');
});
