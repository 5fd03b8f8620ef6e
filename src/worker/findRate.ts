import { findLearningRate } from '../engine/rateFinder.ts';
import type { WorkerJob } from '../protocol/worker.ts';
import { framesPerSecond, unpack, type Platform, type Reply, type Work } from './job.ts';

/** Looks for a learning rate to the end: it is cancelled by ending the worker. Throws EngineError. */
export function* findRate(job: WorkerJob, reply: Reply, platform: Platform): Work {
  const { spec, dataset } = unpack(job);
  const steps = findLearningRate(spec, dataset);
  let lastTold = -Infinity;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return reply({ type: 'rate-found', rate: step.value.suggestion });
    if (platform.now() - lastTold >= 1000 / framesPerSecond) {
      reply({ type: 'finding-rate', ...step.value });
      lastTold = platform.now();
    }
    yield 'working';
  }
}
