import * as vscode from 'vscode';
import type { LastRuns } from '../runs/lastRuns.ts';
import type { RunRecord } from '../runs/record.ts';
import type { Documents } from './documents.ts';
import { shortName } from './names.ts';
import { loadWeights, saveWeights } from './weightFiles.ts';
import { writeIntoFile } from './writtenWeights.ts';
import { showInformation } from './notices.ts';

/** What can be done with the weights of a file's last run. */
export class WeightCommands {
  constructor(
    private readonly documents: Documents,
    private readonly lastRuns: LastRuns,
  ) {}

  /** @param choice may have `output`, the file to save to */
  async save(uri: vscode.Uri, choice: unknown): Promise<void> {
    const record = await this.recordOrTell(uri);
    if (record) await saveWeights(uri, record, uriIn(choice, 'output'), this.documents.files);
  }

  /** @param choice may have `input`, the file to load */
  async load(uri: vscode.Uri, choice: unknown): Promise<void> {
    await loadWeights(await vscode.workspace.openTextDocument(uri), this.documents, uriIn(choice, 'input'));
  }

  async write(uri: vscode.Uri): Promise<void> {
    const record = await this.recordOrTell(uri);
    if (record) await writeIntoFile(await vscode.workspace.openTextDocument(uri), this.documents, record);
  }

  private async recordOrTell(uri: vscode.Uri): Promise<RunRecord | undefined> {
    await this.lastRuns.restore(uri.toString());
    const record = this.lastRuns.of(uri.toString());
    if (record) return record;
    const message = vscode.l10n.t('There are no weights of {0} yet: train it first.', shortName(uri));
    void showInformation(message);
    return undefined;
  }
}

function uriIn(choice: unknown, key: string): vscode.Uri | undefined {
  const value: unknown = typeof choice === 'object' && choice ? Reflect.get(choice, key) : undefined;
  return value instanceof vscode.Uri ? value : undefined;
}
