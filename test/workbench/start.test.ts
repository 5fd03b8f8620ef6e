import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from '../../scripts/run.mjs';

let folder: string;
let groups: number[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nn-lab-'));
});
afterEach(async () => {
  for (const group of groups) if (isAlive(group)) process.kill(-group, 'SIGKILL');
  groups = [];
  await rm(folder, { recursive: true, force: true });
});

/** The processes that this one started, and those that they did. */
function descendants(ancestor: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([ancestor]);
  // Parents may come after their children.
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [pid = 0, parent = 0] of processes) if (found.has(parent)) found.add(pid);
  }
  return [...found].filter((pid) => pid !== ancestor);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** `npm start` in a process group of its own, as in a terminal. */
function npmStart(args: readonly string[], path = process.env['PATH']) {
  const env = { ...process.env, PATH: path };
  const child = spawn('npm', ['start', '--silent', '--', ...args], { cwd: root, env, detached: true });
  let output = '';
  let told = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      told();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const says = (what: string) =>
    new Promise<void>((resolve, reject) => {
      told = () => {
        if (output.includes(what)) resolve();
      };
      void ended.then(() => reject(new Error(`npm start ended without “${what}”:\n${output}`)));
      told();
    });
  const pid = child.pid ?? 0;
  if (pid > 0) groups.push(pid);
  return { pid, ended, says, output: () => output };
}

it('Ctrl-C ends all that npm start has started', async () => {
  const start = npmStart(['--server', '--no-open']);
  await start.says('Ctrl-C ends it');
  const address = /http:\S+/.exec(start.output())?.[0] ?? '';
  expect((await fetch(address)).status).toBe(200);
  const started = descendants(start.pid);
  expect(started.length).toBeGreaterThan(1);

  process.kill(-start.pid, 'SIGINT');
  await start.ended;
  await expect.poll(() => started.filter(isAlive)).toEqual([]);
});

it('Ctrl-C while the server starts leaves nothing behind either', async () => {
  const start = npmStart(['--server', '--no-open']);
  await start.says('Starting');
  await expect.poll(() => descendants(start.pid).length, { interval: 5 }).toBeGreaterThan(2);
  const started = descendants(start.pid);
  process.kill(-start.pid, 'SIGINT');
  await start.ended;
  await expect.poll(() => started.filter(isAlive)).toEqual([]);
});

it('desktop VS Code is opened where the command “code” is', async () => {
  const code = join(folder, 'code');
  await writeFile(code, `#!/bin/sh\nprintf '%s\\n' "$@" > '${join(folder, 'arguments')}'\n`);
  await chmod(code, 0o755);
  const start = npmStart([], `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  expect(await start.ended).toBe(0);
  expect((await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n')).toEqual([
    `--extensionDevelopmentPath=${root}`,
    join(root, 'examples'),
    join(root, 'examples', 'iris.nn.json'),
  ]);
});

it('--help tells the options', async () => {
  const start = npmStart(['--help']);
  expect(await start.ended).toBe(0);
  for (const option of ['--server', '--port', '--no-open', '--help']) expect(start.output()).toContain(option);
});
