import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInHost } from '../scripts/host-tests.mjs';
import { Failure, root, say } from '../scripts/run.mjs';
import { provideServer } from '../scripts/server.mjs';
import { build } from '../scripts/setup.mjs';

/** @typedef {import('./host/index.ts').HostFigures} HostFigures */

/**
 * How long the extension takes in VS Code's server: each round starts server and window anew.
 * @param {number} rounds
 * @returns {Promise<HostFigures[]>}
 */
export async function measureEditor(rounds) {
  await build();
  await provideServer();
  const suite = join(root, 'build', 'bench', 'host');
  const figures = [];
  for (let round = 0; round < rounds; round++) {
    say(`editor: round ${round + 1} of ${rounds}`);
    const problem = await runInHost({ entryPoints: ['bench/host/index.ts'], suite, desktop: false });
    if (problem !== null) throw new Failure(`The editor could not be measured: ${problem}`);
    figures.push(JSON.parse(await readFile(join(suite, 'results.json'), 'utf8')));
  }
  return figures;
}
