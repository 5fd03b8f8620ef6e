import * as vscode from 'vscode';
import { bytesOfBase64 } from '../editor/base64.ts';
import type { Documents } from '../editor/documents.ts';
import type { Files } from '../editor/files.ts';
import { fileName, shortName } from '../editor/names.ts';
import { networkOf } from '../engine/network.ts';
import { mermaidText } from '../export/mermaid.ts';
import { historyCsv } from '../runs/historyCsv.ts';
import type { LastRuns } from '../runs/lastRuns.ts';
import type { Runs } from '../runs/runs.ts';
import { showError, showInformation } from '../editor/notices.ts';

/** Asks where, and writes every epoch of the runs that the lab compares. */
export async function saveHistory(uri: vscode.Uri, runs: Runs, lastRuns: LastRuns, files: Files): Promise<void> {
  const file = uri.toString();
  const text = (): Uint8Array => new TextEncoder().encode(historyCsv(runs.compared(file, lastRuns.restored(file))));
  await save(uri, { ending: 'csv', kind: 'CSV' }, text, files);
}

export async function saveDiagram(
  uri: vscode.Uri,
  format: 'svg' | 'png',
  content: string,
  files: Files,
): Promise<void> {
  const bytes = (): Uint8Array => (format === 'png' ? bytesOfBase64(content) : new TextEncoder().encode(content));
  await save(uri, { ending: format, kind: format.toUpperCase() }, bytes, files);
}

/** Puts the network of the file, as it last was without errors, on the clipboard as Mermaid's text. */
export async function copyDiagram(uri: vscode.Uri, documents: Documents): Promise<void> {
  const good = documents.lastGood(uri);
  if (!good) return;
  const { inputNames } = good.dataset;
  const network = networkOf(good.spec, inputNames.length);
  await vscode.env.clipboard.writeText(mermaidText({ spec: good.spec, network, inputNames }));
  void vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as Mermaid'), 3000);
}

/** @param make called once a place was chosen */
async function save(
  uri: vscode.Uri,
  { ending, kind }: { readonly ending: string; readonly kind: string },
  make: () => Uint8Array,
  files: Files,
): Promise<void> {
  const folder =
    uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(uri, '..');
  const output = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${shortName(uri)}.${ending}`) }),
    filters: { [kind]: [ending] },
  });
  if (!output) return;
  try {
    await files.write(output, make());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void showError(vscode.l10n.t('{0} was not saved: {1}', fileName(output), reason));
    return;
  }
  const open = vscode.l10n.t('Open');
  const chosen = await showInformation(vscode.l10n.t('Saved as {0}.', fileName(output)), open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', output);
}
