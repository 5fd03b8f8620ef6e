import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';

const csv = 'x,kind\n0,low\n1,low\n5,high\n6,high\n';
const network = {
  name: 'Points',
  data: { file: 'points.csv', normalize: 'standard' },
  layers: [{ units: 2, activation: 'softmax' }],
  training: { epochs: 20, learningRate: 0.5 },
};

describe('export', () => {
  let folder = '';
  let uri = vscode.Uri.file('/');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nn-lab-'));
    await writeFile(join(folder, 'points.csv'), csv);
    await writeFile(join(folder, 'points.nn.json'), JSON.stringify(network));
    uri = vscode.Uri.file(join(folder, 'points.nn.json'));
    await vscode.window.showTextDocument(uri);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
  });

  const exported = (to: string, name: string) =>
    vscode.commands.executeCommand('nnLab.export', uri, { to, output: vscode.Uri.file(join(folder, name)) });
  const text = (name: string) => readFile(join(folder, name), 'utf8');

  it('writes every format beside the network', async () => {
    await exported('pytorch', 'points.py');
    await exported('onnx', 'points.onnx');
    await exported('tfjs', 'model.json');
    await exported('safetensors', 'points.safetensors');
    await exported('mermaid', 'points.md');
    deepEqual(await readdir(folder), [
      'model.json',
      'model.weights.bin',
      'points.csv',
      'points.md',
      'points.nn.json',
      'points.onnx',
      'points.py',
      'points.safetensors',
    ]);
    match(await text('points.py'), /^DATA = HERE \/ "points\.csv"$/m);
    match(await text('points.md'), /^```mermaid\n/);
    const { weightsManifest }: { weightsManifest: { paths: string[] }[] } = JSON.parse(await text('model.json'));
    deepEqual(weightsManifest[0]?.paths, ['model.weights.bin']);
  });

  it('does not write over the network or its data', async () => {
    await exported('mermaid', 'points.nn.json');
    await exported('mermaid', 'points.csv');
    equal(await text('points.csv'), csv);
    ok(JSON.parse(await text('points.nn.json')));
  });
});
