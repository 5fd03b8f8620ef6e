import type { Network } from './network.ts';

/**
 * Below this share of inputs that are not 0, skipping the zeros is faster (784-128-10, samples a
 * second: 2.8 times at 0.19, 1.6 at 0.5, 1.2 at 0.7, even at 0.85).
 */
const sparse = 0.7;
/** In smaller layers the lists take longer than the products. */
const fewestInputs = 64;
const fewestUnits = 16;

/** Whether the first layer should leave out products with inputs of 0. */
export function paysToSkipZeros({ inputs: columns, layers }: Network, inputs: ArrayLike<number>): boolean {
  if (columns < fewestInputs || (layers[0]?.units ?? 0) < fewestUnits) return false;
  let count = 0;
  for (let index = 0; index < inputs.length; index++) if (inputs[index] !== 0) count++;
  return count < sparse * inputs.length;
}
