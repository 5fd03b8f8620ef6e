import { Worker } from 'node:worker_threads';
import { Channel } from '../protocol/channel.ts';
import { fromWorker, type FromWorker, type ToWorker } from '../protocol/worker.ts';
import { phrase } from '../spec/phrase.ts';
import type { Phrase } from '../protocol/run.ts';
import type { StartWorker } from './worker.ts';

/** Workers of Node; `script` is the path of the bundled worker. */
export function nodeWorkers(script: string, log: (line: string) => void): StartWorker {
  return ({ message, died }) => {
    const worker = new Worker(script);
    const channel = new Channel<FromWorker, ToWorker>(
      {
        post: (job) => worker.postMessage(job),
        listen: (receive) => worker.on('message', receive),
      },
      fromWorker,
      message,
      log,
    );
    worker.on('error', (error) => died(reasonOf(error)));
    worker.on('exit', (code) => died(phrase('The engine ended unexpectedly, with exit code {0}.', code)));
    return {
      post: (job) => channel.post(job),
      terminate: () => void worker.terminate(),
    };
  };
}

function reasonOf(error: unknown): Phrase {
  if (!(error instanceof Error)) return phrase('The engine ended unexpectedly: {0}', String(error));
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return phrase('The engine ran out of memory: a smaller network, or fewer rows, need less.');
  }
  return phrase('The engine ended unexpectedly: {0}', error.message);
}
