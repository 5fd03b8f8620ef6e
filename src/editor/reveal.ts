import * as vscode from 'vscode';
import type { Range } from '../spec/problem.ts';
import { editorRange } from './diagnostic.ts';

/** Selects a stretch of a spec, in the editor that shows it already if there is one. */
export async function reveal(document: vscode.TextDocument, range: Range): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection: editorRange(document, range),
  });
}
