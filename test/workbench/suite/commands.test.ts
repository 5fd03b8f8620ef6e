import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { extension, openText, stubbed } from './documents.ts';

/** VS Code adds commands of its own for each view and its container. */
const isOfView = (id: string) => /^nnLab\.(?:weights|runs)\.|^nnLab\.resetViewContainerLocation$/.test(id);

describe('extension', () => {
  it('is activated by a network, and registers just the commands that it declares', async () => {
    await openText('{ "layers": [{ "units": 1 }] }');
    await extension().activate();
    const manifest: { contributes: { commands: { command: string }[] } } = extension().packageJSON;
    const declared = manifest.contributes.commands.map(({ command }) => command);
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('nnLab.') && !isOfView(id),
    );
    ok(declared.length > 0);
    deepEqual(registered.toSorted(), declared.toSorted());
  });

  it('puts Train, Check gradients and Open lab above the first line', async () => {
    const document = await openText('{ "layers": [{ "units": 1 }] }');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const commands = lenses.map(({ command }) => command?.command);
    deepEqual(commands, ['nnLab.train', 'nnLab.check', 'nnLab.openLab']);
    for (const { range } of lenses) equal(range.start.line, 0);
  });
});

describe('a notification', () => {
  it('quotes what a file says without making a link of it', async () => {
    const document = await openText(
      '{ "data": { "generator": "xor" }, "layers": [{ "units": 1 }], "loss": "[Free](command:workbench.action.quit)" }',
    );
    const said: string[] = [];
    await stubbed(
      vscode.window,
      'showErrorMessage',
      async (message: string) => void said.push(message),
      () => vscode.commands.executeCommand('nnLab.train', document.uri),
    );
    equal(said.length, 1);
    match(said[0] ?? '', /\[Free\]\u2060\(command:/);
  });
});
