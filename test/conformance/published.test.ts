import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/engine/check.ts';
import { backpropagation } from '../../src/engine/check/backpropagation.ts';
import { layerPlaces, networkOf } from '../../src/engine/network.ts';
import { predict } from '../../src/engine/predict.ts';
import { referenceMachine } from '../../src/engine/reference.ts';
import { Training } from '../../src/engine/training.ts';
import { expectClose, isClose, type Tolerance } from './close.ts';
import { fixture, flat, published } from './fixtures.ts';
import { prepare, run, type Prepared } from './prepare.ts';

const cases = fixture('published.json', published);
const exact: Tolerance = { relative: 1e-12, absolute: 0 };

function outputs({ spec, dataset }: Prepared, parameters: Float64Array): Float64Array {
  return predict(spec, networkOf(spec, dataset.inputNames.length), parameters, dataset.training.inputs);
}

function halfSquaredError(found: ArrayLike<number>, targets: Float64Array): number {
  return targets.reduce((sum, target, k) => sum + ((found[k] ?? NaN) - target) ** 2 / 2, 0);
}

describe('Mazur’s 2-2-2 example', () => {
  const mazur = cases.mazur;

  it('starts from the published error and gradients', async () => {
    const prepared = await prepare(mazur.spec);
    const { spec, dataset } = prepared;
    expectClose(outputs(prepared, new Training(spec, dataset).parameters()), mazur.start.outputs, exact);
    expectClose(gradients(spec, dataset), flat(mazur.gradients), exact);
    expectClose([run(prepared).records[0]?.training.loss ?? NaN], [mazur.start.loss], exact);
  });

  it('makes the published step, biases included', async () => {
    const { training, outcome } = run(await prepare(mazur.spec));
    expectClose(training.parameters(), flat(mazur.oneStep.layers), exact);
    expectClose([outcome.training.loss], [mazur.oneStep.loss], exact);
  });

  it('makes the published steps with frozen biases, and not the one with the well-known bug', async () => {
    const prepared = await prepare(mazur.spec);
    const { spec, dataset } = prepared;
    const network = networkOf(spec, dataset.inputNames.length);
    const parameters = new Training(spec, dataset).parameters();
    // The format freezes whole layers, so the steps are made here.
    const step = (gradient: Float64Array): void => {
      for (const { weights, biases } of layerPlaces(network)) {
        for (let index = weights; index < biases; index++) {
          parameters[index] =
            (parameters[index] ?? NaN) - spec.training.learningRate.initial * (gradient[index] ?? NaN);
        }
      }
    };

    step(gradients(spec, dataset));
    expectClose(parameters, flat(mazur.oneStepWithFrozenBiases.layers), exact);
    const loss = halfSquaredError(outputs(prepared, parameters), dataset.training.targets);
    expectClose([loss], [mazur.oneStepWithFrozenBiases.loss], exact);
    expect(isClose(loss, mazur.mustNotMatch.loss, { relative: 1e-8, absolute: 0 })).toBe(false);

    for (let done = 1; done < 10_000; done++) step(referenceGradients(prepared, parameters));
    expectClose(outputs(prepared, parameters), mazur.tenThousandStepsWithFrozenBiases.outputs, exact);
  });
});

/** `gradients` by the scalar reference: emitting a module 10,000 times would take a minute. */
function referenceGradients({ spec, dataset }: Prepared, parameters: Float64Array): Float64Array {
  const network = networkOf(spec, dataset.inputNames.length);
  return backpropagation(network, parameters, dataset.training, spec.training, referenceMachine).gradient();
}

describe.each([
  ['a good start', cases.nielsenGoodStart],
  ['a bad start', cases.nielsenBadStart],
])('Nielsen’s neuron from %s', (_, { spec: content, start, end }) => {
  it('learns as published', async () => {
    const prepared = await prepare(content);
    const { training, records, outcome } = run(prepared);
    expectClose([records[0]?.training.loss ?? NaN], [start.loss], exact);
    expect(outcome.epochs).toBe(300);
    expectClose(training.parameters(), flat(end.layers), exact);
    expectClose(outputs(prepared, training.parameters()), end.outputs, exact);
  });
});

describe('Goodfellow’s XOR', () => {
  it('is solved exactly', async () => {
    const prepared = await prepare(cases.goodfellow.spec);
    const { spec, dataset } = prepared;
    const found = outputs(prepared, new Training(spec, dataset).parameters());
    expect(Array.from(found)).toEqual(cases.goodfellow.outputs.flat());
  });
});
