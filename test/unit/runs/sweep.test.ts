import { beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/runs/events.ts';
import { Runs } from '../../../src/runs/runs.ts';
import { sweepTasks, type SweepTask } from '../../../src/runs/sweepTasks.ts';
import { sweepToEnd } from '../../../src/runs/toEnd.ts';
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

const tasks = (count: number): SweepTask[] =>
  Array.from({ length: count }, (_, index) => ({
    ...xorTask(),
    settings: { seed: index },
    label: `seed ${index}`,
  }));
const end = (worker: number, loss: number, reason: 'completed' | 'diverged' | 'stopped' = 'completed') =>
  workers.at(worker).say({
    type: 'ended',
    epochs: epochsOf(0, loss),
    parameters: Float64Array.of(loss),
    ending: { ...ending(reason), loss },
  });
const states = () => runs.sweepState(file)?.runs.map(({ state }) => state);

test('as many runs go on as there are cores, and one of them is shown', () => {
  runs.sweep(file, tasks(3));
  expect(workers.all).toHaveLength(2);
  expect(states()).toEqual(['running', 'running', 'waiting']);
  expect(runs.sweepState(file)).toMatchObject({ shown: 1, best: null });
  expect(runs.run(file)?.id).toBe(1);
  expect(runs.active()).toEqual([file]);
  end(1, 0.5);
  expect(workers.all).toHaveLength(3);
  expect(states()).toEqual(['running', 'completed', 'running']);
});

test('only the run that is shown tells of its epochs', () => {
  runs.sweep(file, tasks(2));
  events.length = 0;
  workers.at(1).say({ type: 'frame', epochs: epochsOf(0, 9), parameters: weights });
  expect(events).toEqual([]);
  workers.at(0).say({ type: 'frame', epochs: epochsOf(0, 0.7), parameters: weights });
  expect(events).toMatchObject([{ kind: 'frame', file, run: 1 }]);
});

test('while any run is under way, one that is gets shown; at the end the best one', () => {
  runs.sweep(file, tasks(3));
  end(0, 0.2);
  expect(runs.run(file)?.active).toBe(true);
  expect(runs.run(file)?.id).toBe(2);
  end(1, 0.1, 'diverged');
  end(2, 0.3);
  expect(runs.active()).toEqual([]);
  expect(runs.sweepState(file)).toMatchObject({ shown: 1, best: 1 });
  expect(runs.run(file)?.parameters).toEqual(Float64Array.of(0.2));
  expect(states()).toEqual(['completed', 'diverged', 'completed']);
});

test('another run can be looked at, and the views are told', () => {
  runs.sweep(file, tasks(2));
  events.length = 0;
  runs.show(file, 2);
  expect(runs.run(file)?.id).toBe(2);
  expect(events).toEqual([
    { kind: 'run', file },
    { kind: 'sweep', file },
  ]);
  runs.show(file, 99);
  expect(runs.run(file)?.id).toBe(2);
});

test('the course of each run that has begun is there to be drawn, with a word for it at its end', () => {
  runs.sweep(file, tasks(3));
  workers.at(0).say({ type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters: weights });
  const of = (behaviour: string | null, ...loss: number[]) => ({
    epochs: Math.max(loss.length - 1, 0),
    loss: Float64Array.from(loss),
    behaviour,
  });
  const courses = () => runs.currentSweep(file)?.courses();
  expect(courses()).toEqual({
    epochs: 10,
    runs: [
      { id: 1, ...of(null, 0.7, 0.6) },
      { id: 2, ...of(null) },
    ],
  });
  workers.at(1).say({
    type: 'ended',
    epochs: epochsOf(0, 1, 2, 3, 4, 5),
    parameters: weights,
    ending: ending('completed'),
  });
  expect(courses()?.runs[1]).toEqual({ id: 2, ...of('diverges', 1, 2, 3, 4, 5) });
});

test('a run that fails leaves the others alone', () => {
  runs.sweep(file, tasks(3));
  workers.at(0).say({ type: 'failed', message: { text: 'no', args: [] } });
  expect(states()).toEqual(['failed', 'running', 'running']);
});

test('Stop asks all runs, and starts no more', () => {
  runs.sweep(file, tasks(3));
  runs.stop(file);
  expect([workers.at(0).askedToStop, workers.at(1).askedToStop]).toEqual([true, true]);
  end(0, 0.5, 'stopped');
  end(1, 0.4, 'stopped');
  expect(workers.all).toHaveLength(2);
  expect(states()).toEqual(['stopped', 'stopped', 'waiting']);
});

test('makes room for another training of the file, of which alone is heard from then on', () => {
  runs.sweep(file, tasks(3));
  runs.train(file, xorTask());
  expect(workers.all.map(({ terminated }) => terminated)).toEqual([true, true, false]);
  expect(runs.sweepState(file)).toBeUndefined();
  events.length = 0;
  end(0, 1);
  expect(events).toEqual([]);
});

test('every run is known by the text and the data of the file', async () => {
  const { spec, ...task } = xorTask();
  const sweep = [1, 2].map((seed) => ({ settings: { seed }, training: { ...spec.training, seed } }));
  const made = await sweepTasks({ ...task, spec: { ...spec, sweep }, stamp: '5 80' }, async () => undefined);
  expect(made.map(({ label, specHash, stamp }) => [label, specHash, stamp])).toEqual([
    ['seed 1', 'abc', '5 80'],
    ['seed 2', 'abc', '5 80'],
  ]);
});

test('trained to its end, it tells how the best run ended, once no run goes on', async () => {
  let over = false;
  const state = sweepToEnd(runs, file, tasks(3)).finally(() => (over = true));
  end(0, 0.4);
  end(1, 0.2);
  await Promise.resolve();
  expect(over).toBe(false);
  end(2, 0.1, 'diverged');
  expect(await state).toMatchObject({ kind: 'ended', ending: { loss: 0.2 } });
});

test('trained to its end, it tells how a run ended where none came to a number', async () => {
  const state = sweepToEnd(runs, file, tasks(2));
  end(1, 9, 'diverged');
  end(0, 8, 'diverged');
  expect(await state).toMatchObject({ kind: 'ended', ending: { reason: 'diverged' } });
});

test('trained to its end, it tells nothing if another training takes its place', async () => {
  const first = sweepToEnd(runs, file, tasks(2));
  const second = sweepToEnd(runs, file, tasks(2));
  expect(await first).toBeUndefined();
  runs.train(file, xorTask());
  expect(await second).toBeUndefined();
});
