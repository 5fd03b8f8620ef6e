import { networkOf } from '../../src/engine/network.ts';
import { Predictor } from '../../src/engine/predict.ts';
import type { ToLab } from '../../src/protocol/lab.ts';
import type { PredictionChoice } from '../../src/protocol/predictions.ts';
import { shownNetwork } from '../../src/runs/network.ts';
import { fitting, predictionPoints, predictionsOf } from '../../src/views/predictions.ts';
import { finish, prepare, run as train } from '../conformance/prepare.ts';
import { traceOf } from '../../src/views/tracing.ts';
import { completed, run, snapshot } from './samples.ts';

export const first: PredictionChoice = { x: 0, y: 1, output: 0, cell: null };

/** What the host sends of a network that has been trained: a snapshot, the data, what is predicted, and a trace. */
export async function predicted(content: object, choice = first): Promise<ToLab[]> {
  const { spec, dataset } = await prepare(content);
  const { training } = train({ spec, dataset });
  const network = networkOf(spec, dataset.inputNames.length);
  const parameters = training.parameters();
  const predictor = new Predictor(spec, network, dataset.training.count);
  predictor.use(parameters);
  const source = { spec, network, dataset, predictor };
  const shown = shownNetwork(spec, dataset);
  const fits = fitting(choice, dataset);
  return [
    snapshot({
      network: shown,
      run: run({ network: shown, parameters, state: { kind: 'ended', ending: completed } }),
    }),
    { type: 'prediction-points', run: 1, points: predictionPoints(source, fits) },
    { type: 'predictions', run: 1, predictions: finish(predictionsOf(source, fits)) },
    {
      type: 'trace',
      run: 1,
      trace: traceOf({ spec, dataset, parameters, progress: { epoch: 60 } }, { part: 'training', row: 2 }, 0.1),
    },
  ];
}

const training = { method: 'mini-batch', batchSize: 16, seed: 4 };

export const moons = {
  data: { generator: 'moons', samples: 200, noise: 0.15, validation: 0.3 },
  layers: [
    { units: 12, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { ...training, epochs: 150, learningRate: 0.3 },
};

/** Four groups in a plane, told apart by three numbers, the third of which says nothing. */
export const groups = {
  data: {
    normalize: 'standard',
    validation: 0.25,
    samples: Array.from({ length: 120 }, (_, row) => {
      const group = row % 4;
      const [dx, dy, noise] = [Math.sin(12.9 * row), Math.sin(78.2 * row), Math.sin(37.7 * row)];
      const [x, y] = [(group % 2) * 3, Math.floor(group / 2) * 3];
      return { input: [x + 1.1 * dx, y + 1.1 * dy, noise], target: ['north', 'south', 'east', 'west'][group] };
    }),
  },
  layers: [
    { units: 8, activation: 'tanh' },
    { units: 4, activation: 'softmax' },
  ],
  training: { ...training, epochs: 60, learningRate: 0.1 },
};

export const sine = {
  data: { generator: 'sine', samples: 80, noise: 0.1, validation: 0.25 },
  layers: [
    { units: 12, activation: 'tanh' },
    { units: 1, activation: 'identity' },
  ],
  training: { ...training, epochs: 300, learningRate: 0.1 },
};

/** A number of ten inputs. */
export const friedman = {
  data: { generator: 'friedman', samples: 150, noise: 0.3, validation: 0.25 },
  layers: [
    { units: 12, activation: 'tanh' },
    { units: 1, activation: 'identity' },
  ],
  training: { ...training, epochs: 200, learningRate: 0.01 },
};

/** Images of 8 × 8 pixels with a bar down or across, badly learnt. */
export const bars = {
  data: {
    samples: Array.from({ length: 60 }, (_, row) => {
      const place = row % 8;
      const down = row % 2 === 0;
      return {
        input: Array.from({ length: 64 }, (_, at) => {
          const lit = down ? at % 8 === place : Math.floor(at / 8) === place;
          return (lit ? 0.9 : 0.1) + 0.1 * Math.sin(9.7 * at * row);
        }),
        target: down ? 'down' : 'across',
      };
    }),
  },
  layers: [{ units: 2, activation: 'softmax' }],
  training: { ...training, epochs: 1, learningRate: 0.01 },
};
