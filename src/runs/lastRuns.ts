import type { RunEvent } from './events.ts';
import { recordOf, type RecordPlace, type RunRecord } from './record.ts';
import type { Runs } from './runs.ts';
import type { TrainingRun } from './trainingRun.ts';

/** Where records of runs are kept. Failures cost a record. */
export interface Records {
  read(place: RecordPlace): Promise<RunRecord | undefined>;
  /** The last run of a file. */
  latest(file: string): Promise<RunRecord | undefined>;
  /** After those that were given before. */
  write(record: RunRecord): void;
  /** Resolves when all that was given is kept or given up. */
  idle(): Promise<void>;
}

/** Milliseconds of training that a crash may cost. */
const interval = 10_000;

/**
 * Keeps every run, and has what is shown of a file in the place of this window's last run: that of the window before,
 * or one that was asked for, until the file is trained anew.
 */
export class LastRuns {
  private readonly records = new Map<string, RunRecord>();
  private readonly looks = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Those that have ended. */
  private readonly kept = new WeakSet<TrainingRun>();

  /** @param tell is told of a file that there is something new to show of */
  constructor(
    private readonly runs: Runs,
    private readonly store: Records,
    private readonly tell: (file: string) => void,
  ) {}

  follow(event: RunEvent): void {
    const { file } = event;
    switch (event.kind) {
      case 'run':
        this.leave(file);
        return this.saveSoon(file);
      case 'frame':
        return this.saveSoon(file);
      case 'state':
        if (this.runs.run(file)?.active === false) this.save(file);
        return;
      case 'sweep':
        return this.saveSwept(file);
      case 'health':
      case 'arrivals':
      case 'check':
        return;
      default:
        event satisfies never;
    }
  }

  /** With its weights as they are now; undefined without any. */
  of(file: string): RunRecord | undefined {
    const record = this.records.get(file);
    if (record) return record;
    const run = this.runs.run(file);
    return run && run.parameters.length > 0 ? recordOf(file, run, Date.now()) : undefined;
  }

  /** What is shown of a file in the place of a run of this window. */
  restored(file: string): RunRecord | undefined {
    return this.records.get(file);
  }

  /** Looks for what was kept of a file, if that has not been done. */
  restore(file: string): Promise<void> {
    const look = this.looks.get(file) ?? this.look(file);
    this.looks.set(file, look);
    return look;
  }

  /** Shows a record in the place of what was shown of its file; a run under way is left in its place. */
  show(record: RunRecord): void {
    const { file, key } = record;
    if (this.runs.run(file)?.active) return;
    this.records.set(file, { ...record, run: { ...record.run, id: this.runs.idOf(file, key) } });
    this.tell(file);
  }

  /** Shows no record any more, but this window's last run of the file; without one the last that is kept. */
  async showLatest(file: string): Promise<void> {
    if (!this.records.delete(file)) return;
    if (!this.runs.run(file)) await this.look(file);
    if (!this.records.has(file)) this.tell(file);
  }

  /** Keeps what is still to be kept, and resolves when that is done. */
  async flush(): Promise<void> {
    for (const file of [...this.timers.keys()]) this.save(file);
    await this.store.idle();
  }

  private async look(file: string): Promise<void> {
    const record = await this.store.latest(file);
    if (record && !this.runs.run(file) && !this.records.has(file)) this.show(record);
  }

  /** Another run takes its place, beside which it can still be looked at. */
  private leave(file: string): void {
    const record = this.records.get(file);
    if (!record) return;
    this.records.delete(file);
    this.runs.compareWith(file, record);
  }

  private saveSoon(file: string): void {
    if (!this.timers.has(file))
      this.timers.set(
        file,
        setTimeout(() => this.save(file), interval),
      );
  }

  private save(file: string): void {
    clearTimeout(this.timers.get(file));
    this.timers.delete(file);
    const run = this.runs.run(file);
    if (run) this.keep(file, run);
  }

  private saveSwept(file: string): void {
    for (const run of this.runs.currentSweep(file)?.begun ?? []) {
      if (!run.active) this.keep(file, run);
    }
  }

  private keep(file: string, run: TrainingRun): void {
    if (run.parameters.length === 0 || this.kept.has(run)) return;
    if (!run.active) this.kept.add(run);
    this.store.write(recordOf(file, run, Date.now()));
  }
}
