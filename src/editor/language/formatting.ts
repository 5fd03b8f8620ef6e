import { format, type Edit } from 'jsonc-parser';
import * as vscode from 'vscode';
import { isTooDeep } from '../../spec/syntax.ts';
import { editorRange } from '../diagnostic.ts';

/** Spaces and indentation; line breaks stay where they are, so that short lists stay on one line. */
export class SpecFormatting implements vscode.DocumentRangeFormattingEditProvider {
  provideDocumentRangeFormattingEdits(
    document: vscode.TextDocument,
    range: vscode.Range,
    { tabSize, insertSpaces }: vscode.FormattingOptions,
  ): vscode.TextEdit[] {
    const text = document.getText();
    if (isTooDeep(text)) return [];
    const part = {
      offset: document.offsetAt(range.start),
      length: document.offsetAt(range.end) - document.offsetAt(range.start),
    };
    const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    return format(text, part, { tabSize, insertSpaces, eol, keepLines: true })
      .filter((edit) => !widensBrackets(text, edit))
      .map((edit) => new vscode.TextEdit(editorRange(document, edit), edit.content));
  }
}

/** `[ 0, 1 ]` is jsonc-parser's taste; a file full of rows reads better as `[0, 1]`. */
function widensBrackets(text: string, { content, offset, length }: Edit): boolean {
  return content === ' ' && length === 0 && (text[offset - 1] === '[' || text[offset + length] === ']');
}
