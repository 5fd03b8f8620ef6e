import * as vscode from 'vscode';
import { edited, setValue, type Edit } from '../assist/edits.ts';
import { writeSafetensors } from '../export/safetensors.ts';
import { withStartingWeights } from '../export/startingWeights.ts';
import { weightsFile, type TrainedWith } from '../export/weights.ts';
import { epochOf, type RunRecord } from '../runs/record.ts';
import { parseSpec } from '../spec/parse.ts';
import type { Problem } from '../spec/problem.ts';
import { dataUri } from './dataFiles.ts';
import { editorRange } from './diagnostic.ts';
import type { Documents } from './documents.ts';
import type { Files } from './files.ts';
import { fileName, relativePath, shortName } from './names.ts';
import { reveal } from './reveal.ts';
import { say } from './say.ts';
import { showError, showInformation } from './notices.ts';

const filters = { safetensors: ['safetensors'] };

/** Asks where to, unless that is given, and writes the weights of a run. */
export async function saveWeights(
  spec: vscode.Uri,
  record: RunRecord,
  output: vscode.Uri | undefined,
  files: Files,
): Promise<void> {
  const folder = dataUri(spec, '');
  const proposed = folder && vscode.Uri.joinPath(folder, `${shortName(spec)}.safetensors`);
  const place = output ?? (await vscode.window.showSaveDialog({ ...(proposed && { defaultUri: proposed }), filters }));
  if (!place) return;
  const { run, precision } = record;
  const name = fileName(place);
  try {
    await files.write(
      place,
      writeSafetensors(weightsFile(run.network, run.parameters, precision, trainedWith(record))),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void showError(vscode.l10n.t('The weights were not saved to {0}: {1}.', name, reason));
    return;
  }
  void showInformation(vscode.l10n.t('The weights of epoch {0} are in {1}.', epochOf(run), name));
}

function trainedWith({ specHash, classes, scaler, run }: RunRecord): TrainedWith {
  return { specHash, inputNames: run.network.inputNames, classes, scaler, epoch: epochOf(run) };
}

/** Asks for a file, unless it is given, and has the spec name it as what to start from. */
export async function loadWeights(
  document: vscode.TextDocument,
  documents: Documents,
  input: vscode.Uri | undefined,
): Promise<void> {
  const folder = dataUri(document.uri, '');
  const chosen = input ?? (await askForFile(folder));
  if (!chosen) return;
  const problem = folder
    ? await nameWeights(document, documents, relativePath(folder, chosen))
    : vscode.l10n.t('Save this file first: the weights are looked for beside it.');
  const name = fileName(chosen);
  if (problem !== undefined) {
    void showError(vscode.l10n.t('{0} was not loaded: {1}', name, problem));
    return;
  }
  await reveal(document, documents.parse(document).locate(['weights']));
  void showInformation(vscode.l10n.t('{0} now starts from the weights of {1}.', fileName(document.uri), name));
}

async function askForFile(folder: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const found = await vscode.window.showOpenDialog({
    ...(folder && { defaultUri: folder }),
    filters,
    openLabel: vscode.l10n.t('Load'),
  });
  return found?.[0];
}

/** Returns why the file can't be what the spec starts from; undefined once it is. */
async function nameWeights(
  document: vscode.TextDocument,
  documents: Documents,
  path: string,
): Promise<string | undefined> {
  const { spec, problems, locate, version } = documents.parse(document);
  const dataset = spec && (await documents.rows(document.uri, spec));
  if (!spec || !dataset) return firstError(problems) ?? vscode.l10n.t('The data of the network can’t be read.');
  const inputs = dataset.inputNames.length;
  const started = await withStartingWeights(
    { ...spec, weights: path },
    inputs,
    locate,
    documents.files.reader(document.uri),
  );
  if (!started.spec) return firstError(started.problems);
  const tree = documents.tree(document);
  if (document.version !== version || !tree) return changedMeanwhile();
  const edits = setValue(document.getText(), tree, ['weights'], JSON.stringify(path));
  const after = parseSpec(edited(document.getText(), edits));
  if (!after.spec) return firstError(after.problems);
  return (await applyEdits(document, edits)) ? undefined : changedMeanwhile();
}

function firstError(problems: readonly Problem[]): string | undefined {
  const error = problems.find(({ severity }) => severity === 'error');
  return error && say(error.message);
}

function changedMeanwhile(): string {
  return vscode.l10n.t('The network was changed meanwhile.');
}

/** As one step to undo. */
export function applyEdits(document: vscode.TextDocument, edits: readonly Edit[]): Thenable<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    document.uri,
    edits.map((part) => new vscode.TextEdit(editorRange(document, part), part.text)),
  );
  return vscode.workspace.applyEdit(edit);
}
