import { errorAgainstStep } from '../engine/check.ts';
import type { Orders } from '../protocol/control.ts';
import type { WorkerJob } from '../protocol/worker.ts';
import { check } from './check.ts';
import { findRate } from './findRate.ts';
import { explanation, unpack, type Platform, type Reply, type Work } from './job.ts';
import { train } from './train.ts';

/** Does the job; whatever goes wrong is the last reply. */
export function* work(job: WorkerJob, orders: Orders, reply: Reply, platform: Platform): Work {
  try {
    switch (job.type) {
      case 'train':
      case 'follow':
        return yield* train(job, orders, reply, platform);
      case 'check':
        return yield* check(job, orders, reply, platform);
      case 'step-curve': {
        const { spec, dataset } = unpack(job);
        return reply({ type: 'step-curve', curve: errorAgainstStep(spec, dataset, job.parameter) });
      }
      case 'find-rate':
        return yield* findRate(job, reply, platform);
      default:
        job satisfies never;
    }
  } catch (error) {
    reply({ type: 'failed', message: explanation(error) });
  }
}
