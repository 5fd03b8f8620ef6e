import * as vscode from 'vscode';
import type { CheckReport, Ending } from '../protocol/run.ts';
import type { RunEvent } from '../runs/events.ts';
import type { Runs } from '../runs/runs.ts';
import { checkToEnd, sweepToEnd, trainToEnd } from '../runs/toEnd.ts';
import type { Documents, Good } from './documents.ts';
import { say } from './say.ts';

/** What other extensions get: `vscode.extensions.getExtension('nn-lab.nn-lab')?.activate()`. */
export interface NnLabApi {
  /** Grows when something is taken away or changes its meaning; additions leave it as it is. */
  readonly version: 1;
  /** Trains a network as it stands in the editor; of a sweep all runs, and the best one's ending is told. Rejects, saying why, if it can't be trained. */
  train(uri: vscode.Uri): Promise<Ending>;
  /** Checks its gradients. Rejects, saying why, if they can't be checked. */
  check(uri: vscode.Uri): Promise<CheckReport>;
  /** Something happened to a file's run or check, whoever started it. */
  readonly onDidChange: vscode.Event<{ readonly uri: vscode.Uri; readonly kind: RunEvent['kind'] }>;
}

export function createApi(documents: Documents, runs: Runs): NnLabApi {
  return {
    version: 1,
    train: async (uri) => trainOrThrow(documents, runs, uri, await goodOrThrow(documents, uri)),
    check: async (uri) => reportOf(await checkToEnd(runs, uri.toString(), await goodOrThrow(documents, uri))),
    onDidChange: (listener, thisArgs: unknown, disposables) => {
      const unsubscribe = runs.onEvent(({ file, kind }) => {
        Reflect.apply(listener, thisArgs, [{ uri: vscode.Uri.parse(file), kind }]);
      });
      const subscription = new vscode.Disposable(unsubscribe);
      disposables?.push(subscription);
      return subscription;
    },
  };
}

/** @throws Error with the first problem of a network that can't be run */
export async function goodOrThrow(documents: Documents, uri: vscode.Uri): Promise<Good> {
  const { good, problems } = await documents.check(await vscode.workspace.openTextDocument(uri));
  if (good) return good;
  const error = problems.find(({ severity }) => severity === 'error');
  throw new Error(error ? say(error.message) : vscode.l10n.t('The network can’t be run.'));
}

/** @throws Error saying why no ending came of it */
export async function trainOrThrow(documents: Documents, runs: Runs, uri: vscode.Uri, good: Good): Promise<Ending> {
  const tasks = await documents.sweepTasks(uri, good);
  const file = uri.toString();
  return endingOf(await (tasks.length > 0 ? sweepToEnd(runs, file, tasks) : trainToEnd(runs, file, good)));
}

function endingOf(state: Awaited<ReturnType<typeof trainToEnd>>): Ending {
  if (state?.kind === 'ended') return state.ending;
  throw new Error(state?.kind === 'failed' ? say(state.message) : vscode.l10n.t('Another training took its place.'));
}

export function reportOf(state: Awaited<ReturnType<typeof checkToEnd>>): CheckReport {
  if (state.kind === 'done') return state.report;
  throw new Error(state.kind === 'failed' ? say(state.message) : vscode.l10n.t('The check was stopped.'));
}
