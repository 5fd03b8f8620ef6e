import * as vscode from 'vscode';
import type { NnLabApi } from '../../../src/editor/api.ts';

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('nn-lab.nn-lab');
  if (!found) throw new Error('The extension is not installed.');
  return found;
}

/** An unsaved network in an editor. */
export async function openText(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'nn-json', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** Replaces the whole text, as one edit. */
export async function retype(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

/** The problems of a file as soon as they are as wanted, told by VS Code's own event. */
export function diagnosticsWhen(
  uri: vscode.Uri,
  isWanted: (problems: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const problems = vscode.languages.getDiagnostics(uri);
      if (!isWanted(problems)) return;
      subscription.dispose();
      resolve(problems);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** What the extension offers others. */
export async function nnLab(): Promise<NnLabApi> {
  const found = vscode.extensions.getExtension<NnLabApi>('nn-lab.nn-lab');
  if (!found) throw new Error('The extension is not installed.');
  return found.activate();
}

/** Has `instead` answer for a function of VS Code's, which the extension calls too, while `act` goes on. */
export async function stubbed<T>(
  object: object,
  name: string,
  instead: unknown,
  act: () => PromiseLike<T>,
): Promise<T> {
  const original: unknown = Reflect.get(object, name);
  Reflect.set(object, name, instead);
  try {
    return await act();
  } finally {
    Reflect.set(object, name, original);
  }
}

export async function codeLenses(uri: vscode.Uri): Promise<vscode.Command[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return lenses.flatMap(({ command }) => command ?? []);
}

/** The titles of the CodeLens as soon as it is as wanted. */
export async function codeLensesWhen(
  uri: vscode.Uri,
  isWanted: (ids: readonly string[], titles: readonly string[]) => boolean,
): Promise<readonly string[]> {
  for (;;) {
    const lenses = await codeLenses(uri);
    const titles = lenses.map(({ title }) => title);
    if (
      isWanted(
        lenses.map(({ command }) => command),
        titles,
      )
    )
      return titles;
  }
}
