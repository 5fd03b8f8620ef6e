import * as vscode from 'vscode';
import { fromLab, type FromLab, type LabFrame, type LabSnapshot, type ToLab } from '../protocol/lab.ts';
import { epochAfter } from '../protocol/run.ts';
import type { Epochs, OtherRun, Place, RunState, SweepCourses, SweepState } from '../protocol/run.ts';
import { Throttle } from '../editor/throttle.ts';
import { comparisonOf, otherRuns } from '../runs/comparison.ts';
import type { ComparedRun } from '../runs/earlierRuns.ts';
import type { TracedRow } from '../protocol/trace.ts';
import type { CurveFound } from '../runs/stepCurve.ts';
import { labPage } from './html.ts';
import type { PageLoads } from './pageLoads.ts';
import { PredictionFeed, type PredictedRun } from './predictionFeed.ts';
import { traceOf, type TracedRun } from './tracing.ts';
import { WebviewClient } from './webviewClient.ts';

export const labType = 'nnLab.lab';

/** Epochs of a run that a page has: those before `next`. */
export interface KnownEpochs {
  readonly run: number;
  readonly next: number;
}

/** What a lab shows and may ask for. */
export interface LabActions {
  /** @param known what need not be sent again */
  snapshot(uri: vscode.Uri, known: KnownEpochs | undefined): LabSnapshot;
  /** What came since the epoch `from`. */
  frame(uri: vscode.Uri, from: number): LabFrame | undefined;
  /** The run that is shown, and those to be compared with it. */
  compared(uri: vscode.Uri): readonly ComparedRun[];
  sweep(uri: vscode.Uri): SweepState | undefined;
  courses(uri: vscode.Uri): SweepCourses | undefined;
  /** The run whose predictions and traces are shown. */
  run(uri: vscode.Uri): (PredictedRun & TracedRun) | undefined;
  /** Looks at the file, if that has not been done; it tells by a refresh. */
  load(uri: vscode.Uri): void;
  /** The lab has become the editor that a person is at. */
  lookedAt(uri: vscode.Uri): void;
  train(uri: vscode.Uri): void;
  stop(uri: vscode.Uri): void;
  pause(uri: vscode.Uri): void;
  resume(uri: vscode.Uri): void;
  trainSome(uri: vscode.Uri, order: 'epoch' | 'step' | 'reset'): void;
  /** Another run of the sweep. */
  show(uri: vscode.Uri, run: number): void;
  /** Of the run under way; undefined for the file's own. */
  setLearningRate(uri: vscode.Uri, rate: number | undefined): void;
  check(uri: vscode.Uri): void;
  exportHistory(uri: vscode.Uri): void;
  saveDiagram(uri: vscode.Uri, format: 'svg' | 'png', content: string): void;
  copyDiagram(uri: vscode.Uri): void;
  select(uri: vscode.Uri, place: Place): void;
  /** Of the latest gradient check. */
  stepCurve(uri: vscode.Uri, parameter: number, signal: AbortSignal): Promise<CurveFound>;
  log(line: string): void;
  readonly pageLoads: PageLoads;
}

/** The lab of one file. Closing it changes nothing but what is seen. */
export class LabPanel implements vscode.Disposable {
  private readonly client: WebviewClient<FromLab, ToLab>;
  private readonly predictions: PredictionFeed;
  private readonly courses = new Throttle(500, () => this.showCourses());
  private readonly subscriptions: vscode.Disposable[];
  /** What the page has of the run that is shown; undefined if that is nothing, or no longer true. */
  private known: KnownEpochs | undefined;
  /** Epochs that the page has of each of the others. */
  private knownOthers: ReadonlyMap<number, string> = new Map();
  /** Ends the work on the error against the step that was asked for last. */
  private curve = new AbortController();

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly uri: vscode.Uri,
    private readonly actions: LabActions,
    extension: vscode.Uri,
  ) {
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'file-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'file-dark.svg'),
    };
    this.client = new WebviewClient(
      panel.webview,
      extension,
      labPage,
      fromLab,
      (message) => this.receive(message),
      (line) => actions.log(line),
      actions.pageLoads,
    );
    this.predictions = new PredictionFeed(
      () => actions.run(uri),
      (message) => this.post(message),
      (line) => actions.log(line),
    );
    this.subscriptions = [
      this.client,
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.client.shown();
        else this.hidden();
        this.tellLook();
      }),
    ];
    this.tellLook();
  }

  post(message: ToLab): void {
    this.client.post(message);
  }

  /** The run has got further. */
  advance(): void {
    this.client.postFrame(() => {
      const frame = this.actions.frame(this.uri, this.known?.next ?? 0);
      if (frame) this.known = knownOf(frame.run, frame.epochs);
      return frame;
    });
    this.predictions.advance();
    this.courses.soon();
  }

  showSweep(): void {
    const sweep = this.actions.sweep(this.uri);
    if (sweep) this.post({ type: 'sweep', sweep });
    this.courses.now();
    this.showOthers();
  }

  /** Another run is shown, or the same from its beginning. */
  showRun(): void {
    this.known = undefined;
    this.refresh();
  }

  /** How the run stands. */
  showState(run: number, state: RunState): void {
    this.post({ type: 'state', run, state });
    this.predictions.advance();
    if (state.kind === 'ended') this.showOthers();
  }

  /** All there is to show, but for epochs that were sent before. */
  refresh(): void {
    const snapshot = this.actions.snapshot(this.uri, this.known);
    this.known = snapshot.run ? knownOf(snapshot.run.id, snapshot.run.epochs) : undefined;
    this.post(snapshot);
    this.courses.now();
    this.predictions.advance();
    this.showOthers();
  }

  dispose(): void {
    this.predictions.stop();
    this.courses.dispose();
    this.curve.abort();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private tellLook(): void {
    if (this.panel.active) this.actions.lookedAt(this.uri);
  }

  private hidden(): void {
    this.courses.dispose();
    this.predictions.stop();
    this.curve.abort();
    this.client.hidden();
  }

  private showCourses(): void {
    const courses = this.actions.courses(this.uri);
    if (courses) this.post({ type: 'courses', courses });
  }

  private showOthers(): void {
    const compared = this.actions.compared(this.uri);
    const others = otherRuns(compared);
    const knownAs = ({ loss, stride }: OtherRun): string => `${loss.training.length} × ${stride}`;
    const isKnown = (run: OtherRun): boolean => this.knownOthers.get(run.id) === knownAs(run);
    this.post({ type: 'others', runs: others.map((run) => (isKnown(run) ? { ...run, loss: null } : run)) });
    this.knownOthers = new Map(others.map((run) => [run.id, knownAs(run)]));
    this.post({ type: 'comparison', comparison: comparisonOf(compared) });
  }

  private trace(of: TracedRow, rate: number): void {
    const run = this.actions.run(this.uri);
    if (run && run.parameters.length > 0) this.post({ type: 'trace', run: run.id, trace: traceOf(run, of, rate) });
  }

  private async showCurve(parameter: number): Promise<void> {
    this.curve.abort();
    this.curve = new AbortController();
    const result = await this.actions.stepCurve(this.uri, parameter, this.curve.signal);
    if (result.kind !== 'cancelled') this.post({ type: 'step-curve', result });
  }

  private receive(message: FromLab): void {
    switch (message.type) {
      case 'ready':
        this.knownOthers = new Map();
        this.showRun();
        return this.actions.load(this.uri);
      case 'train':
        return this.actions.train(this.uri);
      case 'stop':
        return this.actions.stop(this.uri);
      case 'pause':
        return this.actions.pause(this.uri);
      case 'continue':
        return this.actions.resume(this.uri);
      case 'epoch':
      case 'step':
      case 'reset':
        return this.actions.trainSome(this.uri, message.type);
      case 'show':
        return this.actions.show(this.uri, message.run);
      case 'learning-rate':
        return this.actions.setLearningRate(this.uri, message.rate ?? undefined);
      case 'check':
        return this.actions.check(this.uri);
      case 'predictions':
        return this.predictions.want(message.choice ?? undefined);
      case 'export-history':
        return this.actions.exportHistory(this.uri);
      case 'save-diagram':
        return this.actions.saveDiagram(this.uri, message.format, message.content);
      case 'copy-diagram':
        return this.actions.copyDiagram(this.uri);
      case 'select':
        return this.actions.select(this.uri, message.place);
      case 'trace':
        return this.trace(message.of, message.rate);
      case 'step-curve':
        return void this.showCurve(message.parameter);
      case 'error':
        return this.actions.log(`lab of ${this.uri.toString()}: ${message.message}`);
      default:
        message satisfies never;
    }
  }
}

function knownOf(run: number, epochs: Epochs): KnownEpochs {
  return { run, next: epochAfter(epochs) };
}
