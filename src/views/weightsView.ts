import * as vscode from 'vscode';
import { shortName } from '../editor/names.ts';
import { fromWeights, type FromWeights, type ToWeights } from '../protocol/weights.ts';
import type { Place } from '../protocol/run.ts';
import type { RunEvent } from '../runs/events.ts';
import type { LastRuns } from '../runs/lastRuns.ts';
import { epochOf } from '../runs/record.ts';
import type { Runs } from '../runs/runs.ts';
import { weightsPage } from './html.ts';
import type { PageLoads } from './pageLoads.ts';
import { WebviewClient } from './webviewClient.ts';

/** The sidebar's view of the weights: of the file that was last looked at or trained. */
export class WeightsView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly id = 'nnLab.weights';
  private client: WebviewClient<FromWeights, ToWeights> | undefined;
  private file: vscode.Uri | undefined;
  /** Id of the run that the view has a snapshot of. */
  private shownRun: number | undefined;

  constructor(
    private readonly runs: Runs,
    private readonly lastRuns: LastRuns,
    private readonly extension: vscode.Uri,
    private readonly selected: (uri: vscode.Uri, place: Place) => void,
    private readonly log: (line: string) => void,
    private readonly pageLoads: PageLoads,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const client = new WebviewClient<FromWeights, ToWeights>(
      view.webview,
      this.extension,
      weightsPage,
      fromWeights,
      (message) => this.receive(message),
      this.log,
      this.pageLoads,
    );
    this.client = client;
    view.onDidChangeVisibility(() => (view.visible ? client.shown() : client.hidden()));
    view.onDidDispose(() => {
      client.dispose();
      if (this.client === client) this.client = undefined;
    });
  }

  /** The file whose weights are shown. */
  get shown(): vscode.Uri | undefined {
    return this.file;
  }

  show(uri: vscode.Uri): void {
    if (this.file?.toString() === uri.toString()) return;
    this.file = uri;
    this.refresh();
  }

  /** Another run is shown of a file than before. */
  shows(file: string): void {
    if (file === this.file?.toString()) this.refresh();
  }

  select(uri: vscode.Uri, place: Place): void {
    if (uri.toString() === this.file?.toString()) this.client?.post({ type: 'selected', place });
  }

  follow(event: RunEvent): void {
    if (event.kind === 'run') this.file = vscode.Uri.parse(event.file);
    if (event.kind === 'health' && event.run === this.shownRun) {
      this.client?.post({ type: 'health', run: event.run, health: event.health });
    }
    if (event.kind !== 'frame' || event.file !== this.file?.toString()) return;
    // A run is shown from its first frame on; until then the last one's weights stay.
    if (event.run !== this.shownRun) return this.refresh();
    this.client?.postFrame(() => this.frame());
  }

  dispose(): void {
    this.client?.dispose();
  }

  private frame(): ToWeights | undefined {
    const run = this.file && this.runs.run(this.file.toString());
    return run && { type: 'frame', run: run.id, epoch: run.progress.epoch, parameters: run.parameters };
  }

  private refresh(): void {
    const shown = this.file && this.content(this.file);
    this.shownRun = shown?.id;
    this.client?.post({ type: 'snapshot', run: shown ?? null });
    const key = this.file?.toString() ?? '';
    const { health } = this.lastRuns.restored(key)?.run ?? this.runs.run(key) ?? { health: null };
    if (shown && health) this.client?.post({ type: 'health', run: shown.id, health });
  }

  private content(uri: vscode.Uri): Extract<ToWeights, { type: 'snapshot' }>['run'] {
    const restored = this.lastRuns.restored(uri.toString())?.run;
    const run = restored ? undefined : this.runs.run(uri.toString());
    const shown = restored ?? run;
    if (!shown || shown.parameters.length === 0) return null;
    const { id, network, parameters } = shown;
    const epoch = run?.progress.epoch ?? (restored ? epochOf(restored) : 0);
    return { id, file: shortName(uri), network, epoch, past: run !== undefined, parameters };
  }

  private lookBack(epoch: number): void {
    const run = this.file && this.runs.run(this.file.toString());
    const kept = run?.past.findLast((snapshot) => snapshot.epoch <= epoch);
    if (run && kept) this.client?.post({ type: 'past', run: run.id, ...kept });
  }

  private receive(message: FromWeights): void {
    switch (message.type) {
      case 'ready':
        return this.refresh();
      case 'epoch':
        return this.lookBack(message.epoch);
      case 'select':
        if (this.file) this.selected(this.file, message.place);
        return;
      case 'error':
        return this.log(`weights view: ${message.message}`);
      default:
        message satisfies never;
    }
  }
}
