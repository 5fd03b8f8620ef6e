import type { Epochs } from '../protocol/run.ts';
import type { Spec } from '../spec/spec.ts';
import type { TrainingRun } from './trainingRun.ts';

/** What is left of a run that another has taken the place of: its course, without data and weights. */
export interface EarlierRun {
  readonly id: number;
  readonly spec: Spec;
  readonly epochs: Epochs;
}

/** More lines than these, each twice, can't be told apart in one chart. */
export const mostOthers = 4;
/** Of all earlier runs of a file: at seven columns 28 MB. */
const mostEpochs = 500_000;

/** The last runs of each file before the latest one. */
export class EarlierRuns {
  private readonly kept = new Map<string, readonly EarlierRun[]>();

  keep(file: string, run: TrainingRun): void {
    if (run.progress.epoch === 0) return;
    const runs = [courseOf(run), ...this.of(file)];
    let epochs = 0;
    const fits = ({ epochs: { learningRate } }: EarlierRun): boolean => (epochs += learningRate.length) <= mostEpochs;
    this.kept.set(file, runs.slice(0, mostOthers).filter(fits));
  }

  /** The latest first. */
  of(file: string): readonly EarlierRun[] {
    return this.kept.get(file) ?? [];
  }
}

export function courseOf(run: TrainingRun): EarlierRun {
  return { id: run.id, spec: run.spec, epochs: run.epochs(0) };
}
