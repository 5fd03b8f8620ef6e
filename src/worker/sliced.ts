import type { Rows } from '../data/dataset.ts';
import { Orders } from '../protocol/control.ts';
import type { ToWorker, WorkerJob } from '../protocol/worker.ts';
import type { Platform, Reply } from './job.ts';
import { work } from './work.ts';

/** Milliseconds of work between two pauses for messages: an order is followed before anyone sees a delay. */
const stretch = 15;

/**
 * Does a job where orders and rows come as messages: it pauses for them, and waits without blocking. Returns what is to
 * be called with every message.
 * @param pause resolves when messages that have come meanwhile have been received
 */
export function slicedWorker(
  reply: Reply,
  platform: Omit<Platform, 'arrivals'>,
  pause: () => Promise<void>,
): (message: ToWorker) => void {
  let orders: Orders | undefined;
  let wake = (): void => {};
  const rows: Rows[] = [];

  async function begin(job: WorkerJob): Promise<void> {
    orders = new Orders(job.control);
    let since = platform.now();
    for (const stand of work(job, orders, reply, { ...platform, arrivals: () => rows.splice(0) })) {
      if (stand === 'waiting') await new Promise<void>((resolve) => (wake = resolve));
      else if (platform.now() - since >= stretch) await pause();
      else continue;
      since = platform.now();
    }
  }

  return (message) => {
    switch (message.type) {
      case 'orders':
        orders?.receive(message.control);
        return wake();
      case 'rows':
        rows.push(message.rows);
        return wake();
      default:
        void begin(message);
    }
  };
}
