import * as vscode from 'vscode';
import type { Ending } from '../protocol/run.ts';
import type { RunEvent } from '../runs/events.ts';
import type { Runs } from '../runs/runs.ts';
import { fileName } from './names.ts';
import { figure, say } from './say.ts';

/** What happened to the runs, in the output channel: their ends at the level of information, starts for debugging. */
export class RunLog {
  constructor(
    private readonly output: vscode.LogOutputChannel,
    private readonly runs: Runs,
  ) {}

  follow(event: RunEvent): void {
    const name = fileName(vscode.Uri.parse(event.file));
    switch (event.kind) {
      case 'frame':
      case 'health':
      case 'sweep':
      case 'arrivals':
        return;
      case 'run':
        return this.output.debug(`${name}: training, ${this.runs.run(event.file)?.plannedEpochs ?? 'endless'} epochs`);
      case 'state':
        if (event.state.kind === 'failed') return this.output.error(`${name}: ${say(event.state.message)}`);
        if (event.state.kind !== 'ended') return this.output.debug(`${name}: ${event.state.kind}`);
        return this.ended(name, event.state.ending);
      case 'check':
        if (event.state.kind === 'failed') return this.output.error(`${name}: ${say(event.state.message)}`);
        if (event.state.kind !== 'done') return;
        return this.output.info(`${name}: gradient check ${event.state.report.verdict}`);
      default:
        event satisfies never;
    }
  }

  private ended(name: string, { reason, epochs, seconds, loss, divergence }: Ending): void {
    const done = epochs === 1 ? '1 epoch' : `${epochs} epochs`;
    const line = `${name}: ${reason} after ${done} in ${seconds.toFixed(2)} s, loss ${figure(loss)}`;
    if (divergence)
      this.output.warn(`${line}; ${divergence.tensor} of ${divergence.layer} in epoch ${divergence.epoch}`);
    else this.output.info(line);
  }
}
