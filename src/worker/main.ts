import { createHash } from 'node:crypto';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { Channel } from '../protocol/channel.ts';
import { toWorker, type FromWorker, type ToWorker } from '../protocol/worker.ts';
import type { Rows } from '../data/dataset.ts';
import { phrase } from '../spec/phrase.ts';
import { handle } from './handle.ts';
import type { Platform } from './job.ts';
import { nodeHelpers } from './nodeHelpers.ts';

if (!parentPort) throw new Error('This file is the start of a worker thread.');
const thread = parentPort;

const platform: Platform = {
  now: () => performance.now(),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  helpers: nodeHelpers,
  arrivals() {
    const all: Rows[] = [];
    // A job keeps the thread from being called back: messages that come meanwhile are fetched.
    for (let received = receiveMessageOnPort(thread); received; received = receiveMessageOnPort(thread)) {
      const message: unknown = received.message;
      if (toWorker(message) && message.type === 'rows') all.push(message.rows);
    }
    return all;
  },
};

const host = new Channel<ToWorker, FromWorker>(
  {
    post: (message, transfer) => thread.postMessage(message, transfer),
    listen: (receive) => thread.on('message', receive),
  },
  toWorker,
  (job) => handle(job, (message, transfer) => host.post(message, transfer), platform),
  // Without a reply the run would wait for ever.
  () => host.post({ type: 'failed', message: phrase('The engine could not read its job.') }),
);
