import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { readSafetensors } from '../../../src/export/safetensors.ts';
import { nnLab, retype } from './documents.ts';

const text = `{
  // Two points.
  "data": {
    "samples": [
      { "input": [0, 1], "target": 0 },
      { "input": [1, 0], "target": 1 },
    ],
  },
  "layers": [
    { "units": 2, "activation": "tanh" }, // hidden
    { "units": 1, "activation": "sigmoid" },
  ],
  "training": { "epochs": 20, "learningRate": 0.5 },
}
`;

/** Files in memory, of which a new one can't be larger than so many bytes. */
class SmallDisk implements vscode.FileSystemProvider {
  readonly files = new Map<string, Uint8Array>();
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(readonly room: number) {}

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile(uri).length };
  }
  readDirectory(): [string, vscode.FileType][] {
    return [...this.files.keys()].map((path) => [path.slice(1), vscode.FileType.File]);
  }
  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  readFile({ path }: vscode.Uri): Uint8Array {
    const bytes = this.files.get(path);
    if (!bytes) throw vscode.FileSystemError.FileNotFound(path);
    return bytes;
  }
  writeFile({ path }: vscode.Uri, bytes: Uint8Array): void {
    this.files.set(path, bytes.slice(0, this.room));
    if (bytes.length > this.room) throw new Error('no room');
  }
  delete({ path }: vscode.Uri): void {
    this.files.delete(path);
  }
  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.files.set(to.path, this.readFile(from));
    this.files.delete(from.path);
  }
}

describe('weights', () => {
  let folder = '';
  let uri = vscode.Uri.file('/');
  let document: vscode.TextDocument;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nn-lab-'));
    await writeFile(join(folder, 'points.nn.json'), text);
    uri = vscode.Uri.file(join(folder, 'points.nn.json'));
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rm(folder, { recursive: true });
  });

  const train = async () => (await nnLab()).train(uri);
  const save = (output: vscode.Uri) => vscode.commands.executeCommand('nnLab.saveWeights', uri, { output });
  const load = (name: string) =>
    vscode.commands.executeCommand('nnLab.loadWeights', uri, { input: vscode.Uri.file(join(folder, name)) });
  const place = (name: string) => vscode.Uri.file(join(folder, name));

  it('of the last run are saved, loaded, and started from', async () => {
    await save(place('none.safetensors'));
    deepEqual(await readdir(folder), ['points.nn.json']);

    const { loss } = await train();
    await save(place('points.safetensors'));
    deepEqual(await readdir(folder), ['points.nn.json', 'points.safetensors']);
    const { tensors, metadata } = readSafetensors(await readFile(join(folder, 'points.safetensors')));
    deepEqual(
      tensors.map(({ shape }) => shape),
      [[2, 2], [2], [1, 2], [1]],
    );
    equal(metadata['epoch'], '20');
    match(metadata['spec'] ?? '', /^[0-9a-f]{64}$/);

    await load('points.safetensors');
    equal(document.getText(), text.replace('0.5 },\n}', '0.5 },\n  "weights": "points.safetensors",\n}'));
    const again = await train();
    ok(again.loss < loss, `${again.loss} is no less than ${loss}`);
  });

  it('that do not fit leave the file as it is', async () => {
    await train();
    await save(place('points.safetensors'));
    const other = text.replace('"units": 2', '"units": 3');
    await retype(document, other);
    await load('points.safetensors');
    equal(document.getText(), other);
    await vscode.commands.executeCommand('nnLab.writeWeights', uri);
    equal(document.getText(), other);
  });

  it('are written into the file, as one step to undo', async () => {
    const { loss } = await train();
    await vscode.commands.executeCommand('nnLab.writeWeights', uri);
    const written = document.getText();
    match(
      written,
      /"activation": "tanh",\n      "weights": \[\n        \[[-.\d]+, [-.\d]+\],\n        \[[-.\d]+, [-.\d]+\]\n      \],/,
    );
    await retype(
      document,
      written.replace('"epochs": 20', '"epochs": 1').replace('"learningRate": 0.5', '"learningRate": 1e-30'),
    );
    equal((await train()).loss, loss);

    await vscode.commands.executeCommand('undo');
    equal(document.getText(), written);
    await vscode.commands.executeCommand('undo');
    equal(document.getText(), text);
  });

  it('that can’t be written leave what was there, and nothing else', async () => {
    await train();
    await mkdir(join(folder, 'full.safetensors', 'within'), { recursive: true });
    await save(place('full.safetensors'));
    deepEqual(await readdir(folder), ['full.safetensors', 'points.nn.json']);

    const small = new SmallDisk(100);
    const large = new SmallDisk(10_000);
    const registered = [
      vscode.workspace.registerFileSystemProvider('small', small),
      vscode.workspace.registerFileSystemProvider('large', large),
    ];
    try {
      small.files.set('/points.safetensors', Uint8Array.of(1, 2, 3));
      await save(vscode.Uri.parse('small:/points.safetensors'));
      deepEqual([...small.files], [['/points.safetensors', Uint8Array.of(1, 2, 3)]]);

      large.files.set('/points.safetensors', Uint8Array.of(1, 2, 3));
      await save(vscode.Uri.parse('large:/points.safetensors'));
      deepEqual([...large.files.keys()], ['/points.safetensors']);
      equal(readSafetensors(large.readFile(vscode.Uri.parse('large:/points.safetensors'))).tensors.length, 4);
    } finally {
      for (const registration of registered) registration.dispose();
    }
  });
});
