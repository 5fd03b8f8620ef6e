import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/engine/check.ts';
import { predict } from '../../src/engine/predict.ts';
import { Training } from '../../src/engine/training.ts';
import * as is from '../../src/protocol/guards.ts';
import { expectClose, type Tolerance } from './close.ts';
import { fixture, flat, methods, networkCase, tableOf, trainingCase, type TrainingCase } from './fixtures.ts';
import { prepare, run } from './prepare.ts';

const table = Object.entries(fixture('networks.json', tableOf(networkCase)));

/** The sums run over 7 samples of size 1 or so: what cancels there leaves a few 1e-16. */
const oneEvaluation: Tolerance = { relative: 1e-10, absolute: 1e-15 };
const twentyEpochs: Tolerance = { relative: 1e-9, absolute: 1e-12 };

describe.each(table)('%s, against PyTorch', (_, expected) => {
  it('gives the same outputs, loss, metrics and gradients', async () => {
    const prepared = await prepare(expected.spec);
    const { spec, dataset } = prepared;
    const training = new Training(spec, dataset);
    const outputs = predict(spec, training.network, training.parameters(), dataset.training.inputs);
    expectClose(outputs, expected.outputs.flat(), oneEvaluation);
    expectClose(gradients(spec, dataset), flat(expected.gradients), oneEvaluation);
    const start = training.run().next().value;
    if (!start || !('epoch' in start)) throw new Error('epoch 0 takes more than a slice');
    expectClose([start.training.loss], [expected.loss], oneEvaluation);
    const { kind: _kind, ...metrics } = start.training.metrics;
    expect(Object.keys(metrics)).toEqual(Object.keys(expected.metrics));
    expectClose(Object.values(metrics), Object.values(expected.metrics), oneEvaluation);
  });

  it.each(methods)('trains alike: %s', (method) => expectAlike(expected, method));
});

const optimizers = Object.entries(fixture('optimizers.json', tableOf(trainingCase)));

describe.each(optimizers)('%s, against torch.optim', (_, expected) => {
  it.each(methods)('trains alike: %s', (method) => expectAlike(expected, method));
});

async function expectAlike({ spec, runs }: TrainingCase, method: (typeof methods)[number]): Promise<void> {
  const { records, training } = run(await prepare(withMethod(spec, method)));
  const { losses, layers } = runs[method];
  expect(records.map(({ epoch }) => epoch)).toEqual(losses.map((_loss, epoch) => epoch));
  expectClose(
    records.map((record) => record.training.loss),
    losses,
    twentyEpochs,
  );
  expectClose(training.parameters(), flat(layers), twentyEpochs);
}

const specWithTraining = is.object({ training: is.object({}) });

function withMethod(spec: unknown, method: string): unknown {
  if (!specWithTraining(spec)) throw new Error('a case without training');
  return { ...spec, training: { ...spec.training, method } };
}
