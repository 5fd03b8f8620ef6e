import { deepEqual } from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { Documents } from '../../../src/editor/documents.ts';
import { Files } from '../../../src/editor/files.ts';
import { GradientTests } from '../../../src/editor/gradientTests.ts';
import { nodeWorkers } from '../../../src/runs/nodeWorker.ts';
import { Runs } from '../../../src/runs/runs.ts';
import { extension, stubbed } from './documents.ts';

/** Its check takes minutes: every one of many parameters, on many rows. */
const slow = JSON.stringify({
  data: { generator: 'moons', samples: 5000 },
  layers: [
    { name: 'a', units: 300, activation: 'tanh' },
    { name: 'b', units: 300, activation: 'tanh', bias: false },
    { name: 'c', units: 1, activation: 'sigmoid' },
  ],
  gradientCheck: { maxParameters: 1_000_000, samples: 5000 },
});

type Handler = Parameters<vscode.TestController['createRunProfile']>[2];

describe('a run of the Testing view', () => {
  const path = join(vscode.workspace.workspaceFolders?.[1]?.uri.fsPath ?? '', 'slow.nn.json');
  afterEach(() => rm(path, { force: true }));

  it('that is cancelled stops the check under it, and passes and fails nothing', async () => {
    await writeFile(path, slow);
    const uri = vscode.Uri.file(path);
    const documents = new Documents(new Files(undefined));
    const runs = new Runs(
      nodeWorkers(join(extension().extensionPath, 'dist', 'worker.cjs'), () => {}),
      1,
    );
    // VS Code's own controller, but for what is asked of it; the extension has its own by this name.
    const create = vscode.tests.createTestController.bind(vscode.tests);
    const controller = create('nnLab.gradients.cancelled', 'Gradient checks');
    const told: string[] = [];
    let handler: Handler | undefined;
    const createRunProfile = controller.createRunProfile.bind(controller);
    Reflect.set(controller, 'createRunProfile', (label: string, kind: vscode.TestRunProfileKind, run: Handler) => {
      handler = run;
      return createRunProfile(label, kind, run);
    });
    const createTestRun = controller.createTestRun.bind(controller);
    Reflect.set(controller, 'createTestRun', (request: vscode.TestRunRequest) => {
      const run = createTestRun(request);
      for (const what of ['passed', 'failed', 'errored', 'skipped'])
        Reflect.set(run, what, ({ label }: vscode.TestItem) => told.push(`${what} ${label}`));
      return run;
    });
    const tests = await stubbed(
      vscode.tests,
      'createTestController',
      () => controller,
      async () => new GradientTests(documents, runs),
    );
    const item = controller.createTestItem(uri.toString(), 'slow', uri);
    controller.items.add(item);
    const source = new vscode.CancellationTokenSource();
    const running = new Promise<void>((resolve) => {
      runs.onEvent((event) => {
        if (event.kind === 'check' && event.state.kind === 'running' && event.state.done > 0) resolve();
      });
    });
    const ended = handler?.(new vscode.TestRunRequest([item]), source.token);
    await running;
    source.cancel();
    await ended;
    deepEqual(runs.checkState(uri.toString()), { kind: 'stopped' });
    deepEqual(told, [
      'skipped a: weights',
      'skipped a: biases',
      'skipped b: weights',
      'skipped c: weights',
      'skipped c: biases',
    ]);
    tests.dispose();
    runs.dispose();
    documents.dispose();
  });
});
