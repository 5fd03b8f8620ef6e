import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { MemoryFiles } from '../memoryFiles.ts';
import { diagnosticsWhen, nnLab, openText } from './documents.ts';

const [examples, second] = vscode.workspace.workspaceFolders ?? [];
const secondFile = (name: string) => join(second?.uri.fsPath ?? '', name);
const sum = JSON.stringify({ data: { file: 'rows.csv' }, layers: [{ units: 1 }], training: { epochs: 3 } });
const rows = 'x,y,sum\n1,2,3\n2,3,5\n3,4,7\n';

describe('a workspace of two folders', () => {
  afterEach(() =>
    Promise.all(['a.nn.json', 'b.nn.json', 'rows.csv'].map((name) => rm(secondFile(name), { force: true }))),
  );

  it('has both', () => deepEqual([examples?.name, second?.name], ['examples', 'second']));

  it('reads a data file beside its network, in whichever folder that is', async () => {
    await writeFile(secondFile('a.nn.json'), sum);
    await writeFile(secondFile('rows.csv'), rows);
    const { epochs } = await (await nnLab()).train(vscode.Uri.file(secondFile('a.nn.json')));
    equal(epochs, 3);
  });

  it('does not let a network of one folder read from the other', async () => {
    await writeFile(secondFile('b.nn.json'), sum.replace('rows.csv', '../examples/data/iris.csv'));
    const document = await vscode.workspace.openTextDocument(secondFile('b.nn.json'));
    const problems = await diagnosticsWhen(document.uri, (all) => all.length > 0);
    match(problems[0]?.message ?? '', /outside the workspace/);
  });
});

describe('an unsaved network', () => {
  it('finds its data in the first folder', async () => {
    const document = await openText(
      '{ "data": { "file": "data/iris.csv" }, "layers": [{ "units": 3, "activation": "softmax" }] }',
    );
    const { reason } = await (await nnLab()).train(document.uri);
    equal(reason, 'completed');
    ok(document.isUntitled);
  });
});

describe('a read-only network', () => {
  it('is trained, and left as it is', async () => {
    const path = secondFile('locked.nn.json');
    await writeFile(
      path,
      '{ "data": { "generator": "xor" }, "layers": [{ "units": 1 }], "training": { "epochs": 2 } }',
    );
    await chmod(path, 0o444);
    const { epochs } = await (await nnLab()).train(vscode.Uri.file(path));
    equal(epochs, 2);
    const document = await vscode.workspace.openTextDocument(path);
    ok(!document.isDirty);
    await rm(path, { force: true });
  });
});

describe('a virtual file system', () => {
  it('has networks that are trained with data of its own, and nothing is written', async () => {
    const files = new MemoryFiles({ '/net/a.nn.json': sum, '/net/rows.csv': rows });
    const provider = vscode.workspace.registerFileSystemProvider('nnmemory', files, { isReadonly: true });
    const uri = vscode.Uri.from({ scheme: 'nnmemory', path: '/net/a.nn.json' });
    const { epochs } = await (await nnLab()).train(uri);
    equal(epochs, 3);
    deepEqual(vscode.languages.getDiagnostics(uri), []);
    provider.dispose();
  });

  it('says what keeps a data file from being read', async () => {
    const names = ['missing', 'huge', 'folder', '../outside'];
    const networks = names.map((name, index) => ({ path: `/net/${index}.nn.json`, text: sum.replace('rows', name) }));
    const files = new MemoryFiles({
      ...Object.fromEntries(networks.map(({ path, text }) => [path, text])),
      '/net/huge.csv': '',
      '/net/folder.csv/inside': '',
      '/outside.csv': rows,
    });
    const stat = files.stat.bind(files);
    files.stat = (uri) => ({ ...stat(uri), ...(uri.path === '/net/huge.csv' && { size: 123_456_789 }) });
    const provider = vscode.workspace.registerFileSystemProvider('nnfaults', files, { isReadonly: true });
    const said: string[] = [];
    for (const { path } of networks) {
      const uri = vscode.Uri.from({ scheme: 'nnfaults', path });
      await vscode.workspace.openTextDocument(uri);
      said.push((await diagnosticsWhen(uri, (all) => all.length > 0))[0]?.message ?? '');
    }
    deepEqual(said, [
      'There is no file “missing.csv”; the path is relative to the network’s file.',
      '“huge.csv” has 124 MB: files that are not on this machine’s disk are read up to 100 MB.',
      '“folder.csv” is a folder, not a file.',
      '“../outside.csv” lies outside the workspace and is not read.',
    ]);
    provider.dispose();
  });

  it('is followed by online learning, until what was read is gone', async () => {
    const online = JSON.stringify({
      data: { file: 'rows.csv' },
      layers: [{ units: 1 }],
      training: { method: 'online' },
    });
    const files = new MemoryFiles({ '/net/a.nn.json': online, '/net/rows.csv': rows });
    const provider = vscode.workspace.registerFileSystemProvider('nngrowing', files);
    const uri = vscode.Uri.from({ scheme: 'nngrowing', path: '/net/a.nn.json' });
    const data = uri.with({ path: '/net/rows.csv' });
    const frames: string[] = [];
    const listening = (await nnLab()).onDidChange((event) => {
      if (event.uri.toString() === uri.toString()) frames.push(event.kind);
    });
    await vscode.commands.executeCommand('nnLab.train', uri);
    files.writeFile(data, new TextEncoder().encode(`${rows}much,2,3\n`));
    const unfit = await diagnosticsWhen(uri, (all) => all.length > 0);
    match(unfit[0]?.message ?? '', /much/);
    files.writeFile(data, new TextEncoder().encode('x,y,sum\n'));
    const gone = await diagnosticsWhen(uri, (all) => all.some(({ code }) => codeOf(code) === 'data-replaced'));
    ok(gone.some(({ message }) => message.startsWith('rows.csv was replaced during the run')));
    ok(frames.includes('arrivals'));
    listening.dispose();
    provider.dispose();
  });
});

function codeOf(code: vscode.Diagnostic['code']): unknown {
  return typeof code === 'object' ? code.value : code;
}
