import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { run } from '../unit/cli/terminal.ts';

/** A folder that lives as long as a file of tests. */
export function workspace(): { path: string; write(name: string, content: unknown): Promise<string> } {
  const folder = {
    path: '',
    async write(name: string, content: unknown): Promise<string> {
      await writeFile(join(folder.path, name), typeof content === 'string' ? content : JSON.stringify(content));
      return name;
    },
  };
  beforeAll(async () => {
    folder.path = await realpath(await mkdtemp(join(tmpdir(), 'nn-lab-')));
  });
  afterAll(() => rm(folder.path, { recursive: true }));
  return folder;
}

/** Runs the command line and gives what it put out. @throws Error with what it said, if it was not content. */
export async function nnLab(cwd: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await run(cwd, args);
  if (code !== 0) throw new Error(`nn-lab ${args.join(' ')} ended with ${code}: ${err}`);
  return out;
}
