#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { main } from './cli/main.ts';
import { nodeWorkers } from './runs/nodeWorker.ts';
import { nodeHelpers } from './worker/nodeHelpers.ts';

// A reader that has seen enough, as in `nn-lab train … | head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

/** Often enough for Ctrl-C to seem immediate, seldom enough not to be felt where an epoch takes microseconds. */
const breathTime = 20;
let lastBreath = performance.now();

async function breathe(): Promise<void> {
  if (performance.now() - lastBreath < breathTime) return;
  await new Promise((resolve) => setImmediate(resolve));
  lastBreath = performance.now();
}

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  terminal: process.stderr.isTTY,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  onInterrupt: (stop) => {
    process.once('SIGINT', stop);
    return () => process.off('SIGINT', stop);
  },
  cores: availableParallelism(),
  startWorker: nodeWorkers(fileURLToPath(new URL('worker.cjs', import.meta.url)), (line) =>
    process.stderr.write(`${line}\n`),
  ),
  helpers: nodeHelpers,
  breathe,
});
