import * as vscode from 'vscode';
import { fixesFor, type Fix } from '../assist/fixes.ts';
import { editorRange } from './diagnostic.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Documents } from './documents.ts';
import { say } from './say.ts';

/** What mends a problem, as the smallest edit. */
export class QuickFixes implements vscode.CodeActionProvider {
  constructor(
    private readonly documents: Documents,
    private readonly diagnostics: Diagnostics,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const near = this.diagnostics
      .problems(document)
      .filter((problem) => editorRange(document, problem.range).intersection(range) !== undefined);
    return near.flatMap((problem) =>
      fixesFor(document.getText(), this.documents.tree(document), problem).map((fix, index) => {
        const mended = context.diagnostics.filter((shown) => codeOf(shown) === problem.code);
        return action(document, fix, mended, index === 0);
      }),
    );
  }
}

function action(
  document: vscode.TextDocument,
  { title, edits }: Fix,
  mended: vscode.Diagnostic[],
  preferred: boolean,
): vscode.CodeAction {
  const made = new vscode.CodeAction(say(title), vscode.CodeActionKind.QuickFix);
  made.edit = new vscode.WorkspaceEdit();
  made.edit.set(
    document.uri,
    edits.map((edit) => new vscode.TextEdit(editorRange(document, edit), edit.text)),
  );
  made.diagnostics = mended;
  made.isPreferred = preferred;
  return made;
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}
