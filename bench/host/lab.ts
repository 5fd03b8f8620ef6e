import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { NnLabApi } from '../../src/editor/api.ts';
import { nnLab } from '../../test/workbench/suite/documents.ts';

/** One training, as the extension host saw it. */
export interface TrainingFigures {
  readonly epochs: number;
  /** By the clock, and of the training thread's processor time; the latter is 0 where /proc does not tell. */
  readonly seconds: number;
  readonly threadSeconds: number;
  /** That the extension host's own thread was at work, whatever on. */
  readonly hostSeconds: number;
  /** To webviews, and what their contents amount to. */
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
}

const sent = { messages: 0, frames: 0, bytes: 0 };

/** Called by VS Code in the extension host: does what lab.mjs asks for by HTTP, until it is told to end. */
export async function run(): Promise<void> {
  const api = await nnLab();
  countMessages();
  await new Promise<void>((end) => {
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const uri = vscode.Uri.file(searchParams.get('file') ?? '');
      answer(api, pathname, uri).then(
        (figures) => {
          response.end(JSON.stringify(figures));
          if (pathname === '/end') server.close(() => end());
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    server.listen(0, '127.0.0.1', () => writeFileSync(join(__dirname, 'port'), JSON.stringify(server.address())));
  });
}

async function answer(api: NnLabApi, order: string, uri: vscode.Uri): Promise<TrainingFigures | null> {
  switch (order) {
    case '/train':
      return trained(api, uri);
    case '/hide':
      await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isLab)));
      return null;
    case '/end':
      return null;
    default:
      throw new Error(`Unknown order ${order}`);
  }
}

function isLab({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview;
}

async function trained(api: NnLabApi, uri: vscode.Uri): Promise<TrainingFigures> {
  const before = { ...sent };
  const load = performance.eventLoopUtilization();
  const threads = threadTimes();
  let thread = 0;
  // Read while it lives: when the run has ended the thread is gone.
  const timer = setInterval(() => (thread = Math.max(thread, busiest(threads))), 100);
  const { epochs, seconds } = await api.train(uri);
  clearInterval(timer);
  return {
    epochs,
    seconds,
    threadSeconds: thread,
    hostSeconds: performance.eventLoopUtilization(load).active / 1000,
    messages: sent.messages - before.messages,
    frames: sent.frames - before.frames,
    bytes: sent.bytes - before.bytes,
  };
}

/** All webviews of a host share their prototype. */
function countMessages(): void {
  const panel = vscode.window.createWebviewPanel('nnLab.bench', '', { viewColumn: 1, preserveFocus: true });
  const prototype: unknown = Object.getPrototypeOf(panel.webview);
  panel.dispose();
  if (typeof prototype !== 'object' || prototype === null) throw new Error('Webviews have no prototype');
  const post: unknown = Reflect.get(prototype, 'postMessage');
  if (typeof post !== 'function') throw new Error('Webviews have no postMessage');
  Reflect.set(prototype, 'postMessage', function (this: unknown, message: object) {
    sent.messages += 1;
    sent.bytes += bytesOf(message);
    if (Reflect.get(message, 'type') === 'frame') sent.frames += 1;
    return Reflect.apply(post, this, [message]);
  });
}

/** Eight a number and one a letter, names included. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + bytesOf(inner), 0);
}

/** Processor time of this process's threads by id, in seconds; none where there is no /proc. */
function threadTimes(): Map<string, number> {
  const folder = '/proc/self/task';
  const times = new Map<string, number>();
  try {
    for (const id of readdirSync(folder)) {
      const fields =
        readFileSync(join(folder, id, 'stat'), 'utf8')
          .split(') ')[1]
          ?.split(' ') ?? [];
      // Clock ticks of user and system, of which there are 100 a second on every Linux.
      times.set(id, (Number(fields[11]) + Number(fields[12])) / 100);
    }
  } catch {
    // A thread ended in between, or this is no Linux: the next reading tells.
  }
  return times;
}

/** What the thread has used that began since, which is the training's. */
function busiest(before: ReadonlyMap<string, number>): number {
  const fresh = [...threadTimes()].filter(([id]) => !before.has(id)).map(([, seconds]) => seconds);
  return Math.max(0, ...fresh);
}
