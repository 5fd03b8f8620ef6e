import * as vscode from 'vscode';
import type { Source } from '../spec/spec.ts';

/** The data file at `path`, relative to the spec; an unsaved spec counts as lying in the first workspace folder. */
export function dataUri(spec: vscode.Uri, path: string): vscode.Uri | undefined {
  const folder = folderOf(spec);
  return folder && vscode.Uri.joinPath(folder, path);
}

/** The files that rows come from: none of other sources, two of images and their labels. */
export function dataUris(spec: vscode.Uri, source: Source): vscode.Uri[] {
  if (source.kind !== 'file') return [];
  const uris = [source.file, source.labels].map((path) => (path === undefined ? undefined : dataUri(spec, path)));
  return uris.filter((uri) => uri !== undefined);
}

/** Changes when the file does; undefined when there is no such file. */
export async function dataStamp(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size}`;
  } catch {
    return undefined;
  }
}

/** The folder that paths are relative to, and the one that they must not leave. */
export function foldersOf(spec: vscode.Uri): { readonly folder: vscode.Uri; readonly root: vscode.Uri } | undefined {
  const folder = folderOf(spec);
  return folder && { folder, root: vscode.workspace.getWorkspaceFolder(folder)?.uri ?? folder };
}

function folderOf(spec: vscode.Uri): vscode.Uri | undefined {
  if (spec.scheme === 'untitled') return vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.Uri.joinPath(spec, '..');
}
