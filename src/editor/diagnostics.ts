import * as vscode from 'vscode';
import { diagnostic } from './diagnostic.ts';
import type { Runs } from '../runs/runs.ts';
import { arrivalProblems } from '../runs/following.ts';
import { runProblems } from '../runs/runProblems.ts';
import type { Problem } from '../spec/problem.ts';
import { dataUris } from './dataFiles.ts';
import { languageId, type Documents } from './documents.ts';
import type { Explanations } from './explanations.ts';

/** Long enough not to read data between two letters, short enough to seem immediate. */
export const quietTime = 120;

/** Keeps the problems of the open specs up to date, whether the text, its data file or the trust changes. */
export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('nn-lab');
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly watchers = new Map<string, DataWatcher>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly documents: Documents,
    private readonly runs: Runs,
    private readonly explanations: Promise<Explanations>,
    private readonly log: (line: string) => void,
  ) {
    this.subscriptions = [
      this.collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, quietTime)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkAll()),
      documents.onDidCheck((document) => void this.show(document)),
      new vscode.Disposable(
        runs.onEvent(({ kind, file }) => {
          if (kind === 'run' || kind === 'state' || kind === 'health' || kind === 'arrivals') this.runChanged(file);
        }),
      ),
    ];
    this.checkAll();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.subscriptions, ...this.watchers.values()).dispose();
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    if (document.languageId !== languageId) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        this.documents.check(document).catch((error: unknown) => this.log(`check of ${key} failed: ${String(error)}`));
      }, delay),
    );
  }

  /** The problems of the text as it is, its data's and its last run's; empty while it is still to be checked. */
  problems(document: vscode.TextDocument): readonly Problem[] {
    const checked = this.documents.latestCheck(document.uri);
    if (checked?.version !== document.version) return [];
    const run = this.runs.run(document.uri.toString());
    if (!run) return checked.problems;
    const parsed = this.documents.parse(document);
    // A row that a run has left out is an error of the data for the next one.
    const isTold = ({ code, data }: Problem) =>
      checked.problems.some((other) => other.code === code && other.data?.line === data?.line);
    const arrivals = arrivalProblems(run, parsed).filter((problem) => !problem.data || !isTold(problem));
    return [...checked.problems, ...runProblems(run, parsed), ...arrivals];
  }

  private async show(document: vscode.TextDocument): Promise<void> {
    const explanations = await this.explanations;
    if (document.isClosed || this.documents.latestCheck(document.uri)?.version !== document.version) return;
    this.collection.set(
      document.uri,
      this.problems(document).map((problem) => diagnostic(document, problem, explanations.get(problem.code))),
    );
    this.watchData(document);
  }

  /** While the text is broken, the data files of the last text that could be read stay watched. */
  private watchData(document: vscode.TextDocument): void {
    const source = this.documents.parse(document).spec?.data.source;
    if (!source) return;
    const key = document.uri.toString();
    const files = dataUris(document.uri, source);
    if ((this.watchers.get(key)?.files ?? []).join() === files.join()) return;
    this.watchers.get(key)?.dispose();
    this.watchers.delete(key);
    if (files.length > 0) this.watchers.set(key, new DataWatcher(files, () => this.dataChanged(document)));
  }

  /** A run that follows the file reads what comes to it, and is not to be held up by reading all of it over and over. */
  private dataChanged(document: vscode.TextDocument): void {
    const run = this.runs.run(document.uri.toString());
    if (!run?.following || !run.active) this.schedule(document, quietTime);
  }

  private runChanged(file: string): void {
    const run = this.runs.run(file);
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file);
    if (!document) return;
    if (run?.following && !run.active) this.schedule(document, 0);
    else void this.show(document);
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.watchers.get(key)?.dispose();
    this.watchers.delete(key);
    this.collection.delete(uri);
  }
}

/** Tells when one of the files is made, changed or deleted. */
class DataWatcher implements vscode.Disposable {
  private readonly watchers: vscode.FileSystemWatcher[];

  constructor(
    readonly files: readonly vscode.Uri[],
    changed: () => void,
  ) {
    this.watchers = files.map((file) => watched(file, changed));
  }

  dispose(): void {
    for (const watcher of this.watchers) watcher.dispose();
  }
}

/** Its whole folder is watched: in a pattern, brackets and braces in the file's name would have a meaning. */
function watched(file: vscode.Uri, changed: () => void): vscode.FileSystemWatcher {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), '*'),
  );
  const told = (uri: vscode.Uri) => {
    if (uri.toString() === file.toString()) changed();
  };
  watcher.onDidCreate(told);
  watcher.onDidChange(told);
  watcher.onDidDelete(told);
  return watcher;
}
