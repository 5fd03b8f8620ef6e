// What the command line does with very large networks and files: `node bench/limits.mjs`.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, say } from '../scripts/run.mjs';
import { build, installPackages } from '../scripts/setup.mjs';
import { uniform } from './uniform.mjs';

const random = uniform();
const training = { epochs: 1 };
const linear = [{ units: 1 }];

/** @param {number} rows @param {(at: number) => string} line */
const text = (rows, line) => Array.from({ length: rows }, (_, at) => line(at)).join('');
const number = () => random().toFixed(4);

/**
 * The network of each case, and a data file where it has one.
 * @type {Record<string, { network: object, rows?: () => string }>}
 */
const cases = {
  '10,000,000 parameters': {
    network: {
      data: { generator: 'friedman', samples: 64, features: 1000 },
      layers: [{ units: 9980, activation: 'relu' }, ...linear],
    },
  },
  '10,000,000,000 parameters': {
    network: { data: { generator: 'xor', samples: 8 }, layers: [{ units: 100_000 }, { units: 100_000 }, ...linear] },
  },
  '10,000 layers': {
    network: {
      data: { generator: 'xor', samples: 8 },
      layers: [...Array.from({ length: 9999 }, () => ({ units: 1, activation: 'tanh' })), ...linear],
    },
  },
  '1,000,000 samples in the file': {
    network: {
      data: { samples: Array.from({ length: 1e6 }, () => ({ input: [random(), random()], target: random() })) },
      layers: linear,
    },
  },
  '1,000,000 rows of 8 columns': {
    network: { data: { file: 'rows.csv' }, layers: linear },
    rows: () => text(1e6, () => `${Array.from({ length: 8 }, number).join()}\n`),
  },
};

const folder = await mkdtemp(join(tmpdir(), 'nn-lab-limits-'));
try {
  await installPackages();
  await build();
  say('| | size | what becomes of it | seconds | memory |\n| --- | ---: | --- | ---: | ---: |');
  for (const [name, { network, rows }] of Object.entries(cases)) {
    const [spec, table] = [join(folder, 'limits.nn.json'), join(folder, 'rows.csv')];
    await writeFile(spec, JSON.stringify({ ...network, training }));
    await writeFile(table, `a,b,c,d,e,f,g,y\n${rows?.() ?? ''}`);
    const size = (await stat(spec)).size + (rows ? (await stat(table)).size : 0);
    const memory = `process.on('exit', () => console.error('\\nrss ' + process.resourceUsage().maxRSS))`;
    const start = performance.now();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${memory}`, join(root, 'dist', 'cli.js'), 'train', spec, '--json'],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const megabytes = Math.round(Number(/^rss (\d+)$/m.exec(stderr)?.[1]) / 1024);
    const refused = /error: (.*)/.exec(stderr)?.[1];
    const result = refused ?? (stdout.includes('"event":"end"') ? 'trained' : `**lost**: ${stderr}`);
    say(`| ${name} | ${(size / 1e6).toFixed(1)} MB | ${result} | ${seconds} | ${megabytes} MB |`);
  }
} finally {
  await rm(folder, { recursive: true });
}
