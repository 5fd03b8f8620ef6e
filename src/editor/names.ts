import type * as vscode from 'vscode';

export function fileName({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `iris` of `iris.nn.json`. */
export function shortName(uri: vscode.Uri): string {
  return fileName(uri).replace(/\.nn\.json$/, '');
}

/** The way from a folder to a file of the same file system, with `/` between folders. */
export function relativePath(folder: vscode.Uri, file: vscode.Uri): string {
  const from = folder.path.split('/').filter((part) => part !== '');
  const to = file.path.split('/').filter((part) => part !== '');
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}
