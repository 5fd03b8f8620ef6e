import { describe, expect, it } from 'vitest';
import { checkGradients, errorAgainstStep, gradients } from '../../src/engine/check.ts';
import { initialParameters } from '../../src/engine/initialize.ts';
import { networkOf } from '../../src/engine/network.ts';
import { expectClose } from './close.ts';
import { plainLoss } from './plainNetwork.ts';
import { check, finish, prepare, type Prepared } from './prepare.ts';

/** tanh and softmax on 20 rows of a spiral: 3 × units + 3 × (units + 1) parameters. */
function spiral(units: number, gradientCheck: object = {}, seed = 1): Promise<Prepared> {
  return prepare({
    data: { generator: 'spiral', classes: 3, samples: 30 },
    layers: [
      { units, activation: 'tanh' },
      { units: 3, activation: 'softmax' },
    ],
    training: { seed },
    gradientCheck: { samples: 20, ...gradientCheck },
  });
}

/** One neuron of weight w with neither bias nor bend, on one row: y = wx. */
function neuron(w: number, x: number, target: number, loss: string): Promise<Prepared> {
  return prepare({
    data: { samples: [{ input: [x], target }] },
    layers: [{ units: 1, bias: false, weights: [[w]] }],
    loss,
  });
}

describe('what a check says of one parameter', () => {
  it('is a kink with both slopes where the loss has a corner', async () => {
    const { verdict, notable, worst, tensors } = check(await neuron(0, 3, 0, 'mean-absolute-error'));
    expect(notable).toHaveLength(1);
    expect(notable[0]).toMatchObject({ status: 'kink', index: [0, 0], backpropagation: 0, numerical: 0 });
    expectClose([notable[0]?.slopes?.left ?? NaN, notable[0]?.slopes?.right ?? NaN], [-3, 3], {
      relative: 1e-12,
      absolute: 0,
    });
    expect(tensors).toMatchObject([{ kinks: 1, passed: 0, failed: 0, maxRelativeError: 0 }]);
    // A derivative of 0, and a kink at that: nothing was compared.
    expect({ verdict, worst }).toEqual({ verdict: 'no-gradient', worst: null });
  });

  it('is a kink where the pieces of the Huber loss meet, though its slopes agree there', async () => {
    const { notable } = check(await neuron(1, 1, 0, 'huber'));
    expect(notable).toMatchObject([{ status: 'kink', backpropagation: 1 }]);
    expectClose([notable[0]?.slopes?.left ?? NaN, notable[0]?.slopes?.right ?? NaN], [1, 1], {
      relative: 1e-6,
      absolute: 0,
    });
  });

  it('is a kink where l1 is for a weight of 0', async () => {
    const prepared = await neuron(0, 0, 0, 'mean-squared-error');
    const training = { ...prepared.spec.training, l1: 0.25 };
    const { notable } = check({ ...prepared, spec: { ...prepared.spec, training } });
    expect(notable).toMatchObject([{ status: 'kink', backpropagation: 0, slopes: { left: -0.25, right: 0.25 } }]);
  });

  it('is a kink no more once the corner is further off than a shorter step', async () => {
    // At −2⁻¹⁸ the first step of 2⁻¹⁷ crosses 0, a 64th of it does not.
    const { verdict, worst } = check(await neuron(-(2 ** -18), 1, 0, 'mean-absolute-error'));
    expect(verdict).toBe('passed');
    expect(worst).toMatchObject({ status: 'passed', backpropagation: -1 });
    expectClose([worst?.numerical ?? NaN], [-1], { relative: 1e-9, absolute: 0 });
  });

  it('is not finite where the loss is infinite, though the other weights’ derivatives are 0', async () => {
    const { verdict, tensors } = check(await neuron(1e200, 1e200, 0, 'mean-squared-error'));
    expect(verdict).toBe('not-finite');
    expect(tensors).toMatchObject([{ notFinite: 1 }]);
  });
});

describe('of a network too large to check whole', () => {
  it('a seeded sample is checked, its share of each tensor and ten at least', async () => {
    const report = check(await spiral(100, { maxParameters: 90 }));
    expect(report.parameters).toBe(603);
    // Of 200 + 100 + 300 + 3 parameters.
    expect(report.tensors.map(({ checked }) => checked)).toEqual([29, 14, 44, 3]);
    expect(report).toMatchObject({ verdict: 'passed', checked: 90 });
    const penalised = await spiral(100, { maxParameters: 90 });
    const training = { ...penalised.spec.training, l1: 0.1, l2: 0.3 };
    expect(check({ ...penalised, spec: { ...penalised.spec, training } }).verdict).toBe('passed');
    const again = check(await spiral(100, { maxParameters: 90 }));
    expect(again.scatter).toEqual(report.scatter);
    const reseeded = check(await spiral(100, { maxParameters: 90 }, 2));
    expect(reseeded.scatter.places).not.toEqual(report.scatter.places);
  });

  it('the check tells how far it is, to the end', async () => {
    const { spec, dataset } = await spiral(5000, { maxParameters: 30_003 });
    const steps: { done: number; of: number }[] = [];
    finish(checkGradients(spec, dataset), (step) => steps.push(step));
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.every(({ of }) => of === 30_003)).toBe(true);
    const done = steps.map((step) => step.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });
});

it('names the largest errors first', async () => {
  const { notable, worst, tensors } = check(await spiral(30));
  expect(notable).toHaveLength(50);
  const passed = notable.filter(({ status }) => status === 'passed');
  expect(passed.length).toBeGreaterThan(30);
  const errors = passed.map(({ relativeError }) => relativeError);
  expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  expect(worst).toEqual(passed[0]);
  expect(worst?.relativeError).toBe(Math.max(...tensors.map(({ maxRelativeError }) => maxRelativeError)));
});

describe('what a report holds to be drawn', () => {
  it('is every parameter of a small network', async () => {
    const prepared = await spiral(5);
    const { scatter, tensors } = check(prepared);
    const flat = gradients(prepared.spec, prepared.dataset);
    expect(scatter.places).toEqual(Float64Array.from({ length: 33 }, (_, at) => at));
    expect(scatter.backpropagation).toEqual(flat);
    const errors = flat.map((a, at) => errorOf(a, scatter.numerical[at] ?? NaN));
    expect(tensors.map(({ errors: { rows, columns } }) => [rows, columns])).toEqual([
      [5, 2],
      [5, 1],
      [3, 5],
      [3, 1],
    ]);
    expect(tensors.flatMap((tensor) => [...tensor.errors.values])).toEqual([...errors]);
  });

  it('is a choice of points and the largest errors of cells of a large one', async () => {
    const { scatter, tensors } = check(await spiral(1000, { maxParameters: 10_000 }));
    for (const values of [scatter.places, scatter.backpropagation, scatter.numerical])
      expect(values).toHaveLength(2000);
    expect(scatter.places.toSorted()).toEqual(scatter.places);
    // Evenly over 6,003 parameters.
    expect(Math.abs((scatter.places[1000] ?? NaN) - 3001)).toBeLessThan(3);
    expect(tensors.map(({ errors: { rows, columns } }) => [rows, columns])).toEqual([
      [64, 2],
      [64, 1],
      [3, 64],
      [3, 1],
    ]);
    for (const { errors, maxRelativeError } of tensors) {
      expect(errors.values).toHaveLength(errors.rows * errors.columns);
      expect(Math.max(...errors.values)).toBeGreaterThanOrEqual(maxRelativeError);
    }
  });

  it('leaves cells empty in which nothing was compared', async () => {
    const { scatter, tensors } = check(await spiral(100, { maxParameters: 90 }));
    // The output layer's 3 × 100 weights come after 300 parameters, on 3 × 64 cells.
    const weights = [...scatter.places].map((at) => at - 300).filter((at) => at >= 0 && at < 300);
    const cells = new Set(weights.map((at) => Math.floor(at / 100) * 64 + Math.floor(((at % 100) * 64) / 100)));
    const values = [...(tensors[2]?.errors.values ?? [])];
    expect(values.flatMap((error, cell) => (error === error ? [cell] : []))).toEqual(
      [...cells].toSorted((x, y) => x - y),
    );
  });
});

describe('error against step size', () => {
  it('falls with the square of the step, then rises again as digits are lost', async () => {
    const { spec, dataset } = await spiral(5);
    const { steps, used } = errorAgainstStep(spec, dataset, 3);
    expect(steps.map(({ step }, index) => step * 4 ** index)).toEqual(Array.from({ length: 25 }, () => 1));
    const errorAt = (exponent: number): number => steps[-exponent / 2]?.relativeError ?? NaN;
    expect(errorAt(-4) / errorAt(-6)).toBeGreaterThan(14);
    expect(errorAt(-4) / errorAt(-6)).toBeLessThan(18);
    // The step of the rule is near the best one.
    expect(used.step).toBe(2 ** -17);
    expect(used.relativeError).toBeLessThan(1e-8);
    expect(Math.min(errorAt(-16), errorAt(-18))).toBeLessThan(1e-8);
    expect(errorAt(-48)).toBeGreaterThan(1e4 * errorAt(-18));
  });

  it('is that of whole passes through a plain network', async () => {
    const { spec, dataset } = await spiral(5);
    const network = networkOf(spec, 2);
    const parameters = initialParameters(spec, network);
    const { inputs, targets } = dataset.training;
    const rows = { count: 20, inputs: inputs.subarray(0, 40), targets: targets.subarray(0, 60) };
    const w = parameters[3] ?? NaN;
    const lossAt = (moved: number): number => plainLoss(network, parameters.with(3, moved), rows, spec.training);
    for (const { step, numerical, relativeError } of errorAgainstStep(spec, dataset, 3).steps) {
      const expected = (lossAt(w + step) - lossAt(w - step)) / (2 * step);
      expectClose([numerical], [expected], { relative: 1e-12, absolute: (10 * Number.EPSILON) / step });
      expect(relativeError).toBe(errorOf(gradients(spec, dataset)[3] ?? NaN, numerical));
    }
  });
});

function errorOf(a: number, n: number): number {
  return a === n ? 0 : Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n));
}

it('does not leave out the largest errors for the sake of many kinks', async () => {
  // Biases of 0 and inputs of 0: every hidden bias is on the kink.
  const prepared = await prepare({
    data: {
      samples: [
        { input: [0, 0], target: 1 },
        { input: [1, 0.5], target: 0.3 },
      ],
    },
    layers: [
      { units: 80, activation: 'relu' },
      { units: 1, activation: 'identity' },
    ],
    training: { seed: 2 },
  });
  const { notable, tensors } = check(prepared);
  expect(tensors[1]?.kinks).toBe(80);
  expect(notable.filter(({ status }) => status === 'kink')).toHaveLength(50);
  expect(notable.filter(({ status }) => status !== 'kink')).toHaveLength(50);
  expect(notable[0]?.status).toBe('kink');
});

it('names the parameter with the largest error of each cell', async () => {
  const { tensors, scatter } = check(await spiral(100));
  const errorAt = (place: number): number =>
    Number.isNaN(place) ? NaN : errorOf(scatter.backpropagation[place] ?? NaN, scatter.numerical[place] ?? NaN);
  for (const { errors } of tensors) expect(errors.places.map(errorAt)).toEqual(errors.values);
});
