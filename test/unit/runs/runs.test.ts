import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/runs/events.ts';
import { Runs } from '../../../src/runs/runs.ts';
import { ending, epochsOf, FakeWorkers, xorTask } from './fakeWorker.ts';

const file = 'file:///xor.nn.json';
const weights = Float64Array.of(1, 2, 3);

let workers: FakeWorkers;
let runs: Runs;
let events: RunEvent[];

beforeEach(() => {
  workers = new FakeWorkers();
  runs = new Runs(workers.start, 2);
  events = [];
  runs.onEvent((event) => events.push(event));
});
afterEach(() => {
  vi.useRealTimers();
});

const stateKind = () => runs.run(file)?.state.kind;

describe('a run', () => {
  test('starts, runs and ends, and is whole afterwards', () => {
    runs.train(file, xorTask());
    expect(stateKind()).toBe('starting');
    expect(runs.active()).toEqual([file]);

    workers
      .at(0)
      .say(
        { type: 'started' },
        { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: Float64Array.of(0, 0, 0) },
        { type: 'ended', epochs: epochsOf(2, 0.5), parameters: weights, ending: ending('completed') },
      );

    expect(events.map(({ kind }) => kind)).toEqual(['run', 'state', 'frame', 'frame', 'state']);
    expect(workers.at(0).terminated).toBe(true);
    expect(runs.active()).toEqual([]);
    const run = runs.run(file)?.snapshot();
    expect(run?.state).toEqual({ kind: 'ended', ending: ending('completed') });
    expect([...(run?.epochs.loss.training ?? [])]).toEqual([0.7, 0.6, 0.5]);
    expect(run?.epochs.metrics.map(({ name, training }) => [name, training.length])).toEqual([['accuracy', 3]]);
    expect(run?.parameters).toEqual(weights);
    expect(run?.network.layers.map(({ inputs, units }) => [inputs, units])).toEqual([
      [2, 3],
      [3, 1],
    ]);
  });

  test('holds its frames back, and tells the last of them afterwards', () => {
    runs.train(file, xorTask());
    runs.holdFrames(true);
    workers
      .at(0)
      .say(
        { type: 'started' },
        { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: weights },
        { type: 'frame', epochs: epochsOf(2, 0.5), parameters: weights },
      );
    expect(events.map(({ kind }) => kind)).toEqual(['run', 'state']);
    runs.holdFrames(false);
    expect(events.map(({ kind }) => kind)).toEqual(['run', 'state', 'frame']);
    workers.at(0).say({ type: 'frame', epochs: epochsOf(3, 0.4), parameters: weights });
    expect(events.map(({ kind }) => kind)).toEqual(['run', 'state', 'frame', 'frame']);
  });

  test('tells a frame that is held back before what follows it', () => {
    runs.train(file, xorTask());
    runs.holdFrames(true);
    workers
      .at(0)
      .say(
        { type: 'frame', epochs: epochsOf(0, 0.7), parameters: weights },
        { type: 'ended', epochs: epochsOf(1, 0.6), parameters: weights, ending: ending('completed') },
      );
    expect(events.map(({ kind }) => kind)).toEqual(['run', 'frame', 'state']);
    runs.holdFrames(false);
    expect(events.map(({ kind }) => kind)).toEqual(['run', 'frame', 'state']);
  });

  test('fails with the reason when its worker dies, and keeps what it has', () => {
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' }, { type: 'frame', epochs: epochsOf(0, 0.7), parameters: weights });
    workers.at(0).die('out of memory');
    expect(runs.run(file)?.state).toEqual({ kind: 'failed', message: { text: 'out of memory', args: [] } });
    expect(runs.run(file)?.parameters).toEqual(weights);
  });

  test('is told once that its worker is gone: the exit after the last message is no failure', () => {
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'ended', epochs: epochsOf(0), parameters: weights, ending: ending('completed') });
    workers.at(0).die('exit');
    expect(stateKind()).toBe('ended');
  });

  test('fails with what the engine says', () => {
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'failed', message: { text: 'There are no rows to train on.', args: [] } });
    expect(stateKind()).toBe('failed');
    expect(workers.at(0).terminated).toBe(true);
  });

  test.each([
    ['an epoch is missing', epochsOf(3, 0.5), weights],
    ['an epoch comes twice', epochsOf(1, 0.5), weights],
    ['a column is another', { ...epochsOf(2, 0.5), metrics: [] }, weights],
    ['a weight is missing', epochsOf(2, 0.5), Float64Array.of(1, 2)],
  ])('fails if %s, and keeps what came before', (_, epochs, parameters) => {
    runs.train(file, xorTask());
    workers
      .at(0)
      .say(
        { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: weights },
        { type: 'frame', epochs, parameters },
      );
    expect(runs.run(file)?.state).toEqual({
      kind: 'failed',
      message: { text: 'The engine sent something that does not fit the run.', args: [] },
    });
    expect(workers.at(0).terminated).toBe(true);
    expect(runs.run(file)?.parameters).toEqual(weights);
    expect([...(runs.run(file)?.epochs(0).loss.training ?? [])]).toEqual([0.7, 0.6]);
  });

  test('makes room for another of the same file, of which alone is heard from then on', () => {
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' });
    const first = runs.run(file)?.id;
    runs.train(file, xorTask());
    expect(workers.at(0).terminated).toBe(true);
    events.length = 0;

    workers
      .at(0)
      .say(
        { type: 'frame', epochs: epochsOf(0, 9), parameters: weights },
        { type: 'ended', epochs: epochsOf(1, 9), parameters: weights, ending: ending('stopped') },
      );
    workers.at(0).die('terminated');
    expect(events).toEqual([]);
    expect(stateKind()).toBe('starting');
    expect(runs.run(file)?.id).not.toBe(first);
  });

  test('of one file leaves those of another alone', () => {
    runs.train(file, xorTask());
    runs.train('file:///other.nn.json', xorTask());
    runs.stop(file);
    expect(workers.at(0).askedToStop).toBe(true);
    expect(workers.at(1).askedToStop).toBe(false);
    expect(runs.active()).toHaveLength(2);
  });
});

describe('a run taken by hand', () => {
  const position = { epoch: 3, step: 1, steps: 4 };

  test('is told what to do in shared memory', () => {
    const run = runs.train(file, xorTask());
    const { orders } = workers.at(0);
    run.pause();
    run.epoch();
    run.step();
    run.reset();
    run.setLearningRate(0.125);
    orders.look();
    expect(orders.paused).toBe(true);
    expect([orders.take('epochs'), orders.take('epochs')]).toEqual([true, false]);
    expect([orders.take('steps'), orders.take('steps')]).toEqual([true, false]);
    expect([orders.take('resets'), orders.take('resets')]).toEqual([true, false]);
    expect(orders.learningRate).toBe(0.125);
    expect(run.snapshot().learningRate).toBe(0.125);
    run.setLearningRate(undefined);
    run.resume();
    orders.look();
    expect(orders).toMatchObject({ paused: false, stopped: false, learningRate: undefined });
  });

  test('is paused and under way all the same, until it goes on', () => {
    const run = runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' }, { type: 'paused', position });
    expect(run.state).toEqual({ kind: 'paused', position });
    expect(runs.active()).toEqual([file]);
    workers.at(0).say({ type: 'resumed' });
    expect(run.state.kind).toBe('running');
  });

  test('is empty again after a reset, and says so like a new one', () => {
    const run = runs.train(file, xorTask());
    workers
      .at(0)
      .say(
        { type: 'started' },
        { type: 'snapshots', snapshots: [{ epoch: 0, parameters: weights }] },
        { type: 'health', health: { rows: 4, layers: [] } },
        { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: weights },
      );
    events.length = 0;
    workers.at(0).say({ type: 'reset' });
    expect(events).toEqual([{ kind: 'run', file }]);
    expect(run.past).toEqual([]);
    expect(run.snapshot()).toMatchObject({ health: null, epochs: { loss: { training: new Float64Array() } } });
    workers.at(0).say({ type: 'frame', epochs: epochsOf(0, 0.8), parameters: weights });
    expect([...run.snapshot().epochs.loss.training]).toEqual([0.8]);
  });

  test('keeps snapshots and the latest word on its health', () => {
    const run = runs.train(file, xorTask());
    const health = { rows: 4, layers: [{ deadUnits: 1, gradientRms: 0.1, updateRatio: 1e-3 }] };
    const snapshots = [0, 1, 2].map((epoch) => ({ epoch, parameters: Float64Array.of(epoch) }));
    workers.at(0).say({ type: 'started' }, { type: 'snapshots', snapshots }, { type: 'health', health });
    expect(run.past).toEqual(snapshots);
    expect(run.snapshot().health).toEqual(health);
    expect(events.at(-1)).toEqual({ kind: 'health', file, run: run.id, health });
  });
});

describe('Stop', () => {
  test('asks by the flag, and the worker’s answer is the end', () => {
    vi.useFakeTimers();
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' });
    runs.stop(file);
    expect(workers.at(0).askedToStop).toBe(true);
    expect(workers.at(0).terminated).toBe(false);
    expect(stateKind()).toBe('stopping');

    workers.at(0).say({ type: 'ended', epochs: epochsOf(0, 0.7), parameters: weights, ending: ending('stopped') });
    vi.advanceTimersByTime(10_000);
    expect(runs.run(file)?.state).toEqual({ kind: 'ended', ending: ending('stopped') });
    expect(events.filter(({ kind }) => kind === 'state')).toHaveLength(3);
  });

  test('is not undone by what the worker said before it saw the flag', () => {
    runs.train(file, xorTask());
    runs.stop(file);
    workers.at(0).say({ type: 'started' }, { type: 'paused', position: { epoch: 1, step: 0, steps: 4 } });
    expect(stateKind()).toBe('stopping');
  });

  test('waits for a worker as long as it is heard of', () => {
    vi.useFakeTimers();
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' });
    runs.stop(file);
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1_000);
      workers.at(0).say({ type: 'frame', epochs: epochsOf(second), parameters: weights });
    }
    expect(stateKind()).toBe('stopping');
    workers.at(0).say({ type: 'ended', epochs: epochsOf(10), parameters: weights, ending: ending('stopped') });
    vi.advanceTimersByTime(10_000);
    expect(runs.run(file)?.state).toEqual({ kind: 'ended', ending: ending('stopped') });
  });

  test('a second time waits no longer', () => {
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' }, { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: weights });
    runs.stop(file);
    runs.stop(file);
    expect(workers.at(0).terminated).toBe(true);
    expect(runs.run(file)?.state).toMatchObject({ kind: 'ended', ending: { reason: 'stopped', loss: 0.6 } });
  });

  test('ends a worker that does not answer, with the last weights that came', () => {
    vi.useFakeTimers();
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'started' }, { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: weights });
    runs.stop(file);
    vi.advanceTimersByTime(1_999);
    expect(stateKind()).toBe('stopping');
    vi.advanceTimersByTime(1);

    expect(workers.at(0).terminated).toBe(true);
    const state = runs.run(file)?.state;
    expect(state).toMatchObject({
      kind: 'ended',
      ending: {
        reason: 'stopped',
        epochs: 1,
        loss: 0.6,
        validationLoss: null,
        // SHA-256 of 1, 2, 3 as little-endian float32, from Python's hashlib.
        weightsHash: '8e628779e6a74ee0b36991c10158f63cafec7d340ad4e075592502c8708524dd',
      },
    });
    expect(runs.run(file)?.parameters).toEqual(weights);
  });

  test('does nothing where nothing runs', () => {
    runs.stop(file);
    runs.train(file, xorTask());
    workers.at(0).say({ type: 'failed', message: { text: 'no', args: [] } });
    runs.stop(file);
    expect(workers.at(0).askedToStop).toBe(false);
  });
});

describe('a gradient check', () => {
  test('tells how far it is, then its report', () => {
    runs.check(file, xorTask());
    expect(workers.at(0).job?.type).toBe('check');
    workers.at(0).say({ type: 'checking', done: 3, of: 13 });
    expect(runs.checkState(file)).toEqual({ kind: 'running', done: 3, of: 13 });
    workers.at(0).say({ type: 'checked', report: null });
    expect(runs.checkState(file)).toEqual({ kind: 'stopped' });
    expect(workers.at(0).terminated).toBe(true);
  });

  test('takes the place of one that is going on', () => {
    runs.check(file, xorTask());
    runs.check(file, xorTask());
    events.length = 0;
    workers.at(0).say({ type: 'checked', report: null });
    expect(workers.at(0).terminated).toBe(true);
    expect(events).toEqual([]);
    expect(runs.checkState(file)).toMatchObject({ kind: 'running' });
  });

  test('fails with the reason when its worker dies', () => {
    runs.check(file, xorTask());
    workers.at(0).die('gone');
    expect(runs.checkState(file)).toEqual({ kind: 'failed', message: { text: 'gone', args: [] } });
  });
});

test('disposing ends every worker without a word', () => {
  runs.train(file, xorTask());
  runs.check(file, xorTask());
  events.length = 0;
  runs.dispose();
  expect(workers.all.map(({ terminated }) => terminated)).toEqual([true, true]);
  workers.at(0).die('terminated');
  expect(events).toEqual([]);
});
