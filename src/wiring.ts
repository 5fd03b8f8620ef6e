import * as vscode from 'vscode';
import type { Hash } from './data/sha256.ts';
import { createApi, type NnLabApi } from './editor/api.ts';
import { NetworkCodeLens } from './editor/codeLens.ts';
import { Commands } from './editor/commands.ts';
import { Diagnostics } from './editor/diagnostics.ts';
import { Documents, languageId } from './editor/documents.ts';
import { loadExplanations } from './editor/explanations.ts';
import { Files, type Disk } from './editor/files.ts';
import { GradientTests } from './editor/gradientTests.ts';
import { registerLearning } from './editor/learning.ts';
import { registerTools } from './editor/languageModelTools.ts';
import { registerLanguage } from './editor/language/providers.ts';
import { ProgressNotice } from './editor/progressNotice.ts';
import { QuickFixes } from './editor/quickFixes.ts';
import { RunLog } from './editor/runLog.ts';
import { TrainTasks } from './editor/trainTask.ts';
import { WeightCommands } from './editor/weightCommands.ts';
import type { Place } from './protocol/run.ts';
import { LastRuns } from './runs/lastRuns.ts';
import type { RecordStore } from './runs/recordStore.ts';
import { Runs } from './runs/runs.ts';
import type { StartWorker } from './runs/worker.ts';
import { labContent, labFrame, restoredRun } from './views/labContent.ts';
import { labType } from './views/labPanel.ts';
import { Labs } from './views/labs.ts';
import { copyDiagram, saveDiagram, saveHistory } from './views/saving.ts';
import { PageLoads } from './views/pageLoads.ts';
import { RunCommands } from './views/runCommands.ts';
import { RunsView } from './views/runsView.ts';
import { StatusBar } from './views/statusBar.ts';
import { WeightsView } from './views/weightsView.ts';

/** What one host of extensions has and another has not, or otherwise. */
export interface Host {
  readonly startWorker: StartWorker;
  /** A faster one than this extension's, if there is. */
  readonly hash?: Hash;
  /** How many workers can be busy at a time. */
  readonly cores: number;
  /** Undefined in a browser. */
  readonly disk: Disk | undefined;
  readonly records: RecordStore;
}

export interface Wired {
  readonly api: NnLabApi;
  /** Keeps what would be lost. */
  leave(): Promise<void>;
}

/** The extension in any host. The engine is in the worker's bundle and not loaded before the first run. */
export function wire(context: vscode.ExtensionContext, hostOf: (log: (line: string) => void) => Host): Wired {
  const { extensionUri, subscriptions } = context;
  const output = vscode.window.createOutputChannel('NN Lab', { log: true });
  const log = (line: string) => output.warn(line);
  const host = hostOf(log);

  const documents = new Documents(new Files(host.disk));
  const runs = new Runs(host.startWorker, host.cores, host.hash);
  const store = host.records;
  const lastRuns = new LastRuns(runs, store, (file) => {
    labs.refresh(vscode.Uri.parse(file));
    weights.shows(file);
    runsView.update();
  });
  const select = (uri: vscode.Uri, place: Place): void => {
    void commands.reveal(uri, place);
    labs.select(uri, place);
    weights.select(uri, place);
  };
  // VS Code shows a page only when Chromium has looked for a newer service worker, and Chromium puts that off while there
  // are frames: by 50 s instead of 2.
  const pageLoads = new PageLoads((loading) => runs.holdFrames(loading));
  const labs = new Labs(
    {
      snapshot: (uri, known) => labContent(uri, known, documents, runs, lastRuns),
      frame: (uri, from) => labFrame(uri, from, runs),
      compared: (uri) => runs.compared(uri.toString(), lastRuns.restored(uri.toString())),
      sweep: (uri) => runs.sweepState(uri.toString()),
      courses: (uri) => runs.currentSweep(uri.toString())?.courses(),
      run: (uri) =>
        lastRuns.restored(uri.toString()) ? restoredRun(uri, documents, lastRuns) : runs.run(uri.toString()),
      load: (uri) => {
        void documents.open(uri).catch((error: unknown) => log(String(error)));
        void lastRuns.restore(uri.toString());
      },
      lookedAt: (uri) => lookAt(uri),
      train: (uri) => void commands.train(uri),
      stop: (uri) => commands.stop(uri),
      pause: (uri) => runs.run(uri.toString())?.pause(),
      resume: (uri) => runs.run(uri.toString())?.resume(),
      trainSome: (uri, order) => void commands.trainSome(uri, order),
      show: (uri, run) => runs.show(uri.toString(), run),
      setLearningRate: (uri, rate) => runs.run(uri.toString())?.setLearningRate(rate),
      check: (uri) => void commands.check(uri),
      exportHistory: (uri) => void saveHistory(uri, runs, lastRuns, documents.files),
      saveDiagram: (uri, format, content) => void saveDiagram(uri, format, content, documents.files),
      copyDiagram: (uri) => void copyDiagram(uri, documents),
      select,
      stepCurve: (uri, parameter, signal) => runs.stepCurve(uri.toString(), parameter, signal),
      log,
      pageLoads,
    },
    extensionUri,
  );
  const commands = new Commands(documents, runs, lastRuns, labs, new WeightCommands(documents, lastRuns));
  const weights = new WeightsView(runs, lastRuns, extensionUri, select, log, pageLoads);
  const runsView = new RunsView(
    runs,
    () => store.list(),
    (file) => RunCommands.shownKey(file, runs, lastRuns),
  );
  const runCommands = new RunCommands({
    runs,
    lastRuns,
    store,
    files: documents.files,
    commands,
    labs,
    view: runsView,
  });
  const statusBar = new StatusBar(runs);
  const codeLens = new NetworkCodeLens(runs);
  const diagnostics = new Diagnostics(documents, runs, loadExplanations(extensionUri, log), log);
  const selector: vscode.DocumentSelector = { language: languageId };

  const lookAt = (uri: vscode.Uri): void => {
    weights.show(uri);
    void lastRuns.restore(uri.toString());
  };
  const showActive = () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId === languageId) lookAt(document.uri);
  };
  showActive();

  const runLog = new RunLog(output, runs);
  const progress = new ProgressNotice(runs, (uri) => labs.isVisible(uri));
  const followRuns = runs.onEvent((event) => {
    lastRuns.follow(event);
    runLog.follow(event);
    progress.follow(event);
    labs.follow(event);
    weights.follow(event);
    runsView.follow(event);
    statusBar.follow(event);
    if (event.kind === 'run' || event.kind === 'state') {
      void vscode.commands.executeCommand('setContext', 'nnLab.training', runs.active());
    }
  });

  subscriptions.push(
    output,
    documents,
    runs,
    labs,
    weights,
    runsView,
    runCommands.register(),
    new vscode.Disposable(store.onChange(() => runsView.update())),
    statusBar,
    codeLens,
    new vscode.Disposable(followRuns),
    diagnostics,
    new GradientTests(documents, runs),
    vscode.languages.registerCodeActionsProvider(selector, new QuickFixes(documents, diagnostics), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    progress,
    commands.register(),
    registerLearning(extensionUri),
    vscode.commands.registerCommand('nnLab.saveShownWeights', () =>
      vscode.commands.executeCommand('nnLab.saveWeights', weights.shown),
    ),
    vscode.commands.registerCommand('nnLab.showLog', () => output.show()),
    vscode.tasks.registerTaskProvider(TrainTasks.type, new TrainTasks(documents, runs)),
    registerLanguage(documents, runs, lastRuns),
    documents.onDidCheck(({ uri }) => labs.refresh(uri)),
    vscode.window.onDidChangeActiveTextEditor(showActive),
    vscode.languages.registerCodeLensProvider(selector, codeLens),
    vscode.window.registerWebviewPanelSerializer(labType, labs),
    vscode.window.registerWebviewViewProvider(WeightsView.id, weights),
    registerTools(documents, runs),
  );
  return { api: createApi(documents, runs), leave: () => lastRuns.flush() };
}
