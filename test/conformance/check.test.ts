import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/engine/check.ts';
import { backpropagation } from '../../src/engine/check/backpropagation.ts';
import { compare, stepFor } from '../../src/engine/check/compare.ts';
import { Prober } from '../../src/engine/check/probe.ts';
import { tensorsOf } from '../../src/engine/check/tensors.ts';
import { initialParameters } from '../../src/engine/initialize.ts';
import { networkOf, type Network } from '../../src/engine/network.ts';
import { referenceMachine } from '../../src/engine/reference.ts';
import { check, prepare, type Prepared } from './prepare.ts';
import { randomSpec } from './randomSpec.ts';

/** NN_LAB_NETWORKS=10000 repeats what the rule of the check was chosen by. */
const count = Number(process.env['NN_LAB_NETWORKS'] ?? 300);
const timeout = 60_000 + 100 * count;
const seeds = Array.from({ length: count }, (_, seed) => seed);

const randomNetwork = (seed: number): Promise<Prepared> =>
  prepare(randomSpec(seed, { precision: 'float64', mostSamples: 8, validation: 0 }));

/** What a bug may make of a tensor's derivatives: times this. */
const bugs = { 'one part in 100,000 too large': 1 + 1e-5, 'with the opposite sign': -1, forgotten: 0 };

describe(`the gradient check, on ${count} random networks`, { timeout }, () => {
  it('passes correct backpropagation, or says that no gradient flows where none does', async () => {
    const wrong: { seed: number; verdict: string; worst: CheckReport['worst'] }[] = [];
    const errors: number[] = [];
    let compared = 0;
    for (const seed of seeds) {
      const prepared = await randomNetwork(seed);
      const { verdict, worst, tensors } = check(prepared);
      const stepped = prepared.spec.layers.some(({ activation }) => activation === 'step');
      const flat = subject(prepared).gradient.every((derivative) => derivative === 0);
      if (verdict !== (stepped || flat ? 'no-gradient' : 'passed')) wrong.push({ seed, verdict, worst });
      errors.push(...tensors.map(({ maxRelativeError }) => maxRelativeError).filter((error) => error > 0));
      compared += tensors.reduce((sum, { passed }) => sum + passed, 0);
    }
    expect(wrong).toEqual([]);
    // Neither kinks nor zeros may be what most comparisons end in.
    expect(compared).toBeGreaterThan(10 * count);
    // What a step of the right size leaves: ten times longer or shorter, and it is worse than this.
    expect(errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)]).toBeLessThan(1e-8);
  });

  it('finds a tensor’s derivatives wrong that are', async () => {
    const missed: { seed: number; bug: string; tensor: string }[] = [];
    let planted = 0;
    for (const seed of seeds) {
      const planting = subject(await randomNetwork(seed));
      for (const [bug, factor] of Object.entries(bugs)) {
        for (const { tensor, found } of plantBug(planting, factor)) {
          planted++;
          if (!found) missed.push({ seed, bug, tensor });
        }
      }
    }
    expect(missed).toEqual([]);
    expect(planted).toBeGreaterThan(3 * count);
  });
});

it('takes a step that grows with the weight, from 2⁻¹⁷ on', () => {
  const steps = [0, 1, -1, 1.5, 2, -5, 1000].map((w) => [w, stepFor(w) * 2 ** 17]);
  expect(steps).toEqual([
    [0, 1],
    [1, 1],
    [-1, 1],
    [1.5, 2],
    [2, 2],
    [-5, 8],
    [1000, 1024],
  ]);
});

it('refuses what would not fit into memory, and says what would', async () => {
  const samples = Array.from({ length: 200 }, (_, row) => ({ input: [row], target: row }));
  const prepared = await prepare({
    data: { samples },
    layers: [{ units: 1_000_000 }, { units: 1 }],
    gradientCheck: { samples: 200 },
  });
  expect(() => check(prepared)).toThrow(/on 200 rows needs 6104 MB of memory.*Fewer “samples”/u);
});

interface Subject {
  readonly network: Network;
  readonly parameters: Float64Array;
  /** By the scalar reference, which takes no module to be compiled. */
  readonly gradient: Float64Array;
  readonly prober: Prober;
}

function subject({ spec, dataset }: Prepared): Subject {
  const network = networkOf(spec, dataset.inputNames.length);
  const parameters = initialParameters(spec, network);
  return {
    network,
    parameters,
    gradient: backpropagation(network, parameters, dataset.training, spec.training, referenceMachine).gradient(),
    prober: new Prober(network, parameters, dataset.training, spec.training),
  };
}

/** Per tensor with a derivative that matters, whether the check finds its derivatives times `factor` wrong. */
function plantBug(
  { network, parameters, gradient, prober }: Subject,
  factor: number,
): { tensor: string; found: boolean }[] {
  return tensorsOf(network).flatMap(({ layer, kind, inputs, start, size }) => {
    const statuses = Array.from({ length: size }, (_, index) => {
      const input = kind === 'biases' ? null : index % inputs;
      const unit = kind === 'biases' ? index : Math.floor(index / inputs);
      const w = parameters[start + index] ?? NaN;
      const a = gradient[start + index] ?? NaN;
      const probe = (up: number, down: number): ReturnType<Prober['probe']> =>
        prober.probe({ layer, unit, input }, up, down);
      const { status } = compare(factor * a, w, stepFor(w), prober.loss, probe);
      return { status, matters: Math.abs(a) > 1e-2 * Math.max(prober.loss, 1) };
    });
    // A kink is a kink, whatever backpropagation says there.
    if (!statuses.some(({ status, matters }) => matters && status !== 'kink')) return [];
    return [{ tensor: `${layer} ${kind}`, found: statuses.some(({ status }) => status === 'failed') }];
  });
}
