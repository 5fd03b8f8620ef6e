import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Helpers } from '../engine/compiler/compile.ts';

/** All that a helper does; as text, so that it takes no file of its own beside each bundle. */
const script = `
const { module, memory, thread } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.help(thread);
`;

export function startHelper(...[module, memory, thread]: Parameters<Helpers['start']>): Worker {
  return new Worker(script, { eval: true, workerData: { module, memory, thread } });
}

/** Threads of Node that help to train. They don't keep the process alive. */
export const nodeHelpers: Helpers = {
  processors: availableParallelism(),
  start: (...thread) => startHelper(...thread).unref(),
};
