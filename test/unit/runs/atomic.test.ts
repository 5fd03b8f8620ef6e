import { link, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAtomically } from '../../../src/runs/atomic.ts';
import { temporaryFolder } from '../cli/terminal.ts';

const folder = temporaryFolder();
const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);

test('writes a file, and leaves nothing else behind', async () => {
  const path = join(folder.path, 'a.bin');
  await writeAtomically(path, bytes);
  expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  expect(await readdir(folder.path)).toEqual(['a.bin']);
});

test('puts a new file in the place of the old one, which others may still be reading', async () => {
  const [path, reader] = [join(folder.path, 'a.bin'), join(folder.path, 'reader')];
  await writeFile(path, 'before');
  await link(path, reader);
  await writeAtomically(path, bytes);
  expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  // A writer into the old file would be seen through its other name.
  expect(await readFile(reader, 'utf8')).toBe('before');
});

test('follows a link', async () => {
  const [path, target] = [join(folder.path, 'link'), join(folder.path, 'target')];
  await writeFile(target, 'before');
  await symlink('target', path);
  await writeAtomically(path, bytes);
  expect(await readlink(path)).toBe('target');
  expect((await stat(target)).size).toBe(bytes.length);
});

test('a failure leaves what was there as it was', async () => {
  const path = join(folder.path, 'full');
  await mkdir(join(path, 'within'), { recursive: true });
  await expect(writeAtomically(path, bytes)).rejects.toThrow();
  expect(await readdir(folder.path)).toEqual(['full']);
  expect(await readdir(path)).toEqual(['within']);
  await expect(writeAtomically(join(folder.path, 'none', 'a'), bytes)).rejects.toThrow('ENOENT');
});
