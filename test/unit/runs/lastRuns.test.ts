import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LastRuns } from '../../../src/runs/lastRuns.ts';
import { epochOf, recordOf, type RunRecord } from '../../../src/runs/record.ts';
import { decodeRecord, encodeRecord } from '../../../src/runs/recordBytes.ts';
import { RecordStore } from '../../../src/runs/recordStore.ts';
import { Runs } from '../../../src/runs/runs.ts';
import { temporaryFolder } from '../cli/terminal.ts';
import { ending, epochsOf, FakeWorkers, xorTask } from './fakeWorker.ts';

const file = 'file:///xor.nn.json';
const weights = Float64Array.of(1, -2, 0.1);
const folder = temporaryFolder();

/** A window: its runs, and what it keeps of them. */
class Window {
  readonly workers = new FakeWorkers();
  readonly runs = new Runs(this.workers.start, 1);
  readonly log: string[] = [];
  readonly told: string[] = [];
  readonly storeFolder = join(folder.path, 'runs');
  readonly store = new RecordStore(this.storeFolder, (line) => this.log.push(line));
  readonly last = new LastRuns(this.runs, this.store, (restored) => this.told.push(restored));

  constructor() {
    this.runs.onEvent((event) => this.last.follow(event));
  }

  /** Trains as far as a frame. */
  train(name = file): void {
    this.runs.train(name, xorTask());
    const frame = { type: 'frame' as const, epochs: epochsOf(0, 0.7, NaN), parameters: weights };
    this.workers.all.at(-1)?.say({ type: 'started' }, frame);
  }

  end(): void {
    const end = { type: 'ended' as const, epochs: epochsOf(2, 0.5), parameters: weights, ending: ending('completed') };
    this.workers.all.at(-1)?.say(end);
  }
}

function record(name = file): RunRecord {
  const window = new Window();
  window.train(name);
  const run = window.runs.run(name);
  if (!run) throw new Error('there is no run');
  return recordOf(name, run, 1000);
}

describe('a record', () => {
  test('of a run under way is that of one that was stopped there', () => {
    const written = record();
    const kept = decodeRecord(encodeRecord(written));
    expect(kept).toEqual(written);
    expect(kept).toMatchObject({ file, specHash: 'abc', precision: 'float32' });
    expect(kept.run).toMatchObject({ id: 0, restored: 1000, parameters: weights, epochs: epochsOf(0, 0.7, NaN) });
    expect(kept.run.state).toMatchObject({ kind: 'ended', ending: { reason: 'stopped', epochs: 1 } });
    expect(epochOf(kept.run)).toBe(1);
  });

  test('has the last 100,000 epochs of a long run', () => {
    const { workers, runs } = new Window();
    const run = runs.train(file, xorTask());
    const losses = Array.from({ length: 100_010 }, (_, epoch) => epoch);
    workers.at(0).say({ type: 'frame', epochs: epochsOf(0, ...losses), parameters: weights });
    const { epochs } = recordOf(file, run, 0).run;
    expect([epochs.from, epochs.loss.training[0], epochs.loss.training.length]).toEqual([10, 10, 100_000]);
    expect(epochOf(recordOf(file, run, 0).run)).toBe(100_009);
  });

  test('that lacks bytes, or has others, is refused', () => {
    const bytes = encodeRecord(record());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(() => decodeRecord(bytes.subarray(0, at))).toThrow(/^it is (of another version|damaged)$/);
        const other = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
        expect(() => decodeRecord(other)).toThrow(/^it is (of another version|damaged)$/);
      }),
    );
  });
});

describe('after a reload', () => {
  test('the last run is there again, until the file is trained anew', async () => {
    const before = new Window();
    before.train();
    before.store.write(record('file:///other.nn.json'));
    before.end();
    await before.last.flush();

    const after = new Window();
    expect(after.last.of(file)).toBeUndefined();
    await after.last.restore(file);
    await after.last.restore(file);
    expect(after.told).toEqual([file]);
    expect(after.last.of(file)?.run.parameters).toEqual(weights);
    expect(after.last.restored(file)?.run.state).toEqual({ kind: 'ended', ending: ending('completed') });
    expect(after.last.restored(file)?.run.epochs.loss.training).toEqual(Float64Array.of(0.7, NaN, 0.5));

    after.runs.train(file, xorTask());
    expect(after.last.restored(file)).toBeUndefined();
    expect(after.last.of(file)).toBeUndefined();
    expect(after.log).toEqual([]);
  });

  test('a run that was not at its end is where it was when the window was left', async () => {
    const before = new Window();
    before.train();
    await before.last.flush();
    const after = new Window();
    await after.last.restore(file);
    expect(after.last.restored(file)?.run.state).toMatchObject({ kind: 'ended', ending: { reason: 'stopped' } });
  });

  test('what is damaged is dropped, with a line in the log', async () => {
    const before = new Window();
    before.train();
    await before.last.flush();
    const [name = ''] = await readdir(before.storeFolder);
    await writeFile(join(before.storeFolder, name), (await readFile(join(before.storeFolder, name))).subarray(0, 100));

    const after = new Window();
    await after.last.restore(file);
    expect(after.told).toEqual([]);
    expect(after.last.of(file)).toBeUndefined();
    expect(after.log).toEqual([`the last run of ${file} can't be restored: it is damaged`]);
    expect(await readdir(before.storeFolder)).toEqual([]);
  });
});

describe('while it trains', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a run is kept every ten seconds, and at its end', () => {
    const window = new Window();
    const write = vi.spyOn(window.store, 'write').mockReturnValue();
    window.train();
    vi.advanceTimersByTime(9_000);
    expect(write).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(write).toHaveBeenCalledTimes(1);
    window.workers.at(0).say({ type: 'frame', epochs: epochsOf(2), parameters: weights });
    window.end();
    expect(write).toHaveBeenCalledTimes(2);
    expect(write.mock.calls.at(-1)?.[0].run.state.kind).toBe('ended');
    vi.advanceTimersByTime(60_000);
    expect(write).toHaveBeenCalledTimes(2);
  });
});

describe('the store', () => {
  test('forgets the oldest when there are too many, and does not take what is too large', async () => {
    const log: string[] = [];
    const size = encodeRecord(record('file:///1')).length;
    const place = join(folder.path, 'bounded');
    const store = new RecordStore(place, (line) => log.push(line), { all: 2.5 * size, one: 1.5 * size });
    for (const [index, name] of ['file:///1', 'file:///2', 'file:///3'].entries()) {
      store.write(record(name));
      await store.idle();
      for (const path of index === 0 ? await readdir(place) : []) await utimes(join(place, path), 1, 1);
    }
    expect(await store.read('file:///1')).toBeUndefined();
    expect((await store.read('file:///3'))?.file).toBe('file:///3');
    expect(await readdir(place)).toHaveLength(2);

    store.write({ ...record('file:///4'), classes: ['a'.repeat(size)] });
    await store.idle();
    expect(log).toEqual([expect.stringMatching(/^the last run of file:\/\/\/4 is not kept: it takes \d+ bytes$/)]);
    expect(await store.read('file:///4')).toBeUndefined();
  });
});
