// How long a large data file takes to be read, and how much memory: `node bench/data.mjs [rows]`.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { bundleEngine, importEngine, specOf } from './engine.mjs';
import { uniform } from './uniform.mjs';

const columns = 4;

/**
 * Each case: how a cell and a class are written. Doubles at full length are the hardest to read,
 * the last column is what is to be predicted.
 * @type {Record<string, { file: string, cell: (x: number) => string, target: (x: number) => string, units: number }>}
 */
const cases = {
  'short numbers': { file: 'short.csv', cell: (x) => x.toFixed(3), target: (x) => x.toFixed(3), units: 1 },
  'doubles at full length': { file: 'long.csv', cell: String, target: String, units: 1 },
  'three classes as texts': {
    file: 'classes.csv',
    cell: (x) => x.toFixed(3),
    target: (x) => ['setosa', 'versicolor', 'virginica'][Math.floor(3 * x)] ?? '',
    units: 3,
  },
  'short numbers, packed': { file: 'short.csv.gz', cell: (x) => x.toFixed(3), target: (x) => x.toFixed(3), units: 1 },
  'records (.jsonl)': { file: 'records.jsonl', cell: (x) => x.toFixed(3), target: (x) => x.toFixed(3), units: 1 },
};

/**
 * @param {string} path
 * @param {number} rows
 * @param {typeof cases[string]} how
 */
async function writeCase(path, rows, { file, cell, target }) {
  const random = uniform();
  const out = createWriteStream(path);
  const packed = file.endsWith('.gz') ? createGzip() : undefined;
  packed?.pipe(out);
  const to = packed ?? out;
  const inLines = file.includes('.jsonl');
  if (!inLines) to.write('a,b,c,y\n');
  for (let row = 0; row < rows;) {
    let text = '';
    for (const end = Math.min(rows, row + 5000); row < end; row++) {
      const cells = Array.from({ length: columns }, (_, at) => (at < columns - 1 ? cell : target)(random()));
      text += inLines
        ? `{"a": ${cells[0]}, "b": ${cells[1]}, "c": ${cells[2]}, "y": ${cells[3]}}\n`
        : `${cells.join(',')}\n`;
    }
    if (!to.write(text)) await once(to, 'drain');
  }
  to.end();
  await once(out, 'close');
}

/**
 * In a process of its own: loads the file twice and tells of the first time, as a person meets it.
 * @param {string} folder
 * @param {string} file
 * @param {number} units
 */
async function measure(folder, file, units) {
  const { parseSpec, loadDataset, fileReader } = await importEngine();
  const layer = units > 1 ? { units, activation: 'softmax' } : { units };
  const { spec, locate } = specOf(parseSpec, { data: { file }, layers: [layer] });
  const before = process.resourceUsage().maxRSS;
  const start = process.cpuUsage();
  const { dataset, problems } = await loadDataset(spec, locate, fileReader(folder, folder));
  // Of the processor: other programs don't count, nor does the disk.
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (!dataset) throw new Error(JSON.stringify(problems));
  const megabytes = (process.resourceUsage().maxRSS - before) / 1024;
  process.stdout.write(JSON.stringify({ rows: dataset.training.count, seconds, megabytes }));
}

async function main() {
  const rows = Number(process.argv[2] ?? 1_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'nn-lab-data-'));
  try {
    await bundleEngine();
    process.stdout.write(
      `| ${rows} rows × ${columns} columns | file | seconds | extra memory |\n| --- | --- | --- | --- |\n`,
    );
    for (const [name, how] of Object.entries(cases)) {
      const path = join(folder, how.file);
      await writeCase(path, rows, how);
      const args = [fileURLToPath(import.meta.url), '--measure', folder, how.file, String(how.units)];
      const results = Array.from({ length: 3 }, () => {
        const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
        if (stdout === '') throw new Error(stderr);
        return JSON.parse(stdout);
      }).toSorted((a, b) => a.seconds - b.seconds);
      const { seconds, megabytes } = results[1];
      const size = Math.round((await stat(path)).size / 1e6);
      process.stdout.write(`| ${name} | ${size} MB | ${seconds.toFixed(2)} | ${Math.round(megabytes)} MB |\n`);
      await rm(path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [, , mode, folder = '', file = '', units = '1'] = process.argv;
await (mode === '--measure' ? measure(folder, file, Number(units)) : main());
