import { describe, expect, it } from 'vitest';
import type { Dataset, Rows } from '../../../src/data/dataset.ts';
import { OnlineTraining } from '../../../src/engine/online.ts';
import { referenceMachine } from '../../../src/engine/reference.ts';
import type { EpochRecord, Outcome } from '../../../src/engine/results.ts';
import { Training } from '../../../src/engine/training.ts';
import { finish, prepare } from '../../conformance/prepare.ts';

const network = {
  layers: [
    { units: 4, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
};

const moons = (samples: number, training: object = {}) =>
  prepare({
    data: { generator: 'moons', samples, noise: 0.2, seed: 2 },
    ...network,
    training: { method: 'online', learningRate: 0.3, seed: 3, ...training },
  });

/** y = wx with w = 0 at first and no bias. */
const line = (targets: readonly number[], training: object = {}) =>
  prepare({
    data: { samples: targets.map((target) => ({ input: [1], target })) },
    layers: [{ units: 1, bias: false, weights: [[0]] }],
    training: { method: 'online', learningRate: 0.25, precision: 'float64', ...training },
  });

function part({ training }: Dataset, from: number, to: number): Rows {
  return {
    count: to - from,
    inputs: training.inputs.slice(from * 2, to * 2),
    targets: training.targets.slice(from, to),
  };
}

/** Until it waits, or to its end. */
function advance(slices: ReturnType<OnlineTraining['run']>, training: OnlineTraining) {
  const records: EpochRecord[] = [];
  for (;;) {
    const slice = slices.next();
    if (slice.done) return { records, outcome: slice.value };
    if (slice.value) records.push(slice.value);
    if (training.waiting) return { records, outcome: undefined as Outcome | undefined };
  }
}

describe('online learning', () => {
  it('takes each row once, in order, and predicts it before it learns from it', async () => {
    const { spec, dataset } = await line([2, 4]);
    const training = new OnlineTraining(spec, dataset);
    training.finish();
    const records: EpochRecord[] = [];
    const outcome = finish(training.run(), (record) => record && records.push(record));
    // (0 − 2)² = 4, and w ← 0 − ¼ · 2 · (0 − 2) = 1; then (1 − 4)² = 9, and w ← 1 + ¼ · 2 · 3 = 2.5.
    expect(records.map(({ epoch, training: { loss } }) => [epoch, loss])).toEqual([
      [0, (4 + 16) / 2],
      [1, (4 + 9) / 2],
    ]);
    expect([...training.parameters()]).toEqual([2.5]);
    // The end is an evaluation of the last weights on the rows that were there at the start.
    expect(outcome).toMatchObject({ reason: 'completed', epochs: 1, training: { loss: (0.25 + 2.25) / 2 } });
    expect(training.rowsDone).toBe(2);
  });

  it.each(['float32', 'float64'])(
    'comes to the weights of one epoch of single rows in order, in %s',
    async (precision) => {
      const { spec, dataset } = await moons(150, { precision, optimizer: 'adam' });
      const online = new OnlineTraining(spec, dataset);
      online.finish();
      finish(online.run());
      const once = { ...spec.training, method: 'stochastic', epochs: 1, shuffle: false } as const;
      const stochastic = new Training({ ...spec, training: once }, dataset);
      finish(stochastic.run());
      expect(online.parameters()).toEqual(stochastic.parameters());
    },
  );

  it('comes to the same weights however the rows arrive', async () => {
    const { spec, dataset } = await moons(900);
    const all = new OnlineTraining(spec, dataset);
    all.finish();
    finish(all.run());
    const from = { ...dataset, training: part(dataset, 0, 50) };
    const training = new OnlineTraining(spec, from, undefined, referenceMachine);
    const slices = training.run();
    advance(slices, training);
    // One; many more than are brought into the arena at once; two lots before it looks.
    for (const lots of [
      [[50, 51]],
      [[51, 700]],
      [
        [700, 703],
        [703, 900],
      ],
    ]) {
      for (const [a = 0, b = 0] of lots) training.add(part(dataset, a, b));
      expect(training.waiting).toBe(false);
      advance(slices, training);
    }
    expect(training.rowsDone).toBe(900);
    expect(training.parameters()).toEqual(all.parameters());
  });

  it('tells of a block of rows, or of as many as have come', async () => {
    const { spec, dataset } = await line(Array.from({ length: 12 }, () => 1));
    const training = new OnlineTraining(spec, dataset);
    expect(training.blockRows).toBe(5);
    const slices = training.run();
    // 5, 5 and 2 rows; each step halves the distance, so that the squared error falls to a quarter.
    const first = advance(slices, training).records;
    const mean = (from: number, rows: number) =>
      Array.from({ length: rows }, (_, row) => 0.25 ** (from + row)).reduce((sum, loss) => sum + loss) / rows;
    expect(first.map(({ training: { loss } }) => loss)).toEqual([1, mean(0, 5), mean(5, 5), mean(10, 2)]);
    training.add({ count: 1, inputs: Float64Array.of(1), targets: Float64Array.of(1) });
    const [record, ...others] = advance(slices, training).records;
    expect(others).toEqual([]);
    expect(record).toMatchObject({ epoch: 4, training: { loss: 0.25 ** 12 }, learningRate: 0.25 });
    expect(training.waiting).toBe(true);
    training.finish();
    expect(training.waiting).toBe(false);
    expect(advance(slices, training).outcome).toMatchObject({ reason: 'completed', epochs: 4 });
  });

  it('has at most a hundred records of the rows that are there', async () => {
    const { spec, dataset } = await moons(200_000);
    expect(new OnlineTraining(spec, dataset).blockRows).toBe(2000);
  });

  it('compares R² with the spread of the rows at the start', async () => {
    const { spec, dataset } = await line([1, 3]);
    const training = new OnlineTraining(spec, dataset);
    const slices = training.run();
    advance(slices, training);
    training.add({ count: 1, inputs: Float64Array.of(0), targets: Float64Array.of(0.5) });
    // The variance of 1 and 3 is 1.
    expect(advance(slices, training).records[0]?.training.metrics).toMatchObject({ r2: 1 - 0.25, rmse: 0.5 });
  });

  it('stops while it waits, and within a block', async () => {
    const { spec, dataset } = await line([1, 2]);
    const training = new OnlineTraining(spec, dataset);
    const slices = training.run();
    advance(slices, training);
    training.stop();
    expect(training.waiting).toBe(false);
    expect(advance(slices, training).outcome?.reason).toBe('stopped');
  });

  it('keeps the last finite weights when it diverges', async () => {
    const { spec, dataset } = await line([1], { learningRate: 2 });
    const training = new OnlineTraining(spec, dataset);
    const slices = training.run();
    advance(slices, training);
    const before = training.parameters();
    training.add({ count: 1, inputs: Float64Array.of(1e200), targets: Float64Array.of(0) });
    const { outcome } = advance(slices, training);
    expect(outcome).toMatchObject({ reason: 'diverged', divergence: { epoch: 2, suggestedRate: 0.5 } });
    expect(training.parameters()).toEqual(before);
  });

  it('goes row by row where that is asked for, and numerically', async () => {
    const { spec, dataset } = await line([2, 4, 1], { gradient: 'numerical' });
    const training = new OnlineTraining(spec, dataset);
    training.finish();
    finish(training.run());
    const { spec: exact } = await line([2, 4, 1]);
    const stepwise = new OnlineTraining(exact, dataset);
    stepwise.stepwise = true;
    stepwise.finish();
    const losses: number[] = [];
    finish(stepwise.run(), () => losses.push(stepwise.stepLoss));
    expect(losses.slice(1)).toEqual(expect.arrayContaining([4, 9, 2.25]));
    expect(training.parameters()[0]).toBeCloseTo(stepwise.parameters()[0] ?? NaN, 9);
  });
});
