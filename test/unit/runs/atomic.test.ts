import { link, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
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

test('of two at a time one comes last, whole', async () => {
  const path = join(folder.path, 'a.bin');
  await Promise.all([writeAtomically(path, bytes), writeAtomically(path, bytes.subarray(1))]);
  expect([bytes.length, bytes.length - 1]).toContain((await stat(path)).size);
  expect(await readdir(folder.path)).toEqual(['a.bin']);
});

test('killed between writing and renaming, it leaves what was there, and the next one goes on', async () => {
  const [path, script] = [join(folder.path, 'a.bin'), join(folder.path, 'atomic.mjs')];
  await writeFile(path, 'before');
  buildSync({ entryPoints: ['src/runs/atomic.ts'], outfile: script, bundle: true, platform: 'node', format: 'esm' });
  const program = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.rename = () => process.kill(process.pid, 'SIGKILL');
    syncBuiltinESMExports();
    const { writeAtomically } = await import(${JSON.stringify(pathToFileURL(script).href)});
    await writeAtomically(${JSON.stringify(path)}, new Uint8Array(1000));`;
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  expect(await readFile(path, 'utf8')).toBe('before');
  await writeAtomically(path, bytes);
  expect((await stat(path)).size).toBe(bytes.length);
});
