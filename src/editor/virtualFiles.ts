import * as vscode from 'vscode';
import { DataFileError, type DataReader } from '../data/dataset.ts';
import { outside, unreadable } from '../runs/fileFaults.ts';
import { phrase } from '../spec/phrase.ts';

/** Bytes of a file, which comes in one piece, and is copied on its way. */
const most = 100_000_000;

/** Reads from file systems that only VS Code knows, such as a repository on the web. They have no links to follow. */
export function virtualReader(folder: vscode.Uri, root: vscode.Uri): DataReader {
  return { open: async (path) => once(await bytesOf(uriWithin(folder, root, path), path)) };
}

/** Throws DataFileError if it lies outside `root`. */
export function uriWithin(folder: vscode.Uri, root: vscode.Uri, path: string): vscode.Uri {
  const uri = vscode.Uri.joinPath(folder, path);
  if (path.startsWith('/') || !`${uri.path}/`.startsWith(`${root.path.replace(/\/$/, '')}/`)) throw outside(path);
  return uri;
}

/** Throws DataFileError. */
export async function bytesOf(uri: vscode.Uri, path: string): Promise<Uint8Array> {
  const { fs } = vscode.workspace;
  try {
    const { size } = await fs.stat(uri);
    if (size > most) {
      throw new DataFileError(
        phrase(
          '“{0}” has {1} MB: files that are not on this machine’s disk are read up to {2} MB.',
          path,
          inMB(size),
          inMB(most),
        ),
      );
    }
    return await fs.readFile(uri);
  } catch (error) {
    throw error instanceof DataFileError ? error : unreadable(path, error);
  }
}

function inMB(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** All or nothing, as far as the file system lets it. */
export async function writeVirtually(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const sibling = uri.with({ path: `${uri.path}.${crypto.randomUUID()}.tmp` });
  try {
    await fs.writeFile(sibling, bytes);
    const written = await fs.readFile(sibling);
    if (written.length !== bytes.length || written.some((byte, at) => byte !== bytes[at])) {
      throw new Error(vscode.l10n.t('what was written reads back differently'));
    }
    await fs.rename(sibling, uri, { overwrite: true });
  } catch (error) {
    await fs.delete(sibling).then(undefined, () => undefined);
    throw error;
  }
}
