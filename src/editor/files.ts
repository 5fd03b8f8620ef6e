import * as vscode from 'vscode';
import { DataFileError, type DataReader } from '../data/dataset.ts';
import { canGrow, followRows } from '../data/follow.ts';
import type { Follow, Task } from '../runs/job.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import { foldersOf } from './dataFiles.ts';
import { virtualReader, writeVirtually } from './virtualFiles.ts';
import { virtualFollower } from './virtualTail.ts';

/** Files on a disk, by their paths. */
export interface Disk {
  /** Reads the data files of the specs in the folder `from`, and nothing that lies outside `root`. */
  reader(from: string, root: string): DataReader;
  /** As `reader`, and what is appended to the files, until the signal is given. */
  follower(from: string, root: string, signal: AbortSignal): DataReader;
  /** All or nothing. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** The files around a spec: on the disk, or in a file system that only VS Code knows. */
export class Files {
  /** @param disk undefined in a browser, where all goes through VS Code */
  constructor(private readonly disk: Disk | undefined) {}

  /** Reads what lies in the workspace folder of the spec, or in its own folder if it is in none. */
  reader(spec: vscode.Uri): DataReader {
    if (!vscode.workspace.isTrusted)
      return refusing(phrase('Data files are not read in Restricted Mode: trust the workspace first.'));
    const { folder, root } = foldersOf(spec) ?? {};
    if (!folder || !root) return refusing(phrase('Save this file first: the data file is looked for beside it.'));
    return this.diskOf(folder)?.reader(folder.fsPath, root.fsPath) ?? virtualReader(folder, root);
  }

  /** Follows the data file of a spec; undefined if its rows are not learned from as they come. */
  follower(uri: vscode.Uri, { spec, dataset }: Task): Follow | undefined {
    const { source } = spec.data;
    const { folder, root } = foldersOf(uri) ?? {};
    if (spec.training.method !== 'online' || source.kind !== 'file' || !canGrow(source.file)) return undefined;
    if (!vscode.workspace.isTrusted || !folder || !root) return undefined;
    const disk = this.diskOf(folder);
    return (deliver, signal) => {
      const rows = disk?.follower(folder.fsPath, root.fsPath, signal) ?? virtualFollower(folder, root, signal);
      return followRows(spec, source, dataset, rows, deliver);
    };
  }

  /**
   * Writes a file all or nothing. Throws Error with a sentence for the person who wanted it; a file that was there
   * is then as it was.
   */
  async write(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    try {
      const disk = this.diskOf(uri);
      await (disk ? disk.write(uri.fsPath, bytes) : writeVirtually(uri, bytes));
    } catch (error) {
      throw new Error(reasonOf(error), { cause: error });
    }
  }

  private diskOf({ scheme }: vscode.Uri): Disk | undefined {
    return scheme === 'file' ? this.disk : undefined;
  }
}

function refusing(reason: Phrase): DataReader {
  return { open: () => Promise.reject(new DataFileError(reason)) };
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return vscode.l10n.t('there is no room left where it should be');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return vscode.l10n.t('its place can’t be written to');
    case 'ENOENT':
    case 'ENOTDIR':
    case 'FileNotFound':
      return vscode.l10n.t('there is no such folder');
    case 'EISDIR':
    case 'FileIsADirectory':
      return vscode.l10n.t('there is a folder of this name');
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
