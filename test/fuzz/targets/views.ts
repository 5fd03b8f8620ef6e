import type { Guard } from '../../../src/protocol/guards.ts';
import { fromLab, toLab, type FromLab, type ToLab } from '../../../src/protocol/lab.ts';
import { fromWeights, toWeights, type FromWeights, type ToWeights } from '../../../src/protocol/weights.ts';
import { networkOf } from '../../../src/engine/network.ts';
import { initialParameters } from '../../../src/engine/initialize.ts';
import { Predictor } from '../../../src/engine/predict.ts';
import { fitting, predictionPoints, predictionsOf } from '../../../src/views/predictions.ts';
import { traceOf } from '../../../src/views/tracing.ts';
import { Store } from '../../../webview/lab/model.ts';
import { finish } from '../../conformance/prepare.ts';
import { xorTask } from '../../unit/runs/fakeWorker.ts';
import {
  completed,
  epochsOf,
  failedReport,
  iris,
  others,
  parametersOf,
  run,
  snapshot,
  sweep,
} from '../../webview/samples.ts';
import { Finding, pick, type Target, type Verdict } from '../target.ts';
import { mutatedValue } from '../values.ts';

const health = { rows: 4, layers: [{ deadUnits: 1, gradientRms: 0.1, updateRatio: null }] };
const place = { layer: 1, unit: 0, input: null };
const task = xorTask();
const network = networkOf(task.spec, 2);
const parameters = initialParameters(task.spec, network);
const predictor = new Predictor(task.spec, network, 4);
predictor.use(parameters);
const source = { ...task, network, parameters, predictor, progress: { epoch: 3 } };
const choice = { x: 0, y: 1, output: 0, cell: null };

/** What the host sends to a lab, which also answers what the lab asks for. */
export const labMessages: readonly ToLab[] = [
  snapshot(),
  snapshot({ run: run({ health }), sweep, check: { kind: 'done', report: failedReport, network: iris } }),
  snapshot({ run: run({ state: { kind: 'ended', ending: completed } }), errors: 2 }),
  { type: 'frame', run: 1, epochs: epochsOf(121, 3), parameters: parametersOf(iris) },
  { type: 'state', run: 1, state: { kind: 'paused', position: { epoch: 3, step: 1, steps: 4 } } },
  { type: 'sweep', sweep },
  { type: 'others', runs: others },
  { type: 'health', run: 1, health },
  { type: 'selected', place },
  { type: 'check', state: { kind: 'done', report: failedReport, network: iris } },
  { type: 'prediction-points', run: 1, points: predictionPoints(source, choice) },
  { type: 'predictions', run: 1, predictions: finish(predictionsOf(source, choice)) },
  { type: 'trace', run: 1, trace: traceOf(source, { part: 'training', row: 2 }, 0.1) },
];

/** What the host sends to the Weights view. */
export const weightsMessages: readonly ToWeights[] = [
  {
    type: 'snapshot',
    run: { id: 1, file: 'iris.nn.json', network: iris, epoch: 5, past: true, parameters: parametersOf(iris) },
  },
  { type: 'frame', run: 1, epoch: 6, parameters: parametersOf(iris, 1) },
  { type: 'past', run: 1, epoch: 2, parameters: parametersOf(iris, 2) },
  { type: 'health', run: 1, health },
  { type: 'selected', place },
];

const asked: readonly (FromLab | FromWeights)[] = [
  { type: 'ready' },
  { type: 'learning-rate', rate: 0.1 },
  { type: 'predictions', choice },
  { type: 'save-diagram', format: 'png', content: 'AAAA' },
  { type: 'select', place },
  { type: 'trace', of: { part: 'validation', row: 1 }, rate: 0.1 },
  { type: 'show', run: 2 },
  { type: 'step-curve', parameter: 1 },
  { type: 'epoch', epoch: 3 },
  { type: 'error', message: 'x' },
];

/** Host → webviews: what passes the guard is taken in without an exception. */
export const toViews: Target = {
  name: 'host to webview',
  attempt(random) {
    const first = random.below(2) === 0 ? mutatedValue(pick(random, labMessages), random) : snapshot({ run: run() });
    const all = [
      first,
      mutatedValue(pick(random, labMessages), random),
      mutatedValue(pick(random, weightsMessages), random),
    ];
    return {
      input: all,
      run() {
        const store = new Store();
        let verdict: Verdict = 'refused';
        for (const message of all) {
          if (holds(toLab, message)) {
            store.receive(message);
            verdict = 'taken';
          }
          if (holds(toWeights, message)) verdict = 'taken';
        }
        return verdict;
      },
    };
  },
};

/** Webviews → host: what passes the guard is answered, and the answer passes the guard of its own way. */
export const fromViews: Target = {
  name: 'webview to host',
  attempt(random) {
    const message = mutatedValue(pick(random, asked), random);
    return {
      input: message,
      run() {
        const weights = holds(fromWeights, message);
        if (!holds(fromLab, message)) return weights ? 'taken' : 'refused';
        for (const answer of answers(message)) {
          const { type } = answer;
          if (!toLab(answer)) throw new Finding(`the answer “${type}” does not pass its guard`);
        }
        return 'taken';
      },
    };
  },
};

function answers(message: FromLab): ToLab[] {
  switch (message.type) {
    case 'trace':
      return [{ type: 'trace', run: 1, trace: traceOf(source, message.of, message.rate) }];
    case 'predictions': {
      if (!message.choice) return [];
      const fits = fitting(message.choice, task.dataset);
      return [
        { type: 'prediction-points', run: 1, points: predictionPoints(source, fits) },
        { type: 'predictions', run: 1, predictions: finish(predictionsOf(source, fits)) },
      ];
    }
    default:
      return [];
  }
}

function holds<T>(guard: Guard<T>, value: unknown): value is T {
  const answer: unknown = guard(value);
  if (typeof answer !== 'boolean') throw new Finding('a guard answered neither yes nor no');
  return answer;
}
