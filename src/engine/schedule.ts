import type { LearningRate } from '../spec/spec.ts';
import { cos } from './elementary-trig.ts';

/**
 * The learning rate of an epoch, by the formulas of torch.optim.lr_scheduler: StepLR,
 * ExponentialLR, CosineAnnealingLR with T_max = epochs. `warmup-cosine` rises in equal steps to
 * `initial` in epoch `warmupEpochs`, and the cosine takes the epochs that follow.
 * @param epoch from 1 to `epochs`.
 */
export function learningRateOf(rate: LearningRate, epoch: number, epochs: number): number {
  switch (rate.schedule) {
    case 'constant':
      return rate.initial;
    case 'step':
      return rate.initial * power(rate.gamma, Math.floor((epoch - 1) / rate.stepSize));
    case 'exponential':
      return rate.initial * power(rate.gamma, epoch - 1);
    case 'cosine':
      return cosine(rate, (epoch - 1) / epochs);
    case 'warmup-cosine':
      return epoch <= rate.warmupEpochs
        ? rate.initial * (epoch / rate.warmupEpochs)
        : cosine(rate, (epoch - 1 - rate.warmupEpochs) / (epochs - rate.warmupEpochs));
  }
}

/** @param share how far along, from 0 to 1 */
function cosine({ initial, minimum }: { readonly initial: number; readonly minimum: number }, share: number): number {
  return minimum + ((initial - minimum) * (1 + cos(Math.PI * share))) / 2;
}

/** By squaring: Math.pow is not the same on every machine. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/**
 * What to try after a run diverged: a quarter of the rate, a tenth if not even one epoch went well,
 * to two significant digits. A rate that is too large by little takes many epochs to do harm.
 */
export function rateAfterDivergence({ initial }: LearningRate, epoch: number): number {
  return Number((epoch <= 1 ? initial / 10 : initial / 4).toPrecision(2));
}
