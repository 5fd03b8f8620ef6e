import { sha256 } from '../data/sha256.ts';
import { Channel } from '../protocol/channel.ts';
import { toWorker, type FromWorker, type ToWorker } from '../protocol/worker.ts';
import { phrase } from '../spec/phrase.ts';
import { slicedWorker } from './sliced.ts';

/** Back by a message of its own, behind those that have come: a timer would wait for 4 ms. */
const { port1, port2 } = new MessageChannel();
let resume = (): void => {};
port1.onmessage = () => resume();
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    resume = resolve;
    port2.postMessage(null);
  });

const receive = slicedWorker(
  (message, transfer) => host.post(message, transfer),
  { now: () => performance.now(), sha256 },
  pause,
);

const host = new Channel<ToWorker, FromWorker>(
  {
    post: (message, transfer = []) => self.postMessage(message, transfer),
    listen: (hear) => self.addEventListener('message', ({ data }: MessageEvent<unknown>) => hear(data)),
  },
  toWorker,
  receive,
  // Without a reply the run would wait for ever.
  () => host.post({ type: 'failed', message: phrase('The engine could not read its job.') }),
);
