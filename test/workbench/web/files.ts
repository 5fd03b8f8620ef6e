import * as vscode from 'vscode';
import type { NnLabApi } from '../../../src/editor/api.ts';
import { MemoryFiles } from '../memoryFiles.ts';

/**
 * Another extension, in the workbench without a disk: it brings a file system, with the files in a list beside it, and
 * commands that tell what no one sees.
 */
export async function activate({ extensionUri }: vscode.ExtensionContext): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'content.json'));
  const list: Record<string, string> = JSON.parse(new TextDecoder().decode(bytes));
  const content = Object.entries(list).map(([path, base64]): [string, Uint8Array] => [
    path,
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  ]);
  vscode.workspace.registerFileSystemProvider('memory', new MemoryFiles(Object.fromEntries(content)), {
    isCaseSensitive: true,
  });
  vscode.commands.registerCommand('files.append', async () => {
    const uri = vscode.Uri.parse('memory:/data/power.csv');
    const before = await vscode.workspace.fs.readFile(uri);
    await vscode.workspace.fs.writeFile(uri, Uint8Array.of(...before, ...new TextEncoder().encode('0.5,0.5,1.1\n')));
  });
  vscode.commands.registerCommand('files.hash', async () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const api = await vscode.extensions.getExtension<NnLabApi>('nn-lab.nn-lab')?.activate();
    if (uri && api) void vscode.window.showInformationMessage(`Weights: ${(await api.train(uri)).weightsHash}`);
  });
}
