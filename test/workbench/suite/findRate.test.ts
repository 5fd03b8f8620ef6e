import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { openText, stubbed } from './documents.ts';

const xor = (training: string) =>
  `{ "data": { "generator": "xor" }, "layers": [{ "units": 4, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" }]${training} }`;

/** Runs the command; `choose` answers its message, which is returned with the buttons. */
async function findRate(document: vscode.TextDocument, choose: (buttons: string[]) => string | undefined) {
  const said: string[] = [];
  await stubbed(
    vscode.window,
    'showInformationMessage',
    async (message: string, ...buttons: string[]) => {
      said.push(message, ...buttons);
      return choose(buttons);
    },
    () => vscode.commands.executeCommand('nnLab.findLearningRate', document.uri),
  );
  return said;
}

describe('looking for a learning rate', () => {
  it('tells one, and sets it by the smallest edit if that is wanted', async () => {
    const document = await openText(xor(', "training": { "epochs": 5, "learningRate": 1e-9 }'));
    const [message = '', button = '', ...more] = await findRate(document, ([set]) => set);
    deepEqual(more, []);
    const rate = /^Set to (\S+)$/.exec(button)?.[1] ?? '';
    match(rate, /^0\.\d+$/);
    match(message, new RegExp(`a learning rate to start with is ${rate}, `));
    equal(document.getText(), xor(`, "training": { "epochs": 5, "learningRate": ${rate} }`));
  });

  it('finds the place for it in a file without one', async () => {
    const document = await openText(xor(''));
    const [, button = ''] = await findRate(document, ([set]) => set);
    equal(document.getText(), xor(`, "training": { "learningRate": ${button.replace('Set to ', '')} }`));
  });

  it('leaves the file alone if it is not wanted', async () => {
    const document = await openText(xor(''));
    await findRate(document, () => undefined);
    equal(document.getText(), xor(''));
  });

  it('is cancelled from its notification', async () => {
    const document = await openText(xor(''));
    const titles: unknown[] = [];
    const original = vscode.window.withProgress.bind(vscode.window);
    const cancelled: typeof vscode.window.withProgress = (options, task) => {
      titles.push(options.title, options.cancellable);
      return original(options, (progress) => {
        const source = new vscode.CancellationTokenSource();
        const ended = task(progress, source.token);
        source.cancel();
        return ended;
      });
    };
    const said = await stubbed(vscode.window, 'withProgress', cancelled, () => findRate(document, ([set]) => set));
    deepEqual(said, []);
    match(String(titles[0]), /^Looking for a learning rate for /);
    equal(titles[1], true);
  });
});
