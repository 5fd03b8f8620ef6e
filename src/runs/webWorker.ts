import { Channel } from '../protocol/channel.ts';
import { fromWorker, type FromWorker, type ToWorker } from '../protocol/worker.ts';
import { phrase } from '../spec/phrase.ts';
import type { StartWorker } from './worker.ts';

/**
 * Workers of a browser, which share no memory: pages where they could are few.
 * @param script the address of the bundled worker, asked for at every start
 */
export function webWorkers(script: () => Promise<string>, log: (line: string) => void): StartWorker {
  return ({ message, died }) => {
    const unsent: ToWorker[] = [];
    let post = (job: ToWorker): void => void unsent.push(job);
    let ended = false;
    let terminate = (): void => void (ended = true);
    const fail = (reason: string): void => died(phrase('The engine ended unexpectedly: {0}', reason));
    const begin = (address: string): void => {
      if (ended) return;
      const worker = new Worker(address, { name: 'NN Lab' });
      const channel = new Channel<FromWorker, ToWorker>(
        {
          post: (job) => worker.postMessage(job),
          listen: (receive) => (worker.onmessage = ({ data }: MessageEvent<unknown>) => receive(data)),
        },
        fromWorker,
        message,
        log,
      );
      worker.onerror = (event) => fail(event.message);
      post = (job) => channel.post(job);
      terminate = () => worker.terminate();
      unsent.forEach(post);
    };
    script()
      .then(begin)
      .catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
    return { apart: true, post: (job) => post(job), terminate: () => terminate() };
  };
}
