import { expect, it } from 'vitest';
import { initialParameters } from '../../../src/engine/initialize.ts';
import { networkOf } from '../../../src/engine/network.ts';
import { traceStep } from '../../../src/engine/trace.ts';
import { trace } from '../../../src/protocol/trace.ts';
import { traceOf, type TracedRun } from '../../../src/views/tracing.ts';
import { prepare } from '../../conformance/prepare.ts';

const progress = { epoch: 3 };

async function traced(content: object): Promise<TracedRun> {
  const { spec, dataset } = await prepare(content);
  const network = networkOf(spec, dataset.inputNames.length);
  return { spec, dataset, parameters: initialParameters(spec, network), progress };
}

const wide = {
  data: { generator: 'friedman', samples: 30 },
  layers: [
    { units: 40, activation: 'tanh', dropout: 0.1 },
    { units: 12, activation: 'tanh', bias: false },
    { units: 1, activation: 'identity' },
  ],
  training: { method: 'mini-batch', optimizer: { type: 'adam' }, l2: 0.01, clipNorm: 1 },
};

it('tells each number of the step', async () => {
  const run = await traced(wide);
  const { spec, dataset, parameters } = run;
  const network = networkOf(spec, dataset.inputNames.length);
  const told = traceOf(run, { part: 'training', row: 4 }, 0.1);
  const { inputs, targets } = dataset.training;
  const row = { inputs: inputs.subarray(40, 50), targets: targets.subarray(4, 5) };
  const step = traceStep(network, spec.training.precision, parameters, row, 0.1);
  expect(told).toMatchObject({
    of: { part: 'training', row: 4 },
    rows: 30,
    epoch: 3,
    rate: 0.1,
    digits: 9,
    loss: step.loss,
  });
  for (const unit of told.layers[1] ?? []) {
    const start = 40 * 10 + 40 + unit.unit * 40;
    expect(unit.delta).toBe(step.layers[1]?.deltas[unit.unit]);
    expect(unit.bias).toBeNull();
    for (const { input, x, w, gradient, after } of unit.weights) {
      expect(x).toBe(step.layers[0]?.z[input]);
      expect([w, gradient, after]).toEqual([step.before, step.gradient, step.after].map((all) => all[start + input]));
    }
    // The only unit after it.
    expect(unit.next).toEqual([
      { unit: 0, w: step.before[40 * 10 + 40 + 12 * 40 + unit.unit], delta: step.layers[2]?.deltas[0] },
    ]);
  }
  expect(trace(told)).toBe(true);
});

it('of large layers those that matter most, in their order', async () => {
  const run = await traced(wide);
  const [first, second, output] = traceOf(run, { part: 'training', row: 0 }, 0.1).layers;
  expect([first?.length, second?.length, output?.length]).toEqual([6, 6, 1]);
  expect(first?.[0]?.weights).toHaveLength(6);
  expect(second?.[0]?.weights).toHaveLength(6);
  const units = first?.map(({ unit }) => unit) ?? [];
  expect(units).toEqual(units.toSorted((a, b) => a - b));
  const network = networkOf(run.spec, 10);
  const { inputs, targets } = run.dataset.training;
  const step = traceStep(
    network,
    'float32',
    run.parameters,
    { inputs: inputs.subarray(0, 10), targets: targets.subarray(0, 1) },
    0.1,
  );
  const sizes = [...(step.layers[0]?.deltas ?? [])].map(Math.abs);
  const least = Math.min(...units.map((unit) => sizes[unit] ?? NaN));
  expect(sizes.filter((size) => size > least)).toHaveLength(5);
});

it('traces a validation row, and a training row where there are none', async () => {
  const data = { ...wide.data, validation: 0.2 };
  const run = await traced({ ...wide, data });
  const told = traceOf(run, { part: 'validation', row: 2 }, 0.1);
  expect(told).toMatchObject({ of: { part: 'validation', row: 2 }, rows: 6 });
  expect(told.inputs).toEqual(run.dataset.validation.inputs.slice(20, 30));
  const none = traceOf(await traced(wide), { part: 'validation', row: 2 }, 0.1);
  expect(none).toMatchObject({ of: { part: 'training', row: 2 }, rows: 30 });
});

it('says what the run does beyond plain descent, and takes the last row for one that is not there', async () => {
  const told = traceOf(await traced(wide), { part: 'training', row: 500 }, 0.1);
  expect(told.of).toEqual({ part: 'training', row: 29 });
  expect(told.beyond).toEqual(['rows', 'optimizer', 'penalty', 'clipping', 'dropout']);
});
