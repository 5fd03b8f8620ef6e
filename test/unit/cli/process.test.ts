import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder, xor } from './terminal.ts';

/** What only a process of its own shows: signals and pipes. */

const folder = temporaryFolder();
let cli: string;

beforeEach(async () => {
  cli = join(folder.path, 'cli.mjs');
  const { dirname } = import.meta;
  await build({
    entryPoints: [join(dirname, '../../../src/cli.ts')],
    outfile: cli,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
  });
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder.path });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; err: string }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, err })),
  );
  return { child, ended };
}

test('Ctrl-C ends training with 130, after the end line', async () => {
  const file = await folder.write('xor.nn.json', xor);
  const { child, ended } = start('train', file, '--json', '--epochs', '100000000');
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (out === '') child.kill('SIGINT');
    out += chunk.toString();
  });
  expect(await ended).toEqual({ code: 130, signal: null, err: '' });
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ event: 'end', reason: 'stopped' });
});

test('a reader that has seen enough is no fault', async () => {
  const file = await folder.write('xor.nn.json', xor);
  const { child, ended } = start('train', file, '--json', '--epochs', '1000000');
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await ended).toEqual({ code: 0, signal: null, err: '' });
});
