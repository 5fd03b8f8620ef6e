import * as vscode from 'vscode';
import type { Problem, Range } from '../spec/problem.ts';
import { dataUri } from './dataFiles.ts';
import { say } from './say.ts';

export function editorRange(document: vscode.TextDocument, { offset, length }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

/** @param explanation where the code is explained */
export function diagnostic(
  document: vscode.TextDocument,
  problem: Problem,
  explanation: vscode.Uri | undefined,
): vscode.Diagnostic {
  const made = new vscode.Diagnostic(
    editorRange(document, problem.range),
    say(problem.message),
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  made.source = 'NN Lab';
  made.code = explanation ? { value: problem.code, target: explanation } : problem.code;
  const place = problem.data && dataLocation(document.uri, problem.data);
  if (place && problem.data) {
    const { file, line } = problem.data;
    made.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(place, vscode.l10n.t('{0}, line {1}', file, line)),
    ];
  }
  return made;
}

function dataLocation(spec: vscode.Uri, { file, line }: NonNullable<Problem['data']>): vscode.Location | undefined {
  const uri = dataUri(spec, file);
  // The line from its start: the place's column is one of the table, not of the text.
  return uri && new vscode.Location(uri, new vscode.Position(line - 1, 0));
}
