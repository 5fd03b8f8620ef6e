import { beforeEach, expect, test } from 'vitest';
import { comparisonOf, otherRuns } from '../../../src/runs/comparison.ts';
import { historyCsv } from '../../../src/runs/historyCsv.ts';
import { Runs } from '../../../src/runs/runs.ts';
import { differences, settingsOf } from '../../../src/runs/settings.ts';
import { ending, epochsOf, FakeWorkers, xorTask } from './fakeWorker.ts';

const file = 'file:///xor.nn.json';
let workers: FakeWorkers;
let runs: Runs;

beforeEach(() => {
  workers = new FakeWorkers();
  runs = new Runs(workers.start, 2);
});

/** Trains to the end. */
function train(epochs: number, ...losses: number[]): void {
  runs.train(file, xorTask(epochs));
  workers.at(workers.all.length - 1).say({
    type: 'ended',
    epochs: epochsOf(0, ...losses),
    parameters: Float64Array.of(1),
    ending: ending('completed'),
  });
}

test('earlier runs of a file stay to be compared with, the latest first, with what differs', () => {
  train(10, 0.9, 0.8);
  train(20, 0.7, 0.6);
  train(20, 0.5, 0.4);
  expect(otherRuns(runs.compared(file)).map(({ id, settings, loss }) => [id, settings, [...loss.training]])).toEqual([
    [2, '', [0.7, 0.6]],
    [1, 'epochs 10', [0.9, 0.8]],
  ]);
  expect(otherRuns(runs.compared('file:///other.nn.json'))).toEqual([]);
});

test('at most four stay, and none that trained nothing', () => {
  for (let run = 0; run < 6; run++) train(10, 0.9, 0.8);
  runs.train(file, xorTask());
  runs.train(file, xorTask());
  expect(otherRuns(runs.compared(file)).map(({ id }) => id)).toEqual([6, 5, 4, 3]);
});

test('the other runs of a sweep come before earlier ones', () => {
  train(10, 0.9, 0.8);
  const { spec, ...rest } = xorTask();
  const task = (seed: number) => ({
    ...rest,
    label: `seed ${seed}`,
    settings: { seed },
    spec: { ...spec, training: { ...spec.training, seed } },
  });
  runs.sweep(file, [task(1), task(2)]);
  for (const worker of [1, 2]) {
    workers.at(worker).say({ type: 'frame', epochs: epochsOf(0, 0.3, 0.2), parameters: Float64Array.of(1) });
  }
  expect(otherRuns(runs.compared(file)).map(({ id, settings }) => [id, settings])).toEqual([
    [3, 'seed 2'],
    [1, ''],
  ]);
});

test('differences are named by their keys in the file', () => {
  const { spec } = xorTask();
  const { training, layers } = spec;
  const changed = {
    ...spec,
    layers: layers.map((layer, index) => ({ ...layer, units: index === 0 ? 5 : 1 })),
    training: {
      ...training,
      learningRate: { schedule: 'step', initial: 0.1, stepSize: 10, gamma: 0.5 } as const,
      optimizer: { type: 'momentum', momentum: 0.9 } as const,
    },
  };
  expect(differences(settingsOf(changed), settingsOf(spec))).toBe(
    'layers 5 tanh → 1 sigmoid, optimizer momentum 0.9, learningRate step 0.1 10 0.5',
  );
  expect(differences(settingsOf(spec), settingsOf(changed))).toBe(
    'layers 3 tanh → 1 sigmoid, optimizer gradient-descent, learningRate 0.5',
  );
});

test('the file of values has every digit, and nothing where there is no value', () => {
  const third = 1 / 3;
  const text = historyCsv([
    { id: 2, epochs: epochsOf(0, third, Infinity) },
    { id: 1, epochs: { ...epochsOf(0, 0.5), metrics: [] } },
  ]);
  expect(text).toBe(
    [
      'run,epoch,learning rate,loss,validation loss,accuracy,validation accuracy',
      `2,0,0.5,${third},,${third},`,
      '2,1,0.5,Infinity,,Infinity,',
      '1,0,0.5,0.5,,,',
      '',
    ].join('\n'),
  );
});

test('side by side stand the settings that differ, and how far weights are from those of the shown run', () => {
  const shown = (parameters: Float64Array, epochs: number, learningRate: number): void => {
    const { spec, ...rest } = xorTask(epochs);
    runs.train(file, {
      ...rest,
      spec: { ...spec, training: { ...spec.training, learningRate: { schedule: 'constant', initial: learningRate } } },
    });
    workers.at(workers.all.length - 1).say({
      type: 'ended',
      epochs: epochsOf(0, 0.9, 0.8),
      parameters,
      ending: ending('completed'),
    });
  };
  // 2 × 3 weights and 3 biases, then 3 weights and 1 bias.
  const ours = Float64Array.of(3, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0);
  const theirs = Float64Array.of(3, 0, 0, 0, 0, 0, 0, 0, 6, 1, 0, 0, 0);
  shown(theirs, 10, 0.5);
  expect(comparisonOf(runs.compared(file))).toBeNull();
  shown(ours, 20, 0.1);
  const { settings, runs: columns } = comparisonOf(runs.compared(file)) ?? { runs: [] };
  expect(settings).toEqual(['epochs', 'learningRate']);
  expect(columns.map((column) => [column.id, column.settings, column.outcome])).toEqual([
    [2, ['20', '0.1'], 'completed'],
    [1, ['10', '0.5'], 'completed'],
  ]);
  expect(columns.map(({ weights }) => weights)).toEqual([
    null,
    [
      { layer: 'hidden 1', change: 0.4, largest: 2 },
      { layer: 'output', change: 0, largest: 0 },
    ],
  ]);
});

test('weights of another network are not compared', () => {
  train(10, 0.9, 0.8);
  const { spec, ...rest } = xorTask();
  const layers = spec.layers.map((layer, index) => ({ ...layer, units: index === 0 ? 5 : 1 }));
  runs.train(file, { ...rest, spec: { ...spec, layers } });
  workers.at(1).say({ type: 'frame', epochs: epochsOf(0, 0.9), parameters: Float64Array.of(1) });
  expect(comparisonOf(runs.compared(file))?.runs.map(({ weights, outcome }) => [weights, outcome])).toEqual([
    [null, 'training'],
    [null, 'completed'],
  ]);
});
