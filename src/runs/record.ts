import * as is from '../protocol/guards.ts';
import type { Guarded } from '../protocol/guards.ts';
import { run as runGuard, type Run } from '../protocol/run.ts';
import { settingsOf } from './settings.ts';
import type { TrainingRun } from './trainingRun.ts';

const settings = is.listOf(is.object({ name: is.text, value: is.text }));

/** What is kept of a run, so that it outlives the window. */
export const runRecord = is.object({
  file: is.text,
  /** Of all records of the file this one alone has it; later runs have later ones. */
  key: is.text,
  specHash: is.text,
  precision: is.literal('float32', 'float64'),
  settings,
  /** Of the data, as in Task. */
  stamp: is.optional(is.text),
  classes: is.optional(is.listOf(is.text)),
  scaler: is.optional(is.object({ offset: is.floats, scale: is.floats })),
  /** As it would be if it had ended then. */
  run: runGuard,
});
export type RunRecord = Guarded<typeof runRecord>;

/** What tells a record from all others. */
export interface RecordPlace {
  readonly file: string;
  readonly key: string;
}

/** What a list of records says of each. */
export const runSummary = is.object({
  file: is.text,
  key: is.text,
  /** Milliseconds since 1970. */
  startedAt: is.number,
  outcome: is.literal('completed', 'early-stopped', 'stopped', 'diverged', 'failed'),
  /** Done in full. */
  epochs: is.count,
  settings,
  /** Of the final weights; not finite where the run diverged. */
  loss: is.number,
  validationLoss: is.nullable(is.number),
  /** The first one, if there is one. */
  metric: is.nullable(is.object({ name: is.text, training: is.number, validation: is.nullable(is.number) })),
});
export type RunSummary = Guarded<typeof runSummary>;

/** @param savedAt milliseconds since 1970 */
export function recordOf(file: string, run: TrainingRun, savedAt: number): RunRecord {
  const { classes, scaler } = run.dataset;
  return {
    file,
    key: keyOf(run),
    specHash: run.specHash,
    precision: run.spec.training.precision,
    settings: [...settingsOf(run.spec)],
    stamp: run.stamp,
    classes: classes && [...classes],
    scaler,
    run: { ...run.settled(), restored: savedAt },
  };
}

/** In the order of time as texts too. */
export function keyOf({ startedAt, id }: Pick<TrainingRun, 'startedAt' | 'id'>): string {
  return `${String(startedAt).padStart(13, '0')}-${String(id).padStart(6, '0')}`;
}

export function summaryOf({ file, key, settings: kept, run }: RunRecord): RunSummary {
  const { state, epochs } = run;
  const common = { file, key, startedAt: Number.parseInt(key, 10), settings: kept };
  if (state.kind === 'ended') {
    const { reason, epochs: done, loss, validationLoss, metrics } = state.ending;
    return { ...common, outcome: reason, epochs: done, loss, validationLoss, metric: metrics[0] ?? null };
  }
  const loss = epochs.loss.training.at(-1) ?? NaN;
  return { ...common, outcome: 'failed', epochs: epochs.done, loss, validationLoss: null, metric: null };
}

/** The epoch that the weights are of: with early stopping not always the last. */
export function epochOf({ state, epochs }: Run): number {
  const restored = state.kind === 'ended' ? state.ending.restoredEpoch : null;
  return restored ?? epochs.done;
}
