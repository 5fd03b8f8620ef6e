import type { Dataset } from '../data/dataset.ts';
import { healthOf, type Health } from '../engine/health.ts';
import type { Training } from '../engine/training.ts';
import type { Spec } from '../spec/spec.ts';

/** Milliseconds between two looks: each costs some ten of them. */
const pause = 1000;

/**
 * Looks at a single step once a second, and at one of the first and of the last epoch, so that short
 * runs are seen too. Which steps those are makes no difference to the result.
 */
export class HealthWatch {
  private last = -Infinity;
  private sawEnd = false;
  private watched: { readonly step: number; readonly before: Float64Array } | undefined;

  constructor(
    private readonly task: { readonly spec: Spec; readonly dataset: Dataset },
    private readonly training: Training,
  ) {}

  /** Whether the slice that comes is to be of a single step. */
  due(now: number): boolean {
    if (this.watched) return true;
    const ending = this.training.epochsDone === this.training.plannedEpochs - 1;
    if (now - this.last < pause && (!ending || this.sawEnd)) return false;
    this.sawEnd ||= ending;
    this.watched = { step: this.stepsDone, before: this.training.parameters() };
    return true;
  }

  /** After the slice; undefined if it did no step, or none that was watched. */
  result(now: number): Health | undefined {
    const { watched, training } = this;
    if (!watched || this.stepsDone === watched.step) return undefined;
    this.watched = undefined;
    this.last = now;
    const step = { before: watched.before, after: training.parameters(), gradient: training.gradient() };
    return healthOf(this.task.spec, training.network, this.task.dataset, step);
  }

  private get stepsDone(): number {
    const { epoch, step, steps } = this.training.position;
    return epoch * steps + step;
  }
}
