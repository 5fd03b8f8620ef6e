import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../../../src/data/sha256.ts';
import { diskFolder } from '../../../src/runs/diskFolder.ts';
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
  readonly runs: Runs;
  readonly log: string[] = [];
  readonly told: string[] = [];
  readonly storeFolder = join(folder.path, 'runs');
  readonly store = new RecordStore(diskFolder(this.storeFolder), sha256, (line) => this.log.push(line));
  readonly last: LastRuns;

  constructor(cores = 1) {
    this.runs = new Runs(this.workers.start, cores);
    this.last = new LastRuns(this.runs, this.store, (restored) => this.told.push(restored));
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
    const kept = decodeRecord(encodeRecord(written, sha256), sha256);
    expect(kept).toEqual(written);
    expect(kept).toMatchObject({ file, specHash: 'abc', precision: 'float32' });
    expect(kept.run).toMatchObject({ id: 1, restored: 1000, parameters: weights, epochs: epochsOf(0, 0.7, NaN) });
    expect(kept.run.state).toMatchObject({ kind: 'ended', ending: { reason: 'stopped', epochs: 1 } });
    expect(epochOf(kept.run)).toBe(1);
  });

  test('that lacks bytes, or has others, is refused', () => {
    const bytes = encodeRecord(record(), sha256);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(() => decodeRecord(bytes.subarray(0, at), sha256)).toThrow(/^it is (of another version|damaged)$/);
        const other = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
        expect(() => decodeRecord(other, sha256)).toThrow(/^it is (of another version|damaged)$/);
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
    expect(after.log).toEqual(["a run can't be restored: it is damaged"]);
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
  const log: string[] = [];
  const size = (): number => encodeRecord(record(), sha256).length;
  const storeOf = (limits: { all?: number; ofFile?: number; bytes?: number; bytesOfOne?: number }): RecordStore => {
    const all = { all: 100, ofFile: 100, bytes: 1e9, bytesOfOne: 1e9, ...limits };
    log.length = 0;
    return new RecordStore(diskFolder(join(folder.path, 'store')), sha256, (line) => log.push(line), all);
  };
  /** Of one run after the other. */
  const write = (store: RecordStore, ...files: string[]): RunRecord[] => {
    const records = files.map((name, index) => ({ ...record(name), key: `000000000000${index + 1}-000001` }));
    for (const one of records) store.write(one);
    return records;
  };

  test('lists what it keeps, the latest first, with what became of each', async () => {
    const store = storeOf({});
    let changes = 0;
    store.onChange(() => changes++);
    expect(await store.list()).toEqual([]);
    write(store, 'file:///1', 'file:///2', 'file:///1');
    await store.idle();
    expect(changes).toBe(3);
    const list = await store.list();
    expect(list.map((run) => [run.file, run.startedAt])).toEqual([
      ['file:///1', 3],
      ['file:///2', 2],
      ['file:///1', 1],
    ]);
    expect(list[0]).toMatchObject({ outcome: 'stopped', epochs: 1, loss: NaN, validationLoss: null });
    expect(list[0]?.settings).toContainEqual({ name: 'learningRate', value: '0.5' });
    expect((await store.latest('file:///1'))?.key).toBe('0000000000003-000001');
  });

  test('forgets the oldest first: of a file, of all, and by their bytes', async () => {
    const starts = async (store: RecordStore): Promise<number[]> => {
      await store.idle();
      return (await store.list()).map(({ startedAt }) => startedAt);
    };
    const ofFile = storeOf({ ofFile: 2 });
    write(ofFile, file, 'file:///other', file, file);
    expect(await starts(ofFile)).toEqual([4, 3, 2]);
    const all = storeOf({ all: 2 });
    write(all, 'file:///1', 'file:///2', 'file:///3');
    expect(await starts(all)).toEqual([4, 3]);
    await all.forget(await all.list());
    const bytes = storeOf({ bytes: 2.5 * size() });
    write(bytes, file, file, file);
    expect(await starts(bytes)).toEqual([3, 2]);
    expect(log).toEqual([]);
  });

  test('takes the runs of two windows, whatever both forget at the same time', async () => {
    const [one, other] = [storeOf({ ofFile: 3 }), storeOf({ ofFile: 3 })];
    for (let turn = 0; turn < 8; turn++) {
      for (const [index, store] of [one, other].entries()) {
        store.write({ ...record(), key: `00000000000${turn}${index}-000001` });
      }
    }
    await Promise.all([one.idle(), other.idle()]);
    const kept = ['0000000000071-000001', '0000000000070-000001', '0000000000061-000001'];
    expect((await one.list()).map(({ key }) => key)).toEqual(kept);
    expect((await other.list()).map(({ key }) => key)).toEqual(kept);
    expect(log).toEqual([]);
  });

  test('does without, where there is no room', async () => {
    const full = { ...diskFolder(join(folder.path, 'full')), write: () => Promise.reject(new Error('ENOSPC')) };
    const store = new RecordStore(full, sha256, (line) => log.push(line));
    log.length = 0;
    store.write(record());
    await store.idle();
    expect(log).toEqual(['a run of file:///xor.nn.json is not kept: ENOSPC']);
    expect(await store.list()).toEqual([]);
  });

  test('does not take what is too large', async () => {
    const store = storeOf({ bytesOfOne: 1.5 * size() });
    store.write({ ...record(), classes: ['a'.repeat(size())] });
    await store.idle();
    expect(log).toEqual([expect.stringMatching(/^a run of file:\/\/\/xor.nn.json is not kept: it takes \d+ bytes$/)]);
    expect(await store.list()).toEqual([]);
  });

  test('forgets what it is told to, and takes it back', async () => {
    const store = storeOf({});
    const [first, second] = write(store, file, file);
    if (!first || !second) throw new Error('nothing was written');
    await store.forget([second]);
    expect((await store.list()).map(({ key }) => key)).toEqual([first.key]);
    expect(await store.read(second)).toBeUndefined();
    store.write(second);
    await store.idle();
    expect(await store.read(second)).toEqual(second);
  });

  test('has a run with a very long list of settings', async () => {
    const store = storeOf({});
    const settings = [{ name: 'layers', value: 'tanh '.repeat(10_000) }];
    store.write({ ...record(), settings });
    await store.idle();
    expect((await store.list())[0]?.settings).toEqual(settings);
  });

  test('drops a damaged record, and goes on to the one before', async () => {
    const store = storeOf({});
    const [first, second] = write(store, file, file);
    await store.idle();
    const place = join(folder.path, 'store');
    const name = (await readdir(place)).find((one) => one.includes(second?.key ?? '?')) ?? '';
    await writeFile(join(place, name), (await readFile(join(place, name))).subarray(0, -1));
    expect((await store.latest(file))?.key).toBe(first?.key);
    expect(log).toEqual(["a run can't be restored: it is damaged"]);
    expect(await readdir(place)).toHaveLength(1);
  });
});

describe('what is shown', () => {
  test('is a record that was asked for, until the file is trained anew, and then it is compared with', async () => {
    const window = new Window();
    window.train();
    window.end();
    window.train();
    window.end();
    await window.last.flush();
    const [, first] = await window.store.list();
    const kept = first && (await window.store.read(first));
    if (!kept) throw new Error('the first run is not kept');
    window.last.show(kept);
    expect(window.last.restored(file)?.run.id).toBe(1);
    expect(window.runs.compared(file, window.last.restored(file)).map(({ id }) => id)).toEqual([1, 2]);

    window.train();
    expect(window.last.restored(file)).toBeUndefined();
    expect(window.runs.compared(file).map(({ id }) => id)).toEqual([3, 1, 2]);
    window.runs.forget(file, [kept.key]);
    expect(window.runs.compared(file).map(({ id }) => id)).toEqual([3, 2]);
  });

  test('is the run under way, whatever is asked for', () => {
    const window = new Window();
    window.train();
    window.last.show(record());
    expect(window.last.restored(file)).toBeUndefined();
  });

  test('is this window’s last run again, when that is asked for', async () => {
    const window = new Window();
    window.train();
    window.end();
    window.last.show(record());
    expect(window.last.of(file)?.key).toBe(window.last.restored(file)?.key);
    await window.last.showLatest(file);
    expect(window.last.restored(file)).toBeUndefined();
    expect(window.told).toEqual([file, file]);
    await window.last.flush();
  });

  test('is the run before, once that of the last window is forgotten', async () => {
    const window = new Window();
    const [first, last] = [record(), { ...record(), key: '9' }];
    for (const one of [first, last]) window.store.write(one);
    await window.store.idle();
    await window.last.restore(file);
    expect(window.last.of(file)?.key).toBe('9');
    await window.store.forget([last]);
    await window.last.showLatest(file);
    expect(window.last.of(file)?.key).toBe(first.key);
    await window.store.forget([first]);
    await window.last.showLatest(file);
    expect(window.last.of(file)).toBeUndefined();
    expect(window.told).toEqual([file, file, file]);
  });
});

test('all runs of a sweep are kept, each once', async () => {
  const window = new Window(2);
  const write = vi.spyOn(window.store, 'write');
  const { spec, ...rest } = xorTask();
  const task = (seed: number) => ({
    ...rest,
    label: `seed ${seed}`,
    settings: { seed },
    spec: { ...spec, training: { ...spec.training, seed } },
  });
  window.runs.sweep(file, [task(1), task(2)]);
  // First the one that is not shown.
  for (const index of [1, 0]) {
    const end = { type: 'ended' as const, epochs: epochsOf(0, 0.7), parameters: weights, ending: ending('completed') };
    window.workers.at(index).say(end);
  }
  await window.last.flush();
  expect(write).toHaveBeenCalledTimes(2);
  const values = (await window.store.list()).map(({ settings }) => settings.find(({ name }) => name === 'seed')?.value);
  expect(values).toEqual(['2', '1']);
});
