import type { RandomStream } from '../../../src/engine/random.ts';
import { Channel } from '../../../src/protocol/channel.ts';
import { Control } from '../../../src/protocol/control.ts';
import { run as isRun } from '../../../src/protocol/run.ts';
import { fromWorker, toWorker, type FromWorker, type ToWorker } from '../../../src/protocol/worker.ts';
import { comparisonOf, otherRuns } from '../../../src/runs/comparison.ts';
import { Runs } from '../../../src/runs/runs.ts';
import type { StartWorker } from '../../../src/runs/worker.ts';
import { handle } from '../../../src/worker/handle.ts';
import { ending, epochsOf, xorTask } from '../../unit/runs/fakeWorker.ts';
import { report } from '../../webview/samples.ts';
import { judgeSentence } from '../judge.ts';
import { Finding, pick, type Target } from '../target.ts';
import { mutatedValue } from '../values.ts';

const parameters = Float64Array.from({ length: 13 }, (_, at) => at / 10);
const said: readonly FromWorker[] = [
  { type: 'started' },
  { type: 'snapshots', snapshots: [{ epoch: 0, parameters }] },
  { type: 'health', health: { rows: 4, layers: [{ deadUnits: null, gradientRms: 0.1, updateRatio: 0.001 }] } },
  { type: 'frame', epochs: epochsOf(0, 0.7, 0.6), parameters },
  { type: 'paused', position: { epoch: 1, step: 0, steps: 4 } },
  { type: 'resumed' },
  { type: 'frame', epochs: epochsOf(2, 0.5), parameters },
  { type: 'ended', epochs: epochsOf(3, 0.4), parameters, ending: ending('completed') },
];
const checked: readonly FromWorker[] = [
  { type: 'checking', done: 3, of: 13 },
  { type: 'checked', report: report() },
  { type: 'failed', message: { text: 'No: {0}', args: [1] } },
];

/** Worker → host: messages changed, left out, twice, or in another order leave a run that can be shown and kept. */
export const fromWorkers: Target = {
  name: 'worker to host',
  attempt(random) {
    const training = disordered(said, random);
    const checking = disordered(checked, random);
    return {
      input: { training, checking },
      run() {
        const hears: ((message: unknown) => void)[] = [];
        let dropped = 0;
        const startWorker: StartWorker = ({ message }) => {
          const listen = (receive: (value: unknown) => void): void => void hears.push(receive);
          new Channel<FromWorker, ToWorker>({ post: () => {}, listen }, fromWorker, message, () => dropped++);
          return { post: () => {}, terminate: () => {} };
        };
        const runs = new Runs(startWorker, 1);
        runs.train('a', xorTask());
        runs.check('a', xorTask());
        for (const message of training) hears[0]?.(message);
        for (const message of checking) hears[1]?.(message);
        judgeRun(runs);
        runs.dispose();
        return dropped > 0 ? 'refused' : 'taken';
      },
    };
  },
};

function judgeRun(runs: Runs): void {
  const run = runs.run('a');
  const shown = run?.snapshot();
  if (!run || !shown || !isRun(shown)) throw new Finding('the run can’t be shown');
  const { loss, metrics, learningRate } = shown.epochs;
  const lengths = [loss, ...metrics].flatMap(({ training, validation }) => [training.length, validation.length]);
  if (lengths.some((length) => length !== learningRate.length))
    throw new Finding(`columns of ${lengths.join()} epochs`);
  if (new Set(metrics.map(({ name }) => name)).size !== metrics.length) throw new Finding('a metric is there twice');
  comparisonOf(runs.compared('a'));
  otherRuns(runs.compared('a'));
}

function disordered(messages: readonly FromWorker[], random: RandomStream): unknown[] {
  const all: unknown[] = [...messages];
  const at = random.below(all.length);
  switch (random.below(5)) {
    case 0:
      return all.toSpliced(at, 1);
    case 1:
      return all.toSpliced(at, 0, all[at], all[at]);
    case 2:
      return all.toSpliced(at, 1, all[random.below(all.length)]);
    default:
      return all.map((message) => (random.below(4) === 0 ? mutatedValue(message, random) : message));
  }
}

/** Host → worker: a job that is not whole is refused with a sentence, and every reply passes its guard. */
export const toWorkers: Target = {
  name: 'host to worker',
  attempt(random) {
    const { spec, dataset } = xorTask(3);
    const { inputNames, outputNames, training, validation } = dataset;
    const control = new Control();
    control.stop();
    const type = pick(random, ['train', 'follow', 'check', 'find-rate'] as const);
    const job = { type, spec, dataset: { inputNames, outputNames, training, validation } };
    // The memory can't be cloned like the rest.
    const message = { ...(mutatedValue(job, random) as object), control: control.memory };
    return {
      input: message,
      run() {
        if (!toWorker(message)) return 'refused';
        const replies: FromWorker[] = [];
        const platform = { now: () => 0, sha256: () => '', arrivals: () => [] };
        handle(message, (reply) => void replies.push(reply), platform);
        for (const reply of replies) {
          const { type } = reply;
          if (!fromWorker(reply)) throw new Finding(`the reply “${type}” does not pass its guard`);
          if (reply.type === 'failed') judgeSentence(reply.message);
        }
        const last = replies.at(-1)?.type ?? 'none';
        if (!['ended', 'checked', 'rate-found', 'failed'].includes(last)) throw new Finding(`the last reply: ${last}`);
        return last === 'failed' ? 'refused' : 'taken';
      },
    };
  },
};
