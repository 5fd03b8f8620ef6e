import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { readSafetensors } from '../../../src/export/safetensors.ts';
import { diagnosticsWhen, nnLab, retype } from './documents.ts';

/** Goes on until it is stopped, as far as a test is concerned. */
const long = `{
  "data": { "file": "rows.csv" },
  "layers": [{ "units": 4, "activation": "tanh" }, { "units": 1 }],
  "training": { "epochs": 100000000, "learningRate": 0.001 }
}
`;
const rows = 'a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n';

describe('a run goes on, can be stopped, and its weights saved, when', () => {
  let folder = '';
  let uri = vscode.Uri.file('/');
  let document: vscode.TextDocument;
  const place = (name: string) => vscode.Uri.file(join(folder, name));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nn-lab-'));
    await writeFile(join(folder, 'rows.csv'), rows);
    await writeFile(join(folder, 'long.nn.json'), long);
    uri = place('long.nn.json');
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rm(folder, { recursive: true });
  });

  /** Resolves at the next event of this kind. */
  const next = async (kind: 'frame' | 'state'): Promise<void> => {
    const { onDidChange } = await nnLab();
    return new Promise((resolve) => {
      const subscription = onDidChange((event) => {
        if (event.kind !== kind || event.uri.toString() !== uri.toString()) return;
        subscription.dispose();
        resolve();
      });
    });
  };

  const survives = async (fault: () => PromiseLike<unknown>): Promise<void> => {
    const first = next('frame');
    await vscode.commands.executeCommand('nnLab.train', uri);
    await first;
    await fault();
    await next('frame');
    const stopped = next('state');
    await vscode.commands.executeCommand('nnLab.stop', uri);
    await stopped;
    await vscode.commands.executeCommand('nnLab.saveWeights', uri, { output: place('long.safetensors') });
    const { tensors, metadata } = readSafetensors(await readFile(join(folder, 'long.safetensors')));
    deepEqual(
      tensors.map(({ shape }) => shape),
      [[4, 2], [4], [1, 4], [1]],
    );
    ok(Number(metadata['epoch']) > 0, metadata['epoch']);
  };

  it('its file is changed', () => survives(() => retype(document, long.replace('"units": 4', '"units": 5'))));

  it('its file is broken', async () => {
    await survives(async () => {
      await retype(document, '{ "data": ');
      await diagnosticsWhen(uri, (problems) => problems.length > 0);
    });
    equal(document.getText(), '{ "data": ');
  });

  it('its file is renamed', () =>
    survives(async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(uri, place('renamed.nn.json'));
      ok(await vscode.workspace.applyEdit(edit));
    }));

  it('its file is deleted', () =>
    survives(async () => {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await rm(join(folder, 'long.nn.json'));
    }));

  it('its data file is cut short', () => survives(() => writeFile(join(folder, 'rows.csv'), 'a,b,y\n0,0,0\n0,')));

  it('its data file is replaced', () =>
    survives(async () => {
      await writeFile(join(folder, 'other.csv'), 'p,q\n1,2\n');
      await rename(join(folder, 'other.csv'), join(folder, 'rows.csv'));
    }));

  it('its data file is deleted', () => survives(() => rm(join(folder, 'rows.csv'))));
});
