import * as vscode from 'vscode';
import { useDataFile } from '../../assist/drop.ts';
import { formatOf } from '../../spec/fileFormat.ts';
import { editorRange } from '../diagnostic.ts';
import type { Documents } from '../documents.ts';
import { relativePath } from '../names.ts';

/** A data file that is dropped anywhere into a network becomes its data. */
export class DataDrop implements vscode.DocumentDropEditProvider {
  static readonly metadata: vscode.DocumentDropEditProviderMetadata = {
    dropMimeTypes: ['text/uri-list'],
    providedDropEditKinds: [vscode.DocumentDropOrPasteEditKind.Empty.append('nnLab', 'dataFile')],
  };

  constructor(private readonly documents: Documents) {}

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    dropped: vscode.DataTransfer,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    const [uri] = ((await dropped.get('text/uri-list')?.asString()) ?? '').split(/\r?\n/);
    const file = uri ? vscode.Uri.parse(uri) : undefined;
    const folder =
      document.uri.scheme === 'untitled'
        ? vscode.workspace.workspaceFolders?.[0]?.uri
        : vscode.Uri.joinPath(document.uri, '..');
    if (!file || !folder || formatOf(file.path) === undefined) return undefined;
    const edits = useDataFile(document.getText(), this.documents.tree(document), relativePath(folder, file));
    if (!edits) return undefined;
    const drop = new vscode.DocumentDropEdit('', vscode.l10n.t('Use as data file'));
    drop.kind = vscode.DocumentDropOrPasteEditKind.Empty.append('nnLab', 'dataFile');
    drop.additionalEdit = new vscode.WorkspaceEdit();
    drop.additionalEdit.set(
      document.uri,
      edits.map((edit) => new vscode.TextEdit(editorRange(document, edit), edit.text)),
    );
    return drop;
  }
}
