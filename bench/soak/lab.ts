import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as passed } from 'node:timers/promises';
import { Failure } from '../../scripts/run.mjs';
import { packageExtension } from '../../scripts/setup.mjs';
import { Workbench } from '../../test/workbench/workbench.ts';
import { megabytes, table } from './table.ts';

const file = 'soak.nn.json';
/** A network as people train them here, on one thread, without an end. */
const spec = {
  data: { generator: 'spiral', samples: 4000, seed: 1, validation: 0.25 },
  layers: [
    { units: 64, activation: 'tanh' },
    { units: 64, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { batchSize: 10, epochs: 1_000_000_000, learningRate: 0.01, seed: 1, threads: 1 },
};
/** Minutes that the lab is shown, and then hidden. */
const turns = { shown: 3, hidden: 2 };

/** The extension host among the processes that this one has started, or they. */
function extensionHost(): number {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = rows.map((row) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const ours = new Set([process.pid]);
  for (let before = 0; before !== ours.size;) {
    before = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  const host = processes.find(({ pid, args }) => ours.has(pid) && args.includes('--type=extensionHost'));
  if (!host) throw new Failure('There is no extension host.');
  return host.pid;
}

async function processFigures(pid: number): Promise<{ rss: number; threads: number; files: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const value = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const files = await readdir(`/proc/${pid}/fd`);
  return { rss: value('VmRSS') * 1024, threads: value('Threads'), files: files.length };
}

/** Trains for so many minutes with the lab shown and hidden in turns; prints a line a minute. */
export async function soakLab(minutes: number): Promise<void> {
  await packageExtension();
  const workbench = await Workbench.open(file, {
    files: { [file]: JSON.stringify(spec, null, 2) },
    switches: ['--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  try {
    await workbench.lens('Train').click();
    await workbench.lab.locator('[data-testid=loss-chart] canvas').first().waitFor();
    await workbench.tab('Lab: soak').click();
    await workbench.command('File: New Untitled Text File');
    await workbench.tab('Untitled-1').waitFor();
    await watch(workbench, minutes);
  } finally {
    await workbench.close();
  }
}

async function watch(workbench: Workbench, minutes: number): Promise<void> {
  const { lab } = workbench;
  const pid = extensionHost();
  const row = table(['minute', 'lab   ', '    epoch', 'host MB', 'threads', 'files', 'lab heap MB', 'lab nodes']);
  for (let minute = 0; ; minute++) {
    const shown = minute % (turns.shown + turns.hidden) < turns.shown;
    await workbench.tab(shown ? 'Lab: soak' : 'Untitled-1').click();
    const page = shown ? await labFigures(lab) : { epoch: '', heap: '', nodes: '' };
    const { rss, threads, files } = await processFigures(pid);
    const host = [megabytes(rss), String(threads), String(files)];
    row([String(minute), shown ? 'shown' : 'hidden', page.epoch, ...host, page.heap, page.nodes]);
    if (minute >= minutes) return;
    await passed(60_000);
  }
}

async function labFigures(lab: Workbench['lab']): Promise<{ epoch: string; heap: string; nodes: string }> {
  await lab.locator('[data-testid=loss-chart] canvas').first().waitFor();
  const epoch = (await lab.locator('[data-testid=epoch]').innerText()).split('/')[0]?.trim() ?? '';
  const heap = await lab.locator('body').evaluate(() => {
    // Chromium's own, by the switches above.
    const { gc, performance: clock } = globalThis as unknown as {
      gc(): void;
      performance: { memory: { usedJSHeapSize: number } };
    };
    gc();
    return clock.memory.usedJSHeapSize;
  });
  return { epoch, heap: megabytes(heap), nodes: String(await lab.locator('*').count()) };
}
