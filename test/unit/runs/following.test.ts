import { describe, expect, test } from 'vitest';
import type { Arrived } from '../../../src/data/arrivals.ts';
import { DataFileError } from '../../../src/data/dataset.ts';
import type { Fault } from '../../../src/data/rowReader.ts';
import { arrivalProblems } from '../../../src/runs/following.ts';
import type { Task } from '../../../src/runs/job.ts';
import { Runs } from '../../../src/runs/runs.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { inEnglish, phrase } from '../../../src/spec/phrase.ts';
import { ending, epochsOf, FakeWorkers, xorTask } from './fakeWorker.ts';

const file = 'a.nn.json';
const text = JSON.stringify({
  data: { file: 'rows.csv' },
  layers: [{ units: 1 }],
  training: { method: 'online' },
});
const fault = (line: number): Fault => ({ line, column: 2, code: 'not-a-number', message: phrase('line {0}', line) });
const arrived = (count: number, faults: Fault[] = []): Arrived => ({
  rows: { count, inputs: new Float64Array(count), targets: new Float64Array(count) },
  faults,
});

/** A run whose file the test writes. */
function followed() {
  const parsed = parseSpec(text);
  if (!parsed.spec) throw new Error('the fixture is broken');
  const workers = new FakeWorkers();
  const runs = new Runs(workers.start, 1);
  const events: string[] = [];
  runs.onEvent(({ kind }) => events.push(kind));
  let deliver: (arrived: Arrived) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  let signal: AbortSignal | undefined;
  const task: Task = {
    ...xorTask(),
    spec: parsed.spec,
    follow: (to, until) => {
      [deliver, signal] = [to, until];
      return new Promise((_, reject) => (fail = reject));
    },
  };
  const run = runs.train(file, task);
  const worker = workers.at(0);
  const told = () =>
    arrivalProblems(run, parsed).map(({ code, message, data }) => [code, inEnglish(message), data?.line]);
  return { run, runs, worker, events, parsed, told, signal, deliver, fail: (error: unknown) => fail(error) };
}

describe('a run that follows its file', () => {
  test('hands rows on to its worker and wakes it', () => {
    const { worker, deliver, run } = followed();
    expect(worker.job?.type).toBe('follow');
    const before = worker.orders;
    deliver(arrived(2));
    deliver(arrived(0));
    expect(worker.rows.map(({ count }) => count)).toEqual([2]);
    expect(before.paused || before.stopped).toBe(false);
    expect(run.plannedEpochs).toBeNull();
    worker.say({ type: 'started' }, { type: 'following' });
    expect(run.state).toEqual({ kind: 'following' });
    expect(run.active).toBe(true);
  });

  test('lets go of the file when it ends', () => {
    const { worker, signal, run, deliver } = followed();
    expect(signal?.aborted).toBe(false);
    worker.say({ type: 'ended', ending: ending('stopped'), epochs: epochsOf(0), parameters: new Float64Array() });
    expect(run.active).toBe(false);
    expect(signal?.aborted).toBe(true);
    deliver(arrived(1));
    expect(worker.rows).toEqual([]);
  });

  test('lets go of the file when another run takes its place', () => {
    const { runs, signal } = followed();
    runs.train(file, xorTask());
    expect(signal?.aborted).toBe(true);
  });

  test('tells of the first rows that do not fit, and how many there are', () => {
    const { deliver, events, told } = followed();
    deliver(arrived(1, [fault(5)]));
    expect(events.at(-1)).toBe('arrivals');
    expect(told()).toEqual([['not-a-number', 'line 5', 5]]);
    deliver(
      arrived(
        0,
        Array.from({ length: 30 }, (_, index) => fault(6 + index)),
      ),
    );
    expect(told()).toHaveLength(21);
    expect(told()[19]).toEqual(['not-a-number', 'line 24', 24]);
    expect(told().at(-1)).toEqual(['more-problems', 'rows.csv: 11 more problems like these', undefined]);
  });

  test('is stopped when the file can’t be followed any more, and says why', async () => {
    const { worker, fail, told, parsed, run } = followed();
    fail(new DataFileError(phrase('rows.csv was deleted during the run'), 'data-replaced'));
    await expect.poll(() => worker.askedToStop).toBe(true);
    expect(told()).toEqual([['data-replaced', 'rows.csv was deleted during the run', undefined]]);
    // No longer once the spec names another file.
    const other = parseSpec(text.replace('rows.csv', 'b.csv'));
    expect(arrivalProblems(run, other)).toEqual([]);
    expect(arrivalProblems(run, parsed)[0]).toMatchObject({ range: { offset: text.indexOf('"rows.csv"') } });
  });
});
