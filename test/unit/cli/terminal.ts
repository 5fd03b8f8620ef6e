import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { main } from '../../../src/cli/main.ts';
import type { StartWorker } from '../../../src/runs/worker.ts';
import { handle } from '../../../src/worker/handle.ts';

export const xor = {
  name: 'XOR',
  data: {
    samples: [
      { input: [0, 0], target: 0 },
      { input: [0, 1], target: 1 },
      { input: [1, 0], target: 1 },
      { input: [1, 1], target: 0 },
    ],
  },
  layers: [
    { units: 8, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { method: 'batch', epochs: 500, learningRate: 0.5, seed: 1 },
};

/** A folder that lives as long as a test. */
export function temporaryFolder(): { path: string; write(name: string, content: unknown): Promise<string> } {
  const folder = {
    path: '',
    async write(name: string, content: unknown): Promise<string> {
      await writeFile(join(folder.path, name), typeof content === 'string' ? content : JSON.stringify(content));
      return name;
    },
  };
  beforeEach(async () => {
    folder.path = await realpath(await mkdtemp(join(tmpdir(), 'nn-lab-')));
  });
  afterEach(() => rm(folder.path, { recursive: true }));
  return folder;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Conditions {
  readonly terminal?: boolean;
  /** Ctrl-C once this has been printed. */
  readonly interruptAfter?: RegExp;
  /** Is told all that is printed. */
  readonly onOutput?: (text: string) => void;
}

/** Runs the command line in `cwd`. */
export async function run(
  cwd: string,
  args: readonly string[],
  { terminal = false, interruptAfter, onOutput }: Conditions = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  let interrupt = () => {};
  const io: Io = {
    cwd,
    terminal,
    out(text) {
      out += text;
      onOutput?.(text);
      if (interruptAfter?.test(text)) interrupt();
    },
    err(text) {
      err += text;
      onOutput?.(text);
      if (interruptAfter?.test(text)) interrupt();
    },
    onInterrupt(stop) {
      interrupt = stop;
      return () => (interrupt = () => {});
    },
    cores: 2,
    startWorker: threadless,
    breathe: () => Promise.resolve(),
  };
  return { code: await main(args, io), out, err };
}

/** Standard output as one JSON value a line. */
export function jsonLines({ out }: Ran): Record<string, unknown>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Workers that do their job on this thread, a moment later. */
const threadless: StartWorker = ({ message }) => {
  const platform = {
    now: () => performance.now(),
    sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex'),
    arrivals: () => [],
  };
  return {
    post: (job) => void setImmediate(() => handle(job, message, platform)),
    terminate: () => {},
  };
};
