import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/run.mjs';
import { provideNode24 } from '../../scripts/server.mjs';
import * as is from '../../src/protocol/guards.ts';

/** The built command line on this Node and on Node 24: another V8, and the same bits. */

const end = is.object({
  event: is.literal('end'),
  weightsHash: is.text,
  validationMetrics: is.nullable(is.object({ accuracy: is.optional(is.number) })),
});

let folder: string;
let node24: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nn-lab-'));
  node24 = process.env['NN_LAB_NODE24'] ?? (await provideNode24());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function train(node: string, file: string): Promise<unknown[]> {
  const args = [join(root, 'dist', 'cli.js'), 'train', file, '--json'];
  const { stdout } = await promisify(execFile)(node, args, { maxBuffer: 1e8 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

const hash = async (node: string, file: string): Promise<string | undefined> =>
  (await train(node, file)).find(end)?.weightsHash;

describe.each(['iris', 'spiral', 'sine'])('%s', (name) => {
  it.each(['float32', 'float64'])('has the same weights on Node 20 and Node 24: %s', async (precision) => {
    const text = await readFile(join(root, 'examples', `${name}.nn.json`), 'utf8');
    const file = join(folder, `${name}.nn.json`);
    await writeFile(
      file,
      text.replace('"training": {', `"training": { "precision": "${precision}",`).replace('data/iris.csv', 'iris.csv'),
    );
    await writeFile(join(folder, 'iris.csv'), await readFile(join(root, 'examples', 'data', 'iris.csv')));
    const here = await hash(process.execPath, file);
    expect(here).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash(node24, file)).toBe(here);
  });
});

it('iris tells at least 93 % of the flowers held out apart', async () => {
  const lines = await train(process.execPath, join(root, 'examples', 'iris.nn.json'));
  expect(lines.find(end)?.validationMetrics?.accuracy).toBeGreaterThanOrEqual(0.93);
});
