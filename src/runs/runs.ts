import type { CheckState, SweepState } from '../protocol/run.ts';
import type { Hash } from '../data/sha256.ts';
import { comparedRecord, comparedRun, EarlierRuns, mostOthers, type ComparedRun } from './earlierRuns.ts';
import type { Progress, RunEvent } from './events.ts';
import { GradientCheck } from './gradientCheck.ts';
import type { Task } from './job.ts';
import { Listeners, type Listener } from './listeners.ts';
import { searchRate, type RateFound } from './rateSearch.ts';
import { keyOf, type RunRecord } from './record.ts';
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
  /** Runs whose frames are held back, by file; undefined: none are. */
  private held: Map<string, number> | undefined;
  /** Of runs of this window and of those that were kept, by file and key. */
  private readonly ids = new Map<string, number>();
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

  /** While frames are held, none is told; afterwards the last of every file, or before what else there is of it. */
  holdFrames(hold: boolean): void {
    const { held } = this;
    this.held = hold ? new Map() : undefined;
    for (const [file, run] of held ?? []) this.listeners.emit({ kind: 'frame', file, run });
  }

  /** Trains anew; a run of the same file that is still going on is ended and says nothing more. */
  train(file: string, task: Task): TrainingRun {
    this.closeTraining(file);
    const run = this.begin(file, task, (progress) => this.emit(file, run, progress));
    this.look(file, run);
    return run;
  }

  /** Trains all runs of a sweep, side by side; `run` is the one that is shown. */
  sweep(file: string, tasks: readonly SweepTask[]): Sweep {
    this.closeTraining(file);
    const sweep = new Sweep(tasks, this.cores, {
      begin: (task, tell) => this.begin(file, task, tell),
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

  /**
   * The run that is shown of a file and those to be compared with it: the sweep's others first, then earlier ones and
   * what was asked for.
   * @param restored what is shown in the place of the latest run
   */
  compared(file: string, restored?: RunRecord): readonly ComparedRun[] {
    const latest = this.runs.get(file);
    const shown = restored ? comparedRecord(restored, restored.run.id) : latest && comparedRun(latest);
    if (!shown) return [];
    const swept = this.sweeps.get(file)?.others ?? [];
    const ofWindow = restored && latest ? [latest, ...swept] : swept;
    const others = ofWindow.filter(({ id, progress }) => id !== shown.id && progress.epoch > 0).slice(0, mostOthers);
    const earlier = this.earlier.of(file).filter(({ id }) => id !== shown.id);
    return [shown, ...[...others.map(comparedRun), ...earlier].slice(0, mostOthers)];
  }

  /** Has the runs of a file compared with one that was kept. */
  compareWith(file: string, record: RunRecord): void {
    this.earlier.keep(file, comparedRecord(record, this.idOf(file, record.key)));
  }

  /** Compares no more with runs that are forgotten. */
  forget(file: string, keys: readonly string[]): void {
    this.earlier.forget(file, keys);
  }

  /** What a run that was kept is called in this window. */
  idOf(file: string, key: string): number {
    const name = `${key} ${file}`;
    const id = this.ids.get(name) ?? this.nextId++;
    this.ids.set(name, id);
    return id;
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

  private begin(file: string, task: Task, tell: (progress: Progress) => void): TrainingRun {
    const run = new TrainingRun(this.nextId++, task, this.startWorker, tell, this.hash);
    this.ids.set(`${keyOf(run)} ${file}`, run.id);
    return run;
  }

  private look(file: string, run: TrainingRun): void {
    this.runs.set(file, run);
    this.listeners.emit({ kind: 'run', file });
  }

  private emit(file: string, run: TrainingRun, progress: Progress): void {
    if (progress.kind === 'frame' && this.held) return void this.held.set(file, run.id);
    if (this.held?.get(file) === run.id) this.listeners.emit({ kind: 'frame', file, run: run.id });
    this.held?.delete(file);
    this.listeners.emit(progress.kind === 'reset' ? { kind: 'run', file } : { ...progress, file, run: run.id });
  }

  private closeTraining(file: string): void {
    const run = this.runs.get(file);
    if (run) this.earlier.keep(file, comparedRun(run));
    this.sweeps.get(file)?.close();
    this.sweeps.delete(file);
    run?.close();
  }
}
