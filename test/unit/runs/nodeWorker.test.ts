import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeWorkers } from '../../../src/runs/nodeWorker.ts';
import { inEnglish } from '../../../src/spec/phrase.ts';
import { temporaryFolder } from '../cli/terminal.ts';

const folder = temporaryFolder();

/** What is told first of a worker's end. */
async function endOf(program: string): Promise<string> {
  const script = join(folder.path, await folder.write('worker.mjs', program));
  const messages: unknown[] = [];
  const reason = await new Promise<string>((resolve) => {
    nodeWorkers(script, (line) => messages.push(line))({
      message: (message) => messages.push(message),
      died: (phrase) => resolve(inEnglish(phrase)),
    });
  });
  expect(messages).toEqual([]);
  return reason;
}

test('a worker that is killed is told with its exit code', async () => {
  expect(await endOf('process.exit(7)')).toBe('The engine ended unexpectedly, with exit code 7.');
});

test('a worker that fails is told with its error, without a stack', async () => {
  expect(await endOf('throw new TypeError("no such op")')).toBe('The engine ended unexpectedly: no such op');
  expect(await endOf('throw "no such op"')).toBe('The engine ended unexpectedly: no such op');
});

test('a worker that runs out of memory says what needs less', async () => {
  const program = `
    import { Worker } from 'node:worker_threads';
    const filling = 'const kept = []; for (;;) kept.push(Array.from({ length: 10_000 }, Math.random));';
    new Worker(filling, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } });`;
  expect(await endOf(program)).toBe('The engine ran out of memory: a smaller network, or fewer rows, need less.');
});
