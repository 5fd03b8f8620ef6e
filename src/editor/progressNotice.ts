import * as vscode from 'vscode';
import type { RunEvent } from '../runs/events.ts';
import type { Runs } from '../runs/runs.ts';
import { shortName } from './names.ts';
import { unlinked } from './notices.ts';
import { progressText } from './say.ts';

/** Milliseconds after which a training is worth a notification: most are done before. */
const longEnough = 3000;

/** A notification with the progress and a Cancel button, of a long training that no lab shows. */
export class ProgressNotice implements vscode.Disposable {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param isShown whether a file's progress is seen elsewhere */
  constructor(
    private readonly runs: Runs,
    private readonly isShown: (uri: vscode.Uri) => boolean,
  ) {}

  follow({ kind, file }: RunEvent): void {
    if (kind !== 'run') return;
    clearTimeout(this.timers.get(file));
    this.timers.set(
      file,
      setTimeout(() => this.show(file), longEnough),
    );
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private show(file: string): void {
    this.timers.delete(file);
    const uri = vscode.Uri.parse(file);
    const run = this.runs.run(file);
    const wanted = vscode.workspace.getConfiguration('nnLab', uri).get('progressNotification', true);
    if (!run?.active || !wanted || this.isShown(uri)) return;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: unlinked(vscode.l10n.t('Training {0}', shortName(uri))),
      cancellable: true,
    };
    void vscode.window.withProgress(options, (progress, cancellation) => {
      cancellation.onCancellationRequested(() => this.runs.stop(file));
      let reported = 0;
      return new Promise<void>((resolve) => {
        const unsubscribe = this.runs.onEvent((event) => {
          if (event.file !== file) return;
          const { epoch, loss } = run.progress;
          const percent = run.plannedEpochs === null ? 0 : (100 * epoch) / run.plannedEpochs;
          const message = progressText(epoch, run.plannedEpochs, loss);
          progress.report({ message, increment: percent - reported });
          reported = percent;
          if (run.active && event.kind !== 'run') return;
          unsubscribe();
          resolve();
        });
      });
    });
  }
}
