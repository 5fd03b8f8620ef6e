import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileReader } from '../../../src/runs/fileReader.ts';

let top = '';

beforeAll(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'nn-lab-')));
  const root = join(top, 'root');
  await mkdir(join(root, 'specs'), { recursive: true });
  await mkdir(join(root, 'data'));
  await mkdir(join(top, 'rooted'));
  for (const folder of ['root/data', 'root/specs', 'rooted', ''])
    await writeFile(join(top, folder, 'a.csv'), 'x,y\n1,2\n');
  await symlink(join(root, 'data', 'a.csv'), join(root, 'specs', 'inside.csv'));
  await symlink(join(top, 'a.csv'), join(root, 'specs', 'outside.csv'));
  await symlink(top, join(root, 'specs', 'up'));
  await symlink('nowhere.csv', join(root, 'specs', 'dangling.csv'));
});

afterAll(() => rm(top, { recursive: true }));

async function text(path: string): Promise<string> {
  const root = join(top, 'root');
  let read = '';
  for await (const piece of await fileReader(join(root, 'specs'), root).open(path))
    read += new TextDecoder().decode(piece);
  return read;
}

describe('data files', () => {
  it.each(['a.csv', './a.csv', '../data/a.csv', '../specs/../data/a.csv', 'inside.csv'])(
    'are read: %s',
    async (path) => {
      expect(await text(path)).toBe('x,y\n1,2\n');
    },
  );

  it.each([
    ['../../a.csv', 'lies outside the workspace'],
    ['../../rooted/a.csv', 'lies outside the workspace'],
    ['../../root/../a.csv', 'lies outside the workspace'],
    ['../../nowhere/a.csv', 'lies outside the workspace'],
    ['outside.csv', 'lies outside the workspace'],
    ['up/a.csv', 'lies outside the workspace'],
    ['up/root/../a.csv', 'lies outside the workspace'],
    ['/etc/passwd', 'lies outside the workspace'],
    ['//server/share/a.csv', 'lies outside the workspace'],
    // Elsewhere than on Windows these are names of files.
    ...(process.platform === 'win32'
      ? [
          ['..\\..\\a.csv', 'lies outside the workspace'],
          ['C:\\a.csv', 'lies outside the workspace'],
          ['\\\\server\\share\\a.csv', 'lies outside the workspace'],
        ]
      : [
          ['..\\..\\a.csv', 'There is no file'],
          ['\\\\server\\share\\a.csv', 'There is no file'],
        ]),
    ['file:///etc/passwd', 'There is no file'],
    ['a.csv\0', 'can’t be read'],
    ['..%2f..%2fa.csv', 'There is no file'],
    ['%2e%2e/%2e%2e/a.csv', 'There is no file'],
    ['dangling.csv', 'There is no file'],
    ['a.csv/b.csv', 'There is no file'],
    ['../data', 'is a folder'],
    ['..', 'is a folder'],
  ])('are refused by name: %s %s', async (path, reason) => {
    const refusal: unknown = await text(path).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'DataFileError', message: expect.stringContaining(reason) });
    expect(String(refusal)).toContain(`“${path}”`);
  });

  it.skipIf(process.platform === 'win32')('are nothing that has no end, such as a socket', async () => {
    const server = createServer();
    await once(server.listen(join(top, 'root', 'specs', 'socket.csv')), 'listening');
    await expect(text('socket.csv')).rejects.toThrow('“socket.csv” is a device or a pipe, not a file.');
    server.close();
  });
});
