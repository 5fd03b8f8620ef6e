import type { Phrase, StepCurve } from '../protocol/run.ts';
import { Job, type Task } from './job.ts';
import type { StartWorker } from './worker.ts';

export type CurveFound =
  | { readonly kind: 'found'; readonly curve: StepCurve }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: Phrase };

/**
 * Differentiates by one parameter of a freshly initialised network with steps of all sizes, in a worker of its own.
 * @param parameter its place in the flat parameters
 * @param signal ends the worker at once
 */
export function differentiate(
  task: Task,
  parameter: number,
  startWorker: StartWorker,
  signal: AbortSignal,
): Promise<CurveFound> {
  return new Promise((resolve) => {
    const end = (found: CurveFound): void => {
      job.close();
      resolve(found);
    };
    const job = new Job(startWorker, { type: 'step-curve', parameter }, task, {
      message(message) {
        if (message.type === 'step-curve') end({ kind: 'found', curve: message.curve });
        else if (message.type === 'failed') end({ kind: 'failed', message: message.message });
      },
      died: (message) => end({ kind: 'failed', message }),
      unanswered: () => end({ kind: 'cancelled' }),
    });
    if (signal.aborted) end({ kind: 'cancelled' });
    else signal.addEventListener('abort', () => end({ kind: 'cancelled' }), { once: true });
  });
}
