import { beforeEach, expect, test } from 'vitest';
import { Runs } from '../../../src/runs/runs.ts';
import { FakeWorkers, xorTask } from './fakeWorker.ts';

let workers: FakeWorkers;
let runs: Runs;
let told: [number, number][];
let abort: AbortController;

beforeEach(() => {
  workers = new FakeWorkers();
  runs = new Runs(workers.start, 2);
  told = [];
  abort = new AbortController();
});

const search = () => runs.findRate(xorTask(), (done, of) => told.push([done, of]), abort.signal);

test('a search tells how far it is, ends with a rate, and its worker with it', async () => {
  const found = search();
  expect(workers.at(0).job?.type).toBe('find-rate');
  workers.at(0).say({ type: 'finding-rate', done: 3, of: 100 }, { type: 'rate-found', rate: 0.05 });
  expect(await found).toEqual({ kind: 'found', rate: 0.05 });
  expect(told).toEqual([[3, 100]]);
  expect(workers.at(0).terminated).toBe(true);
});

test('a cancelled search ends its worker at once and tells nothing more', async () => {
  const found = search();
  abort.abort();
  expect(workers.at(0).terminated).toBe(true);
  workers.at(0).say({ type: 'finding-rate', done: 3, of: 100 });
  expect(await found).toEqual({ kind: 'cancelled' });
  expect(told).toEqual([]);
});

test('a search that was cancelled before it began ends as well', async () => {
  abort.abort();
  expect(await search()).toEqual({ kind: 'cancelled' });
  expect(workers.at(0).terminated).toBe(true);
});

test('a search says why it failed, whether its worker could tell or died', async () => {
  const message = { text: 'too big', args: [] };
  const failed = search();
  workers.at(0).say({ type: 'failed', message });
  expect(await failed).toEqual({ kind: 'failed', message });
  const died = search();
  workers.at(1).die('gone');
  expect(await died).toEqual({ kind: 'failed', message: { text: 'gone', args: [] } });
});
