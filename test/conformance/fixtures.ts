import { readFileSync } from 'node:fs';
import * as is from '../../src/protocol/guards.ts';
import type { Guard, Guarded } from '../../src/protocol/guards.ts';

/** Readers of test/fixtures, which scripts/fixtures makes. */

const parameters = is.listOf(is.object({ weights: is.listOf(is.listOf(is.number)), biases: is.listOf(is.number) }));
/** A layer's weights (units × inputs) and its biases, none for a layer without. */
export type LayerParameters = Guarded<typeof parameters>[number];

const pair: Guard<[number, number]> = (value): value is [number, number] =>
  is.listOf(is.number)(value) && value.length === 2;
const pairs = is.listOf(pair);

/** Arguments and exact values of a function. */
export const elementaryTable = is.object({ float64: pairs, float32: is.optional(pairs) });

const trajectory = is.object({ losses: is.listOf(is.number), layers: parameters });
export const methods = ['batch', 'stochastic', 'mini-batch'] as const;

const runs = is.object({ batch: trajectory, stochastic: trajectory, 'mini-batch': trajectory });
export const trainingCase = is.object({ spec: is.whatever, runs });
export type TrainingCase = Guarded<typeof trainingCase>;

export const networkCase = is.object({
  spec: is.whatever,
  outputs: is.listOf(is.listOf(is.number)),
  loss: is.number,
  metrics: is.either(is.object({ accuracy: is.number }), is.object({ rmse: is.number, mae: is.number, r2: is.number })),
  gradients: parameters,
  runs,
});

const state = is.object({ loss: is.number, outputs: is.listOf(is.number), layers: parameters });
const oneNeuron = is.object({ spec: is.whatever, start: state, end: state });

export const published = is.object({
  mazur: is.object({
    spec: is.whatever,
    start: state,
    gradients: parameters,
    oneStep: state,
    oneStepWithFrozenBiases: state,
    tenThousandStepsWithFrozenBiases: state,
    mustNotMatch: state,
  }),
  nielsenGoodStart: oneNeuron,
  nielsenBadStart: oneNeuron,
  goodfellow: is.object({ spec: is.whatever, outputs: is.listOf(is.listOf(is.number)) }),
});

/** @throws Error if the file does not hold what its script writes. */
export function fixture<T>(name: string, guard: Guard<T>): T {
  const content: unknown = JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));
  if (!guard(content)) throw new Error(`test/fixtures/${name} does not have the expected shape`);
  return content;
}

/** The guard of an object whose every value passes. */
export function tableOf<T>(guard: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> =>
    typeof value === 'object' && value !== null && Object.values(value).every(guard);
}

/** As in the engine's flat vector: layer by layer, weights row by row, then biases. */
export function flat(layers: readonly LayerParameters[]): number[] {
  return layers.flatMap(({ weights, biases }) => [...weights.flat(), ...biases]);
}
