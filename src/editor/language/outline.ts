import * as vscode from 'vscode';
import { outline, type OutlineItem } from '../../assist/outline.ts';
import { editorRange } from '../diagnostic.ts';
import type { Documents } from '../documents.ts';

const kinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Module,
  layer: vscode.SymbolKind.Struct,
  list: vscode.SymbolKind.Array,
  text: vscode.SymbolKind.String,
  number: vscode.SymbolKind.Number,
  flag: vscode.SymbolKind.Boolean,
};

export class SpecOutline implements vscode.DocumentSymbolProvider {
  constructor(private readonly documents: Documents) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    return outline(this.documents.tree(document)).map((item) => symbol(document, item));
  }
}

function symbol(document: vscode.TextDocument, item: OutlineItem): vscode.DocumentSymbol {
  const made = new vscode.DocumentSymbol(
    // VS Code refuses a symbol without a name, which a key in the making is.
    item.name || '""',
    item.detail,
    kinds[item.kind],
    editorRange(document, item.range),
    editorRange(document, item.selection),
  );
  made.children = item.children.map((child) => symbol(document, child));
  return made;
}
