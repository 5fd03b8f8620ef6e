import { expect, it } from 'vitest';
import { attemptOf, outcome, shown, targets } from './fuzz.ts';
import type { Verdict } from './target.ts';

/** `npm run fuzz` tries as many as one likes, with any seed. */
const inputs = 250;
const seed = 20_261_126;

it.each(targets.map((target) => [target.name, target] as const))('bad input: %s', async (_, target) => {
  const verdicts = new Set<Verdict>();
  for (let index = 0; index < inputs; index++) {
    const attempt = attemptOf(target, seed, index);
    const result = await outcome(attempt);
    if ('problem' in result)
      throw new Error(`input ${index} of seed ${seed}: ${result.problem}\n${shown(attempt.input)}`);
    verdicts.add(result.verdict);
  }
  // Otherwise nothing but the first check of all would have been tested.
  expect(verdicts).toEqual(new Set(['taken', 'refused']));
});
