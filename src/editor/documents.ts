import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Dataset } from '../data/dataset.ts';
import { loadDataset } from '../data/load.ts';
import { sha256 } from '../data/sha256.ts';
import { dataSuspicions } from '../data/suspicions.ts';
import { networkOf } from '../engine/network.ts';
import { withStartingWeights } from '../export/startingWeights.ts';
import type { Network } from '../protocol/run.ts';
import { shownNetwork, sketchedNetwork } from '../runs/network.ts';
import { sweepTasks, type SweepTask } from '../runs/sweepTasks.ts';
import { parseSpec } from '../spec/parse.ts';
import type { Path, Problem } from '../spec/problem.ts';
import type { Spec } from '../spec/spec.ts';
import { roughTree } from '../spec/syntax.ts';
import { Datasets } from './datasets.ts';
import type { Files } from './files.ts';

export const languageId = 'nn-json';

export type Parsed = ReturnType<typeof parseSpec> & { readonly version: number };

/** A spec and data that a run can be made of. */
export interface Good {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly network: Network;
  readonly parameters: number;
  /** SHA-256 of the text. */
  readonly specHash: string;
  /** As in Loaded. */
  readonly stamp: string | undefined;
}

export interface Checked {
  readonly version: number;
  readonly problems: readonly Problem[];
  /** As the text alone describes it where its data could not be read; undefined if the text is wrong. */
  readonly network: Network | undefined;
  /** Undefined if there is an error among the problems. */
  readonly good: Good | undefined;
}

/** What is known of every open spec. The text in the editor counts, saved or not. */
export class Documents implements vscode.Disposable {
  private readonly parses = new Map<string, Parsed>();
  private readonly trees = new Map<string, { readonly version: number; readonly tree: Node | undefined }>();
  private readonly latest = new Map<string, Checked>();
  private readonly lastGoods = new Map<string, Good>();
  private readonly datasets: Datasets;
  private readonly checkedEmitter = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri));

  /** The document has been checked, and has not changed since. */
  readonly onDidCheck = this.checkedEmitter.event;

  constructor(readonly files: Files) {
    this.datasets = new Datasets(files);
  }

  parse(document: vscode.TextDocument): Parsed {
    const key = document.uri.toString();
    const known = this.parses.get(key);
    if (known?.version === document.version) return known;
    const parsed = { ...parseSpec(document.getText()), version: document.version };
    this.parses.set(key, parsed);
    return parsed;
  }

  /** Of a text that may be broken; undefined if nothing can be made of it. */
  tree(document: vscode.TextDocument): Node | undefined {
    const key = document.uri.toString();
    const known = this.trees.get(key);
    if (known?.version === document.version) return known.tree;
    const tree = roughTree(document.getText());
    this.trees.set(key, { version: document.version, tree });
    return tree;
  }

  valueAt(document: vscode.TextDocument, path: Path): unknown {
    const tree = this.tree(document);
    const node = tree && findNodeAtLocation(tree, [...path]);
    return node && getNodeValue(node);
  }

  /** How many inputs the network has, as far as its data have been read. */
  inputs({ uri }: vscode.TextDocument): number | undefined {
    return this.lastGood(uri)?.dataset.inputNames.length;
  }

  /** Parses the text and loads its data; if the text changes meanwhile, what comes back is of the old one. */
  async check(document: vscode.TextDocument): Promise<Checked> {
    const { spec, problems, locate, version } = this.parse(document);
    const specHash = sha256(document.getText());
    const loaded = spec && (await this.datasets.load(document.uri, spec, locate));
    const suspicions = spec && loaded?.dataset ? dataSuspicions(spec, loaded.dataset, locate) : [];
    const dataset = loaded?.dataset;
    const started =
      spec &&
      dataset &&
      (await withStartingWeights(spec, dataset.inputNames.length, locate, this.files.reader(document.uri)));
    const all = [...problems, ...(loaded?.problems ?? []), ...suspicions, ...(started?.problems ?? [])];
    const faulty = all.some(({ severity }) => severity === 'error');
    const good =
      started?.spec && dataset && !faulty
        ? runnable({ spec: started.spec, dataset, specHash, stamp: loaded.stamp })
        : undefined;
    const network = spec && (dataset ? shownNetwork(spec, dataset) : sketchedNetwork(spec));
    const checked = { version, problems: all, network, good };
    if (document.version === version && !document.isClosed) this.remember(document, checked);
    return checked;
  }

  /** The runs of the file's sweep; none if it has no sweep. */
  async sweepTasks(uri: vscode.Uri, good: Good): Promise<SweepTask[]> {
    return sweepTasks(good, (spec) => this.rows(uri, spec));
  }

  /** The rows of a spec that differs from the file's in what chooses among them; undefined after an error. */
  async rows(uri: vscode.Uri, spec: Spec): Promise<Dataset | undefined> {
    return (await loadDataset(spec, () => ({ offset: 0, length: 0 }), this.files.reader(uri))).dataset;
  }

  /** Has a file checked that may be open in no editor. Rejects if there is no such file. */
  async open(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if (!this.latestCheck(uri)) await this.check(document);
  }

  latestCheck(uri: vscode.Uri): Checked | undefined {
    return this.latest.get(uri.toString());
  }

  /** Of the last text without errors. */
  lastGood(uri: vscode.Uri): Good | undefined {
    return this.lastGoods.get(uri.toString());
  }

  dispose(): void {
    this.closing.dispose();
    this.checkedEmitter.dispose();
  }

  private remember(document: vscode.TextDocument, checked: Checked): void {
    const key = document.uri.toString();
    this.latest.set(key, checked);
    if (checked.good) this.lastGoods.set(key, checked.good);
    this.checkedEmitter.fire(document);
  }

  private forget(uri: vscode.Uri): void {
    this.parses.delete(uri.toString());
    this.trees.delete(uri.toString());
    this.latest.delete(uri.toString());
    this.lastGoods.delete(uri.toString());
    this.datasets.forget(uri);
  }
}

function runnable(task: Omit<Good, 'network' | 'parameters'>): Good {
  const { spec, dataset } = task;
  const { parameters } = networkOf(spec, dataset.inputNames.length);
  return { ...task, network: shownNetwork(spec, dataset), parameters };
}
