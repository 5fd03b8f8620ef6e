import type { Epochs, Network, RunState } from '../protocol/run.ts';
import { keyOf, type RunRecord } from './record.ts';
import { settingsOf, type Settings } from './settings.ts';
import type { TrainingRun } from './trainingRun.ts';

/** What is compared of a run: its course and where it came to, without data. */
export interface ComparedRun {
  readonly id: number;
  readonly key: string;
  readonly settings: Settings;
  readonly network: Network;
  readonly state: RunState;
  readonly epochs: Epochs;
  readonly parameters: Float64Array;
}

/** More lines than these, each twice, can't be told apart in one chart. */
export const mostOthers = 4;

/** Runs of each file that its latest run is compared with: those before it, and what was asked for. */
export class EarlierRuns {
  private readonly kept = new Map<string, readonly ComparedRun[]>();

  keep(file: string, run: ComparedRun): void {
    if (run.epochs.learningRate.length < 2) return;
    const runs = [run, ...this.of(file).filter(({ key }) => key !== run.key)];
    this.kept.set(file, runs.slice(0, mostOthers));
  }

  forget(file: string, keys: readonly string[]): void {
    this.kept.set(
      file,
      this.of(file).filter(({ key }) => !keys.includes(key)),
    );
  }

  /** The latest first. */
  of(file: string): readonly ComparedRun[] {
    return this.kept.get(file) ?? [];
  }
}

export function comparedRun(run: TrainingRun): ComparedRun {
  const { id, spec, network, state, parameters } = run;
  return { id, key: keyOf(run), settings: settingsOf(spec), network, state, epochs: run.epochs(0), parameters };
}

export function comparedRecord({ key, settings, run }: RunRecord, id: number): ComparedRun {
  const { network, state, epochs, parameters } = run;
  return { id, key, settings, network, state, epochs, parameters };
}
