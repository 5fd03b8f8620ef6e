import * as vscode from 'vscode';
import type { CheckReport } from '../protocol/run.ts';
import type { Runs } from '../runs/runs.ts';
import { checkToEnd } from '../runs/toEnd.ts';
import { problemJson } from '../spec/problemText.ts';
import { goodOrThrow, reportOf, trainOrThrow } from './api.ts';
import type { Documents } from './documents.ts';

/** Points of a loss curve that say enough of it. */
const curvePoints = 20;

/** Lets an agent in the editor work on a network and read real numbers: what comes back is JSON. */
export function registerTools(documents: Documents, runs: Runs): vscode.Disposable {
  const tool = (
    name: string,
    doing: (file: string) => string,
    run: (uri: vscode.Uri, cancellation: vscode.CancellationToken) => Promise<object>,
  ) =>
    vscode.lm.registerTool<{ readonly file: string }>(name, {
      prepareInvocation: ({ input }) => ({ invocationMessage: doing(input.file) }),
      invoke: async ({ input }, cancellation) => {
        const result = await run(await specUri(input.file), cancellation);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(result))]);
      },
    });
  return vscode.Disposable.from(
    tool(
      'nnLab_validate',
      (file) => vscode.l10n.t('Looking for problems in {0}', file),
      async (uri) => {
        const document = await vscode.workspace.openTextDocument(uri);
        const { problems } = await documents.check(document);
        return { problems: problems.map((problem) => problemJson(document.getText(), problem)) };
      },
    ),
    tool(
      'nnLab_train',
      (file) => vscode.l10n.t('Training {0}', file),
      async (uri, cancellation) => {
        const file = uri.toString();
        const good = await goodOrThrow(documents, uri);
        const cancelling = cancellation.onCancellationRequested(() => runs.stopTraining(file));
        const ending = await trainOrThrow(documents, runs, uri, good);
        cancelling.dispose();
        const sweep = runs.sweepState(file)?.runs.map(({ id: _, ...run }) => run);
        return {
          ...ending,
          parameters: good.parameters,
          lossByEpoch: lossByEpoch(runs, file),
          ...(sweep && { sweep }),
        };
      },
    ),
    tool(
      'nnLab_checkGradients',
      (file) => vscode.l10n.t('Checking the gradients of {0}', file),
      async (uri, cancellation) => {
        const file = uri.toString();
        const good = await goodOrThrow(documents, uri);
        const cancelling = cancellation.onCancellationRequested(() => runs.stopCheck(file));
        const report = reportOf(await checkToEnd(runs, file, good));
        cancelling.dispose();
        return figuresOf(report);
      },
    ),
  );
}

/** A path as a model gives it: within a workspace folder, absolute or relative to one. */
async function specUri(file: string): Promise<vscode.Uri> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const root = `${folder.uri.path.replace(/\/$/, '')}/`;
    // Joined, so that “..” is worked out before the path is looked at.
    const uri = vscode.Uri.joinPath(file.startsWith('/') ? folder.uri.with({ path: '/' }) : folder.uri, file);
    if (uri.path.startsWith(root) && (await exists(uri))) return uri;
  }
  throw new Error(vscode.l10n.t('There is no file “{0}” in the workspace.', file));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Without what is there to be drawn. */
function figuresOf({ scatter: _, tensors, ...report }: CheckReport): object {
  return { ...report, tensors: tensors.map(({ errors: __, ...tensor }) => tensor) };
}

/** Evenly thinned, the first and the last epoch that is kept included. */
function lossByEpoch(
  runs: Runs,
  file: string,
): { epoch: number; loss: number | null; validationLoss: number | null }[] {
  const epochs = runs.run(file)?.snapshot().epochs;
  if (!epochs) return [];
  const { loss, stride } = epochs;
  const last = loss.training.length - 1;
  const points = Math.min(curvePoints, last + 1);
  return Array.from({ length: points }, (_, index) => {
    const at = points === 1 ? last : Math.round((index * last) / (points - 1));
    return { epoch: stride * at, loss: finite(loss.training[at]), validationLoss: finite(loss.validation[at]) };
  });
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
