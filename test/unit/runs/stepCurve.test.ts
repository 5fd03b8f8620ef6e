import { beforeEach, expect, test } from 'vitest';
import { Runs } from '../../../src/runs/runs.ts';
import { FakeWorkers, xorTask } from './fakeWorker.ts';

let workers: FakeWorkers;
let runs: Runs;
let abort: AbortController;

const curve = { parameter: 3, backpropagation: 0.5, used: { step: 1, numerical: 0.5, relativeError: 0 }, steps: [] };

beforeEach(() => {
  workers = new FakeWorkers();
  runs = new Runs(workers.start, 2);
  abort = new AbortController();
  runs.check('a', xorTask(7));
});

const ask = () => runs.stepCurve('a', 3, abort.signal);

test('is worked out of what the latest check was of, and its worker ends with it', async () => {
  const found = ask();
  expect(workers.at(1).job).toMatchObject({ type: 'step-curve', parameter: 3, spec: { training: { epochs: 7 } } });
  workers.at(1).say({ type: 'step-curve', curve });
  expect(await found).toEqual({ kind: 'found', curve });
  expect(workers.at(1).terminated).toBe(true);
  expect(workers.at(0).terminated).toBe(false);
});

test('cancelled, ends its worker at once', async () => {
  const found = ask();
  abort.abort();
  expect(workers.at(1).terminated).toBe(true);
  expect(await found).toEqual({ kind: 'cancelled' });
});

test('a worker that dies, or can not do it, is a failure with its reason', async () => {
  const found = ask();
  workers.at(1).die('gone');
  expect(await found).toEqual({ kind: 'failed', message: { text: 'gone', args: [] } });
  const again = ask();
  workers.at(2).say({ type: 'failed', message: { text: 'no rows', args: [] } });
  expect(await again).toEqual({ kind: 'failed', message: { text: 'no rows', args: [] } });
});

test('of a file that was never checked there is none', async () => {
  expect(await runs.stepCurve('b', 3, abort.signal)).toEqual({ kind: 'cancelled' });
});
