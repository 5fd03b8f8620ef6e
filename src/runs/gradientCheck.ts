import type { CheckReport, CheckState } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import { Job, type Task } from './job.ts';
import { shownNetwork } from './network.ts';
import type { StartWorker } from './worker.ts';

/** One gradient check, from the click to its report. */
export class GradientCheck {
  private readonly job: Job;
  private current: CheckState = { kind: 'running', done: 0, of: 0 };

  constructor(
    readonly task: Task,
    startWorker: StartWorker,
    private readonly tell: (state: CheckState) => void,
  ) {
    this.job = new Job(startWorker, { type: 'check' }, task, {
      message: (message) => this.receive(message),
      died: (message) => this.enter({ kind: 'failed', message }),
      unanswered: () => this.enter({ kind: 'stopped' }),
    });
  }

  get state(): CheckState {
    return this.current;
  }

  stop(): void {
    if (this.current.kind === 'running') this.job.stop();
  }

  /** Ends it without a word. */
  close(): void {
    this.job.close();
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'checking':
        return this.enter({ kind: 'running', done: message.done, of: message.of });
      case 'checked':
        this.job.close();
        return this.enter(message.report ? this.done(message.report) : { kind: 'stopped' });
      case 'failed':
        this.job.close();
        return this.enter({ kind: 'failed', message: message.message });
      default:
        // The others are about training.
        return;
    }
  }

  private done(report: CheckReport): CheckState {
    const { spec, dataset } = this.task;
    return { kind: 'done', report, network: shownNetwork(spec, dataset) };
  }

  private enter(state: CheckState): void {
    this.current = state;
    this.tell(state);
  }
}
