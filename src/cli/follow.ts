import { dirname, join } from 'node:path';
import { DataFileError } from '../data/dataset.ts';
import { canGrow, followRows } from '../data/follow.ts';
import type { Fault } from '../data/rowReader.ts';
import type { OnlineTraining } from '../engine/online.ts';
import type { EpochRecord, Outcome } from '../engine/results.ts';
import { tailReader } from '../runs/tail.ts';
import { inEnglish } from '../spec/phrase.ts';
import { LISTED } from '../spec/report.ts';
import type { FileSource, Spec } from '../spec/spec.ts';
import { workspaceOf, type Ready } from './files.ts';
import { UsageError, type Io } from './io.ts';

export interface Followed {
  readonly outcome: Outcome;
  /** Milliseconds of work, without those of waiting. */
  readonly worked: number;
  /** Whether the file could not be followed to the end that the user wanted. */
  readonly failed: boolean;
}

/** The file whose rows are waited for. Throws UsageError if none can come. */
export function sourceToFollow({ data: { source }, training: { method }, sweep }: Spec): FileSource {
  if (sweep) throw new UsageError('--follow takes a single run, and this is a sweep of several');
  if (method !== 'online') throw new UsageError(`--follow is for "method": "online", not "${method}"`);
  if (source.kind !== 'file') throw new UsageError('--follow needs a data file that rows are appended to');
  if (canGrow(source.file)) return source;
  throw new UsageError(`--follow needs a .csv, .tsv or .jsonl file that rows are appended to, not “${source.file}”`);
}

/**
 * Trains on the rows that are there and on those that come, until it is interrupted.
 * @param interrupt gives its signal after the training was told to stop; also given here when it ends of itself.
 */
export async function trainFollowing(
  training: OnlineTraining,
  { spec, dataset }: Ready,
  specFile: string,
  io: Io,
  interrupt: AbortController,
  tell: (record: EpochRecord) => void,
): Promise<Followed> {
  const source = sourceToFollow(spec);
  const slices = training.run();
  let outcome: Outcome | undefined;
  let worked = 0;
  const work = async (): Promise<void> => {
    const started = performance.now();
    while (!outcome && !training.waiting) {
      const slice = slices.next();
      if (slice.done) outcome = slice.value;
      else if (slice.value) tell(slice.value);
      await io.breathe();
    }
    worked += performance.now() - started;
    if (outcome) interrupt.abort();
  };

  await work();
  const faults = new FaultLines(join(dirname(specFile), source.file), io);
  const { folder, root } = workspaceOf(io, specFile);
  let failed = false;
  try {
    if (!outcome) {
      const reader = tailReader(folder, root, interrupt.signal);
      await followRows(spec, source, dataset, reader, async (arrived) => {
        training.add(arrived.rows);
        for (const fault of arrived.faults) faults.tell(fault);
        await work();
      });
    }
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    failed = true;
    faults.fail(error);
  }
  training.stop();
  await work();
  faults.summarise();
  if (!outcome) throw new Error('the training did not end');
  return { outcome, worked, failed };
}

/** What is wrong with the data file, as compilers put it. */
class FaultLines {
  private count = 0;

  constructor(
    private readonly file: string,
    private readonly io: Io,
  ) {}

  tell({ line, column, message }: Fault): void {
    if (++this.count > LISTED) return;
    this.io.err(`${this.file}:${line}:${column}: warning: left out: ${inEnglish(message)}\n`);
  }

  fail({ line, message }: DataFileError): void {
    this.io.err(`${this.file}${line === undefined ? '' : `:${line}:1`}: error: ${message}; the run ends here\n`);
  }

  summarise(): void {
    if (this.count > LISTED) this.io.err(`${this.file}: warning: ${this.count} rows were left out\n`);
  }
}
