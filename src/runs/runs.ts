import type { CheckState, OtherRun, SweepState } from '../protocol/run.ts';
import type { Hash } from '../data/sha256.ts';
import { courseOf, EarlierRuns, mostOthers, type EarlierRun } from './earlierRuns.ts';
import type { Progress, RunEvent } from './events.ts';
import { GradientCheck } from './gradientCheck.ts';
import type { Task } from './job.ts';
import { Listeners, type Listener } from './listeners.ts';
import { searchRate, type RateFound } from './rateSearch.ts';
import { differences } from './settings.ts';
import { differentiate, type CurveFound } from './stepCurve.ts';
import { Sweep } from './sweep.ts';
import type { SweepTask } from './sweepTasks.ts';
import { TrainingRun } from './trainingRun.ts';
import type { StartWorker } from './worker.ts';

/** The latest run (or sweep) and the latest gradient check of every file, told apart by any string: its URI. */
export class Runs {
  private readonly runs = new Map<string, TrainingRun>();
  private readonly sweeps = new Map<string, Sweep>();
  private readonly checks = new Map<string, GradientCheck>();
  private readonly earlier = new EarlierRuns();
  private readonly listeners = new Listeners<RunEvent>();
  private nextId = 1;

  /**
   * @param cores how many runs of a sweep go on at a time
   * @param hash a faster one, if there is
   */
  constructor(
    private readonly startWorker: StartWorker,
    private readonly cores: number,
    private readonly hash?: Hash,
  ) {}

  onEvent(listener: Listener<RunEvent>): () => void {
    return this.listeners.add(listener);
  }

  /** Trains anew; a run of the same file that is still going on is ended and says nothing more. */
  train(file: string, task: Task): TrainingRun {
    this.closeTraining(file);
    const run = this.begin(task, (progress) => this.emit(file, run, progress));
    this.look(file, run);
    return run;
  }

  /** Trains all runs of a sweep, side by side; `run` is the one that is shown. */
  sweep(file: string, tasks: readonly SweepTask[]): Sweep {
    this.closeTraining(file);
    const sweep = new Sweep(tasks, this.cores, {
      begin: (task, tell) => this.begin(task, tell),
      shown: (run) => this.look(file, run),
      progress: (progress) => {
        const run = this.runs.get(file);
        if (run) this.emit(file, run, progress);
      },
      changed: () => this.listeners.emit({ kind: 'sweep', file }),
    });
    this.sweeps.set(file, sweep);
    sweep.go();
    return sweep;
  }

  /** Shows another run of a file's sweep. */
  show(file: string, run: number): void {
    this.sweeps.get(file)?.show(run);
  }

  /** The latest run of a file and those to be compared with it: the sweep's others first, then earlier ones. */
  compared(file: string): readonly EarlierRun[] {
    const run = this.runs.get(file);
    if (!run) return [];
    const swept = this.sweeps.get(file)?.others.filter(({ progress }) => progress.epoch > 0) ?? [];
    const others = swept.slice(0, mostOthers).map(courseOf);
    return [courseOf(run), ...[...others, ...this.earlier.of(file)].slice(0, mostOthers)];
  }

  /** Without the latest run itself. */
  others(file: string): OtherRun[] {
    const [shown, ...others] = this.compared(file);
    if (!shown) return [];
    return others.map(({ id, spec, epochs: { loss } }) => ({ id, settings: differences(spec, shown.spec), loss }));
  }

  /** Undefined if the file's latest run is one alone. */
  currentSweep(file: string): Sweep | undefined {
    return this.sweeps.get(file);
  }

  sweepState(file: string): SweepState | undefined {
    return this.sweeps.get(file)?.state();
  }

  /** Checks the gradients of the freshly initialised network; a check that is going on is given up. */
  check(file: string, task: Task): void {
    this.checks.get(file)?.close();
    const check = new GradientCheck(task, this.startWorker, (state) =>
      this.listeners.emit({ kind: 'check', file, state }),
    );
    this.checks.set(file, check);
    this.listeners.emit({ kind: 'check', file, state: check.state });
  }

  /** The error against the step of a parameter that the latest check was of. As `differentiate`. */
  async stepCurve(file: string, parameter: number, signal: AbortSignal): Promise<CurveFound> {
    const check = this.checks.get(file);
    return check ? differentiate(check.task, parameter, this.startWorker, signal) : { kind: 'cancelled' };
  }

  /** Looks for a learning rate to start with, beside whatever run goes on. As `searchRate`. */
  findRate(task: Task, progress: (done: number, of: number) => void, signal: AbortSignal): Promise<RateFound> {
    return searchRate(task, this.startWorker, progress, signal);
  }

  stop(file: string): void {
    this.stopTraining(file);
    this.stopCheck(file);
  }

  stopTraining(file: string): void {
    this.sweeps.get(file)?.stop();
    this.runs.get(file)?.stop();
  }

  stopCheck(file: string): void {
    this.checks.get(file)?.stop();
  }

  run(file: string): TrainingRun | undefined {
    return this.runs.get(file);
  }

  checkState(file: string): CheckState | undefined {
    return this.checks.get(file)?.state;
  }

  /** The files that are being trained. */
  active(): string[] {
    return [...this.runs].filter(([, run]) => run.active).map(([file]) => file);
  }

  dispose(): void {
    this.listeners.clear();
    for (const sweep of this.sweeps.values()) sweep.close();
    for (const run of this.runs.values()) run.close();
    for (const check of this.checks.values()) check.close();
  }

  private begin(task: Task, tell: (progress: Progress) => void): TrainingRun {
    return new TrainingRun(this.nextId++, task, this.startWorker, tell, this.hash);
  }

  private look(file: string, run: TrainingRun): void {
    this.runs.set(file, run);
    this.listeners.emit({ kind: 'run', file });
  }

  private emit(file: string, run: TrainingRun, progress: Progress): void {
    this.listeners.emit(progress.kind === 'reset' ? { kind: 'run', file } : { ...progress, file, run: run.id });
  }

  private closeTraining(file: string): void {
    const run = this.runs.get(file);
    if (run) this.earlier.keep(file, run);
    this.sweeps.get(file)?.close();
    this.sweeps.delete(file);
    run?.close();
  }
}
