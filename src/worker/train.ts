import type { Rows } from '../data/dataset.ts';
import { classReports } from '../engine/classes.ts';
import type { Outcome } from '../engine/results.ts';
import { compile } from '../engine/compiler/compile.ts';
import type { Machine } from '../engine/machine.ts';
import type { Plan } from '../engine/plan.ts';
import { OnlineTraining, trainingOf } from '../engine/online.ts';
import type { Training } from '../engine/training.ts';
import type { Orders } from '../protocol/control.ts';
import type { Ending, Position } from '../protocol/run.ts';
import type { WorkerJob } from '../protocol/worker.ts';
import { figures } from './epochs.ts';
import { Frames } from './frames.ts';
import { HealthWatch } from './healthWatch.ts';
import { unpack, type Platform, type Reply, type Work } from './job.ts';

type Stand = 'working' | 'waiting' | 'ended';
type TrainJob = Extract<WorkerJob, { type: 'train' | 'follow' }>;

/** Trains to the end, or until stopped, and replies all along. Throws EngineError. */
export function* train(job: TrainJob, orders: Orders, reply: Reply, platform: Platform): Work {
  let attempt = new Attempt(job, orders, reply, platform);
  /** Of the rows that have come, all: an attempt begun anew takes them too. */
  const arrived: Rows[] = [];
  reply({ type: 'started' });
  for (;;) {
    orders.look();
    if (orders.take('resets')) {
      reply({ type: 'reset' });
      attempt.release();
      attempt = new Attempt(job, orders, reply, platform);
      for (const rows of arrived) attempt.add(rows);
    }
    for (const rows of job.type === 'follow' ? platform.arrivals() : []) {
      arrived.push(rows);
      attempt.add(rows);
    }
    const stand = attempt.advance();
    if (stand === 'ended') return;
    yield stand;
  }
}

/** Training from the initial parameters on, until it ends or is begun anew. */
class Attempt {
  private readonly task: ReturnType<typeof unpack>;
  private readonly training: Training;
  /** The same, if rows may come to it. */
  private readonly online: OnlineTraining | undefined;
  private readonly slices: ReturnType<Training['run']>;
  private readonly frames: Frames;
  private readonly watch: HealthWatch;
  /** The time at the end of the last slice, and when the work began that led there. */
  private now = 0;
  private since = 0;
  /** Milliseconds of work before that. */
  private worked = 0;
  /** Nothing has been done yet, or since the host was told where the run stands. */
  private idle = true;
  /** Nothing has been done since all rows were. */
  private resting = false;
  private toldPaused = false;
  private toldFollowing = false;
  private evaluated = false;
  /** What is still to be trained although paused. */
  private goal: 'epoch' | 'step' | undefined;

  constructor(
    job: TrainJob,
    private readonly orders: Orders,
    private readonly reply: Reply,
    private readonly platform: Platform,
  ) {
    this.task = unpack(job);
    const build = (plan: Plan): Machine => compile(plan, platform.helpers);
    this.training = trainingOf(this.task.spec, this.task.dataset, undefined, build);
    this.online = this.training instanceof OnlineTraining ? this.training : undefined;
    if (job.type === 'train') this.online?.finish();
    this.slices = this.training.run();
    this.frames = new Frames(this.training, reply, job.type === 'train' && job.everyEpoch);
    this.watch = new HealthWatch(this.task, this.training);
  }

  add(rows: Rows): void {
    this.online?.add(rows);
  }

  /** Gives up before the end. */
  release(): void {
    this.training.release();
  }

  /** Works for a slice, if it is to. */
  advance(): Stand {
    const { orders, training } = this;
    training.learningRate = orders.learningRate;
    if (orders.stopped) {
      training.stop();
      return this.work();
    }
    if (orders.paused) {
      // Epoch 0 is there to be seen whatever the order.
      if (this.evaluated && !this.nextGoal()) return this.wait();
      return this.work();
    }
    this.goal = undefined;
    if (this.toldPaused) {
      this.reply({ type: 'resumed' });
      this.toldFollowing = false;
    }
    this.toldPaused = false;
    return this.work();
  }

  private work(): Stand {
    const { training, watch, goal } = this;
    if (this.idle || this.resting) this.now = this.since = this.platform.now();
    this.idle = this.resting = false;
    const before = goal && training.position;
    training.stepwise = watch.due(this.now) || goal === 'step';
    const slice = this.slices.next();
    this.now = this.platform.now();
    if (slice.done === true) {
      this.end(slice.value);
      return 'ended';
    }
    if (slice.value) {
      this.evaluated = true;
      this.frames.add(slice.value);
    }
    const health = watch.result(this.now);
    if (health) this.reply({ type: 'health', health });
    if (before && this.reached(before)) this.goal = undefined;
    this.frames.sendIfDue(this.now);
    return this.online?.waiting === true ? this.rest() : 'working';
  }

  /** Until rows come, or an order. */
  private rest(): Stand {
    this.worked += this.now - this.since;
    this.since = this.now;
    this.resting = true;
    this.frames.flush(this.now);
    if (!this.toldFollowing && !this.orders.paused) {
      this.toldFollowing = true;
      this.reply({ type: 'following' });
    }
    return 'waiting';
  }

  private reached(before: Position): boolean {
    const { epoch, step } = this.training.position;
    return epoch > before.epoch || (this.goal === 'step' && step > before.step);
  }

  private nextGoal(): boolean {
    const { orders } = this;
    this.goal ??= orders.take('epochs') ? 'epoch' : orders.take('steps') ? 'step' : undefined;
    return this.goal !== undefined;
  }

  private wait(): Stand {
    if (!this.idle) {
      this.worked += this.now - this.since;
      this.frames.flush(this.now);
      this.reply({ type: 'paused', position: this.training.position });
    }
    this.idle = true;
    this.toldPaused = true;
    return 'waiting';
  }

  private end(outcome: Outcome): void {
    const { training, frames, platform } = this;
    const { spec, dataset } = this.task;
    const { reason, epochs, restoredEpoch, validation, divergence } = outcome;
    const parameters = training.parameters();
    const seconds = (this.worked + this.now - this.since) / 1000;
    const ending: Ending = {
      reason,
      divergence,
      epochs,
      restoredEpoch,
      seconds,
      samplesPerSecond: (this.online?.rowsDone ?? epochs * dataset.training.count) / seconds,
      loss: outcome.training.loss,
      validationLoss: validation?.loss ?? null,
      metrics: finalMetrics(outcome),
      classes: classReports(spec, training.network, dataset, parameters),
      weightsHash: platform.sha256(training.parameterBytes()),
    };
    frames.end(parameters, ending);
  }
}

function finalMetrics({ training, validation }: Outcome): Ending['metrics'] {
  const held = validation && figures(validation.metrics);
  return Object.entries(figures(training.metrics)).map(([name, value]) => ({
    name,
    training: value,
    validation: held?.[name] ?? null,
  }));
}
