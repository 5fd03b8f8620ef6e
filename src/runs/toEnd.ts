import type { CheckState, RunState } from '../protocol/run.ts';
import type { Task } from './job.ts';
import type { Runs } from './runs.ts';
import type { SweepTask } from './sweepTasks.ts';

/** Trains; the state that the run ends with, undefined if another run of the file took its place. */
export function trainToEnd(runs: Runs, file: string, task: Task): Promise<RunState | undefined> {
  runs.train(file, task);
  return new Promise((resolve) => {
    const unsubscribe = runs.onEvent((event) => {
      if (event.file !== file) return;
      const over = event.kind === 'state' && (event.state.kind === 'ended' || event.state.kind === 'failed');
      if (!over && event.kind !== 'run') return;
      unsubscribe();
      resolve(over ? event.state : undefined);
    });
  });
}

/**
 * Trains all runs of a sweep; the state that the best of them ended with, that of any if none came to a number,
 * undefined if another training of the file took their place.
 */
export function sweepToEnd(runs: Runs, file: string, tasks: readonly SweepTask[]): Promise<RunState | undefined> {
  const sweep = runs.sweep(file, tasks);
  return new Promise((resolve) => {
    const unsubscribe = runs.onEvent((event) => {
      if (event.file !== file) return;
      const replaced = runs.currentSweep(file) !== sweep;
      if (!replaced && !sweep.over) return;
      unsubscribe();
      resolve(replaced ? undefined : sweep.outcome);
    });
  });
}

/** Checks the gradients; the state that the check ends with, or the one that took its place. */
export function checkToEnd(runs: Runs, file: string, task: Task): Promise<CheckState> {
  return new Promise((resolve) => {
    const unsubscribe = runs.onEvent((event) => {
      if (event.kind !== 'check' || event.file !== file || event.state.kind === 'running') return;
      unsubscribe();
      resolve(event.state);
    });
    runs.check(file, task);
  });
}
