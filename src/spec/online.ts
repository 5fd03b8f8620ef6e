import type { Spec } from './spec.ts';

/**
 * A spec whose rows are taken as `online` takes them: in order, at one rate, whatever its keys say that have no
 * effect there.
 * @param epochs Infinity where more rows may come.
 */
export function inArrivalOrder({ training, ...spec }: Spec, epochs: number): Spec {
  const learningRate = { schedule: 'constant', initial: training.learningRate.initial } as const;
  return { ...spec, training: { ...training, epochs, learningRate, shuffle: false, earlyStopping: undefined } };
}
