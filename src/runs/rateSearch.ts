import type { Phrase } from '../protocol/run.ts';
import { Job, type Task } from './job.ts';
import type { StartWorker } from './worker.ts';

/** How a search for a learning rate ended; `rate` is null if the loss is not a number from the start. */
export type RateFound =
  | { readonly kind: 'found'; readonly rate: number | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: Phrase };

/**
 * Looks for a learning rate in a worker of its own; nothing is trained.
 * @param progress is told how many rates of how many were tried
 * @param signal ends the worker at once
 */
export function searchRate(
  task: Task,
  startWorker: StartWorker,
  progress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<RateFound> {
  return new Promise((resolve) => {
    const end = (found: RateFound): void => {
      job.close();
      resolve(found);
    };
    const job = new Job(startWorker, { type: 'find-rate' }, task, {
      message(message) {
        if (message.type === 'finding-rate') progress(message.done, message.of);
        else if (message.type === 'rate-found') end({ kind: 'found', rate: message.rate });
        else if (message.type === 'failed') end({ kind: 'failed', message: message.message });
      },
      died: (message) => end({ kind: 'failed', message }),
      unanswered: () => end({ kind: 'cancelled' }),
    });
    if (signal.aborted) end({ kind: 'cancelled' });
    else signal.addEventListener('abort', () => end({ kind: 'cancelled' }), { once: true });
  });
}
