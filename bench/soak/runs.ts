import { once } from 'node:events';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Worker } from 'node:worker_threads';
import { Failure, root } from '../../scripts/run.mjs';
import { loadDataset } from '../../src/data/load.ts';
import type { Task } from '../../src/runs/job.ts';
import { nodeWorkers } from '../../src/runs/nodeWorker.ts';
import { Runs } from '../../src/runs/runs.ts';
import { checkToEnd, trainToEnd } from '../../src/runs/toEnd.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { megabytes, table } from './table.ts';

/** Two files take turns, one of them stopped half-way: a run's end is not always that of its epochs. */
const texts = [
  {
    data: { generator: 'moons', samples: 200, seed: 1 },
    layers: [
      { units: 16, activation: 'tanh' },
      { units: 1, activation: 'sigmoid' },
    ],
    training: { epochs: 50, seed: 1 },
  },
  {
    data: { generator: 'xor', samples: 100, seed: 1 },
    layers: [
      { units: 8, activation: 'relu' },
      { units: 1, activation: 'sigmoid' },
    ],
    training: { epochs: 100_000_000, seed: 1 },
  },
];

export async function taskOf(content: object): Promise<Task> {
  const { spec, locate } = parseSpec(JSON.stringify(content));
  const reader = { open: () => Promise.reject(new Error('there is no file')) };
  const dataset = spec && (await loadDataset(spec, locate, reader)).dataset;
  if (!spec || !dataset) throw new Failure('The spec of the soak is broken.');
  return { spec, dataset, specHash: '' };
}

/** Runs in a row, each tenth with a gradient check after it; prints what is left after every tenth of them. */
export async function soakRuns(count: number): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const alive = new Set<Worker>();
  let started = 0;
  process.on('worker', (worker: Worker) => {
    started++;
    alive.add(worker);
    worker.once('exit', () => alive.delete(worker));
  });

  const dropped: string[] = [];
  const runs = new Runs(
    nodeWorkers(join(root, 'dist', 'worker.cjs'), (line) => dropped.push(line)),
    1,
  );
  const [ending, endless] = await Promise.all(texts.map(taskOf));
  if (!ending || !endless) return;

  const row = table([' runs', 'workers', 'alive', 'handles', 'heap MB', 'buffers MB', 'RSS MB', 'runs/s']);
  let since = performance.now();
  const report = async (done: number): Promise<void> => {
    const seconds = (performance.now() - since) / 1000;
    const rate = done === 0 ? '–' : (Math.ceil(count / 10) / seconds).toFixed(1);
    await Promise.all([...alive].map((worker) => once(worker, 'exit')));
    collect();
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    const handles = process.getActiveResourcesInfo().length;
    const sizes = [heapUsed, arrayBuffers, rss].map(megabytes);
    row([String(done), String(started), String(alive.size), String(handles), ...sizes, rate]);
    since = performance.now();
  };

  await report(0);
  for (let done = 1; done <= count; done++) {
    const [file, task]: [string, Task] = done % 2 === 1 ? ['a', ending] : ['b', endless];
    const off = runs.onEvent((event) => {
      if (event.kind === 'frame' && file === 'b') runs.stop(file);
    });
    const state = await trainToEnd(runs, file, task);
    off();
    if (state?.kind !== 'ended') throw new Failure(`Run ${done} did not end well: ${JSON.stringify(state)}`);
    if (done % 10 === 0) await checkToEnd(runs, file, task);
    if (done % Math.ceil(count / 10) === 0) await report(done);
  }
  runs.dispose();
  if (dropped.length > 0) throw new Failure(`${dropped.length} messages were dropped, the first: ${dropped[0]}`);
}
