import { describe, expect, it } from 'vitest';
import { referenceMachine } from '../../../src/engine/reference.ts';
import type { EpochRecord } from '../../../src/engine/results.ts';
import { Training } from '../../../src/engine/training.ts';
import { finish, prepare, run } from '../../conformance/prepare.ts';

const xor = (training: object, data: object = {}) =>
  prepare({
    data: {
      samples: [
        { input: [0, 0], target: 0 },
        { input: [0, 1], target: 1 },
        { input: [1, 0], target: 1 },
        { input: [1, 1], target: 0 },
      ],
      ...data,
    },
    layers: [
      { units: 4, activation: 'tanh' },
      { units: 1, activation: 'sigmoid' },
    ],
    training: { method: 'batch', epochs: 30, learningRate: 0.5, seed: 1, precision: 'float64', ...training },
  });

const moons = (training: object) =>
  prepare({
    data: { generator: 'moons', samples: 60, noise: 0.3, validation: 0.5 },
    layers: [
      { units: 12, activation: 'relu' },
      { units: 1, activation: 'sigmoid' },
    ],
    training: { method: 'stochastic', epochs: 200, learningRate: 0.3, seed: 3, ...training },
  });

/** The parameters after each epoch, and the records, of a run to the end. */
function watched(training: Training): { records: EpochRecord[]; parameters: Float64Array[] } {
  const records: EpochRecord[] = [];
  const parameters: Float64Array[] = [];
  finish(training.run(), (record) => {
    if (!record) return;
    records.push(record);
    parameters.push(training.parameters());
  });
  return { records, parameters };
}

describe('early stopping', () => {
  it('ends after as many epochs as it has patience, with the weights of the best', async () => {
    const { spec, dataset } = await moons({ earlyStopping: { patience: 7, minDelta: 0 } });
    const training = new Training(spec, dataset);
    const records: EpochRecord[] = [];
    const parameters: Float64Array[] = [];
    const outcome = finish(training.run(), (record) => {
      if (!record) return;
      records.push(record);
      parameters.push(training.parameters());
    });
    const losses = records.map(({ validation }) => validation?.loss ?? NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(best).toBeGreaterThan(0);
    expect(outcome).toMatchObject({ reason: 'early-stopped', epochs: best + 7, restoredEpoch: best });
    expect(outcome.validation?.loss).toBeCloseTo(losses[best] ?? NaN, 6);
    expect(training.parameters()).toEqual(parameters[best]);
  });

  it('keeps the last weights if it is told to', async () => {
    const { spec, dataset } = await moons({ earlyStopping: { patience: 7, minDelta: 0, restoreBest: false } });
    const training = new Training(spec, dataset);
    const { parameters } = watched(training);
    expect(training.parameters()).toEqual(parameters.at(-1));
  });

  it('takes an epoch for better only if it is by more than minDelta', async () => {
    const { outcome } = run(await xor({ earlyStopping: { patience: 4, minDelta: 100, monitor: 'loss' } }));
    expect(outcome).toMatchObject({ reason: 'early-stopped', epochs: 4, restoredEpoch: 0 });
  });

  it('watches the training loss where there are no validation rows', async () => {
    const { outcome } = run(await xor({ earlyStopping: { patience: 4, minDelta: 100 } }));
    expect(outcome.epochs).toBe(4);
  });

  it('leaves a run alone that goes on to get better', async () => {
    const { outcome } = run(await xor({ earlyStopping: { patience: 2, minDelta: 0 } }));
    expect(outcome).toMatchObject({ reason: 'completed', epochs: 30, restoredEpoch: 30 });
  });
});

describe('the schedule', () => {
  it('gives every epoch its rate', async () => {
    const learningRate = { schedule: 'step', initial: 0.5, stepSize: 2, gamma: 0.5 };
    const { records } = run(await xor({ epochs: 5, learningRate }));
    expect(records.map((record) => record.learningRate)).toEqual([0.5, 0.5, 0.5, 0.25, 0.25, 0.125]);
  });

  it('is what trains, not only what is told', async () => {
    const halved = run(
      await xor({ epochs: 1, learningRate: { schedule: 'warmup-cosine', initial: 1, warmupEpochs: 2 } }),
    );
    const constant = run(await xor({ epochs: 1, learningRate: 0.5 }));
    expect(halved.training.parameters()).toEqual(constant.training.parameters());
  });
});

describe('a run that diverges', () => {
  it('names epoch, layer and tensor, suggests a rate and keeps the last finite weights', async () => {
    const prepared = await prepare({
      data: { generator: 'sine', samples: 20 },
      layers: [{ units: 3, name: 'first' }, { units: 1 }],
      training: { method: 'batch', epochs: 50, learningRate: 1000 },
    });
    const { outcome, training } = run(prepared);
    expect(outcome.reason).toBe('diverged');
    expect(outcome.divergence).toMatchObject({ layer: expect.any(String), suggestedRate: 250 });
    expect(outcome.divergence?.epoch).toBe(outcome.epochs + 1);
    expect(training.parameters().every(Number.isFinite)).toBe(true);
  });
});

describe('single steps', () => {
  it.each(['stochastic', 'mini-batch', 'batch'])('add up to the same run: %s', async (method) => {
    const { spec, dataset } = await xor({ method, batchSize: 3, epochs: 5, optimizer: 'adam', l2: 0.01 });
    const whole = run({ spec, dataset });
    const training = new Training(spec, dataset);
    training.stepwise = true;
    const { records } = watched(training);
    expect(records).toEqual(whole.records);
    expect(training.parameters()).toEqual(whole.training.parameters());
  });

  it('tell where the run is, and the loss of their batch', async () => {
    const { spec, dataset } = await xor({ method: 'mini-batch', batchSize: 3, epochs: 1, shuffle: false });
    const training = new Training(spec, dataset);
    training.stepwise = true;
    const slices = training.run();
    expect(slices.next().value).toMatchObject({ epoch: 0 });
    expect(training.position).toEqual({ epoch: 0, step: 0, steps: 2 });
    const first = {
      ...dataset.training,
      count: 3,
      inputs: dataset.training.inputs.slice(0, 6),
      targets: dataset.training.targets.slice(0, 3),
    };
    const [start] = run({ spec, dataset: { ...dataset, training: first } }).records;
    slices.next();
    expect(training.position).toEqual({ epoch: 0, step: 1, steps: 2 });
    expect(training.stepLoss).toBeCloseTo(start?.training.loss ?? NaN, 14);
    slices.next();
    expect(training.position).toEqual({ epoch: 1, step: 0, steps: 2 });
  });
});

describe('the learning rate', () => {
  it('may be changed on the way', async () => {
    const { spec, dataset } = await xor({ epochs: 10, learningRate: 0.5, shuffle: false });
    const training = new Training(spec, dataset);
    const rates: number[] = [];
    finish(training.run(), (record) => {
      if (!record) return;
      rates.push(record.learningRate);
      if (record.epoch === 4) training.learningRate = 0;
      if (record.epoch === 7) training.learningRate = undefined;
    });
    expect(rates).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0.5, 0.5, 0.5]);
    expect(training.parameters()).toEqual(run(await xor({ epochs: 7, shuffle: false })).training.parameters());
  });
});

describe('numerical gradients', () => {
  it.each(['stochastic', 'mini-batch', 'batch'])('train like backpropagation: %s', async (method) => {
    const settings = { method, batchSize: 3, epochs: 20 };
    const numerical = run(await xor({ ...settings, gradient: 'numerical' }));
    const backpropagation = run(await xor(settings));
    const difference = Math.max(
      ...numerical.training
        .parameters()
        .map((w, at) => Math.abs(w - (backpropagation.training.parameters()[at] ?? NaN))),
    );
    expect(difference).toBeLessThan(1e-8);
    // Not by the same computation.
    expect(difference).toBeGreaterThan(0);
    numerical.records.forEach(({ training }, epoch) => {
      expect(training.loss).toBeCloseTo(backpropagation.records[epoch]?.training.loss ?? NaN, 8);
    });
    expect(numerical.outcome.training.loss).toBeCloseTo(backpropagation.outcome.training.loss, 8);
    expect(numerical.outcome.training.metrics).toEqual(backpropagation.outcome.training.metrics);
  });

  it.each([
    ...['momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'].map((optimizer) => ({ optimizer })),
    { l1: 0.01, l2: 0.1 },
    { clipNorm: 0.05 },
  ])('train like backpropagation with %j', async (settings) => {
    const common = { learningRate: 0.01, epochs: 20, method: 'mini-batch', batchSize: 3, ...settings };
    const numerical = run(await xor({ ...common, gradient: 'numerical' }));
    const backpropagation = run(await xor(common));
    const expected = backpropagation.training.parameters();
    numerical.training.parameters().forEach((w, at) => expect(w).toBeCloseTo(expected[at] ?? NaN, 6));
    numerical.records.forEach(({ training }, epoch) => {
      expect(training.loss).toBeCloseTo(backpropagation.records[epoch]?.training.loss ?? NaN, 6);
    });
  });

  it('see one and the same dropout on both sides of a weight', async () => {
    const withDropout = async (gradient: string) => {
      const { spec, dataset } = await xor({ gradient, epochs: 20, learningRate: 0.1 });
      const [hidden, ...others] = spec.layers;
      const layers = hidden ? [{ ...hidden, dropout: 0.5 }, ...others] : [];
      return run({ spec: { ...spec, layers }, dataset }).training.parameters();
    };
    const expected = await withDropout('backpropagation');
    (await withDropout('numerical')).forEach((w, at) => expect(w).toBeCloseTo(expected[at] ?? NaN, 7));
  });

  it('do so in float32 too, as far as it goes', async () => {
    const settings = { precision: 'float32', epochs: 20 };
    const numerical = run(await xor({ ...settings, gradient: 'numerical' }));
    const backpropagation = run(await xor(settings));
    expect(numerical.outcome.training.loss).toBeCloseTo(backpropagation.outcome.training.loss, 3);
  });

  it('are the same by the emitted module and the reference', async () => {
    const { spec, dataset } = await xor({ gradient: 'numerical', epochs: 3 });
    const reference = new Training(spec, dataset, undefined, referenceMachine);
    finish(reference.run());
    expect(reference.parameters()).toEqual(run({ spec, dataset }).training.parameters());
  });

  it('leave frozen layers alone', async () => {
    const prepared = await prepare({
      data: { samples: [{ input: [1], target: 2 }] },
      layers: [
        { units: 1, weights: [[0.5]], frozen: true },
        { units: 1, weights: [[0.5]] },
      ],
      training: { gradient: 'numerical', epochs: 1, precision: 'float64' },
    });
    const [w1, b1, w2, b2] = run(prepared).training.parameters();
    expect([w1, b1]).toEqual([0.5, 0]);
    // u = 0.25, ∂E/∂w₂ = 2 (0.25 − 2) 0.5 = −1.75.
    expect(w2).toBeCloseTo(0.5 + 0.01 * 1.75, 9);
    expect(b2).toBeCloseTo(0.01 * 3.5, 9);
  });

  it('can be stopped within a step, and leave the parameters as they were before it', async () => {
    const { spec, dataset } = await prepare({
      data: { generator: 'sine', samples: 1000 },
      layers: [{ units: 200, activation: 'tanh' }, { units: 1 }],
      training: { method: 'batch', gradient: 'numerical', epochs: 3 },
    });
    const training = new Training(spec, dataset);
    const start = training.parameters();
    const slices = training.run();
    while (!slices.next().value);
    for (let slice = 0; slice < 3; slice++) expect(slices.next()).toEqual({ done: false, value: null });
    expect(training.parameters()).toEqual(start);
    training.stop();
    const outcome = finish(slices);
    expect(outcome).toMatchObject({ reason: 'stopped', epochs: 0 });
    expect(training.parameters()).toEqual(start);
  });
});
