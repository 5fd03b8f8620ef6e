import * as vscode from 'vscode';
import { DataFileError, type DataReader } from '../data/dataset.ts';
import { phrase } from '../spec/phrase.ts';
import { dataStamp } from './dataFiles.ts';
import { bytesOf, uriWithin } from './virtualFiles.ts';

/** Milliseconds until a file is looked at although nobody told of a change: not every file system tells. */
const patience = 3000;
/** Of what has been read, so many bytes at its end are compared before more is read. */
const remembered = 4096;

/**
 * Reads data files as `virtualReader` does, and then what is appended to them, until the signal is given. A file that
 * becomes shorter, goes, or no longer has what was read of it, is told of as DataFileError.
 */
export function virtualFollower(folder: vscode.Uri, root: vscode.Uri, signal: AbortSignal): DataReader {
  return { growing: true, open: async (path) => tail(uriWithin(folder, root, path), path, signal) };
}

async function* tail(uri: vscode.Uri, path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const changes = new Changes(uri, signal);
  let stamp: string | undefined;
  let offset = 0;
  let end: Uint8Array = new Uint8Array();
  try {
    while (!signal.aborted) {
      const now = await dataStamp(uri);
      if (now === undefined && offset > 0) {
        throw new DataFileError(phrase('{0} was deleted during the run', path), 'data-replaced');
      }
      if (now === undefined || now !== stamp) {
        const bytes = await bytesOf(uri, path);
        const before = bytes.subarray(offset - end.length, offset);
        if (before.length !== end.length || before.some((byte, at) => byte !== end[at])) throw replaced(path);
        if (bytes.length > offset) yield bytes.subarray(offset);
        stamp = now;
        offset = bytes.length;
        end = bytes.slice(-remembered);
      }
      await changes.next();
    }
  } finally {
    changes.dispose();
  }
}

function replaced(path: string): DataFileError {
  const message = phrase('{0} was replaced during the run: what had been read of it is gone', path);
  return new DataFileError(message, 'data-replaced');
}

/** Tells when a file may have changed. */
class Changes {
  private readonly watcher: vscode.FileSystemWatcher;
  private changed = false;
  private wake = (): void => {};

  constructor(uri: vscode.Uri, signal: AbortSignal) {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    this.watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name.replace(/[[\]{}*?]/g, '[$&]')),
    );
    const note = (): void => {
      this.changed = true;
      this.wake();
    };
    this.watcher.onDidChange(note);
    this.watcher.onDidCreate(note);
    this.watcher.onDidDelete(note);
    signal.addEventListener('abort', note);
  }

  async next(): Promise<void> {
    if (!this.changed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.changed = false;
  }

  dispose(): void {
    this.watcher.dispose();
  }
}
