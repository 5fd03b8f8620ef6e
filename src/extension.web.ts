import * as vscode from 'vscode';
import { sha256 } from './data/sha256.ts';
import type { NnLabApi } from './editor/api.ts';
import { virtualFolder } from './editor/virtualFolder.ts';
import { RecordStore } from './runs/recordStore.ts';
import { webWorkers } from './runs/webWorker.ts';
import { wire, type Wired } from './wiring.ts';

let wired: Wired | undefined;

/** Where extensions run in a browser, without Node and without a disk: vscode.dev, github.dev. */
export function activate(context: vscode.ExtensionContext): NnLabApi {
  const script = workerScript(context.extensionUri);
  const storage = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs');
  wired = wire(context, (log) => ({
    startWorker: webWorkers(script, log),
    cores: navigator.hardwareConcurrency,
    disk: undefined,
    records: new RecordStore(virtualFolder(storage), sha256, log),
  }));
  return wired.api;
}

/** A browser may not wait for it: then what the last seconds brought is lost. */
export async function deactivate(): Promise<void> {
  await wired?.leave();
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
