import { describe, expect, it } from 'vitest';
import { backpropagation } from '../../src/engine/check/backpropagation.ts';
import { compare, stepFor, type Comparison } from '../../src/engine/check/compare.ts';
import { Prober, type Probe } from '../../src/engine/check/probe.ts';
import { indexWithin, tensorsOf } from '../../src/engine/check/tensors.ts';
import { initialParameters } from '../../src/engine/initialize.ts';
import { networkOf, type Network } from '../../src/engine/network.ts';
import { referenceMachine } from '../../src/engine/reference.ts';
import { isClose } from './close.ts';
import { bugs, plainGradient } from './plainNetwork.ts';
import { prepare } from './prepare.ts';
import { randomSpec } from './randomSpec.ts';

/** NN_LAB_NETWORKS=10000 for a long look. */
const count = Number(process.env['NN_LAB_NETWORKS'] ?? 300);
const timeout = 60_000 + 100 * count;

/** What the check says of each parameter if backpropagation gave `gradient`. */
function judged(network: Network, parameters: Float64Array, prober: Prober, gradient: Float64Array): Comparison[] {
  return tensorsOf(network).flatMap((tensor) =>
    Array.from({ length: tensor.size }, (_, index) => {
      const at = tensor.start + index;
      const w = parameters[at] ?? NaN;
      const probe = (up: number, down: number): Probe => prober.probe(indexWithin(tensor, at), up, down);
      return compare(gradient[at] ?? NaN, w, stepFor(w), prober.loss, probe);
    }),
  );
}

/** Whether a wrong derivative differs from the right one by so much that no rule may let it pass. */
function matters(wrong: number, right: number, loss: number): boolean {
  // Twice the tolerance, and twice the noise of a loss at the shortest step.
  const noise = 2 ** 17 * 10 * Number.EPSILON * Math.max(loss, 1);
  return !isClose(wrong, right, { relative: 2e-6, absolute: 2 * noise });
}

describe(`bugs planted in a copy of backpropagation, on ${count} random networks`, { timeout }, () => {
  it('are each found on every network that they matter on', async () => {
    const missed: { seed: number; bug: string }[] = [];
    const affected = new Map<string, number>(bugs.map((bug) => [bug, 0]));
    for (let seed = 0; seed < count; seed++) {
      const { spec, dataset } = await prepare(
        randomSpec(seed, { precision: 'float64', mostSamples: 8, validation: 0 }),
      );
      const network = networkOf(spec, dataset.inputNames.length);
      const parameters = initialParameters(spec, network);
      const right = plainGradient(network, parameters, dataset.training, spec.training);
      const engine = backpropagation(network, parameters, dataset.training, spec.training, referenceMachine).gradient();
      const differs = engine.findIndex((a, at) => !isClose(a, right[at] ?? NaN, { relative: 1e-10, absolute: 1e-14 }));
      expect(differs, `the copy without a bug is the engine’s backpropagation, seed ${seed}`).toBe(-1);

      const prober = new Prober(network, parameters, dataset.training, spec.training);
      const correct = judged(network, parameters, prober, right);
      expect(
        correct.filter(({ status }) => status === 'failed'),
        `seed ${seed}`,
      ).toEqual([]);
      // `step` has no gradient, and its jumps are kinks: nothing is compared there.
      const isKink = correct.map(({ status }) => status === 'kink');
      for (const bug of bugs) {
        const wrong = plainGradient(network, parameters, dataset.training, spec.training, bug);
        const isAffected = wrong.some((a, at) => !isKink[at] && matters(a, right[at] ?? NaN, prober.loss));
        if (!isAffected) continue;
        affected.set(bug, (affected.get(bug) ?? 0) + 1);
        const found = judged(network, parameters, prober, wrong).some(({ status }) => status === 'failed');
        if (!found) missed.push({ seed, bug });
      }
    }
    expect(missed).toEqual([]);
    // Each must have had something to break.
    expect([...affected].filter(([, networks]) => networks < count / 20)).toEqual([]);
  });
});
