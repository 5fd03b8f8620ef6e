import * as is from '../protocol/guards.ts';
import type { Guarded } from '../protocol/guards.ts';
import { run as runGuard, type Run } from '../protocol/run.ts';
import type { TrainingRun } from './trainingRun.ts';

/** What is kept of a file's last run, so that it outlives the window. */
export const runRecord = is.object({
  file: is.text,
  specHash: is.text,
  precision: is.literal('float32', 'float64'),
  /** Of the data, as in Task. */
  stamp: is.optional(is.text),
  classes: is.optional(is.listOf(is.text)),
  scaler: is.optional(is.object({ offset: is.floats, scale: is.floats })),
  /** As it would be if it had ended then; its epochs may begin after the first. */
  run: runGuard,
});
export type RunRecord = Guarded<typeof runRecord>;

/** Epochs kept of a run, the last ones: at five columns 4 MB. */
const mostEpochs = 100_000;

/** @param savedAt milliseconds since 1970 */
export function recordOf(file: string, run: TrainingRun, savedAt: number): RunRecord {
  const { classes, scaler } = run.dataset;
  return {
    file,
    specHash: run.specHash,
    precision: run.spec.training.precision,
    stamp: run.stamp,
    classes: classes && [...classes],
    scaler,
    // Ids of this window's runs begin with 1.
    run: { ...run.settled(mostEpochs), id: 0, restored: savedAt },
  };
}

/** The epoch that the weights are of: with early stopping not always the last. */
export function epochOf({ state, epochs }: Run): number {
  const restored = state.kind === 'ended' ? state.ending.restoredEpoch : null;
  return restored ?? Math.max(epochs.from + epochs.learningRate.length - 1, 0);
}
