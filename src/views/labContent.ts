import * as vscode from 'vscode';
import type { Documents } from '../editor/documents.ts';
import { fileName } from '../editor/names.ts';
import type { LabFrame, LabSnapshot } from '../protocol/lab.ts';
import type { Run, Series } from '../protocol/run.ts';
import type { LastRuns } from '../runs/lastRuns.ts';
import { epochOf } from '../runs/record.ts';
import type { Runs } from '../runs/runs.ts';
import type { Problem } from '../spec/problem.ts';
import type { KnownEpochs } from './labPanel.ts';
import type { PredictedRun } from './predictionFeed.ts';
import type { TracedRun } from './tracing.ts';

/** Problems of files that Restricted Mode does not read. */
const unreadCodes: ReadonlySet<string> = new Set(['data-file', 'weights-file'] satisfies Problem['code'][]);

/**
 * All that the lab of a file shows.
 * @param known what it has of the run
 */
export function labContent(
  uri: vscode.Uri,
  known: KnownEpochs | undefined,
  documents: Documents,
  runs: Runs,
  lastRuns: LastRuns,
): LabSnapshot {
  const good = documents.lastGood(uri);
  const run = runs.run(uri.toString());
  const restored = lastRuns.restored(uri.toString());
  const { problems = [], network } = documents.latestCheck(uri) ?? {};
  const errors = problems.filter(({ severity }) => severity === 'error');
  const restricted =
    !vscode.workspace.isTrusted && errors.length > 0 && errors.every(({ code }) => unreadCodes.has(code));
  return {
    type: 'snapshot',
    uri: uri.toString(),
    file: fileName(uri),
    description: good?.spec.description ?? '',
    network: good?.network ?? (restricted && network ? network : null),
    errors: errors.length,
    restricted,
    // A run that follows its file has learned from what changed.
    stale: good !== undefined && (restored || !run?.following) && (restored ?? run ?? good).stamp !== good.stamp,
    run: (restored ? unknownOf(restored.run, known) : run?.snapshot(known?.run === run.id ? known.next : 0)) ?? null,
    sweep: (restored ? undefined : runs.sweepState(uri.toString())) ?? null,
    check: runs.checkState(uri.toString()) ?? null,
  };
}

/** A restored run does not change: of one that is known there is nothing new. */
function unknownOf(run: Run, known: KnownEpochs | undefined): Run {
  if (known?.run !== run.id) return run;
  const nothing = (series: Series): Series => ({
    ...series,
    training: new Float64Array(),
    validation: new Float64Array(),
  });
  const { loss, metrics } = run.epochs;
  const epochs = {
    ...run.epochs,
    from: known.next,
    loss: nothing(loss),
    metrics: metrics.map(nothing),
    learningRate: new Float64Array(),
  };
  return { ...run, epochs };
}

/** What its run has done from the epoch `from` on. */
export function labFrame(uri: vscode.Uri, from: number, runs: Runs): LabFrame | undefined {
  const run = runs.run(uri.toString());
  return run && { type: 'frame', run: run.id, epochs: run.epochs(from), parameters: run.parameters };
}

/** A restored run, to be predicted and traced with, if the file and its data are still those that it was trained on. */
export function restoredRun(
  uri: vscode.Uri,
  documents: Documents,
  lastRuns: LastRuns,
): (PredictedRun & TracedRun) | undefined {
  const record = lastRuns.restored(uri.toString());
  const good = documents.lastGood(uri);
  // Which rows a sweep's run held out is not known.
  if (!record || !good || good.spec.sweep) return undefined;
  if (record.specHash !== good.specHash || record.stamp !== good.stamp) return undefined;
  const { id, parameters, state } = record.run;
  return { id, spec: good.spec, dataset: good.dataset, parameters, state, progress: { epoch: epochOf(record.run) } };
}
