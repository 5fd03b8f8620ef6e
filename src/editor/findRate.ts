import * as vscode from 'vscode';
import { setLearningRate } from '../assist/fixes.ts';
import type { RateFound } from '../runs/rateSearch.ts';
import type { Runs } from '../runs/runs.ts';
import type { Documents, Good } from './documents.ts';
import { shortName } from './names.ts';
import { say } from './say.ts';
import { applyEdits } from './weightFiles.ts';
import { showError, showInformation, showWarning, unlinked } from './notices.ts';

/** Looks for a learning rate to start with, tells it, and writes it into the file if that is wanted. */
export async function findRate(uri: vscode.Uri, good: Good, documents: Documents, runs: Runs): Promise<void> {
  const found = await search(uri, good, runs);
  switch (found.kind) {
    case 'cancelled':
      return;
    case 'failed':
      return void showError(say(found.message));
    case 'found':
      return found.rate === null ? tellNone(uri) : offer(uri, shortened(found.rate), documents);
  }
}

async function search(uri: vscode.Uri, good: Good, runs: Runs): Promise<RateFound> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: unlinked(vscode.l10n.t('Looking for a learning rate for {0}', shortName(uri))),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    let reported = 0;
    const report = (done: number, of: number): void => {
      progress.report({ message: `${done}/${of}`, increment: (100 * (done - reported)) / of });
      reported = done;
    };
    return runs.findRate(good, report, abort.signal);
  });
}

function tellNone(uri: vscode.Uri): void {
  const message = vscode.l10n.t(
    '{0}: no learning rate, since the loss is not a number from the start.',
    shortName(uri),
  );
  void showWarning(message);
}

async function offer(uri: vscode.Uri, rate: string, documents: Documents): Promise<void> {
  const message = vscode.l10n.t(
    '{0}: a learning rate to start with is {1}, a tenth of that with the lowest loss.',
    shortName(uri),
    rate,
  );
  const set = vscode.l10n.t('Set to {0}', rate);
  if ((await showInformation(message, set)) !== set) return;
  // The text as it is by now.
  const document = await vscode.workspace.openTextDocument(uri);
  const tree = documents.tree(document);
  if (!tree) return;
  await applyEdits(document, setLearningRate(document.getText(), tree, rate).edits);
}

/** Two digits: the search is no more exact than that. As JSON has it. */
function shortened(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
