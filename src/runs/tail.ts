import { watch, type FSWatcher } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DataFileError, type DataReader } from '../data/dataset.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import { unreadable } from './fileFaults.ts';
import { realFile } from './fileReader.ts';

/** Milliseconds between two looks. */
export interface Pauses {
  /** At least, so that rows that come one by one are taken a few at a time. */
  readonly least: number;
  /** Although nobody told of a change: network drives tell of none. */
  readonly most: number;
}

const usual: Pauses = { least: 50, most: 500 };
const pieceSize = 1 << 20;
/** Of what has been read, so many bytes at its end are compared before more is read. */
const remembered = 4096;

/**
 * Reads data files as `fileReader` does, and then what is appended to them, until the signal is given.
 * A file that becomes shorter, goes, or no longer has what was read of it, is told of as DataFileError.
 */
export function tailReader(from: string, root: string, signal: AbortSignal, pauses = usual): DataReader {
  return { growing: true, open: async (path) => tail(await realFile(from, root, path), path, signal, pauses) };
}

async function* tail(real: string, path: string, signal: AbortSignal, pauses: Pauses): AsyncGenerator<Uint8Array> {
  const changes = new Changes(real, signal);
  const file = new GrowingFile(real, path);
  try {
    for (;;) {
      for (let piece = await file.read(); piece && !signal.aborted; piece = await file.read()) yield piece;
      await changes.next(pauses);
      if (signal.aborted) return;
      // An editor that saves may empty the file first: what is wrong has to stay wrong for a while.
      if ((await file.fault()) === undefined) continue;
      await changes.pause(pauses.most);
      const fault = await file.fault();
      if (fault && !signal.aborted) throw new DataFileError(fault, 'data-replaced');
    }
  } finally {
    changes.close();
    await file.close();
  }
}

class GrowingFile {
  private handle: FileHandle | undefined;
  private offset = 0;
  private end: Uint8Array = new Uint8Array();

  constructor(
    private readonly real: string,
    private readonly path: string,
  ) {}

  /** What comes next; undefined if there is no more at present. Throws DataFileError. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      this.handle ??= await open(this.real);
      const piece = await bytesAt(this.handle, this.offset, pieceSize);
      if (piece.length === 0) return undefined;
      this.offset += piece.length;
      this.end = new Uint8Array(Buffer.concat([this.end, piece]).subarray(-remembered));
      return piece;
    } catch (error) {
      throw unreadable(this.path, error);
    }
  }

  /** Why it can't be read on. Another file with the same beginning, as editors leave one, is as good. */
  async fault(): Promise<Phrase | undefined> {
    const { path, offset, end } = this;
    try {
      const now = await open(this.real);
      try {
        const { size } = await now.stat();
        if (size < offset) {
          return phrase('{0} was cut short during the run: {1} bytes, of which {2} had been read', path, size, offset);
        }
        if (!end.every(equals(await bytesAt(now, offset - end.length, end.length)))) {
          return phrase('{0} was replaced during the run: what had been read of it is gone', path);
        }
        if (!(await this.isOpen(now))) await this.takeOver(now);
      } finally {
        if (now !== this.handle) await now.close();
      }
      return undefined;
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      if (code === 'ENOENT') return phrase('{0} was deleted during the run', path);
      throw unreadable(path, error);
    }
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }

  private async isOpen(now: FileHandle): Promise<boolean> {
    const [a, b] = await Promise.all([now.stat({ bigint: true }), this.handle?.stat({ bigint: true })]);
    return a.ino === b?.ino && a.dev === b.dev;
  }

  private async takeOver(now: FileHandle): Promise<void> {
    await this.handle?.close();
    this.handle = now;
  }
}

async function bytesAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
}

function equals(other: Uint8Array): (byte: number, at: number) => boolean {
  return (byte, at) => byte === other[at];
}

/** Tells when a file may have changed. */
class Changes {
  private readonly watcher: FSWatcher | undefined;
  private last = performance.now();
  private changed = false;
  private wake = (_by: 'change' | 'abort'): void => {};
  private readonly onAbort = (): void => this.wake('abort');

  constructor(
    real: string,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.onAbort);
    try {
      // The folder, because of the file itself nothing more is told once another has taken its place.
      this.watcher = watch(dirname(real), { persistent: false }, (_, name) => {
        if (name !== null && name !== basename(real)) return;
        this.changed = true;
        this.wake('change');
      });
      this.watcher.on('error', () => this.watcher?.close());
    } catch {
      // Not every file system can be watched: then it is looked at now and then.
    }
  }

  /** At a change, but not too soon after the last; or after a while. */
  async next({ least, most }: Pauses): Promise<void> {
    if (!this.changed) await this.sleep(most, true);
    await this.pause(this.last + least - performance.now());
    this.changed = false;
    this.last = performance.now();
  }

  /** Whatever happens, except the signal. */
  async pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.sleep(milliseconds, false);
  }

  close(): void {
    this.watcher?.close();
    this.signal.removeEventListener('abort', this.onAbort);
  }

  private sleep(milliseconds: number, lightly: boolean): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = (by) => {
        if (by === 'change' && !lightly) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
