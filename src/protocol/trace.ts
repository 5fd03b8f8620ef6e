import * as is from './guards.ts';
import type { Guarded } from './guards.ts';

/** One step of gradient descent on one row, number by number. */

const change = { w: is.number, gradient: is.number, after: is.number };

const tracedUnit = is.object({
  /** Its place in the layer. */
  unit: is.count,
  /** u = Wx + b and z = f(u). */
  u: is.number,
  z: is.number,
  /** ∂E/∂z, f′(u) (NaN of softmax) and δ = ∂E/∂u. */
  slope: is.number,
  derivative: is.number,
  delta: is.number,
  /** Those with the largest gradients, which are those with the largest x, in their order. */
  weights: is.listOf(is.object({ input: is.count, x: is.number, ...change })),
  bias: is.nullable(is.object(change)),
  /** Units of the next layer that it goes into: those with the largest wδ, in their order. */
  next: is.listOf(is.object({ unit: is.count, w: is.number, delta: is.number })),
});
export type TracedUnit = Guarded<typeof tracedUnit>;

/** A row, counted from 0 within its part of the data. Of validation rows a step is traced too, though none is trained on. */
export const tracedRow = is.object({ part: is.literal('training', 'validation'), row: is.count });
export type TracedRow = Guarded<typeof tracedRow>;

export const trace = is.object({
  of: tracedRow,
  /** How many there are in its part. */
  rows: is.count,
  /** That the weights are of. */
  epoch: is.count,
  /** ε. */
  rate: is.number,
  /** Digits that tell every number of the precision from its neighbours. */
  digits: is.count,
  loss: is.number,
  outputs: is.listOf(is.object({ unit: is.count, z: is.number, target: is.number })),
  /** x of every input, and of every layer u and z of all units. */
  inputs: is.floats,
  activations: is.listOf(is.object({ u: is.floats, z: is.floats })),
  /** Of each layer the units with the largest δ, in their order. */
  layers: is.listOf(is.listOf(tracedUnit)),
  /** What the run's own steps do beyond this. */
  beyond: is.listOf(is.literal('rows', 'optimizer', 'penalty', 'clipping', 'dropout')),
});
export type Trace = Guarded<typeof trace>;
