import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compiler/compile.ts';
import type { Machine } from '../../src/engine/machine.ts';
import { makePlan } from '../../src/engine/makePlan.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { referenceMachine } from '../../src/engine/reference.ts';
import type { EpochRecord, Outcome } from '../../src/engine/results.ts';
import { Training } from '../../src/engine/training.ts';
import { finish, prepare, type Prepared } from './prepare.ts';
import { randomSpec, sizedSpec } from './randomSpec.ts';

/** NN_LAB_NETWORKS=10000 for a long look. */
const count = Number(process.env['NN_LAB_NETWORKS'] ?? 100);
const timeout = 60_000 + 100 * count;
const seeds = Array.from({ length: count }, (_, seed) => seed);

/** All that a run gives, to the last bit. */
interface Trace {
  readonly records: readonly (EpochRecord | null)[];
  readonly outcome: Outcome;
  /** Of the final parameters and the last step's gradient. */
  readonly hash: string;
}

function trace({ spec, dataset }: Prepared, build: (plan: Plan) => Machine): Trace {
  const training = new Training(spec, dataset, undefined, build);
  const records: (EpochRecord | null)[] = [];
  const outcome = finish(training.run(), (record) => records.push(record));
  const hash = createHash('sha256').update(training.parameterBytes()).update(training.gradient());
  return { records, outcome, hash: hash.digest('hex') };
}

/** Sizes at which the kernels change their ways: parts of a vector, several tiles, blocks of terms, chunks of a batch. */
const sizes = [
  { inputs: 1, units: [1, 1], batchSize: 5 },
  { inputs: 3, units: [7, 13, 2], batchSize: 1 },
  { inputs: 4, units: [16, 3], batchSize: 1 },
  { inputs: 9, units: [3, 2, 6], batchSize: 1 },
  // Some layers written out, some not; a row too long for variables; nothing but variables.
  { inputs: 12, units: [30, 5, 40, 3], batchSize: 1 },
  { inputs: 90, units: [3, 70, 2, 6], batchSize: 1 },
  { inputs: 2, units: [2, 1], batchSize: 1 },
  { inputs: 5, units: [16, 3], batchSize: 16 },
  { inputs: 17, units: [41, 29, 5], batchSize: 7 },
  { inputs: 35, units: [33, 10], batchSize: 64 },
  { inputs: 9, units: [24, 70, 4], batchSize: 150 },
  { inputs: 530, units: [21, 6], batchSize: 33 },
  // Rows so far apart that panels are copied.
  { inputs: 200, units: [90, 130, 4], batchSize: 64 },
  // So many zeros that they are skipped, with 1 row, a batch, and more than a chunk.
  { inputs: 66, units: [16, 3], batchSize: 1, zeros: 0.6 },
  { inputs: 130, units: [37, 6], batchSize: 20, zeros: 0.8 },
  { inputs: 65, units: [40, 2], batchSize: 100, zeros: 0.95 },
  // Targets of which it is known that they are 0 but for a 1.
  { inputs: 4, units: [16, 3], batchSize: 1, labels: true },
  { inputs: 5, units: [16, 3], batchSize: 16, labels: true },
  { inputs: 35, units: [33, 10], batchSize: 64, labels: true },
  // Of too few rows to copy the weights' panels.
  { inputs: 70, units: [75, 2], batchSize: 8, zeros: 0.7 },
];

describe.each(sizes)('with $inputs inputs and layers of $units, batches of $batchSize', (size) => {
  it.each(['float32', 'float64'])('the machines agree: %s', async (precision) => {
    const prepared = await prepare(sizedSpec(size, precision));
    expect(trace(prepared, compile)).toStrictEqual(trace(prepared, referenceMachine));
  });
});

/** The plan, with all inputs as they are. */
function inFull(plan: Plan): Plan {
  expect(plan.sparse).not.toBeNull();
  return makePlan(plan);
}

describe.each(sizes.filter(({ zeros = 0, batchSize }) => zeros > 0 && batchSize > 1))(
  'with $inputs inputs, most of them 0, and batches of $batchSize',
  (size) => {
    it.each(['float32', 'float64'])('nothing tells that zeros are skipped: %s', async (precision) => {
      const prepared = await prepare(sizedSpec(size, precision));
      const [skipped, full] = [compile, (plan: Plan) => compile(inFull(plan))].map((build) => {
        const training = new Training(prepared.spec, prepared.dataset, undefined, build);
        const outcome = finish(training.run());
        return { outcome, parameters: [...training.parameters()] };
      });
      expect(skipped).toStrictEqual(full);
    });

    it('what is 0 in float32 alone is skipped there, too', async () => {
      const prepared = await prepare(sizedSpec(size, 'float32'));
      const { inputs } = prepared.dataset.training;
      for (let row = 0; row < inputs.length; row += size.inputs) inputs[row] = 1e-60;
      expect(trace(prepared, compile)).toStrictEqual(trace(prepared, referenceMachine));
    });
  },
);

describe.each(['float32', 'float64'] as const)('%s, on random networks', { timeout }, (precision) => {
  it('the emitted module and the scalar reference agree to the last bit', async () => {
    for (const seed of seeds) {
      const prepared = await prepare(randomSpec(seed, { precision, mostSamples: 80, validation: 0.3 }));
      expect(trace(prepared, compile), `seed ${seed}`).toStrictEqual(trace(prepared, referenceMachine));
    }
  });

  it('they agree where a step is one row and plain gradient descent', async () => {
    const training = { method: 'stochastic', optimizer: 'gradient-descent', l1: 0, l2: 0, clipNorm: undefined };
    for (const seed of seeds) {
      const prepared = await prepare(randomSpec(seed, { precision, mostSamples: 40, validation: 0.3, training }));
      expect(trace(prepared, compile), `seed ${seed}`).toStrictEqual(trace(prepared, referenceMachine));
    }
  });

  it('the same spec gives the same run, another seed another one', async () => {
    const first = await prepare(randomSpec(1, { precision, mostSamples: 80, validation: 0.3 }));
    const again = await prepare(randomSpec(1, { precision, mostSamples: 80, validation: 0.3 }));
    expect(trace(again, compile)).toStrictEqual(trace(first, compile));
    const reseeded = { ...again, spec: { ...again.spec, training: { ...again.spec.training, seed: 2 } } };
    expect(trace(reseeded, compile).hash).not.toBe(trace(first, compile).hash);
  });
});
