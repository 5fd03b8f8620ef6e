import * as vscode from 'vscode';
import type { Commands } from '../editor/commands.ts';
import type { Files } from '../editor/files.ts';
import { shortName } from '../editor/names.ts';
import { showInformation } from '../editor/notices.ts';
import { saveWeights } from '../editor/weightFiles.ts';
import type { LastRuns } from '../runs/lastRuns.ts';
import { keyOf, type RunRecord, type RunSummary } from '../runs/record.ts';
import type { RecordStore } from '../runs/recordStore.ts';
import type { Runs } from '../runs/runs.ts';
import type { Labs } from './labs.ts';
import type { RunNode, RunsView } from './runsView.ts';

interface Parts {
  readonly runs: Runs;
  readonly lastRuns: LastRuns;
  readonly store: RecordStore;
  readonly files: Files;
  readonly commands: Commands;
  readonly labs: Labs;
  readonly view: RunsView;
}

/** What can be done with the runs of the Runs view. */
export class RunCommands {
  constructor(private readonly parts: Parts) {}

  register(): vscode.Disposable {
    const onRuns = (id: string, act: (runs: readonly RunSummary[]) => Promise<void>) =>
      vscode.commands.registerCommand(id, (node?: RunNode, nodes?: readonly RunNode[]) => act(this.meant(node, nodes)));
    const onRun = (id: string, act: (run: RunSummary) => Promise<void>) =>
      onRuns(id, async ([run]) => run && (await act(run)));
    return vscode.Disposable.from(
      onRun('nnLab.showRun', (run) => this.show(run)),
      onRuns('nnLab.compareRuns', (runs) => this.compare(runs)),
      onRun('nnLab.saveRunWeights', (run) => this.saveWeights(run)),
      onRun('nnLab.exportRun', (run) => this.export(run)),
      onRuns('nnLab.forgetRuns', (runs) => this.forget(runs)),
    );
  }

  /** The key of the run that the lab of a file shows. */
  static shownKey(file: string, runs: Runs, lastRuns: LastRuns): string | undefined {
    const latest = runs.run(file);
    return lastRuns.restored(file)?.key ?? (latest && keyOf(latest));
  }

  /** From a key binding those that are selected; of a file all its runs. */
  private meant(node?: RunNode, nodes?: readonly RunNode[]): RunSummary[] {
    const chosen = nodes ?? (node ? [node] : this.parts.view.selection);
    const runs = chosen.flatMap((one) => (one.kind === 'file' ? one.runs : [one.run]));
    return [...new Map(runs.map((run) => [`${run.key} ${run.file}`, run])).values()];
  }

  /** In the lab, with its history and weights. */
  private async show(run: RunSummary): Promise<void> {
    if (await this.bringUp(run)) this.parts.labs.reveal(vscode.Uri.parse(run.file));
  }

  /** One with the run that is shown; of several the first is shown. */
  private async compare([first, ...rest]: readonly RunSummary[]): Promise<void> {
    if (!first) return;
    const { file } = first;
    const { runs, lastRuns, labs } = this.parts;
    if (rest.some((run) => run.file !== file)) {
      void showInformation(vscode.l10n.t('Only runs of the same file can be compared.'));
      return;
    }
    await lastRuns.restore(file);
    if (rest.length > 0 && runs.run(file)?.active !== true && !(await this.bringUp(first))) return;
    const shown = RunCommands.shownKey(file, runs, lastRuns);
    const others = [first, ...rest].filter(({ key }) => key !== shown);
    if (others.length === 0) {
      void showInformation(vscode.l10n.t('This run is the one that is shown: choose another to compare it with.'));
      return;
    }
    for (const run of others.toReversed()) {
      const record = await this.recordOrTell(run);
      if (record) runs.compareWith(file, record);
    }
    const uri = vscode.Uri.parse(file);
    labs.reveal(uri);
    labs.refresh(uri);
  }

  private async saveWeights(run: RunSummary): Promise<void> {
    const record = await this.recordOrTell(run);
    if (record) await saveWeights(vscode.Uri.parse(run.file), record, undefined, this.parts.files);
  }

  private async export(run: RunSummary): Promise<void> {
    const record = await this.recordOrTell(run);
    if (record) await this.parts.commands.exportRun(vscode.Uri.parse(run.file), record);
  }

  /** What is being trained stays. */
  private async forget(chosen: readonly RunSummary[]): Promise<void> {
    const { runs, lastRuns, store } = this.parts;
    const places = chosen.filter(({ file, key }) => !this.isTraining(file, key));
    const [first] = places;
    if (!first) return;
    const records = (await Promise.all(places.map((run) => store.read(run)))).filter((record) => record !== undefined);
    await store.forget(places);
    for (const { file, key } of places) {
      runs.forget(file, [key]);
      if (lastRuns.restored(file)?.key === key) await lastRuns.showLatest(file);
      else this.parts.labs.refresh(vscode.Uri.parse(file));
    }
    const undo = vscode.l10n.t('Undo');
    const name = shortName(vscode.Uri.parse(first.file));
    const message =
      places.length === 1
        ? vscode.l10n.t('A run of {0} is forgotten.', name)
        : vscode.l10n.t('{0} runs are forgotten.', places.length);
    if ((await showInformation(message, undo)) === undo) for (const record of records) store.write(record);
  }

  /** Returns whether it is shown now. */
  private async bringUp(run: RunSummary): Promise<boolean> {
    const { runs, lastRuns } = this.parts;
    const { file, key } = run;
    if (RunCommands.shownKey(file, runs, lastRuns) === key) return true;
    const latest = runs.run(file);
    if (latest?.active === true) {
      const name = shortName(vscode.Uri.parse(file));
      void showInformation(vscode.l10n.t('{0} is being trained: stop it to look at another run.', name));
      return false;
    }
    if (latest && keyOf(latest) === key) {
      await lastRuns.showLatest(file);
      return true;
    }
    const record = await this.recordOrTell(run);
    if (record) lastRuns.show(record);
    return record !== undefined;
  }

  private isTraining(file: string, key: string): boolean {
    const latest = this.parts.runs.run(file);
    return latest?.active === true && keyOf(latest) === key;
  }

  private async recordOrTell(run: RunSummary): Promise<RunRecord | undefined> {
    const record = await this.parts.store.read(run);
    if (!record) void showInformation(vscode.l10n.t('This run can no longer be read: see the log.'));
    return record;
  }
}
