import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { attemptOf, outcome, shown, targets } from './fuzz.ts';

/** The long mode's thread; `run.mjs` watches it. */

export interface Order {
  readonly target: string;
  readonly seed: number;
  /** Inputs from `from` on, before `to`. */
  readonly from: number;
  readonly to: number;
  /** Where the number of the input stands that is being tried. */
  readonly progress: SharedArrayBuffer;
}

export type Report =
  | { readonly kind: 'finding'; readonly index: number; readonly problem: string; readonly input: string }
  | { readonly kind: 'done'; readonly taken: number; readonly refused: number };

async function tryAll(
  { target: name, seed, from, to, progress }: Order,
  tell: (report: Report) => void,
): Promise<void> {
  const target = targets.find((one) => one.name === name);
  if (!target) throw new Error(`There is no target “${name}”.`);
  const at = new Int32Array(progress);
  const counts = { taken: 0, refused: 0 };
  for (let index = from; index < to; index++) {
    Atomics.store(at, 0, index);
    const attempt = attemptOf(target, seed, index);
    const result = await outcome(attempt);
    if ('problem' in result) tell({ kind: 'finding', index, problem: result.problem, input: shown(attempt.input) });
    else counts[result.verdict]++;
  }
  tell({ kind: 'done', ...counts });
}

// To the main thread it is a list of names.
export const names = targets.map(({ name }) => name);

if (!isMainThread) void tryAll(workerData as Order, (report) => parentPort?.postMessage(report));
