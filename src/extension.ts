import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import type { NnLabApi } from './editor/api.ts';
import { writeAtomically } from './runs/atomic.ts';
import { diskFolder } from './runs/diskFolder.ts';
import { fileReader } from './runs/fileReader.ts';
import { nodeWorkers } from './runs/nodeWorker.ts';
import { RecordStore } from './runs/recordStore.ts';
import { tailReader } from './runs/tail.ts';
import { wire, type Wired } from './wiring.ts';

let wired: Wired | undefined;

/** Where extensions run in Node: on the desktop, or on a server. */
export function activate(context: vscode.ExtensionContext): NnLabApi {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath;
  const storage = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs').fsPath;
  const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  wired = wire(context, (log) => ({
    startWorker: nodeWorkers(worker, log),
    hash,
    cores: availableParallelism(),
    disk: { reader: fileReader, follower: tailReader, write: writeAtomically },
    records: new RecordStore(diskFolder(storage), hash, log),
  }));
  return wired.api;
}

/** VS Code waits a few seconds for it. */
export async function deactivate(): Promise<void> {
  await wired?.leave();
}
