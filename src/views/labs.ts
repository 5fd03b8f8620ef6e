import * as vscode from 'vscode';
import type { LabOpener } from '../editor/commands.ts';
import { shortName } from '../editor/names.ts';
import type { Place } from '../protocol/run.ts';
import type { RunEvent } from '../runs/events.ts';
import { LabPanel, labType, type LabActions } from './labPanel.ts';

/** The open labs, at most one a file. */
export class Labs implements LabOpener, vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, LabPanel>();

  constructor(
    private readonly actions: LabActions,
    private readonly extension: vscode.Uri,
  ) {}

  get active(): vscode.Uri | undefined {
    return [...this.panels.values()].find(({ panel }) => panel.active)?.uri;
  }

  isVisible(uri: vscode.Uri): boolean {
    return this.panels.get(uri.toString())?.panel.visible ?? false;
  }

  showBeside(uri: vscode.Uri): void {
    if (!this.panels.has(uri.toString())) this.create(uri, true);
  }

  open(uri: vscode.Uri): void {
    const known = this.panels.get(uri.toString());
    if (known) known.panel.reveal();
    else this.create(uri, false);
  }

  /** The focus staying where it is. */
  reveal(uri: vscode.Uri): void {
    const known = this.panels.get(uri.toString());
    if (known) known.panel.reveal(undefined, true);
    else this.create(uri, true);
  }

  /** After the window was reloaded. `state` is the webview's own: a lab keeps the file's URI in it. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'uri') : undefined;
    if (typeof kept === 'string') this.adopt(panel, vscode.Uri.parse(kept));
    else panel.dispose();
  }

  follow(event: RunEvent): void {
    const lab = this.panels.get(event.file);
    if (!lab) return;
    switch (event.kind) {
      case 'run':
        return lab.showRun();
      case 'frame':
        return lab.advance();
      case 'state':
        return lab.showState(event.run, event.state);
      case 'sweep':
        return lab.showSweep();
      case 'health':
        return lab.post({ type: 'health', run: event.run, health: event.health });
      case 'check':
        return lab.post({ type: 'check', state: event.state });
      case 'arrivals':
        // Told among the problems of the file.
        return;
      default:
        event satisfies never;
    }
  }

  select(uri: vscode.Uri, place: Place): void {
    this.panels.get(uri.toString())?.post({ type: 'selected', place });
  }

  /** The file, or what is known of it, has changed. */
  refresh(uri: vscode.Uri): void {
    this.panels.get(uri.toString())?.refresh();
  }

  dispose(): void {
    for (const lab of this.panels.values()) lab.dispose();
  }

  private create(uri: vscode.Uri, preserveFocus: boolean): void {
    const panel = vscode.window.createWebviewPanel(labType, vscode.l10n.t('Lab: {0}', shortName(uri)), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus,
    });
    this.adopt(panel, uri);
  }

  private adopt(panel: vscode.WebviewPanel, uri: vscode.Uri): void {
    const lab = new LabPanel(panel, uri, this.actions, this.extension);
    this.panels.set(uri.toString(), lab);
    panel.onDidDispose(() => {
      if (this.panels.get(uri.toString()) === lab) this.panels.delete(uri.toString());
      lab.dispose();
    });
  }
}
