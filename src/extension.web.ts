import * as vscode from 'vscode';
import type { NnLabApi } from './editor/api.ts';
import type { Records } from './runs/lastRuns.ts';
import { webWorkers } from './runs/webWorker.ts';
import { wire } from './wiring.ts';

/** Where extensions run in a browser, without Node and without a disk: vscode.dev, github.dev. */
export function activate(context: vscode.ExtensionContext): NnLabApi {
  const script = workerScript(context.extensionUri);
  return wire(context, (log) => ({
    startWorker: webWorkers(script, log),
    cores: navigator.hardwareConcurrency,
    disk: undefined,
    records: nothingKept,
  })).api;
}

/** A browser starts no worker from another origin, which the extension may come from: its text becomes one of this. */
function workerScript(extension: vscode.Uri): () => Promise<string> {
  let address: string | undefined;
  return async () => {
    if (address !== undefined) return address;
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', 'worker.web.js'));
    return (address ??= URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'text/javascript' })));
  };
}

/** The last run of a file is there until the window is left. */
const nothingKept: Records = {
  read: () => Promise.resolve(undefined),
  write: () => {},
  idle: () => Promise.resolve(),
};
