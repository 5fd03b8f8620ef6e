import type { Dataset } from '../data/dataset.ts';
import type { Spec } from '../spec/spec.ts';
import { sweptRuns, type SweptRun } from '../spec/sweep.ts';
import type { Task } from './job.ts';

export interface SweepTask extends Task {
  readonly settings: SweptRun['settings'];
  readonly label: string;
}

/**
 * The runs of a sweep with their data; none if the spec has no sweep. Another seed holds out other rows.
 * @param load the rows of a spec; undefined after an error, which the spec itself would have had too.
 */
export async function sweepTasks(
  { spec, dataset, ...rest }: Task,
  load: (spec: Spec) => Promise<Dataset | undefined>,
): Promise<SweepTask[]> {
  const bySeed = new Map([[spec.training.seed, dataset]]);
  const tasks: SweepTask[] = [];
  for (const run of sweptRuns(spec)) {
    const { data, training } = run.spec;
    const rows = data.validation === 0 ? dataset : (bySeed.get(training.seed) ?? (await load(run.spec)) ?? dataset);
    bySeed.set(training.seed, rows);
    tasks.push({ ...rest, ...run, dataset: rows });
  }
  return tasks;
}

/** Index of the run with the lowest loss, on validation rows if there are any; -1 if none came to a number. */
export function bestOf(
  losses: readonly ({ readonly loss: number; readonly validationLoss: number | null } | undefined)[],
): number {
  let best = -1;
  let lowest = Infinity;
  for (const [index, run] of losses.entries()) {
    const loss = run?.validationLoss ?? run?.loss ?? NaN;
    if (loss < lowest) [best, lowest] = [index, loss];
  }
  return best;
}
