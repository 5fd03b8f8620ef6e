import { Orders } from '../protocol/control.ts';
import type { ToWorker } from '../protocol/worker.ts';
import type { Platform, Reply } from './job.ts';
import { work } from './work.ts';

/** Does a job in one go, and sleeps where it has to wait: orders come through memory that the host shares. */
export function handle(job: ToWorker, reply: Reply, platform: Platform): void {
  // Rows outside a job are for a training that has ended.
  if (job.type === 'rows' || job.type === 'orders') return;
  const orders = new Orders(job.control);
  for (const stand of work(job, orders, reply, platform)) if (stand === 'waiting') orders.wait();
}
