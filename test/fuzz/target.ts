import type { RandomStream } from '../../src/engine/random.ts';

/** What became of an input. */
export type Verdict = 'taken' | 'refused';

/** Something that takes input from outside. */
export interface Target {
  readonly name: string;
  /** An input, and what the program makes of it, which throws where that is not as it should be. */
  attempt(random: RandomStream): Attempt;
}

export interface Attempt {
  readonly input: unknown;
  run(): Verdict | Promise<Verdict>;
}

/** What the program made of an input was wrong. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

export function pick<T>(random: RandomStream, all: readonly [T, ...T[]] | readonly T[]): T {
  const chosen = all[random.below(all.length)];
  if (chosen === undefined) throw new Error('there is nothing to pick');
  return chosen;
}

/** True once in `n` times. */
export function oneIn(random: RandomStream, n: number): boolean {
  return random.below(n) === 0;
}

/** A few times, mostly once. */
export function times(random: RandomStream): number {
  return pick(random, [1, 1, 1, 2, 3, 5]);
}
