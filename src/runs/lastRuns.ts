import type { RunEvent } from './events.ts';
import { recordOf, type RunRecord } from './record.ts';
import type { Runs } from './runs.ts';

/** Where records of runs are kept, the latest of each file. Failures cost a record. */
export interface Records {
  read(file: string): Promise<RunRecord | undefined>;
  /** After those that were given before. */
  write(record: RunRecord): void;
  /** Resolves when all that was given is kept or given up. */
  idle(): Promise<void>;
}

/** Milliseconds of training that a crash may cost. */
const interval = 10_000;

/** The last run of every file: of this window or, until it is trained anew, of the one before. */
export class LastRuns {
  private readonly records = new Map<string, RunRecord>();
  private readonly looks = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

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
      case 'frame':
        if (!this.timers.has(file))
          this.timers.set(
            file,
            setTimeout(() => this.save(file), interval),
          );
        return;
      case 'state':
        if (this.runs.run(file)?.active === false) this.save(file);
        return;
      case 'health':
      case 'arrivals':
      case 'sweep':
      case 'check':
        return;
      default:
        event satisfies never;
    }
  }

  /** With its weights as they are now; undefined without any. */
  of(file: string): RunRecord | undefined {
    const run = this.runs.run(file);
    if (!run) return this.records.get(file);
    return run.parameters.length > 0 ? recordOf(file, run, Date.now()) : undefined;
  }

  /** What is shown of a file that has not been trained in this window. */
  restored(file: string): RunRecord | undefined {
    return this.runs.run(file) ? undefined : this.records.get(file);
  }

  /** Looks for what was kept of a file, if that has not been done. */
  restore(file: string): Promise<void> {
    const look = this.looks.get(file) ?? this.look(file);
    this.looks.set(file, look);
    return look;
  }

  /** Keeps what is still to be kept, and resolves when that is done. */
  async flush(): Promise<void> {
    for (const file of [...this.timers.keys()]) this.save(file);
    await this.store.idle();
  }

  private async look(file: string): Promise<void> {
    const record = await this.store.read(file);
    if (!record || this.runs.run(file)) return;
    this.records.set(file, record);
    this.tell(file);
  }

  private save(file: string): void {
    clearTimeout(this.timers.get(file));
    this.timers.delete(file);
    const record = this.runs.run(file) && this.of(file);
    if (record) this.store.write(record);
  }
}
