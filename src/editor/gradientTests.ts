import * as vscode from 'vscode';
import type { CheckState } from '../protocol/run.ts';
import { tensorResults, type TensorResult } from '../runs/checkResults.ts';
import type { Runs } from '../runs/runs.ts';
import { checkToEnd } from '../runs/toEnd.ts';
import { editorRange } from './diagnostic.ts';
import type { Documents } from './documents.ts';
import { shortName } from './names.ts';
import { say } from './say.ts';

/** The gradient checks in the Testing view: a test for every tensor of every network of the workspace. */
export class GradientTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('nnLab.gradients', vscode.l10n.t('Gradient checks'));
  private readonly subscriptions: vscode.Disposable[];
  private watcher: vscode.FileSystemWatcher | undefined;

  constructor(
    private readonly documents: Documents,
    private readonly runs: Runs,
  ) {
    this.controller.resolveHandler = (item) => (item ? this.resolve(item) : this.discover());
    this.controller.refreshHandler = () => this.discover();
    const profile = this.controller.createRunProfile(
      vscode.l10n.t('Check gradients'),
      vscode.TestRunProfileKind.Run,
      (request, cancellation) => this.run(request, cancellation),
      true,
    );
    this.subscriptions = [
      this.controller,
      profile,
      documents.onDidCheck((document) => {
        const item = this.controller.items.get(document.uri.toString());
        if (item) this.describe(item, document);
      }),
    ];
  }

  dispose(): void {
    this.watcher?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Not before somebody looks: a workspace may hold many files. */
  private async discover(): Promise<void> {
    this.watcher ??= this.watch();
    const found = await vscode.workspace.findFiles('**/*.nn.json', '**/node_modules/**');
    this.controller.items.replace(found.map((uri) => this.itemOf(uri)));
  }

  private watch(): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.nn.json');
    watcher.onDidCreate((uri) => this.controller.items.add(this.itemOf(uri)));
    watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString()));
    return watcher;
  }

  private itemOf(uri: vscode.Uri): vscode.TestItem {
    const known = this.controller.items.get(uri.toString());
    if (known) return known;
    const item = this.controller.createTestItem(uri.toString(), shortName(uri), uri);
    item.canResolveChildren = true;
    return item;
  }

  private async resolve(item: vscode.TestItem): Promise<void> {
    if (item.uri && !item.parent) this.describe(item, await vscode.workspace.openTextDocument(item.uri));
  }

  /** Tests of tensors by the text; those of the last one that could be read stay while it is broken. */
  private describe(item: vscode.TestItem, document: vscode.TextDocument): void {
    const { spec, locate, problems } = this.documents.parse(document);
    const error = problems.find(({ severity }) => severity === 'error');
    item.error = error && say(error.message);
    if (!spec) return;
    const tests = spec.layers.flatMap(({ name, bias }, layer) => {
      const range = editorRange(document, locate(['layers', layer]));
      const test = (tensor: TensorResult['tensor'], label: string) => {
        const made = this.controller.createTestItem(testId(layer, tensor), label, document.uri);
        made.range = range;
        made.sortText = `${String(layer).padStart(6, '0')} ${tensor === 'weights' ? 0 : 1}`;
        return made;
      };
      const weights = test('weights', vscode.l10n.t('{0}: weights', name));
      return bias ? [weights, test('biases', vscode.l10n.t('{0}: biases', name))] : [weights];
    });
    const same =
      tests.length === item.children.size && tests.every(({ id, label }) => item.children.get(id)?.label === label);
    // Replacing a test would lose the result that is shown beside it.
    if (!same) return item.children.replace(tests);
    for (const { id, range } of tests) {
      const child = item.children.get(id);
      if (child) child.range = range;
    }
  }

  private async run(request: vscode.TestRunRequest, cancellation: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    for (const [network, tests] of await this.chosen(request)) {
      if (cancellation.isCancellationRequested) break;
      await this.runNetwork(run, network, tests, cancellation);
    }
    run.end();
  }

  /** The tests to run, by their network. */
  private async chosen(request: vscode.TestRunRequest): Promise<Map<vscode.TestItem, vscode.TestItem[]>> {
    const chosen = new Map<vscode.TestItem, vscode.TestItem[]>();
    if (!request.include && this.controller.items.size === 0) await this.discover();
    for (const item of request.include ?? [...this.controller.items].map(([, network]) => network)) {
      const network = item.parent ?? item;
      if (!item.parent && item.children.size === 0) await this.resolve(item);
      const tests = item.parent ? [item] : [...item.children].map(([, child]) => child);
      const wanted = tests.filter((test) => !request.exclude?.includes(test) && !request.exclude?.includes(network));
      chosen.set(network, [...(chosen.get(network) ?? []), ...wanted]);
    }
    return chosen;
  }

  private async runNetwork(
    run: vscode.TestRun,
    network: vscode.TestItem,
    tests: readonly vscode.TestItem[],
    cancellation: vscode.CancellationToken,
  ): Promise<void> {
    if (!network.uri) return;
    const document = await vscode.workspace.openTextDocument(network.uri);
    const { good, problems } = await this.documents.check(document);
    if (!good) {
      const error = problems.find(({ severity }) => severity === 'error');
      const message = new vscode.TestMessage(error ? say(error.message) : vscode.l10n.t('The network can’t be run.'));
      if (error) message.location = new vscode.Location(document.uri, editorRange(document, error.range));
      return run.errored(network, message);
    }
    for (const test of tests) run.started(test);
    const file = network.uri.toString();
    const cancelling = cancellation.onCancellationRequested(() => this.runs.stopCheck(file));
    const state = await checkToEnd(this.runs, file, good);
    cancelling.dispose();
    for (const test of tests) tell(run, test, state);
  }
}

function testId(layer: number, tensor: TensorResult['tensor']): string {
  return `${layer} ${tensor}`;
}

function tell(run: vscode.TestRun, test: vscode.TestItem, state: CheckState): void {
  switch (state.kind) {
    case 'running':
    case 'stopped':
      return run.skipped(test);
    case 'failed':
      return run.errored(test, new vscode.TestMessage(say(state.message)));
    case 'done': {
      const result = tensorResults(state.report).find(({ layer, tensor }) => testId(layer, tensor) === test.id);
      if (!result || result.kind === 'untested') return run.skipped(test);
      return result.kind === 'passed' ? run.passed(test) : run.failed(test, failure(test, result));
    }
  }
}

function failure(test: vscode.TestItem, result: TensorResult & { kind: 'failed' }): vscode.TestMessage {
  const text = vscode.l10n.t(
    'Backpropagation’s derivative differs from the numerical one for {0} parameters.',
    result.differ,
  );
  const message = vscode.TestMessage.diff(text, result.expected, result.actual);
  // The line alone: a message under a whole layer would cover it.
  if (test.uri && test.range) message.location = new vscode.Location(test.uri, test.range.start);
  return message;
}
