import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { nnLab, openText } from './documents.ts';

const xor =
  '{ "data": { "generator": "xor" }, "layers": [{ "units": 2, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" }], "training": { "epochs": 5 } }';

/** Its longer run ends better: not the settings of `training`, but one of the sweep's is the best. */
const sweep = xor.replace(
  '"training": { "epochs": 5 }',
  '"training": { "method": "batch", "epochs": 5, "learningRate": 0.5, "seed": 1 }, "sweep": { "epochs": [30, 10, 20] }',
);

describe('the API for other extensions', () => {
  it('trains, checks and tells of both', async () => {
    const api = await nnLab();
    equal(api.version, 1);
    const { uri } = await openText(xor);
    const told = new Set<string>();
    const subscription = api.onDidChange((change) => {
      if (change.uri.toString() === uri.toString()) told.add(change.kind);
    });
    const ending = await api.train(uri);
    equal(ending.reason, 'completed');
    equal(ending.epochs, 5);
    const report = await api.check(uri);
    equal(report.verdict, 'passed');
    subscription.dispose();
    for (const kind of ['run', 'state', 'check']) ok(told.has(kind), kind);
  });

  it('trains all runs of a sweep, and tells how the best one ended', async () => {
    const { uri } = await openText(sweep);
    const { reason, epochs } = await (await nnLab()).train(uri);
    deepEqual([reason, epochs], ['completed', 30]);
  });

  it('says why a network can’t be trained', async () => {
    const { uri } = await openText('{ "layers": [] }');
    await rejects((await nnLab()).train(uri), /“data” is missing|at least 1/);
  });
});

describe('tasks', () => {
  it('train each network of the workspace, and end with the run', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'nn-lab' });
    const names = tasks.map(({ name }) => name);
    ok(names.includes('train xor.nn.json'), names.join());
    const task = tasks.find(({ name }) => name === 'train xor.nn.json');
    ok(task);
    equal(await exitCode(task), 0);
  });

  it('train all runs of a sweep', async () => {
    const path = join(vscode.workspace.workspaceFolders?.[1]?.uri.fsPath ?? '', 'swept.nn.json');
    await writeFile(path, sweep);
    const tasks = await vscode.tasks.fetchTasks({ type: 'nn-lab' });
    const task = tasks.find(({ name }) => name === 'train swept.nn.json');
    ok(task);
    equal(await exitCode(task), 0);
    const told = await invoke('nnLab_train', path);
    await rm(path);
    match(
      JSON.stringify(told),
      /"epochs":30,.*"sweep":\[\{"label":"epochs 30","state":"completed","epochs":30,"loss":0\./,
    );
  });
});

async function exitCode(task: vscode.Task): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode: code }) => {
      if (execution.task.name !== task.name) return;
      subscription.dispose();
      resolve(code);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}

async function invoke(name: string, file: string): Promise<unknown> {
  const result = await vscode.lm.invokeTool(name, { input: { file }, toolInvocationToken: undefined });
  const texts = result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''));
  return JSON.parse(texts.join(''));
}

describe('tools for language models', () => {
  it('are declared and registered', () => {
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('nnLab_'));
    deepEqual(names.toSorted(), ['nnLab_checkGradients', 'nnLab_train', 'nnLab_validate']);
  });

  it('find problems, train and check, with figures', async () => {
    deepEqual(await invoke('nnLab_validate', 'xor.nn.json'), { problems: [] });
    const ending = await invoke('nnLab_train', 'xor.nn.json');
    match(JSON.stringify(ending), /"reason":"completed".*"epochs":500.*"lossByEpoch":\[\{"epoch":0,/);
    match(JSON.stringify(await invoke('nnLab_checkGradients', 'xor.nn.json')), /"verdict":"passed"/);
  });

  it('do not leave the workspace', async () => {
    await rejects(invoke('nnLab_validate', '../../etc/passwd'), /no file/);
    await rejects(invoke('nnLab_validate', '/etc/passwd'), /no file/);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.path ?? '';
    await rejects(invoke('nnLab_validate', `${folder}/${'../'.repeat(20)}etc/passwd`), /no file/);
  });
});
