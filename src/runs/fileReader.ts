import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { DataFileError, type DataReader } from '../data/dataset.ts';
import { phrase } from '../spec/phrase.ts';
import { folder, outside, unreadable } from './fileFaults.ts';

/** Reads the data files of the specs in the folder `from`, and nothing that lies outside `root`. */
export function fileReader(from: string, root: string): DataReader {
  return { open: async (path) => chunks(await realFile(from, root, path), path) };
}

/** The file that `path` leads to. Throws DataFileError as the reader does. */
export async function realFile(from: string, root: string, path: string): Promise<string> {
  const wanted = resolve(from, path);
  // First by name, so that nothing outside is as much as looked for; then by where links lead.
  if (!within(root, wanted)) throw outside(path);
  const real = await linkedFile(wanted, path);
  if (!within(await realpath(root), real)) throw outside(path);
  await checkKind(real, path);
  return real;
}

/** Whether `path` lies in the folder `root`; both absolute. */
export function within(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function linkedFile(wanted: string, path: string): Promise<string> {
  try {
    return await realpath(wanted);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Before it is opened: a pipe would be waited for, and a device has no end. */
async function checkKind(real: string, path: string): Promise<void> {
  const kind = await stat(real);
  if (kind.isDirectory()) throw folder(path);
  if (!kind.isFile()) throw new DataFileError(phrase('“{0}” is a device or a pipe, not a file.', path));
}

async function* chunks(real: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    const file = await open(real);
    // Reading to the end, giving up and failing all close the file.
    for await (const chunk of file.createReadStream()) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw unreadable(path, error);
  }
}
