import * as vscode from 'vscode';
import { completions, namesWanted, type Completion } from '../../assist/complete.ts';
import { placeAt } from '../../assist/place.ts';
import { columnNames } from '../../data/columnNames.ts';
import { dataFileEndings } from '../../spec/fileFormat.ts';
import { editorRange } from '../diagnostic.ts';
import type { Documents } from '../documents.ts';
import { relativePath } from '../names.ts';

/** Keys and values of the format, data files of the workspace, columns of the data file. */
export class SpecCompletion implements vscode.CompletionItemProvider {
  static readonly triggers = ['"', ':', ' '];

  constructor(private readonly documents: Documents) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const text = document.getText();
    const place = placeAt(text, document.offsetAt(position));
    if (!place) return [];
    const names = await this.names(document, namesWanted(place), cancellation);
    const items = completions(text, this.documents.tree(document), place, names);
    return items.map((item, index) => completionItem(document, item, index));
  }

  private async names(
    document: vscode.TextDocument,
    wanted: ReturnType<typeof namesWanted>,
    cancellation: vscode.CancellationToken,
  ): Promise<readonly string[]> {
    switch (wanted) {
      case undefined:
        return [];
      case 'files':
        return dataFiles(document.uri, cancellation);
      case 'columns': {
        const file = this.documents.valueAt(document, ['data', 'file']);
        return typeof file === 'string' ? columnNames(file, this.documents.files.reader(document.uri)) : [];
      }
    }
  }
}

/** Enough to choose from; the search ends there. */
const mostFiles = 200;

async function dataFiles(spec: vscode.Uri, cancellation: vscode.CancellationToken): Promise<string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(spec) ?? vscode.workspace.workspaceFolders?.[0];
  if (!folder) return [];
  const pattern = new vscode.RelativePattern(folder, `**/*.{${dataFileEndings.join(',')}}`);
  const found = await vscode.workspace.findFiles(pattern, '**/node_modules/**', mostFiles, cancellation);
  const from = spec.scheme === 'untitled' ? folder.uri : vscode.Uri.joinPath(spec, '..');
  return found.map((file) => relativePath(from, file)).toSorted();
}

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  object: vscode.CompletionItemKind.Struct,
  name: vscode.CompletionItemKind.Field,
  snippet: vscode.CompletionItemKind.Snippet,
};

function completionItem(document: vscode.TextDocument, completion: Completion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(completion.label, kinds[completion.kind]);
  item.range = editorRange(document, completion.replaces);
  item.filterText = completion.label;
  item.insertText = new vscode.SnippetString(completion.snippet);
  // In the order of the format, which is that of a course, rather than of the alphabet.
  item.sortText = String(index).padStart(4, '0');
  if (completion.default !== undefined) item.detail = vscode.l10n.t('default: {0}', completion.default);
  if (completion.description !== undefined) {
    item.documentation = new vscode.MarkdownString(vscode.l10n.t(completion.description));
  }
  if (completion.goesOn) item.command = { title: '', command: 'editor.action.triggerSuggest' };
  return item;
}
