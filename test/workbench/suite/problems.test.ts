import { match } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { diagnosticsWhen, openText, retype } from './documents.ts';

const spec = JSON.stringify({ data: { file: 'data.csv' }, layers: [{ units: 1 }] });
const rows = ['x,y,sum', '1,2,3', '2,3,5', '3,4,7', '4,5,9', '5,6,11', '6,7,13', '7,8,15'];
const hasError = (problems: readonly vscode.Diagnostic[]) =>
  problems.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error);

describe('problems while typing', () => {
  it('appear for garbage and go when it is mended', async () => {
    const text = '{ "data": { "generator": "xor" }, "layers": [{ "units": 1, "activation": "sigmoid" }] }';
    const document = await openText(text);
    await retype(document, '{ "layers": garbage');
    await diagnosticsWhen(document.uri, hasError);
    await retype(document, text);
    await diagnosticsWhen(document.uri, (problems) => !hasError(problems));
  });
});

describe('a data file', () => {
  let folder: string;
  let data: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nn-lab-data-'));
    data = join(folder, 'data.csv');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Opens a network of the data file, and returns its problems as soon as one is an error. */
  async function problemsOnOpening(): Promise<{ document: vscode.TextDocument; messages: string }> {
    const path = join(folder, 'sum.nn.json');
    await writeFile(path, spec);
    const document = await vscode.workspace.openTextDocument(path);
    const problems = await diagnosticsWhen(document.uri, hasError);
    return { document, messages: problems.map(({ message }) => message).join('\n') };
  }

  it('that is not there is named, until it is there', async () => {
    const { document, messages } = await problemsOnOpening();
    match(messages, /data\.csv/);
    await writeFile(data, rows.join('\n'));
    await retype(document, `${spec}\n`);
    await diagnosticsWhen(document.uri, (problems) => !hasError(problems));
  });

  it('with a short row is told with its line', async () => {
    await writeFile(data, rows.join('\n').replace('7,8,15', '7,15'));
    const { messages } = await problemsOnOpening();
    match(messages, /data\.csv, line 8/);
  });
});
