import { findNodeAtLocation, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import { dataUri } from '../dataFiles.ts';
import { editorRange } from '../diagnostic.ts';
import type { Documents } from '../documents.ts';

/** Keys that name a file, relative to the spec. */
const filePaths: readonly (readonly string[])[] = [['data', 'file'], ['data', 'labels'], ['weights']];

export class FileLinks implements vscode.DocumentLinkProvider {
  constructor(private readonly documents: Documents) {}

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const tree = this.documents.tree(document);
    return filePaths.flatMap((path) => linkOf(document, tree && findNodeAtLocation(tree, [...path])));
  }
}

function linkOf(document: vscode.TextDocument, node: Node | undefined): vscode.DocumentLink[] {
  const file: unknown = node?.value;
  const uri = typeof file === 'string' && file !== '' ? dataUri(document.uri, file) : undefined;
  if (!node || !uri) return [];
  // Within the quotes.
  const range = editorRange(document, { offset: node.offset + 1, length: node.length - 2 });
  return [new vscode.DocumentLink(range, uri)];
}
