import { DataFileError } from '../data/dataset.ts';
import { phrase } from '../spec/phrase.ts';

export function outside(path: string): DataFileError {
  return new DataFileError(phrase('“{0}” lies outside the workspace and is not read.', path));
}

export function missing(path: string): DataFileError {
  return new DataFileError(phrase('There is no file “{0}”; the path is relative to the network’s file.', path));
}

export function folder(path: string): DataFileError {
  return new DataFileError(phrase('“{0}” is a folder, not a file.', path));
}

/** @param error of Node or of VS Code's file systems */
export function unreadable(path: string, error: unknown): DataFileError {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'FileNotFound':
      return missing(path);
    case 'EACCES':
    case 'EPERM':
    case 'NoPermissions':
      return new DataFileError(phrase('“{0}” can’t be read: permission denied.', path));
    case 'FileIsADirectory':
      return folder(path);
    default:
      return new DataFileError(
        phrase('“{0}” can’t be read: {1}', path, error instanceof Error ? error.message : String(error)),
      );
  }
}
