import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic.ts';
import type { Records } from './lastRuns.ts';
import type { RunRecord } from './record.ts';
import { decodeRecord, encodeRecord } from './recordBytes.ts';

/** What all records of a folder may take, in bytes, and one of them. */
interface Limits {
  readonly all: number;
  readonly one: number;
}

/** Records of runs in a folder, the latest of each file. Failures cost a record, and are logged. */
export class RecordStore implements Records {
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly log: (line: string) => void,
    private readonly limits: Limits = { all: 1 << 26, one: 1 << 24 },
  ) {}

  /** Undefined if there is none that can be read; one that can't is forgotten. */
  async read(file: string): Promise<RunRecord | undefined> {
    const path = this.path(file);
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) return undefined;
    try {
      return decodeRecord(bytes);
    } catch (error) {
      this.log(`the last run of ${file} can't be restored: ${reasonOf(error)}`);
      await rm(path, { force: true });
      return undefined;
    }
  }

  /** After those that were given before. */
  write(record: RunRecord): void {
    const written = this.queue.then(() => this.put(record));
    this.queue = written.catch((error: unknown) =>
      this.log(`the last run of ${record.file} is not kept: ${reasonOf(error)}`),
    );
  }

  /** Resolves when all that was given is on the disk or given up. */
  idle(): Promise<void> {
    return this.queue;
  }

  private async put(record: RunRecord): Promise<void> {
    const bytes = encodeRecord(record);
    if (bytes.length > this.limits.one) throw new Error(`it takes ${bytes.length} bytes`);
    await mkdir(this.folder, { recursive: true });
    await writeAtomically(this.path(record.file), bytes);
    await this.forgetOldest();
  }

  private async forgetOldest(): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.folder)).map(async (name) => {
        const path = join(this.folder, name);
        const { mtimeMs, size } = await stat(path);
        return { path, mtimeMs, size };
      }),
    );
    let total = 0;
    for (const { path, size } of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs)) {
      total += size;
      if (total > this.limits.all) await rm(path, { force: true });
    }
  }

  private path(file: string): string {
    return join(this.folder, `${createHash('sha256').update(file).digest('hex')}.run`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
