import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { diagnosticsWhen, extension, nnLab, openText, stubbed } from './documents.ts';

/** Takes the choice with this label, and tells all that there were. */
async function newNetwork(label: string | undefined): Promise<string[]> {
  const offered: string[] = [];
  await stubbed(
    vscode.window,
    'showQuickPick',
    async (choices: readonly { label: string }[]) => {
      offered.push(...choices.map((choice) => choice.label));
      return choices.find((choice) => choice.label === label);
    },
    () => vscode.commands.executeCommand('nnLab.newNetwork'),
  );
  return offered;
}

describe('a new network', () => {
  it('is offered where VS Code makes new files', async () => {
    await extension().activate();
    const { contributes }: { contributes: { menus: Record<string, { command: string }[]> } } = extension().packageJSON;
    deepEqual(contributes.menus['file/newFile'], [{ command: 'nnLab.newNetwork' }]);
  });

  it('starts from what is chosen: unsaved, in the language, and without a fault but data to be named', async () => {
    await nnLab();
    const offered = await newNetwork(undefined);
    equal(offered.length, 4);
    for (const label of offered) {
      await newNetwork(label);
      const document = vscode.window.activeTextEditor?.document;
      ok(document?.isUntitled, label);
      equal(document.languageId, 'nn-json');
      const named = document.getText().includes('data.csv');
      if (!named) equal((await (await nnLab()).train(document.uri)).reason, 'completed');
      const problems = await diagnosticsWhen(document.uri, (all) => !named || all.length > 0);
      for (const { message } of problems) match(message, /data\.csv/);
    }
  });

  it('is not made if nothing is chosen', async () => {
    const document = await openText('{}');
    const before = vscode.workspace.textDocuments.length;
    await newNetwork(undefined);
    equal(vscode.window.activeTextEditor?.document, document);
    equal(vscode.workspace.textDocuments.length, before);
  });

  it('may really be picked with the keyboard', async () => {
    const done = vscode.commands.executeCommand('nnLab.newNetwork').then(() => true);
    const accept = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    while (!(await Promise.race([done, accept().then(() => false)])));
    match(vscode.window.activeTextEditor?.document.getText() ?? '', /"name": "XOR"/);
  });
});

/** Where each snippet belongs; `|` is replaced by it. */
const places: Readonly<Record<string, string>> = {
  network: '|',
  layer: '{ "data": { "generator": "xor" }, "layers": [| { "units": 1 }] }',
  'layer-weights': '{ "data": { "generator": "xor" }, "layers": [| { "units": 1 }] }',
  sample: '{ "data": { "samples": [|] }, "layers": [{ "units": 1 }] }',
  'data-file': '{ | "layers": [{ "units": 1 }] }',
  'early-stopping':
    '{ "data": { "generator": "xor", "validation": 0.2 }, "layers": [{ "units": 1 }], "training": { | } }',
  schedule: '{ "data": { "generator": "xor" }, "layers": [{ "units": 1 }], "training": { | } }',
};

describe('snippets', () => {
  for (const [label, place] of Object.entries(places))
    it(`${label} makes a text without an error`, async () => {
      const document = await openText(place.replace('|', ''));
      const editor = await vscode.window.showTextDocument(document);
      const position = document.positionAt(place.indexOf('|'));
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      const snippet = items.find((item) => item.kind === vscode.CompletionItemKind.Snippet && item.label === label);
      ok(snippet?.insertText instanceof vscode.SnippetString, `${label} is not offered`);
      await editor.insertSnippet(snippet.insertText, position);
      const problem = await (await nnLab()).train(document.uri).then(
        () => '',
        (error: unknown) => String(error),
      );
      // The file that the snippet names is still to be put there.
      match(problem, label === 'data-file' ? /data\.csv/ : /^$/);
      await vscode.commands.executeCommand('leaveSnippet');
    });
});
