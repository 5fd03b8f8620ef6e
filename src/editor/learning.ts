import * as vscode from 'vscode';
import { languageId } from './documents.ts';

/** Examples that need no file beside them. */
const examples = [
  '01-linear-regression',
  '02-logistic-regression',
  'neuron',
  'xor',
  '03-activations-sigmoid',
  '03-activations-tanh',
  '03-activations-relu',
  'spiral',
  'sine',
  '04-batch-sizes',
  '05-learning-rates',
  'mazur',
  '06-numerical-gradient',
  'xor-relu',
] as const;

/** The walkthrough, and the examples that it leads to. */
export function registerLearning(extension: vscode.Uri): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('nnLab.openExample', (name: unknown) => openExample(extension, name)),
    vscode.commands.registerCommand('nnLab.openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'nn-lab.nn-lab#firstNeuron'),
    ),
  );
}

/** Opens a copy, so that there is nothing to spoil. */
async function openExample(extension: vscode.Uri, name: unknown): Promise<void> {
  const title = vscode.l10n.t('Open example');
  const chosen =
    examples.find((example) => example === name) ?? (await vscode.window.showQuickPick(examples, { title }));
  if (chosen === undefined) return;
  const file = vscode.Uri.joinPath(extension, 'examples', `${chosen}.nn.json`);
  const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: languageId, content }));
}
