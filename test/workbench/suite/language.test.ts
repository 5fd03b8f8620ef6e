import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { nnLab, openText } from './documents.ts';

const xor =
  '{ "data": { "generator": "xor" }, "layers": [\n{ "units": 8, "activation": "tanh" },\n{ "units": 1, "activation": "sigmoid" }] }';

const positionOf = (document: vscode.TextDocument, text: string, shift = 1) =>
  document.positionAt(document.getText().indexOf(text) + shift);

async function completionLabels(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Snippet)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((part) => (part instanceof vscode.MarkdownString ? part.value : ''))
    .join('\n');
}

/** Hints come with the check of the text, which is told by the provider's event. */
async function hintsWhen(document: vscode.TextDocument, count: number): Promise<string[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  for (;;) {
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      whole,
    );
    if (hints.length >= count) return hints.map(({ label }) => String(label));
  }
}

describe('completion', () => {
  it('offers each key once, and no words of the text', async () => {
    const document = await openText('{ "layers": [{ "units": 3, "" }] }');
    const found = await completionLabels(document, positionOf(document, '"" }'));
    ok(found.includes('"activation"'));
    ok(!found.includes('"units"'));
    deepEqual(found, [...new Set(found)]);
    deepEqual(
      found.filter((label) => !label.startsWith('"')),
      [],
    );
  });

  it('offers each value once', async () => {
    const document = await openText(xor);
    const found = await completionLabels(document, positionOf(document, '"tanh"'));
    equal(found.filter((label) => label === '"relu"').length, 1);
    deepEqual(found, [...new Set(found)]);
  });

  describe('from the workspace', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nn-lab-names-'));
      await writeFile(join(folder, 'rows.csv'), 'size,weight,kind\n1,2,a\n');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('offers the columns of the data file', async () => {
      const path = join(folder, 'a.nn.json');
      await writeFile(path, '{ "data": { "file": "rows.csv", "target": "" }, "layers": [{ "units": 1 }] }');
      const document = await vscode.workspace.openTextDocument(path);
      deepEqual(await completionLabels(document, positionOf(document, '"" }')), ['"size"', '"weight"', '"kind"']);
    });

    it('leads from the name of a data file to the file', async () => {
      const path = join(folder, 'a.nn.json');
      await writeFile(path, '{ "data": { "file": "rows.csv" }, "layers": [{ "units": 1 }] }');
      const document = await vscode.workspace.openTextDocument(path);
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      deepEqual(
        links.map(({ target, range }) => [target?.path, document.getText(range)]),
        [[join(folder, 'rows.csv'), 'rows.csv']],
      );
    });
  });
});

describe('hover', () => {
  it('shows the formula and the curve of an activation', async () => {
    const document = await openText(xor);
    const text = await hoverText(document, positionOf(document, '"tanh"'));
    match(text, /1 − f\(u\)²/);
    match(text, /data:image\/svg\+xml;base64,/);
  });

  it('says what a key means and what its absence does', async () => {
    const document = await openText('{ "training": { "epochs": 3 } }');
    const text = await hoverText(document, positionOf(document, '"epochs"'));
    match(text, /\*\*epochs\*\* · `≥ 0` · default `100`/);
    match(text, /How many times training goes through the rows/);
    equal(text.match(/How many times/g)?.length, 1);
  });

  it('shows a layer’s shape', async () => {
    const document = await openText(xor);
    await hintsWhen(document, 2);
    match(await hoverText(document, positionOf(document, '"units": 8')), /2 → 8 · tanh · 16 weights \+ 8 biases/);
  });
});

describe('hover over a layer after a run', () => {
  it('has its weights, the health of its last step and the verdict of the gradient check', async () => {
    const document = await openText(xor);
    const api = await nnLab();
    await api.train(document.uri);
    await api.check(document.uri);
    const text = await hoverText(document, positionOf(document, '"units": 8'));
    match(text, /After epoch 100:/);
    match(text, /\| weights \| -\d/);
    match(text, /Last step: gradient RMS \d/);
    match(text, /Gradient check: passed/);
  });
});

describe('beside and around the text', () => {
  it('each layer has its size and parameters', async () => {
    const document = await openText(xor);
    deepEqual(await hintsWhen(document, 2), ['2→8 · 24', '8→1 · 9']);
  });

  it('the outline has the sections once, and the layers by name', async () => {
    const document = await openText(xor);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    deepEqual(
      symbols.map(({ name }) => name),
      ['data', 'layers'],
    );
    deepEqual(
      symbols[1]?.children.map(({ name, detail }) => `${name} ${detail}`),
      ['hidden 1 8 · tanh', 'output 1 · sigmoid'],
    );
  });

  it('formatting sets indentation and keeps lines', async () => {
    const document = await openText('{\n"layers": [{ "units":1 }]\n}\n');
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    equal(document.getText(), '{\n  "layers": [{ "units": 1 }]\n}\n');
  });

  it('sections fold', async () => {
    const document = await openText(
      '{\n  "data": {\n    "generator": "xor"\n  },\n  "layers": [\n    { "units": 1 }\n  ]\n}\n',
    );
    await vscode.commands.executeCommand('editor.foldAll');
    const visible = vscode.window.activeTextEditor?.visibleRanges ?? [];
    equal(visible[0]?.end.line, 0);
    equal(document.lineCount, 9);
  });
});
