import { describe, expect, test } from 'vitest';
import type { Rows } from '../../../src/data/dataset.ts';
import { Control } from '../../../src/protocol/control.ts';
import type { FromWorker, ToWorker, WorkerJob } from '../../../src/protocol/worker.ts';
import { fromWorker } from '../../../src/protocol/worker.ts';
import { errorAgainstStep } from '../../../src/engine/check.ts';
import { findLearningRate } from '../../../src/engine/rateFinder.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { handle } from '../../../src/worker/handle.ts';
import type { Task } from '../../../src/runs/job.ts';
import { xorTask } from '../runs/fakeWorker.ts';

interface Clock {
  /** Milliseconds that pass between two looks at the clock. */
  readonly step: number;
}

interface ControlledJob {
  readonly job: WorkerJob;
  readonly control: Control;
}

/** A job about the whole network. */
type Whole = Exclude<WorkerJob['type'], 'step-curve'>;

function controlled(type: Whole, task: Task): ControlledJob {
  const control = new Control();
  return { job: jobOf(type, task, control), control };
}

function jobOf(type: Whole, { spec, dataset }: Task, control = new Control()): WorkerJob {
  const { training, validation } = dataset;
  return {
    ...(type === 'train' ? { type, everyEpoch: false } : { type }),
    spec,
    dataset: {
      inputNames: [...dataset.inputNames],
      outputNames: [...dataset.outputNames],
      classes: undefined,
      scaler: undefined,
      training,
      validation,
    },
    control: control.memory,
  };
}

/** All replies to a job; `each` sees every one as it comes. */
function replies(
  job: ToWorker,
  { step }: Clock = { step: 1 },
  each: (message: FromWorker) => void = () => {},
  arrivals: () => Rows[] = () => [],
) {
  const all: FromWorker[] = [];
  let now = 0;
  const platform = {
    now: () => (now += step),
    sha256: (bytes: Uint8Array) => `${bytes.length} bytes`,
    arrivals,
  };
  handle(
    job,
    (message) => {
      expect(fromWorker(message)).toBe(true);
      all.push(message);
      each(message);
    },
    platform,
  );
  return all;
}

const epochsIn = (messages: readonly FromWorker[]) =>
  messages.flatMap((message) =>
    message.type === 'frame' || message.type === 'ended'
      ? [{ from: message.epochs.from, count: message.epochs.loss.training.length }]
      : [],
  );

describe('training', () => {
  test('replies started, frames and the end, no epoch missing and none twice', () => {
    const messages = replies(jobOf('train', xorTask(100)));
    expect(messages[0]).toEqual({ type: 'started' });
    const others = messages.slice(1, -1).map(({ type }) => type);
    expect(new Set(others)).toEqual(new Set(['frame', 'snapshots', 'health']));
    let next = 0;
    for (const { from, count } of epochsIn(messages)) {
      expect(from).toBe(next);
      next += count;
    }
    expect(next).toBe(101);
    expect(messages.at(-1)).toMatchObject({
      type: 'ended',
      ending: { reason: 'completed', epochs: 100, weightsHash: `${13 * 4} bytes` },
      parameters: { length: 13 },
    });
  });

  test('sends no more than thirty frames a second', () => {
    const slow = replies(jobOf('train', xorTask(300)), { step: 1 });
    const frames = slow.filter(({ type }) => type === 'frame').length;
    // Each epoch looks at the clock once: about 300 ms by this clock.
    expect(frames).toBeGreaterThan(5);
    expect(frames).toBeLessThanOrEqual(10);
  });

  test('stops between two slices when the flag is set', () => {
    const { job, control } = controlled('train', xorTask(1_000_000));
    const messages = replies(job, { step: 50 }, ({ type }) => {
      if (type === 'frame') control.stop();
    });
    expect(messages.map(({ type }) => type)).toEqual(['started', 'snapshots', 'frame', 'ended']);
    expect(messages.at(-1)).toMatchObject({ ending: { reason: 'stopped' } });
  });

  test('keeps the figures of a run that has no validation rows apart from zero', () => {
    const last = replies(jobOf('train', xorTask(1))).at(-1);
    expect(last).toMatchObject({ ending: { validationLoss: null } });
    expect(last?.type === 'ended' && last.epochs.loss.validation.every(Number.isNaN)).toBe(true);
  });

  test('says why it can’t be done', () => {
    const task = xorTask();
    const none = { count: 0, inputs: new Float64Array(), targets: new Float64Array() };
    const messages = replies(jobOf('train', { ...task, dataset: { ...task.dataset, training: none } }));
    expect(messages).toEqual([{ type: 'failed', message: { text: 'There are no rows to train on.', args: [] } }]);
  });

  test.each([
    ['a spec that is none', (job: WorkerJob): WorkerJob => ({ ...job, spec: { layers: 'many' } })],
    [
      'data that are cut short',
      (job: WorkerJob): WorkerJob => ({
        ...job,
        dataset: { ...job.dataset, training: { ...job.dataset.training, inputs: Float64Array.of(1) } },
      }),
    ],
  ])('refuses %s', (_, broken) => {
    expect(replies(broken(jobOf('train', xorTask())))).toMatchObject([{ type: 'failed' }]);
  });
});

/** Replies to a job that starts paused; at each pause comes the next order. */
function byHand(task: Task, ...orders: ((control: Control) => void)[]): FromWorker[] {
  const { job, control } = controlled('train', task);
  control.pause();
  const left = [...orders];
  return replies(job, { step: 1 }, ({ type }) => {
    if (type !== 'paused') return;
    const order = left.shift();
    if (order) order(control);
    else control.stop();
  });
}

const finalWeights = (messages: readonly FromWorker[]) => {
  const last = messages.at(-1);
  return last?.type === 'ended' ? last.parameters : undefined;
};
const pauses = (messages: readonly FromWorker[]) =>
  messages.flatMap((message) => (message.type === 'paused' ? [message.position] : []));
/** Four rows in batches of three: two steps an epoch. */
const twoSteps = (epochs: number): Task => {
  const { spec, ...task } = xorTask(epochs);
  return { ...task, spec: { ...spec, training: { ...spec.training, method: 'mini-batch', batchSize: 3 } } };
};

describe('training by hand', () => {
  test('starts with epoch 0, and waits there', () => {
    const messages = byHand(xorTask());
    expect(messages.map(({ type }) => type)).toEqual(['started', 'snapshots', 'frame', 'paused', 'ended']);
    expect(epochsIn(messages)).toEqual([
      { from: 0, count: 1 },
      { from: 1, count: 0 },
    ]);
    expect(pauses(messages)).toEqual([{ epoch: 0, step: 0, steps: 1 }]);
    expect(messages.at(-1)).toMatchObject({ ending: { reason: 'stopped', epochs: 0 } });
  });

  test('goes on by an epoch, and by a step', () => {
    const epoch = (control: Control) => control.epoch();
    const step = (control: Control) => control.step();
    expect(pauses(byHand(twoSteps(9), epoch, step, step, step, epoch))).toEqual([
      { epoch: 0, step: 0, steps: 2 },
      { epoch: 1, step: 0, steps: 2 },
      { epoch: 1, step: 1, steps: 2 },
      { epoch: 2, step: 0, steps: 2 },
      { epoch: 2, step: 1, steps: 2 },
      { epoch: 3, step: 0, steps: 2 },
    ]);
  });

  test('does each of several orders that come at once', () => {
    const thrice = (control: Control) => {
      control.step();
      control.step();
      control.epoch();
    };
    expect(pauses(byHand(twoSteps(9), thrice)).at(-1)).toEqual({ epoch: 2, step: 0, steps: 2 });
  });

  test('comes to the same weights as without', () => {
    const messages = byHand(
      twoSteps(9),
      (control) => control.step(),
      (control) => control.epoch(),
      (control) => control.run(),
    );
    expect(messages.map(({ type }) => type)).toContain('resumed');
    expect(messages.at(-1)).toMatchObject({ ending: { reason: 'completed', epochs: 9 } });
    expect(finalWeights(messages)).toEqual(finalWeights(replies(jobOf('train', twoSteps(9)))));
  });

  test('tells all epochs, none twice', () => {
    const messages = byHand(xorTask(), ...Array.from({ length: 3 }, () => (control: Control) => control.epoch()));
    expect(epochsIn(messages).filter(({ count }) => count > 0)).toEqual(
      [0, 1, 2, 3].map((from) => ({ from, count: 1 })),
    );
  });

  test('starts again from the same weights after a reset, and pauses there', () => {
    const messages = byHand(
      xorTask(5),
      (control) => control.epoch(),
      (control) => control.reset(),
      (control) => control.run(),
    );
    const reset = messages.findIndex(({ type }) => type === 'reset');
    expect(messages.slice(reset, reset + 4).map(({ type }) => type)).toEqual(['reset', 'snapshots', 'frame', 'paused']);
    expect(epochsIn(messages.slice(reset))[0]).toEqual({ from: 0, count: 1 });
    expect(finalWeights(messages)).toEqual(finalWeights(replies(jobOf('train', xorTask(5)))));
  });

  test('pauses a run under way, and resets it', () => {
    const { job, control } = controlled('train', xorTask(1_000_000));
    const orders = [() => control.reset(), () => control.stop()];
    const messages = replies(job, { step: 50 }, ({ type }) => {
      if (type === 'frame') orders.shift()?.();
    });
    expect(messages.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['started', 'frame', 'reset', 'frame', 'ended']),
    );
    expect(messages.filter(({ type }) => type === 'paused')).toEqual([]);
  });

  test('takes another learning rate', () => {
    const still = (control: Control) => {
      control.setLearningRate(0);
      control.epoch();
    };
    const messages = byHand(xorTask(), still, (control) => {
      control.setLearningRate(undefined);
      control.epoch();
    });
    const frames = messages.flatMap((message) => (message.type === 'frame' ? [message] : []));
    expect(frames[1]?.parameters).toEqual(frames[0]?.parameters);
    expect(frames[2]?.parameters).not.toEqual(frames[0]?.parameters);
    expect(frames.map(({ epochs }) => epochs.learningRate[0])).toEqual([0.5, 0, 0.5]);
  });
});

describe('what comes along with training', () => {
  test('are snapshots of every epoch of a short run, the last one being the end', () => {
    const messages = replies(jobOf('train', xorTask(100)));
    const snapshots = messages.flatMap((message) => (message.type === 'snapshots' ? message.snapshots : []));
    expect(snapshots.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 101 }, (_, epoch) => epoch));
    expect(snapshots.at(-1)?.parameters).toEqual(finalWeights(messages));
  });

  test('is the health of a first and a last step, and of one a second', () => {
    const health = (epochs: number) => {
      const messages = replies(jobOf('train', xorTask(epochs)));
      return messages.flatMap((message) => (message.type === 'health' ? [message.health] : []));
    };
    expect(health(10)).toHaveLength(2);
    expect(health(1)).toHaveLength(1);
    // By this clock an epoch takes a millisecond or two.
    expect(health(3000).length).toBeGreaterThanOrEqual(4);
    expect(health(3000).length).toBeLessThanOrEqual(9);
    const [first] = health(10);
    expect(first).toMatchObject({ rows: 4, layers: [{ deadUnits: null }, { deadUnits: null }] });
    // ε = 0.5: a step is half the gradient.
    expect(first?.layers[0]?.updateRatio).toBeGreaterThan(0);
    expect(first?.layers[0]?.gradientRms).toBeGreaterThan(0);
  });
});

describe('checking gradients', () => {
  test('ends with a report', () => {
    const messages = replies(jobOf('check', xorTask()));
    expect(messages.at(-1)).toMatchObject({
      type: 'checked',
      report: { verdict: 'passed', parameters: 13, checked: 13 },
    });
  });

  test('stops when the flag is set', () => {
    const { job, control } = controlled('check', xorTask());
    control.stop();
    expect(replies(job)).toEqual([{ type: 'checked', report: null }]);
  });
});

describe('the error against the step', () => {
  test('is that of the engine', () => {
    const { spec, dataset } = xorTask();
    expect(replies({ ...jobOf('check', xorTask()), type: 'step-curve', parameter: 3 })).toEqual([
      { type: 'step-curve', curve: errorAgainstStep(spec, dataset, 3) },
    ]);
  });

  test('of a parameter that there is not is a failure', () => {
    const messages = replies({ ...jobOf('check', xorTask()), type: 'step-curve', parameter: 13 });
    expect(messages).toMatchObject([{ type: 'failed' }]);
  });
});

describe('looking for a learning rate', () => {
  const { spec, dataset } = xorTask();

  test('tells each step where there is time between them, and ends with what the engine suggests', () => {
    const messages = replies(jobOf('find-rate', xorTask()), { step: 100 });
    const steps = findLearningRate(spec, dataset);
    const told: FromWorker[] = [];
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) told.push({ type: 'finding-rate', ...step.value });
    expect(told.length).toBeGreaterThan(50);
    expect(messages.slice(0, -1)).toEqual(told);
    expect(messages.at(-1)).toEqual({ type: 'rate-found', rate: step.value.suggestion });
  });

  test('says why it can’t be done', () => {
    const { job } = controlled('find-rate', xorTask());
    expect(replies({ ...job, spec: undefined })).toMatchObject([{ type: 'failed' }]);
  });
});

describe('following', () => {
  const line = (targets: number[]): Task => {
    const { spec } = parseSpec(
      JSON.stringify({
        data: { file: 'rows.csv' },
        layers: [{ units: 1, bias: false, weights: [[0]] }],
        training: { method: 'online', learningRate: 0.25, precision: 'float64' },
      }),
    );
    if (!spec) throw new Error('the fixture is broken');
    const none = { count: 0, inputs: new Float64Array(), targets: new Float64Array() };
    return {
      ...xorTask(),
      spec,
      dataset: { inputNames: ['x'], outputNames: ['y'], training: rowsOf(targets), validation: none },
    };
  };
  const rowsOf = (targets: number[]): Rows => ({
    count: targets.length,
    inputs: Float64Array.from(targets, () => 1),
    targets: Float64Array.from(targets),
  });
  /** A job to which rows come whenever it waits for them, and which then is stopped, or given another order. */
  const followed = (task: Task, lots: readonly number[][], atEnd = (control: Control) => control.stop()) => {
    const { job, control } = controlled('follow', task);
    const coming = [...lots];
    let follows = false;
    let waits = false;
    return replies(
      job,
      { step: 1 },
      (message) => {
        // What comes before the worker goes to sleep keeps it awake.
        if (message.type === 'following') follows = true;
        if (message.type === 'reset') follows = false;
        waits = follows;
        if (waits) control.wake();
      },
      () => {
        if (!waits) return [];
        waits = false;
        const next = coming.shift();
        if (next) return [rowsOf(next)];
        atEnd(control);
        return [];
      },
    );
  };
  const lossesOf = (messages: readonly FromWorker[]): number[] =>
    messages.flatMap((message) =>
      message.type === 'frame' || message.type === 'ended' ? [...message.epochs.loss.training] : [],
    );

  test('trains on the rows of the job, then on those that come, and says once that it waits', () => {
    const messages = followed(line([2]), [[4], [5, 5]]);
    // The weight is 0, 1, 2.5, 3.75.
    expect(lossesOf(messages)).toEqual([4, 4, 9, (2.5 ** 2 + 1.25 ** 2) / 2]);
    expect(messages.filter(({ type }) => type === 'following')).toHaveLength(1);
    const last = messages.at(-1);
    expect(last).toMatchObject({ type: 'ended', ending: { reason: 'stopped', epochs: 3 } });
    expect(last?.type === 'ended' && [...last.parameters]).toEqual([4.375]);
  });

  test('takes the rows that have come again after a reset', () => {
    let reset = false;
    const messages = followed(line([2]), [[4]], (control) => {
      if (reset) return control.stop();
      reset = true;
      control.reset();
      control.run();
    });
    const at = messages.findIndex(({ type }) => type === 'reset');
    expect(at).toBeGreaterThan(0);
    expect(lossesOf(messages.slice(at))).toEqual([4, (4 + 9) / 2]);
  });

  test('ends after its rows when it is only to train', () => {
    const messages = replies(controlled('train', line([2, 4])).job);
    expect(messages.at(-1)).toMatchObject({ type: 'ended', ending: { reason: 'completed', epochs: 1 } });
  });

  test('passes over rows that come when the training has ended', () => {
    expect(replies({ type: 'rows', rows: rowsOf([1]) })).toEqual([]);
  });
});
