// What is left behind by many runs, and by a long one: `node bench/soak.mjs runs`, `… epochs`, `… lab`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, root, say, script } from '../scripts/run.mjs';
import { build, installPackages } from '../scripts/setup.mjs';

const help = `Usage: node bench/soak.mjs runs [--count N] | epochs [--seconds N] | lab [--minutes N]

  runs    N runs in a row (1000), each in a worker of its own: what is left after every tenth of them
  epochs  N seconds (60) of a run of the smallest of networks: what is kept of it after every tenth of them
  lab     N minutes (60) of training in VS Code with the lab shown and hidden in turns: a line a minute; on Linux
`;

/**
 * @param {string} name
 * @param {number} usual
 */
function option(name, usual) {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? usual : Number(process.argv[at + 1]);
  if (!(value > 0)) throw new Failure(`${name} takes a number above 0.\n\n${help}`);
  return value;
}

/** @returns {Promise<typeof import('./soak/main.ts')>} */
async function bundled() {
  await installPackages();
  await build();
  const esbuild = await import('esbuild');
  // As deep as its sources are, which the paths of the scripts outside of it follow from.
  const outfile = join(root, 'build', 'soak', 'main.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['bench/soak/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    external: ['../../scripts/*'],
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

await script(async () => {
  switch (process.argv[2]) {
    case 'runs': {
      const count = option('--count', 1000);
      return (await bundled()).soakRuns(count);
    }
    case 'epochs': {
      const seconds = option('--seconds', 60);
      return (await bundled()).soakEpochs(seconds);
    }
    case 'lab': {
      const minutes = option('--minutes', 60);
      return (await bundled()).soakLab(minutes);
    }
    case '--help':
      return say(help);
    default:
      throw new Failure(help);
  }
});
