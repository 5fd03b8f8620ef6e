import { sha256, type Hash } from '../data/sha256.ts';
import type { Records } from './lastRuns.ts';
import { Listeners } from './listeners.ts';
import type { RecordPlace, RunRecord, RunSummary } from './record.ts';
import { decodeRecord, decodeSummary, encodeRecord } from './recordBytes.ts';

/** A folder of files without folders in it. What is not there has no files. */
export interface Folder {
  files(): Promise<readonly { readonly name: string; readonly size: number }[]>;
  /** The first `most` bytes, if that is given; undefined if there is no such file. */
  read(name: string, most?: number): Promise<Uint8Array | undefined>;
  /** All or nothing. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

interface Limits {
  /** Records of all files, and of one. */
  readonly all: number;
  readonly ofFile: number;
  /** Bytes of all records, and of one. */
  readonly bytes: number;
  readonly bytesOfOne: number;
}

const usualLimits: Limits = { all: 200, ofFile: 40, bytes: 1 << 26, bytesOfOne: 1 << 24 };
/** Where a summary lies, unless it is a very long one. */
const summaryBytes = 1 << 14;
const ending = '.run';

/** Records of runs in a folder, the oldest forgotten first. Failures cost a record, and are logged. */
export class RecordStore implements Records {
  private queue: Promise<void> = Promise.resolve();
  private readonly listeners = new Listeners<void>();

  constructor(
    private readonly folder: Folder,
    private readonly hash: Hash,
    private readonly log: (line: string) => void,
    private readonly limits: Limits = usualLimits,
  ) {}

  /** Called when there are other records than before. Returns what ends that. */
  onChange(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  /** Of all records that can be read, the latest first; those that can't are forgotten. */
  async list(): Promise<RunSummary[]> {
    const names = (await this.names()).map(({ name }) => name);
    const found = await Promise.all(names.map((name) => this.summary(name)));
    return found.filter((summary) => summary !== undefined);
  }

  /** Undefined if it can't be read, and then it is forgotten. */
  read(place: RecordPlace): Promise<RunRecord | undefined> {
    return this.record(nameOf(place));
  }

  /** Likewise the latest record of a file that can be read. */
  async latest(file: string): Promise<RunRecord | undefined> {
    for (const { name } of await this.names()) {
      const record = name.startsWith(prefixOf(file)) ? await this.record(name) : undefined;
      if (record) return record;
    }
    return undefined;
  }

  /** After those that were given before. */
  write(record: RunRecord): void {
    void this.after(
      () => this.put(record),
      (reason) => `a run of ${record.file} is not kept: ${reason}`,
    );
  }

  forget(places: readonly RecordPlace[]): Promise<void> {
    return this.after(
      async () => {
        for (const place of places) await this.folder.remove(nameOf(place));
        this.listeners.emit();
      },
      (reason) => `runs are not forgotten: ${reason}`,
    );
  }

  /** Resolves when all that was given is kept or given up. */
  idle(): Promise<void> {
    return this.queue;
  }

  private after(act: () => Promise<void>, line: (reason: string) => string): Promise<void> {
    return (this.queue = this.queue.then(act).catch((error: unknown) => this.log(line(reasonOf(error)))));
  }

  private async put(record: RunRecord): Promise<void> {
    const bytes = encodeRecord(record, this.hash);
    if (bytes.length > this.limits.bytesOfOne) throw new Error(`it takes ${bytes.length} bytes`);
    await this.folder.write(nameOf(record), bytes);
    await this.forgetOldest(record.file);
    this.listeners.emit();
  }

  private async forgetOldest(file: string): Promise<void> {
    let [all, ofFile, bytes] = [0, 0, 0];
    for (const { name, size } of await this.names()) {
      const tooMany = name.startsWith(prefixOf(file)) && ++ofFile > this.limits.ofFile;
      if (!tooMany) [all, bytes] = [all + 1, bytes + size];
      if (tooMany || all > this.limits.all || bytes > this.limits.bytes) await this.folder.remove(name);
    }
  }

  /** The latest first. */
  private async names(): Promise<{ readonly name: string; readonly size: number }[]> {
    const key = (name: string): string => name.slice(prefixLength);
    const files = (await this.folder.files()).filter(({ name }) => name.endsWith(ending));
    return files.toSorted((a, b) => (key(a.name) < key(b.name) ? 1 : -1));
  }

  private async summary(name: string): Promise<RunSummary | undefined> {
    const start = await this.folder.read(name, summaryBytes);
    if (!start) return undefined;
    try {
      return decodeSummary(start, this.hash);
    } catch {
      return this.readable(name, await this.folder.read(name), decodeSummary);
    }
  }

  private async record(name: string): Promise<RunRecord | undefined> {
    return this.readable(name, await this.folder.read(name), decodeRecord);
  }

  private async readable<T>(
    name: string,
    bytes: Uint8Array | undefined,
    decode: (bytes: Uint8Array, hash: Hash) => T,
  ): Promise<T | undefined> {
    if (!bytes) return undefined;
    try {
      return decode(bytes, this.hash);
    } catch (error) {
      this.log(`a run can't be restored: ${reasonOf(error)}`);
      await this.folder.remove(name);
      this.listeners.emit();
      return undefined;
    }
  }
}

const prefixLength = 65;

function prefixOf(file: string): string {
  return `${sha256(new TextEncoder().encode(file))}-`;
}

function nameOf({ file, key }: RecordPlace): string {
  return `${prefixOf(file)}${key}${ending}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
