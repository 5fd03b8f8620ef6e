import type { Dataset, Rows } from '../../../src/data/dataset.ts';
import { Orders } from '../../../src/protocol/control.ts';
import type { Ending, Epochs } from '../../../src/protocol/run.ts';
import type { FromWorker, ToWorker, WorkerJob } from '../../../src/protocol/worker.ts';
import type { Task } from '../../../src/runs/job.ts';
import type { StartWorker, WorkerClient, WorkerEvents } from '../../../src/runs/worker.ts';
import { parseSpec } from '../../../src/spec/parse.ts';

/** A worker that says what the test tells it to. */
export class FakeWorker implements WorkerClient {
  job: WorkerJob | undefined;
  /** That were sent after the job. */
  readonly rows: Rows[] = [];
  terminated = false;

  constructor(private readonly events: WorkerEvents) {}

  post(message: ToWorker): void {
    if (message.type === 'rows') this.rows.push(message.rows);
    else if (message.type !== 'orders') this.job = message;
  }

  terminate(): void {
    this.terminated = true;
  }

  say(...messages: FromWorker[]): void {
    for (const message of messages) this.events.message(message);
  }

  die(reason: string): void {
    this.events.died({ text: reason, args: [] });
  }

  /** What the host wants, as a worker sees it. */
  get orders(): Orders {
    if (!this.job) throw new Error('the worker has no job');
    const orders = new Orders(this.job.control);
    orders.look();
    return orders;
  }

  get askedToStop(): boolean {
    return this.orders.stopped;
  }
}

export class FakeWorkers {
  readonly all: FakeWorker[] = [];

  readonly start: StartWorker = (events) => {
    const worker = new FakeWorker(events);
    this.all.push(worker);
    return worker;
  };

  at(index: number): FakeWorker {
    const worker = this.all[index];
    if (!worker) throw new Error(`only ${this.all.length} workers were started`);
    return worker;
  }
}

export function xorTask(epochs = 10): Task {
  const samples = [
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ];
  const { spec, problems } = parseSpec(
    JSON.stringify({
      data: { samples: samples.map(([a, b, target]) => ({ input: [a, b], target })) },
      layers: [
        { units: 3, activation: 'tanh' },
        { units: 1, activation: 'sigmoid' },
      ],
      training: { method: 'batch', epochs, learningRate: 0.5, seed: 1 },
    }),
  );
  if (!spec) throw new Error(`the fixture is broken: ${JSON.stringify(problems)}`);
  const dataset: Dataset = {
    inputNames: ['x1', 'x2'],
    outputNames: ['y'],
    training: {
      count: 4,
      inputs: Float64Array.from(samples.flatMap(([a = 0, b = 0]) => [a, b])),
      targets: Float64Array.from(samples.map(([, , target = 0]) => target)),
    },
    validation: { count: 0, inputs: new Float64Array(), targets: new Float64Array() },
  };
  return { spec, dataset, specHash: 'abc' };
}

export function epochsOf(from: number, ...losses: number[]): Epochs {
  const column = Float64Array.from(losses);
  const none = column.map(() => NaN);
  return {
    from,
    stride: 1,
    done: Math.max(from + losses.length - 1, 0),
    loss: { name: 'loss', training: column, validation: none },
    metrics: [{ name: 'accuracy', training: column, validation: none }],
    learningRate: column.map(() => 0.5),
  };
}

export function ending(reason: Ending['reason']): Ending {
  return {
    reason,
    divergence: null,
    epochs: 2,
    restoredEpoch: null,
    seconds: 1,
    samplesPerSecond: 8,
    loss: 0.25,
    validationLoss: null,
    metrics: [],
    classes: null,
    weightsHash: 'abc',
  };
}
