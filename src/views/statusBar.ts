import * as vscode from 'vscode';
import { shortName } from '../editor/names.ts';
import { figure } from '../editor/say.ts';
import { Throttle } from '../editor/throttle.ts';
import type { RunEvent } from '../runs/events.ts';
import type { Runs } from '../runs/runs.ts';

/** The progress of the training that was started last, wherever in the window one is. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('nnLab.training', vscode.StatusBarAlignment.Left);
  private readonly refresh = new Throttle(250, () => this.update());

  constructor(private readonly runs: Runs) {
    this.item.name = vscode.l10n.t('NN Lab training');
  }

  follow({ kind }: RunEvent): void {
    if (kind === 'frame') this.refresh.soon();
    else if (kind === 'run' || kind === 'state') this.refresh.now();
  }

  dispose(): void {
    this.refresh.dispose();
    this.item.dispose();
  }

  private update(): void {
    const file = this.runs.active().at(-1);
    const run = file && this.runs.run(file);
    if (!file || !run) return this.item.hide();
    const uri = vscode.Uri.parse(file);
    const { epoch, loss } = run.progress;
    const of = run.plannedEpochs;
    const icon = run.state.kind === 'paused' ? 'debug-pause' : 'sync~spin';
    this.item.text = `$(${icon}) ${shortName(uri)}: ${of === null ? epoch : `${epoch}/${of}`}`;
    this.item.tooltip =
      of === null
        ? vscode.l10n.t('Block {0} of rows, loss {1}. Click for the lab.', epoch, figure(loss))
        : vscode.l10n.t('Epoch {0} of {1}, loss {2}. Click for the lab.', epoch, of, figure(loss));
    this.item.command = { title: vscode.l10n.t('Open lab'), command: 'nnLab.openLab', arguments: [uri] };
    this.item.show();
  }
}
