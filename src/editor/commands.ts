import * as vscode from 'vscode';
import type { Place } from '../protocol/run.ts';
import type { LastRuns } from '../runs/lastRuns.ts';
import type { RunRecord } from '../runs/record.ts';
import type { Runs } from '../runs/runs.ts';
import { languageId, type Checked, type Documents, type Good } from './documents.ts';
import { findRate } from './findRate.ts';
import { exportChoice, exportNetwork, type ExportChoice } from './exporting.ts';
import { fileName } from './names.ts';
import { reveal } from './reveal.ts';
import { say } from './say.ts';
import { templates } from './templates.ts';
import type { WeightCommands } from './weightCommands.ts';
import { showError, showInformation } from './notices.ts';
import { weightsOfRecord, weightsOfRun, type TrainedWeights } from './trainedWeights.ts';

/** Where the lab of a file is shown. */
export interface LabOpener {
  /** Beside the editor, the focus staying where it is; nothing if it is open already. */
  showBeside(uri: vscode.Uri): void;
  open(uri: vscode.Uri): void;
  /** The file of the lab that has the focus. */
  readonly active: vscode.Uri | undefined;
}

export class Commands {
  constructor(
    private readonly documents: Documents,
    private readonly runs: Runs,
    private readonly lastRuns: LastRuns,
    private readonly labs: LabOpener,
    private readonly weights: WeightCommands,
  ) {}

  register(): vscode.Disposable {
    const onFile = (id: string, run: (uri: vscode.Uri, choice: unknown) => unknown) =>
      vscode.commands.registerCommand(id, (target: unknown, choice: unknown) => {
        const uri = this.fileMeant(target);
        return uri ? run(uri, choice) : this.nothingOpen();
      });
    return vscode.Disposable.from(
      onFile('nnLab.train', (uri) => this.train(uri)),
      onFile('nnLab.stop', (uri) => this.stop(uri)),
      onFile('nnLab.pause', (uri) => this.runs.run(uri.toString())?.pause()),
      onFile('nnLab.continue', (uri) => this.runs.run(uri.toString())?.resume()),
      onFile('nnLab.epoch', (uri) => this.trainSome(uri, 'epoch')),
      onFile('nnLab.step', (uri) => this.trainSome(uri, 'step')),
      onFile('nnLab.reset', (uri) => this.trainSome(uri, 'reset')),
      onFile('nnLab.check', (uri) => this.check(uri)),
      onFile('nnLab.findLearningRate', (uri) => this.findRate(uri)),
      onFile('nnLab.openLab', (uri) => this.labs.open(uri)),
      onFile('nnLab.export', (uri, choice) => this.export(uri, exportChoice(choice))),
      onFile('nnLab.saveWeights', (uri, choice) => this.weights.save(uri, choice)),
      onFile('nnLab.loadWeights', (uri, choice) => this.weights.load(uri, choice)),
      onFile('nnLab.writeWeights', (uri) => this.weights.write(uri)),
      vscode.commands.registerCommand('nnLab.newNetwork', newNetwork),
    );
  }

  /** Trains what is in the editor; shows the lab, and checks the gradients too if that is a matter of a moment. */
  async train(uri: vscode.Uri): Promise<void> {
    const good = await this.goodOrTell(uri);
    if (!good) return;
    const file = uri.toString();
    const tasks = await this.documents.sweepTasks(uri, good);
    if (tasks.length > 0) this.runs.sweep(file, tasks);
    else this.runs.train(file, { ...good, follow: this.documents.files.follower(uri, good) });
    const settings = vscode.workspace.getConfiguration('nnLab', uri);
    const quick = good.parameters <= good.spec.gradientCheck.maxParameters;
    if (quick && settings.get('checkGradientsOnTrain', true)) this.runs.check(file, good);
    if (settings.get('openLabOnTrain', true)) this.labs.showBeside(uri);
  }

  /** An epoch or a step of the run under way; of a new one, which then pauses, if none is. */
  async trainSome(uri: vscode.Uri, order: 'epoch' | 'step' | 'reset'): Promise<void> {
    const current = this.runs.run(uri.toString());
    if (current?.active === true) return current[order]();
    const good = await this.goodOrTell(uri);
    if (!good) return;
    const run = this.runs.train(uri.toString(), { ...good, follow: this.documents.files.follower(uri, good) });
    run.pause();
    if (order !== 'reset') run[order]();
    this.labs.showBeside(uri);
  }

  async check(uri: vscode.Uri): Promise<void> {
    const good = await this.goodOrTell(uri);
    if (!good) return;
    this.runs.check(uri.toString(), good);
    this.labs.showBeside(uri);
  }

  private async findRate(uri: vscode.Uri): Promise<void> {
    const good = await this.goodOrTell(uri);
    if (good) await findRate(uri, good, this.documents, this.runs);
  }

  stop(uri: vscode.Uri): void {
    this.runs.stop(uri.toString());
  }

  async export(uri: vscode.Uri, choice: ExportChoice): Promise<void> {
    const good = await this.goodOrTell(uri);
    if (!good) return;
    await this.lastRuns.restore(uri.toString());
    const record = this.lastRuns.restored(uri.toString());
    const run = this.runs.run(uri.toString());
    await this.exportWith(uri, good, record ? weightsOfRecord(record, good) : run && weightsOfRun(run, good), choice);
  }

  /** With the weights of a run that was kept. */
  async exportRun(uri: vscode.Uri, record: RunRecord): Promise<void> {
    const good = await this.goodOrTell(uri);
    if (!good) return;
    const weights = weightsOfRecord(record, good);
    if (weights) return this.exportWith(uri, good, weights, {});
    void showInformation(
      vscode.l10n.t('{0} was changed after this run: its weights can be saved, but not exported.', fileName(uri)),
    );
  }

  private async exportWith(
    uri: vscode.Uri,
    good: Good,
    weights: TrainedWeights | undefined,
    choice: ExportChoice,
  ): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const { locate } = this.documents.parse(document);
    await exportNetwork({ document, locate, good, weights }, choice, this.documents.files);
  }

  /** What of a layer the file says nothing about is shown by what is around it. */
  async reveal(uri: vscode.Uri, { layer, unit, input }: Place): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const within = unit === null ? [] : input === null ? ['biases', unit] : ['weights', unit, input];
    const path = ['layers', layer, ...within];
    await reveal(document, this.documents.parse(document).locate(path));
  }

  private async goodOrTell(uri: vscode.Uri): Promise<Good | undefined> {
    const document = await vscode.workspace.openTextDocument(uri);
    const checked = await this.documents.check(document);
    if (!checked.good) await this.tellFirstProblem(document, checked);
    return checked.good;
  }

  private async tellFirstProblem(document: vscode.TextDocument, { problems }: Checked): Promise<void> {
    const problem = problems.find(({ severity }) => severity === 'error');
    if (!problem) return;
    const show = vscode.l10n.t('Show Problem');
    const message = vscode.l10n.t('{0} has a problem: {1}', fileName(document.uri), say(problem.message));
    if ((await showError(message, show)) === show) await reveal(document, problem.range);
  }

  private fileMeant(target: unknown): vscode.Uri | undefined {
    if (target instanceof vscode.Uri) return target;
    const document = vscode.window.activeTextEditor?.document;
    return document?.languageId === languageId ? document.uri : this.labs.active;
  }

  private nothingOpen(): void {
    void showInformation(vscode.l10n.t('Open a .nn.json file first.'));
  }
}

async function newNetwork(): Promise<void> {
  const template = await vscode.window.showQuickPick(templates(), {
    title: vscode.l10n.t('New network'),
    placeHolder: vscode.l10n.t('What to start from'),
  });
  if (!template) return;
  const document = await vscode.workspace.openTextDocument({ language: languageId, content: template.text });
  await vscode.window.showTextDocument(document);
}
