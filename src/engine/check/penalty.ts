import type { TrainingSpec } from '../../spec/spec.ts';
import type { Tensor } from './tensors.ts';

/** What is added to the mean of the rows' losses: l1 Σ|W| + l2/2 ΣW², over weights alone. */
export type Penalty = Pick<TrainingSpec, 'l1' | 'l2'>;

export const noPenalty: Penalty = { l1: 0, l2: 0 };

export function penaltyOf({ l1, l2 }: Penalty, tensors: readonly Tensor[], parameters: Float64Array): number {
  let sum = 0;
  for (const { kind, start, size } of tensors) {
    if (kind === 'biases') continue;
    for (const w of parameters.subarray(start, start + size)) sum += l1 * Math.abs(w) + (l2 / 2) * w * w;
  }
  return sum;
}

/** The change of the penalty when weight w becomes w + t. */
export function penaltyChange({ l1, l2 }: Penalty, w: number, t: number): number {
  return l1 * (Math.abs(w + t) - Math.abs(w)) + l2 * t * (w + t / 2);
}

/** Whether a weight lies on different sides of the corner of |w| when it is a and when it is b. */
export function crossesCorner({ l1 }: Penalty, a: number, b: number): boolean {
  return l1 > 0 && Math.sign(a) !== Math.sign(b);
}
