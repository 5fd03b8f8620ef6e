import type * as vscode from 'vscode';
import type { Dataset } from '../data/dataset.ts';
import { loadDataset } from '../data/load.ts';
import type { Locate, Problem } from '../spec/problem.ts';
import type { Spec } from '../spec/spec.ts';
import { dataStamp, dataUris } from './dataFiles.ts';
import type { Files } from './files.ts';

export interface Loaded {
  readonly dataset: Dataset | undefined;
  readonly problems: readonly Problem[];
  /** Changes when the files do that the rows come from; undefined if they come from the spec alone. */
  readonly stamp: string | undefined;
}

/** The datasets that were last loaded, one a spec: a big file isn't read again for every letter typed. */
export class Datasets {
  private readonly cache = new Map<string, { readonly key: string; readonly loaded: Loaded }>();

  constructor(private readonly files: Files) {}

  async load(uri: vscode.Uri, spec: Spec, locate: Locate): Promise<Loaded> {
    const stamp = await sourceStamp(uri, spec);
    const key = stamp && cacheKey(stamp, spec);
    const cached = this.cache.get(uri.toString());
    if (key !== undefined && cached?.key === key) return cached.loaded;

    const reader = { ...this.files.reader(uri), growing: spec.training.method === 'online' };
    const loaded = { ...(await loadDataset(spec, locate, reader)), stamp };
    // Problems have ranges in the text, which the next letter moves.
    if (key !== undefined && loaded.problems.length === 0) this.cache.set(uri.toString(), { key, loaded });
    else this.cache.delete(uri.toString());
    return loaded;
  }

  forget(uri: vscode.Uri): void {
    this.cache.delete(uri.toString());
  }
}

async function sourceStamp(uri: vscode.Uri, { data: { source } }: Spec): Promise<string | undefined> {
  const stamps = await Promise.all(dataUris(uri, source).map(dataStamp));
  // Of a file that is not there nothing is kept.
  return stamps.length === 0 || stamps.includes(undefined) ? undefined : stamps.join();
}

/** All that the dataset of a file depends on; other sources are quick to load. */
function cacheKey(stamp: string, { data, layers, loss, training }: Spec): string {
  return JSON.stringify([stamp, data, layers, loss, training.seed, training.method === 'online']);
}
