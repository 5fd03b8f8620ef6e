import { describe, expect, it } from 'vitest';
import { stepFor } from '../../src/engine/check/compare.ts';
import { Prober } from '../../src/engine/check/probe.ts';
import { indexWithin, tensorsOf } from '../../src/engine/check/tensors.ts';
import { initialParameters } from '../../src/engine/initialize.ts';
import { networkOf } from '../../src/engine/network.ts';
import { stream } from '../../src/engine/random.ts';
import { plainLoss } from './plainNetwork.ts';
import { prepare } from './prepare.ts';
import { randomSpec } from './randomSpec.ts';

/** NN_LAB_NETWORKS=10000 for a long look. */
const count = Number(process.env['NN_LAB_NETWORKS'] ?? 300);
const timeout = 60_000 + 100 * count;

/** Steps as the check takes them, and so long that no series would do. */
const lengths = { 'the step of the check': 1, 'a step a hundred thousand times as long': 2 ** 17 };

describe(`losses by what changes, against whole passes, on ${count} random networks`, { timeout }, () => {
  it.each(Object.entries(lengths))('agree after %s', async (_, factor) => {
    const misses: object[] = [];
    let moved = 0;
    for (let seed = 0; seed < count; seed++) {
      const { spec, dataset } = await prepare(
        randomSpec(seed, { precision: 'float64', mostSamples: 12, validation: 0 }),
      );
      const network = networkOf(spec, dataset.inputNames.length);
      const parameters = initialParameters(spec, network);
      const prober = new Prober(network, parameters, dataset.training, spec.training);
      const lossWith = (at: number, by: number): number =>
        plainLoss(network, parameters.with(at, (parameters[at] ?? NaN) + by), dataset.training, spec.training);
      const random = stream(seed, 'parameters of a test');
      const places = tensorsOf(network).flatMap((tensor) =>
        [0, 1, 2].map(() => ({ tensor, at: tensor.start + random.below(tensor.size) })),
      );
      for (const { tensor, at } of places) {
        const h = stepFor(parameters[at] ?? NaN) * factor;
        const { right, left } = prober.probe(indexWithin(tensor, at), h, -h);
        const [up, down] = [lossWith(at, h), lossWith(at, -h)];
        // Rounding of a loss, its sums and the numbers it is made of: two functions of 1 ulp or so each a unit.
        const allowed = 50 * Number.EPSILON * Math.max(prober.loss, up, down, 1);
        if (up !== prober.loss) moved++;
        if (!(Math.abs(prober.loss + right - up) <= allowed && Math.abs(prober.loss + left - down) <= allowed)) {
          misses.push({ seed, at, up, right: prober.loss + right, down, left: prober.loss + left });
        }
      }
    }
    expect(misses).toEqual([]);
    expect(moved).toBeGreaterThan(5 * count);
  });
});
