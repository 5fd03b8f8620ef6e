import * as vscode from 'vscode';
import type { RunState } from '../protocol/run.ts';
import type { RunEvent } from '../runs/events.ts';
import type { Runs } from '../runs/runs.ts';
import { sweepToEnd } from '../runs/toEnd.ts';
import type { SweepTask } from '../runs/sweepTasks.ts';
import type { Documents } from './documents.ts';
import { fileName, relativePath } from './names.ts';
import { epochsText, figure, progressText, say } from './say.ts';
import { Throttle } from './throttle.ts';

const taskType = 'nn-lab';

/** `nn-lab: train` of every network of the workspace, for keys, scripts and what is to run before something else. */
export class TrainTasks implements vscode.TaskProvider {
  static readonly type = taskType;

  constructor(
    private readonly documents: Documents,
    private readonly runs: Runs,
  ) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const tasks: vscode.Task[] = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const pattern = new vscode.RelativePattern(folder, '**/*.nn.json');
      for (const uri of await vscode.workspace.findFiles(pattern, '**/node_modules/**')) {
        tasks.push(this.task(folder, { type: taskType, task: 'train', file: relativePath(folder.uri, uri) }));
      }
    }
    return tasks;
  }

  /** A task as somebody wrote it into tasks.json. */
  resolveTask({ definition, scope }: vscode.Task): vscode.Task | undefined {
    const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
    return folder && typeof definition['file'] === 'string' ? this.task(folder, definition) : undefined;
  }

  private task(folder: vscode.WorkspaceFolder, definition: vscode.TaskDefinition): vscode.Task {
    const file = String(definition['file']);
    const uri = vscode.Uri.joinPath(folder.uri, file);
    const execution = new vscode.CustomExecution(async () => new TrainTerminal(uri, this.documents, this.runs));
    const task = new vscode.Task(definition, folder, vscode.l10n.t('train {0}', file), taskType, execution, []);
    task.group = vscode.TaskGroup.Build;
    return task;
  }
}

/** Trains in the extension's own worker, and shows the progress as the command line does. */
class TrainTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly refresh = new Throttle(100, () => this.showProgress());
  private unsubscribe = (): void => {};
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly documents: Documents,
    private readonly runs: Runs,
  ) {}

  open(): void {
    this.start().catch((error: unknown) => this.end(error instanceof Error ? error.message : String(error), 2));
  }

  /** The terminal was closed, or the task ended: the training goes with it. */
  close(): void {
    this.refresh.dispose();
    this.unsubscribe();
    this.runs.stopTraining(this.uri.toString());
  }

  private async start(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const { good, problems } = await this.documents.check(document);
    for (const { severity, message, range } of problems) {
      const { line, character } = document.positionAt(range.offset);
      this.line(`${fileName(this.uri)}:${line + 1}:${character + 1}: ${severity}: ${say(message)}`);
    }
    if (!good) return this.end(vscode.l10n.t('The network can’t be trained.'), 2);
    this.line(
      vscode.l10n.t(
        'Training {0}: {1} parameters, {2} rows',
        fileName(this.uri),
        good.parameters,
        good.dataset.training.count,
      ),
    );
    const file = this.uri.toString();
    const tasks = await this.documents.sweepTasks(this.uri, good);
    if (tasks.length > 0) return this.sweep(file, tasks);
    this.runs.train(file, good);
    this.unsubscribe = this.runs.onEvent((event) => {
      if (event.file === file) this.follow(event);
    });
  }

  /** A line for each run as it ends: of several at a time nobody could follow the epochs. */
  private async sweep(file: string, tasks: readonly SweepTask[]): Promise<void> {
    const told = new Set<number>();
    this.unsubscribe = this.runs.onEvent((event) => {
      if (event.file !== file || event.kind !== 'sweep') return;
      for (const run of this.runs.sweepState(file)?.runs ?? []) {
        if (run.id === null || told.has(run.id) || run.state === 'running' || run.state === 'waiting') continue;
        told.add(run.id);
        this.line(`${run.label}: ${progressText(run.epochs, run.epochs, run.loss ?? NaN)}`);
      }
    });
    const state = await sweepToEnd(this.runs, file, tasks);
    if (!state) return this.end(vscode.l10n.t('Trained anew elsewhere.'), 1);
    const { best, runs = [] } = this.runs.sweepState(file) ?? {};
    const label = runs.find(({ id }) => id === best)?.label;
    if (label !== undefined) this.written.fire(`\r\n${vscode.l10n.t('The best of {0} runs: {1}', runs.length, label)}`);
    this.tell(state);
  }

  private follow(event: RunEvent): void {
    if (event.kind === 'frame') this.refresh.soon();
    else if (event.kind === 'state') this.tell(event.state);
    // Another run of the file has taken this one's place, and nothing more is told of it.
    else if (event.kind === 'run') this.end(vscode.l10n.t('Trained anew elsewhere.'), 1);
  }

  private tell(state: RunState): void {
    if (state.kind === 'failed') this.end(say(state.message), 2);
    if (state.kind !== 'ended') return;
    if (!this.runs.currentSweep(this.uri.toString())) this.refresh.now();
    const { ending } = state;
    if (ending.divergence) {
      const { epoch, suggestedRate } = ending.divergence;
      return this.end(vscode.l10n.t('Diverged in epoch {0}: try a learning rate of {1}', epoch, suggestedRate), 1);
    }
    this.end(vscode.l10n.t('Done after {0}: loss {1}', epochsText(ending.epochs), figure(ending.loss)), 0);
  }

  private showProgress(): void {
    const run = this.runs.run(this.uri.toString());
    if (!run) return;
    const { epoch, loss } = run.progress;
    const share = run.plannedEpochs === null || run.plannedEpochs === 0 ? 1 : epoch / run.plannedEpochs;
    const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
    const text = progressText(epoch, run.plannedEpochs, loss);
    this.written.fire(`\r\u001b[2K${bar} ${text}`);
  }

  private line(text: string): void {
    this.written.fire(`${text}\r\n`);
  }

  private end(text: string, code: number): void {
    this.unsubscribe();
    this.written.fire(`\r\n${text}\r\n`);
    this.closed.fire(code);
  }
}
