import { describe, expect, it } from 'vitest';
import { attempt, loaded, matrix } from './loading.ts';

const generated = (data: string) => loaded({ data: `{ ${data} }` });

describe('a generator', () => {
  it.each(['xor', 'circles', 'moons', 'spiral', 'blobs', 'linear', 'sine', 'friedman'])(
    '%s: repeats itself for a seed; noise moves the points',
    async (type) => {
      const rows = async (options: string) => {
        const { training } = await generated(`"generator": { "type": "${type}", "samples": 50, ${options} }`);
        return [...training.inputs, ...training.targets];
      };
      expect(await rows('"noise": 0.1, "seed": 1')).toEqual(await rows('"noise": 0.1, "seed": 1'));
      expect(await rows('"noise": 0.1, "seed": 1')).not.toEqual(await rows('"noise": 0.1, "seed": 2'));
      expect(await rows('"noise": 0.1, "seed": 1')).not.toEqual(await rows('"noise": 0, "seed": 1'));
    },
  );

  it('xor: class 1 where the signs differ, within the square', async () => {
    const { training, inputNames } = await generated('"generator": "xor", "samples": 300');
    expect(inputNames).toEqual(['x', 'y']);
    matrix(training.inputs, 2).forEach(([x = NaN, y = NaN], row) => {
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
      expect(training.targets[row]).toBe(x * y < 0 ? 1 : 0);
    });
    const ones = training.targets.filter((target) => target === 1).length;
    expect(Math.abs(ones - 150)).toBeLessThan(40);
  });

  it('moons: two half circles of radius 1', async () => {
    const { training } = await generated('"generator": "moons", "samples": 101');
    matrix(training.inputs, 2).forEach(([x = NaN, y = NaN], row) => {
      const inner = training.targets[row] === 1;
      expect(inner).toBe(row % 2 === 1);
      expect(Math.hypot(inner ? x - 1 : x, inner ? y - 0.5 : y)).toBeCloseTo(1, 14);
      expect(inner ? y <= 0.5 : y >= 0).toBe(true);
    });
  });

  it('spiral: as many arms as classes, from the centre to radius 1', async () => {
    const data = await loaded({
      data: '{ "generator": { "type": "spiral", "samples": 91, "classes": 3 } }',
      layers: '[{ "units": 3, "activation": "softmax" }]',
    });
    expect(data.classes).toEqual(['0', '1', '2']);
    const points = matrix(data.training.inputs, 2);
    for (const arm of [0, 1, 2]) {
      const radii = points.filter((_, row) => row % 3 === arm).map(([x = NaN, y = NaN]) => Math.hypot(x, y));
      expect(radii[0]).toBe(0);
      expect(radii.at(-1)).toBeCloseTo(1, 14);
      expect(radii).toEqual([...radii].sort((a, b) => a - b));
    }
  });

  it('circles: radius 1 and 0.8, evenly all around', async () => {
    const { training } = await generated('"generator": "circles", "samples": 21');
    matrix(training.inputs, 2).forEach(([x = NaN, y = NaN], row) => {
      const [radius, angle] = row % 2 === 1 ? [0.8, Math.floor(row / 2) / 10] : [1, row / 2 / 11];
      expect(training.targets[row]).toBe(row % 2);
      expect(x).toBeCloseTo(radius * Math.cos(2 * Math.PI * angle), 14);
      expect(y).toBeCloseTo(radius * Math.sin(2 * Math.PI * angle), 14);
    });
  });

  it('blobs: a centre in [−10, 10] a class, the noise its standard deviation', async () => {
    const blobs = (noise: string) =>
      loaded({
        data: `{ "generator": { "type": "blobs", "samples": 3000, "classes": 3, "features": 4${noise} } }`,
        layers: '[{ "units": 3, "activation": "softmax" }]',
      });
    const [centres, spread] = [await blobs(', "noise": 0'), await blobs('')];
    expect(centres.inputNames).toEqual(['x1', 'x2', 'x3', 'x4']);
    expect(new Set(centres.training.inputs).size).toBe(3 * 4);
    expect(centres.training.inputs.every((x) => Math.abs(x) <= 10)).toBe(true);
    const errors = spread.training.inputs.map((x, at) => x - (centres.training.inputs[at] ?? NaN));
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeCloseTo(1, 1);
  });

  it('linear: one plane, however many rows', async () => {
    const plane = (samples: number) =>
      generated(`"generator": { "type": "linear", "features": 2, "samples": ${samples} }`);
    const { training } = await plane(50);
    const rows = matrix(training.inputs, 2);
    // The plane through the first three points, by Cramer's rule.
    const [[a = NaN, b = NaN] = [], [c = NaN, d = NaN] = [], [e = NaN, f = NaN] = []] = rows;
    const [p = NaN, q = NaN, r = NaN] = training.targets;
    const determinant = (c - a) * (f - b) - (e - a) * (d - b);
    const v = ((q - p) * (f - b) - (r - p) * (d - b)) / determinant;
    const w = ((c - a) * (r - p) - (e - a) * (q - p)) / determinant;
    rows.forEach(([x = NaN, y = NaN], row) => {
      expect(training.targets[row]).toBeCloseTo(p + v * (x - a) + w * (y - b), 10);
    });
    expect((await plane(80)).training.targets.subarray(0, 50)).toEqual(training.targets);
    expect((await generated('"generator": "linear"')).inputNames).toEqual(['x']);
  });

  it('friedman: the formula of make_friedman1, of which five inputs matter', async () => {
    const { training } = await generated('"generator": "friedman"');
    const rows = matrix(training.inputs, 10);
    expect(training.inputs.every((x) => x >= 0 && x < 1)).toBe(true);
    rows.forEach(([a = NaN, b = NaN, c = NaN, d = NaN, e = NaN], row) => {
      const y = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;
      expect(training.targets[row]).toBeCloseTo(y, 12);
    });
  });

  it('is refused before it fills the memory', async () => {
    const { told } = await attempt({
      data: '{ "generator": { "type": "linear", "samples": 1000000, "features": 1000 } }',
    });
    expect(told).toEqual([
      'error data-size «{ "type": "linear", "samples": 1000000, "features": 1000 }» linear: 1000000 rows of 1001 numbers take 7.5 GB of memory, 2.0 GB are the most',
    ]);
  });

  it('sine: y = sin x, noise with its standard deviation', async () => {
    const exact = await generated('"generator": "sine"');
    expect(exact.outputNames).toEqual(['y']);
    exact.training.inputs.forEach((x, row) => {
      expect(Math.abs(x)).toBeLessThanOrEqual(Math.PI);
      expect(exact.training.targets[row]).toBeCloseTo(Math.sin(x), 14);
    });
    const noisy = await generated('"generator": "sine", "samples": 5000, "noise": 0.2');
    const squares = noisy.training.targets.reduce((sum, y, row) => {
      const error = y - Math.sin(noisy.training.inputs[row] ?? NaN);
      return sum + error * error;
    }, 0);
    expect(Math.sqrt(squares / 5000)).toBeCloseTo(0.2, 2);
  });

  it('gives other points only where they are asked for: its first rows do not depend on the noise', async () => {
    const exact = await generated('"generator": "sine"');
    const noisy = await generated('"generator": "sine", "noise": 3');
    expect(noisy.training.inputs).toEqual(exact.training.inputs);
  });
});
