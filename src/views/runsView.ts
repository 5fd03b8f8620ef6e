import * as vscode from 'vscode';
import { shortName } from '../editor/names.ts';
import { Throttle } from '../editor/throttle.ts';
import type { RunEvent } from '../runs/events.ts';
import { keyOf, type RunSummary } from '../runs/record.ts';
import type { Runs } from '../runs/runs.ts';
import { outcomeIcon, outcomeName, resultText, runTooltip, startText } from './runWords.ts';

/** A file with its runs, the latest first, or one of those with the one before it. */
export type RunNode =
  | { readonly kind: 'file'; readonly file: string; readonly runs: readonly RunSummary[] }
  | { readonly kind: 'run'; readonly run: RunSummary; readonly before: RunSummary | undefined };

/** The sidebar's list of the workspace's runs, those of windows before this one included. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  static readonly id = 'nnLab.runs';
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly refresh = new Throttle(250, () => this.changed.fire());
  private readonly view: vscode.TreeView<RunNode>;

  /**
   * @param list summaries of all runs that are kept, the latest first
   * @param shownKey of the run that is shown of a file
   */
  constructor(
    private readonly runs: Runs,
    private readonly list: () => Promise<readonly RunSummary[]>,
    private readonly shownKey: (file: string) => string | undefined,
  ) {
    this.view = vscode.window.createTreeView(RunsView.id, { treeDataProvider: this, canSelectMany: true });
  }

  get selection(): readonly RunNode[] {
    return this.view.selection;
  }

  /** There is something new to show. */
  update(): void {
    this.refresh.soon();
  }

  follow({ kind }: RunEvent): void {
    if (kind === 'run' || kind === 'state') this.update();
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (!node) return filesOf(await this.list());
    if (node.kind === 'run') return [];
    return node.runs.map((run, index) => ({ kind: 'run', run, before: node.runs[index + 1] }));
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    return node.kind === 'file' ? fileItem(node.file, node.runs.length) : this.runItem(node);
  }

  dispose(): void {
    this.refresh.dispose();
    vscode.Disposable.from(this.view, this.changed).dispose();
  }

  private runItem(node: Extract<RunNode, { kind: 'run' }>): vscode.TreeItem {
    const { run, before } = node;
    const latest = this.runs.run(run.file);
    const training = latest?.active === true && keyOf(latest) === run.key;
    const outcome = training ? 'training' : run.outcome;
    const shown = this.shownKey(run.file) === run.key;
    const start = startText(run.startedAt, new Date());
    const result = resultText(run, before);
    const item = new vscode.TreeItem(start);
    item.id = `${run.key} ${run.file}`;
    item.description = shown ? `● ${result}` : result;
    item.tooltip = runTooltip(run, outcome);
    item.iconPath = outcomeIcon(outcome);
    const words = [start, outcomeName(outcome), ...(shown ? [vscode.l10n.t('shown')] : []), result];
    item.accessibilityInformation = { label: words.join(', ') };
    item.contextValue = training ? 'training' : 'run';
    item.command = { title: '', command: 'nnLab.showRun', arguments: [node] };
    return item;
  }
}

function filesOf(runs: readonly RunSummary[]): RunNode[] {
  const files = new Map<string, RunSummary[]>();
  for (const run of runs) files.set(run.file, [...(files.get(run.file) ?? []), run]);
  return [...files].map(([file, ofFile]) => ({ kind: 'file', file, runs: ofFile }));
}

function fileItem(file: string, count: number): vscode.TreeItem {
  const uri = vscode.Uri.parse(file);
  const item = new vscode.TreeItem(shortName(uri), vscode.TreeItemCollapsibleState.Expanded);
  item.id = file;
  item.description = count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count);
  item.tooltip = vscode.workspace.asRelativePath(uri);
  item.iconPath = new vscode.ThemeIcon('circuit-board');
  item.contextValue = 'file';
  return item;
}
