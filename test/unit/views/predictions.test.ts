import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { networkOf } from '../../../src/engine/network.ts';
import { predict, Predictor } from '../../../src/engine/predict.ts';
import { initialParameters } from '../../../src/engine/initialize.ts';
import type { PredictionChoice } from '../../../src/protocol/predictions.ts';
import { PredictionFeed, type PredictedRun } from '../../../src/views/predictionFeed.ts';
import { fitting, predictionPoints, predictionsOf } from '../../../src/views/predictions.ts';
import type { Source } from '../../../src/views/predictedRows.ts';
import { finish, prepare } from '../../conformance/prepare.ts';

const first: PredictionChoice = { x: 0, y: 1, output: 0, cell: null };

type Shown = Source & { readonly parameters: Float64Array };

/** @param weights absent: those that training begins with */
async function source(content: object, weights?: Float64Array): Promise<Shown> {
  const { spec, dataset } = await prepare({ training: { precision: 'float64' }, ...content });
  const network = networkOf(spec, dataset.inputNames.length);
  const parameters = weights ?? initialParameters(spec, network);
  const predictor = new Predictor(spec, network, 1);
  predictor.use(parameters);
  return { spec, network, dataset, predictor, parameters };
}

const moons = {
  data: { generator: 'moons', samples: 100, noise: 0.1, normalize: 'standard', validation: 0.2 },
  layers: [
    { units: 3, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
};

describe('predictions', () => {
  it('are those of the engine, at the middle of every cell', async () => {
    const shown = await source(moons);
    const { picture } = finish(predictionsOf(shown, first));
    const points = predictionPoints(shown, first);
    if (picture?.kind !== 'classes') throw new Error('not of classes');
    const { columns, rows, winners, shares } = picture;
    const { scaler } = shown.dataset;
    // The third cell from the left, the tenth from below.
    const [column, row] = [2, 9];
    const { xRange, yRange } = points;
    const x = xRange.from + ((xRange.to - xRange.from) * (column + 0.5)) / columns;
    const y = yRange.from + ((yRange.to - yRange.from) * (row + 0.5)) / rows;
    const normalised = [x, y].map(
      (value, input) => (value - (scaler?.offset[input] ?? 0)) / (scaler?.scale[input] ?? 1),
    );
    const [output = NaN] = predict(shown.spec, shown.network, shown.parameters, Float64Array.from(normalised));
    expect(winners[row * columns + column]).toBe(output >= 0.5 ? 1 : 0);
    expect(shares[row * columns + column]).toBeCloseTo(Math.max(output, 1 - output), 12);
  });

  it('count the rows held out by class', async () => {
    const shown = await source(moons);
    const { result, part, rows, of } = finish(predictionsOf(shown, first));
    if (result.kind !== 'classes') throw new Error('not of classes');
    const { inputs, targets } = shown.dataset.validation;
    const outputs = predict(shown.spec, shown.network, shown.parameters, inputs);
    const right = outputs.filter((output, index) => output >= 0.5 === (targets[index] === 1)).length;
    expect({ part, rows, of, right: result.right }).toEqual({ part: 'validation', rows: 20, of: 20, right });
    expect(result.confusion.flat().reduce((sum, count) => sum + count)).toBe(20);
    expect((result.confusion[0]?.[0] ?? 0) + (result.confusion[1]?.[1] ?? 0)).toBe(right);
  });

  it('tell the rows of a cell, the surest first, as they are in the data', async () => {
    const shown = await source(moons);
    const { dataset } = shown;
    const choose = (cell: PredictionChoice['cell']) => finish(predictionsOf(shown, { ...first, cell }));
    const { result, cell: none } = choose(null);
    if (result.kind !== 'classes') throw new Error('not of classes');
    expect(none).toBeNull();
    const outputs = predict(shown.spec, shown.network, shown.parameters, dataset.validation.inputs);
    for (const [actual, predicted] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const { cell } = choose({ actual, predicted });
      expect(cell).toMatchObject({ actual, predicted, count: result.confusion[actual]?.[predicted] });
      const shares = cell?.rows.map(({ share }) => share) ?? [];
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      for (const { row, place, share, inputs } of cell?.rows ?? []) {
        expect(dataset.validation.targets[place]).toBe(actual);
        expect(outputs[place] ?? NaN).toBeCloseTo(predicted === 1 ? share : 1 - share, 12);
        expect(row).toBe(dataset.split?.validation[place]);
        const { offset, scale } = dataset.scaler ?? { offset: [], scale: [] };
        const normalised = [...dataset.validation.inputs.subarray(2 * place, 2 * place + 2)];
        expect([...inputs]).toEqual(normalised.map((x, input) => x * (scale[input] ?? 1) + (offset[input] ?? 0)));
      }
    }
  });

  it('hold the other inputs at their mean over the training rows', async () => {
    const samples = [
      { input: [0, 0, 1], target: 1 },
      { input: [1, 1, 5], target: 3 },
    ];
    const layers = [{ units: 1, activation: 'identity' }];
    const shown = await source({ data: { samples }, layers }, Float64Array.of(0, 0, 1, 0));
    const { picture } = finish(predictionsOf(shown, first));
    if (picture?.kind !== 'values') throw new Error('not of values');
    expect(new Set(picture.values)).toEqual(new Set([3]));
  });

  it('are a curve over a single input, in the units of the data', async () => {
    const samples = [
      { input: [10], target: 1 },
      { input: [30], target: 3 },
    ];
    const layers = [{ units: 1, activation: 'identity' }];
    const shown = await source({ data: { normalize: 'standard', samples }, layers }, Float64Array.of(1, 2));
    const points = predictionPoints(shown, fitting(first, shown.dataset));
    expect([...points.x]).toEqual([10, 30]);
    expect(points.xRange.from).toBeCloseTo(8.4, 9);
    expect(points.xRange.to).toBeCloseTo(31.6, 9);
    const { picture, result } = finish(predictionsOf(shown, first));
    if (picture?.kind !== 'curve' || result.kind !== 'values') throw new Error('not a curve');
    expect(picture.values.at(0)).toBeCloseTo(2 - 1.16, 9);
    // z = x' + 2 with x' = −1 and 1: exact.
    expect(result).toMatchObject({ rmse: 0, r2: 1 });
  });

  it('of a large data set are of a bounded number of rows', async () => {
    const shown = await source({ ...moons, data: { ...moons.data, samples: 9000, validation: 0.5 } });
    expect(predictionPoints(shown, first)).toMatchObject({ of: 9000, x: { length: 1000 } });
    expect(finish(predictionsOf(shown, first))).toMatchObject({ rows: 1000, of: 4500 });
  });

  it('take inputs and outputs that there are', async () => {
    const { dataset } = await source(moons);
    expect(fitting({ x: 7, y: 7, output: 3, cell: null }, dataset)).toEqual({ x: 0, y: 1, output: 0, cell: null });
    expect(fitting({ x: 1, y: 1, output: 0, cell: null }, dataset)).toEqual({ x: 1, y: 0, output: 0, cell: null });
  });
});

describe('the feed', () => {
  let run: PredictedRun | undefined;
  let sent: string[];
  let feed: PredictionFeed;

  beforeEach(async () => {
    vi.useFakeTimers();
    const { spec, dataset, parameters } = await source(moons);
    run = { id: 1, spec, dataset, parameters, state: { kind: 'running' } };
    sent = [];
    feed = new PredictionFeed(
      () => run,
      ({ type, run: id }) => sent.push(`${type} ${id}`),
      (line) => sent.push(line),
    );
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends the data once, and the predictions at most five times a second', () => {
    feed.want(first);
    for (let frame = 0; frame < 60; frame++) {
      feed.advance();
      vi.advanceTimersByTime(1000 / 60);
    }
    expect(sent.filter((message) => message === 'prediction-points 1')).toHaveLength(1);
    const pictures = sent.filter((message) => message === 'predictions 1').length;
    expect(pictures).toBeGreaterThan(1);
    expect(pictures).toBeLessThanOrEqual(6);
  });

  it('ends with the last weights, and then rests', () => {
    feed.want(first);
    feed.advance();
    vi.runAllTimers();
    const count = sent.length;
    expect(sent.filter((message) => message === 'predictions 1')).toHaveLength(2);
    vi.advanceTimersByTime(10_000);
    expect(sent).toHaveLength(count);
  });

  it('draws fewer cells while the run goes on, and all of them when it has come to rest', () => {
    const sides: number[] = [];
    const looking = new PredictionFeed(
      () => run,
      (message) => {
        const picture = message.type === 'predictions' ? message.predictions.picture : null;
        if (picture?.kind === 'classes') sides.push(picture.columns);
      },
      (line) => sent.push(line),
    );
    looking.want(first);
    looking.advance();
    vi.runAllTimers();
    expect(sides).toEqual([48, 48]);
    run = run && { ...run, state: { kind: 'paused' } };
    looking.advance();
    vi.runAllTimers();
    expect(sides).toEqual([48, 48, 96]);
  });

  it('does nothing unless somebody looks', () => {
    feed.advance();
    feed.want(first);
    feed.want(undefined);
    feed.advance();
    vi.runAllTimers();
    expect(sent).toEqual(['prediction-points 1']);
  });

  it('logs that there is too little memory, and goes on with the next run', () => {
    const small = run;
    const [hidden, ...others] = small?.spec.layers ?? [];
    if (!small || !hidden) throw new Error('no network');
    const wide = { ...hidden, units: 40_000 };
    run = { ...small, spec: { ...small.spec, layers: [wide, wide, ...others] } };
    feed.want(first);
    expect(sent).toEqual([
      'predictions: This network and its data need 36632 MB of memory, more than the 4,096 MB there are.',
    ]);
    run = small;
    feed.want(first);
    vi.runAllTimers();
    expect(sent.slice(1)).toEqual(['prediction-points 1', 'predictions 1']);
  });

  it('waits for the first weights, and tells another run’s data', () => {
    const ready = run;
    run = ready && { ...ready, parameters: new Float64Array() };
    feed.want(first);
    vi.runAllTimers();
    expect(sent).toEqual([]);
    run = ready && { ...ready, id: 2 };
    feed.advance();
    vi.runAllTimers();
    expect(sent).toEqual(['prediction-points 2', 'predictions 2']);
  });
});
