import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { Failure, root } from '../../scripts/run.mjs';
import { nodeWorkers } from '../../src/runs/nodeWorker.ts';
import { TrainingRun } from '../../src/runs/trainingRun.ts';
import { taskOf } from './runs.ts';
import { megabytes, table } from './table.ts';

/** As small as networks are: as many epochs a second as can be. */
const xor = {
  data: { generator: 'xor', samples: 4, seed: 1 },
  layers: [
    { units: 2, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { epochs: 1_000_000_000, learningRate: 0.01, seed: 1 },
};

/** One run for so many seconds; prints what is kept of it after every tenth of them. */
export async function soakEpochs(seconds: number): Promise<void> {
  const start = nodeWorkers(join(root, 'dist', 'worker.cjs'), () => {});
  const run = new TrainingRun(1, await taskOf(xor), start, () => {});
  const row = table(['seconds', '     epochs', 'one kept in', '   kept', 'RSS MB']);
  for (let tenth = 1; tenth <= 10; tenth++) {
    await passed(100 * seconds);
    const { done, stride, learningRate } = run.epochs(0);
    const kept = [done, stride, learningRate.length].map((value) => value.toLocaleString('en'));
    row([((tenth * seconds) / 10).toFixed(1), ...kept, megabytes(process.memoryUsage().rss)]);
  }
  if (!run.active) throw new Failure(`The run ended by itself: ${JSON.stringify(run.state)}`);
  run.close();
}
