import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { diagnosticsWhen, openText } from './documents.ts';

const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);

/** The quick fixes at the problem with this code, once it is told. */
async function fixesAt(document: vscode.TextDocument, code: string): Promise<vscode.CodeAction[]> {
  const problems = await diagnosticsWhen(document.uri, (all) => all.some((one) => codeOf(one) === code));
  const range = problems.find((one) => codeOf(one) === code)?.range ?? new vscode.Range(0, 0, 0, 0);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

async function apply(fix: vscode.CodeAction | undefined): Promise<void> {
  ok(fix?.edit);
  await vscode.workspace.applyEdit(fix.edit);
}

describe('quick fixes', () => {
  it('mend a misspelt name, and the problem goes', async () => {
    const document = await openText(
      '{ "data": { "generator": "xor" }, "layers": [{ "units": 1, "activation": "sigmoit" }] }',
    );
    const fixes = await fixesAt(document, 'wrong-value');
    deepEqual(
      fixes.map(({ title, isPreferred }) => [title, isPreferred]),
      [['Replace with "sigmoid"', true]],
    );
    await apply(fixes[0]);
    match(document.getText(), /"activation": "sigmoid"/);
    await diagnosticsWhen(document.uri, (problems) => problems.length === 0);
  });

  it('take the suggested learning rate after a run that diverged', async () => {
    const document = await openText(
      `{ "data": { "generator": "sine" }, "layers": [{ "units": 4, "activation": "relu" }, { "units": 1 }],
         "training": { "learningRate": 1e30, "epochs": 50 } }`,
    );
    await diagnosticsWhen(document.uri, (problems) => problems.length === 0);
    await vscode.commands.executeCommand('nnLab.train', document.uri);
    const [fix] = await fixesAt(document, 'diverged');
    match(fix?.title ?? '', /^Set learningRate to /);
    await apply(fix);
    ok(!document.getText().includes('1e30'));
    await diagnosticsWhen(document.uri, (problems) => !problems.some((one) => codeOf(one) === 'diverged'));
  });

  it('take leaky-relu where most units of a layer have died', async () => {
    const document = await openText(
      `{ "data": { "samples": [{ "input": [1], "target": 1 }] },
         "layers": [{ "units": 2, "activation": "relu", "weights": [[-1], [-2]] }, { "units": 1 }],
         "training": { "epochs": 3 } }`,
    );
    await diagnosticsWhen(document.uri, (problems) => problems.length === 0);
    await vscode.commands.executeCommand('nnLab.train', document.uri);
    const [fix] = await fixesAt(document, 'dead-units');
    await apply(fix);
    match(document.getText(), /"activation": "leaky-relu"/);
    await diagnosticsWhen(document.uri, (problems) => problems.length === 0);
  });

  it('stand beside a link to what the problem means', async () => {
    const document = await openText('{ "data": { "generator": "xor" }, "layers": [{ "units": 1, "colour": 3 }] }');
    const [problem] = await diagnosticsWhen(document.uri, (all) => all.length > 0);
    const code = problem?.code;
    ok(typeof code === 'object');
    equal(code.value, 'unknown-key');
    const explanation = await vscode.workspace.openTextDocument(code.target.with({ fragment: '' }));
    const line = Number(code.target.fragment.slice(1));
    match(explanation.lineAt(line - 1).text, /^\| `unknown-key` .*no such key/);
  });
});
