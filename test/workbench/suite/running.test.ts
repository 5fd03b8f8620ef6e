import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { codeLenses, codeLensesWhen, openText } from './documents.ts';

/** Goes on until it is stopped, as far as a test is concerned. */
const long = `{ "data": { "generator": "xor" }, "layers": [{ "units": 4, "activation": "tanh" }, { "units": 1 }],
  "training": { "epochs": 100000000 } }`;

describe('CodeLens', () => {
  it('has, while a run goes on, its progress, and Stop and Pause; paused, Continue, one epoch and one step; at the end Train again', async () => {
    const { uri } = await openText(long);
    const run = (command: string) => vscode.commands.executeCommand(command, uri);
    await run('nnLab.train');
    const going = ['nnLab.stop', 'nnLab.pause', 'nnLab.openLab', 'nnLab.openLab'];
    await codeLensesWhen(uri, (ids) => ids.join() === going.join());
    const epochIn = (title: string) => Number(/^epoch (\d+)\/100000000 · loss \d/.exec(title)?.[1] ?? NaN);
    const first = await codeLensesWhen(uri, (_, titles) => epochIn(titles[2] ?? '') > 0);
    const before = epochIn(first[2] ?? '');
    await codeLensesWhen(uri, (_, titles) => epochIn(titles[2] ?? '') > before);

    await run('nnLab.pause');
    const paused = ['nnLab.stop', 'nnLab.continue', 'nnLab.epoch', 'nnLab.step', 'nnLab.openLab', 'nnLab.openLab'];
    const titles = await codeLensesWhen(uri, (ids) => ids.join() === paused.join());
    match(titles[1] ?? '', /Continue$/);
    const at = epochIn(titles[4] ?? '');
    await run('nnLab.epoch');
    await codeLensesWhen(uri, (_, now) => epochIn(now[4] ?? '') === at + 1);
    await run('nnLab.continue');
    await codeLensesWhen(uri, (ids) => ids.join() === going.join());
    await run('nnLab.stop');
    const idle = ['nnLab.train', 'nnLab.check', 'nnLab.openLab'];
    await codeLensesWhen(uri, (ids) => ids.join() === idle.join());
  });

  it('is hidden by the setting, and comes back with it', async () => {
    const { uri } = await openText(long);
    const settings = vscode.workspace.getConfiguration('nnLab');
    ok((await codeLenses(uri)).length > 0);
    try {
      await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
      deepEqual(await codeLenses(uri), []);
    } finally {
      await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    }
    equal((await codeLenses(uri)).length, 3);
  });
});
