import { checkGradients } from '../engine/check.ts';
import type { Orders } from '../protocol/control.ts';
import type { WorkerJob } from '../protocol/worker.ts';
import { framesPerSecond, unpack, type Platform, type Reply, type Work } from './job.ts';

/** Checks the gradients of the freshly initialised network. Throws EngineError. */
export function* check(job: WorkerJob, orders: Orders, reply: Reply, platform: Platform): Work {
  const { spec, dataset } = unpack(job);
  const steps = checkGradients(spec, dataset);
  let lastFrame = -Infinity;
  for (;;) {
    orders.look();
    if (orders.stopped) {
      reply({ type: 'checked', report: null });
      return;
    }
    const step = steps.next();
    if (step.done) {
      reply({ type: 'checked', report: step.value });
      return;
    }
    if (platform.now() - lastFrame >= 1000 / framesPerSecond) {
      reply({ type: 'checking', done: step.value.done, of: step.value.of });
      lastFrame = platform.now();
    }
    yield 'working';
  }
}
