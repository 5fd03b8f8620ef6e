import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../../../src/export/safetensors.ts';
import { jsonLines, run, temporaryFolder, xor, type Ran } from './terminal.ts';

const folder = temporaryFolder();

const swept = (sweep: object, changes: object = {}) => ({ ...xor, sweep, ...changes });
const rates = { learningRate: [0.001, 0.5, 0.1] };

const ofRun = (ran: Ran, number: number) => jsonLines(ran).filter((line) => line['run'] === number);
const { learningRate: _, ...settings } = xor.training;

describe('train with a sweep', () => {
  test('is a run for every combination, each line with its number', async () => {
    const file = await folder.write('sweep.nn.json', swept(rates, { training: settings }));
    const ran = await run(folder.path, ['train', file, '--json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    for (const [index, learningRate] of rates.learningRate.entries()) {
      const lines = ofRun(ran, index + 1);
      expect(lines[0]).toMatchObject({ event: 'start', settings: { learningRate }, parameters: 33, samples: 4 });
      expect(lines.slice(1, -1).map(({ event, epoch }) => [event, epoch])).toEqual(
        Array.from({ length: 501 }, (_one, epoch) => ['epoch', epoch]),
      );
      expect(lines[1]).toMatchObject({ learningRate, validationLoss: null, validationMetrics: null });
      expect(lines.at(-1)).toMatchObject({ event: 'end', reason: 'completed', epochs: 500, validationMetrics: null });
    }
    expect(jsonLines(ran).at(-1)).toEqual({ event: 'sweep', runs: 3, best: 2 });
  });

  test('gives each run the figures that it has alone', async () => {
    const file = await folder.write('sweep.nn.json', swept(rates, { training: settings }));
    const [alone] = jsonLines(
      await run(folder.path, ['train', await folder.write('xor.nn.json', xor), '--json']),
    ).slice(-1);
    const end = ofRun(await run(folder.path, ['train', file, '--json']), 2).at(-1);
    const { seconds: _s, samplesPerSecond: _p, ...figures } = alone ?? {};
    expect(end).toMatchObject(figures);
  });

  test('holds out other rows for another seed, as that seed does alone', async () => {
    const moons = {
      data: { generator: 'moons', samples: 30, validation: 0.5 },
      layers: [{ units: 1, activation: 'sigmoid' }],
    };
    const training = { epochs: 3, learningRate: 0.1 };
    const file = await folder.write('seeds.nn.json', { ...moons, training, sweep: { seed: [0, 7] } });
    const both = await run(folder.path, ['train', file, '--json']);
    for (const seed of [0, 7]) {
      const alone = await folder.write('alone.nn.json', { ...moons, training: { ...training, seed } });
      const { weightsHash, validationLoss } =
        jsonLines(await run(folder.path, ['train', alone, '--json'])).at(-1) ?? {};
      expect(ofRun(both, seed === 0 ? 1 : 2).at(-1)).toMatchObject({ weightsHash, validationLoss });
    }
  });

  test('ends for people with a table, its best run marked', async () => {
    const file = await folder.write('sweep.nn.json', swept(rates, { training: settings }));
    const { out } = await run(folder.path, ['train', file]);
    expect(out.split('\n')[0]).toMatch(/^run +settings +end +epochs +loss +accuracy$/);
    expect(out).toMatch(/^1 +learningRate 0\.001 +completed +500 +\d/m);
    expect(out).toMatch(/^2 best +learningRate 0\.5 +completed +500 +\d/m);
    expect(out.trimEnd().split('\n')).toHaveLength(4);
  });

  test('saves the weights of the best run', async () => {
    const file = await folder.write('sweep.nn.json', swept(rates, { training: settings }));
    const args = ['train', file, '--json', '--save', 'best.safetensors'];
    const best = ofRun(await run(folder.path, args), 2).at(-1);
    const { metadata } = readSafetensors(await readFile(join(folder.path, 'best.safetensors')));
    expect(metadata['epoch']).toBe('500');
    const again = await folder.write('xor.nn.json', xor);
    const [, zero] = jsonLines(await run(folder.path, ['train', again, '--json', '--weights', 'best.safetensors']));
    expect(zero).toMatchObject({ epoch: 0, loss: best?.['loss'] });
  });

  test('takes --epochs and --weights for all runs', async () => {
    const file = await folder.write('sweep.nn.json', swept(rates, { training: settings }));
    await run(folder.path, ['train', file, '--json', '--epochs', '3', '--save', 'w.safetensors']);
    const ran = await run(folder.path, ['train', file, '--json', '--epochs', '2', '--weights', 'w.safetensors']);
    const starts = [1, 2, 3].map((number) => ofRun(ran, number)[1]?.['loss']);
    expect(new Set(starts).size).toBe(1);
    expect(ofRun(ran, 1)).toHaveLength(5);
  });

  test('fails only if every run diverges', async () => {
    const wild = { data: { generator: 'sine' }, layers: [{ units: 9 }, { units: 1 }], training: { epochs: 50 } };
    const some = await folder.write('some.nn.json', { ...wild, sweep: { learningRate: [1e6, 1e-3] } });
    const ran = await run(folder.path, ['train', some, '--json']);
    expect(ran.code).toBe(0);
    expect(ofRun(ran, 1).at(-1)).toMatchObject({ reason: 'diverged', divergence: { suggestedRate: 100_000 } });
    expect(jsonLines(ran).at(-1)).toMatchObject({ best: 2 });
    const all = await folder.write('all.nn.json', { ...wild, sweep: { learningRate: [1e6, 1e7] } });
    const lost = await run(folder.path, ['train', all, '--json']);
    expect(lost.code).toBe(1);
    expect(jsonLines(lost).at(-1)).toMatchObject({ best: null });
  });

  test('ends with 130 when interrupted, and starts no more', async () => {
    const file = await folder.write('sweep.nn.json', swept({ seed: [1, 2, 3, 4] }, { training: { epochs: 1e6 } }));
    const ran = await run(folder.path, ['train', file, '--json'], { interruptAfter: /"epoch":3,/ });
    expect(ran.code).toBe(130);
    const starts = jsonLines(ran).filter(({ event }) => event === 'start');
    expect(starts).toHaveLength(2);
    expect(
      jsonLines(ran)
        .filter(({ event }) => event === 'end')
        .map(({ reason }) => reason),
    ).toEqual(['stopped', 'stopped']);
  });
});
