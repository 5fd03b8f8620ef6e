import * as vscode from 'vscode';
import type { RunEvent } from '../runs/events.ts';
import type { Runs } from '../runs/runs.ts';
import { LensRefresh } from './lensRefresh.ts';
import { progressText } from './say.ts';

/**
 * Milliseconds after the first lenses at which VS Code is asked to look again. Whenever another extension registers
 * lenses, as they do while a window opens, it shows what it knew, without the links, until it has looked again, and it
 * forgets to if the text loses the focus at that moment.
 */
const settling = [1000, 2000, 4000, 8000, 16_000];

/** Train, Check gradients and Open lab above the first line; Stop, Pause and the progress while training. */
export class NetworkCodeLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly refresh = new LensRefresh(() => this.changed.fire());
  private timers: readonly ReturnType<typeof setTimeout>[] | undefined;
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly runs: Runs) {
    const unsubscribe = runs.onEvent((event) => this.follow(event));
    this.subscriptions = [
      this.changed,
      this.refresh,
      new vscode.Disposable(unsubscribe),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('nnLab.codeLens')) this.refresh.want();
      }),
    ];
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    this.refresh.answered();
    this.timers ??= settling.map((time) => setTimeout(() => this.refresh.want(), time));
    if (!vscode.workspace.getConfiguration('nnLab', uri).get('codeLens', true)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string) => new vscode.CodeLens(top, { title, command, arguments: [uri] });
    const run = this.runs.run(uri.toString());
    const openLab = vscode.l10n.t('Open lab');
    if (run?.active) {
      const { epoch, loss } = run.progress;
      const progress = progressText(epoch, run.plannedEpochs, loss);
      const controls =
        run.state.kind === 'paused'
          ? [
              lens(withIcon('debug-continue', vscode.l10n.t('Continue')), 'nnLab.continue'),
              lens(withIcon('debug-step-over', vscode.l10n.t('One epoch')), 'nnLab.epoch'),
              lens(withIcon('debug-step-into', vscode.l10n.t('One step')), 'nnLab.step'),
            ]
          : [lens(withIcon('debug-pause', vscode.l10n.t('Pause')), 'nnLab.pause')];
      return [
        lens(withIcon('debug-stop', vscode.l10n.t('Stop')), 'nnLab.stop'),
        ...controls,
        lens(progress, 'nnLab.openLab'),
        lens(openLab, 'nnLab.openLab'),
      ];
    }
    return [
      lens(withIcon('play', vscode.l10n.t('Train')), 'nnLab.train'),
      lens(withIcon('check', vscode.l10n.t('Check gradients')), 'nnLab.check'),
      lens(openLab, 'nnLab.openLab'),
    ];
  }

  dispose(): void {
    for (const timer of this.timers ?? []) clearTimeout(timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private follow({ kind }: RunEvent): void {
    if (kind === 'frame' || kind === 'run' || kind === 'state') this.refresh.want();
  }
}

/** An ordinary space after an icon is not shown in a CodeLens. */
function withIcon(icon: string, title: string): string {
  return `$(${icon})\u00a0${title}`;
}
