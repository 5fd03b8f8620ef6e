import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { provideChromium } from './chromium.mjs';
import { providePython } from './python.mjs';
import { Failure, root, run, say, script } from './run.mjs';
import { provideNode24, provideServer } from './server.mjs';
import { build, installPackages, packageExtension } from './setup.mjs';

const parts = ['unit', 'host', 'workbench'];
const help = `Usage: npm test [-- PART …]

Does all set-up and runs every test. Parts: ${parts.join(', ')}.

  --desktop   “host” runs in desktop VS Code, which is downloaded, not in VS Code's server
  --help      this text
`;

/**
 * Runs the tests of one vitest configuration.
 * @param {string} name
 * @param {string} config
 * @param {NodeJS.ProcessEnv} env
 */
async function vitest(name, config, env) {
  say(`\n${name}`);
  const report = join(root, 'build', `${name}.json`);
  await rm(report, { force: true });
  const { code } = await run(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--config',
      config,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { env },
  );
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number }} */
  const {
    numPassedTests: passed,
    numFailedTests,
    numPendingTests: notRun,
  } = JSON.parse(await readFile(report, 'utf8'));
  // A file that could not be loaded, or a part without a test, fails although no test did.
  const failed = numFailedTests === 0 && (code !== 0 || passed === 0) ? 1 : numFailedTests;
  return { passed, failed, notRun };
}

await script(async () => {
  const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
  const chosen = process.argv.slice(2).filter((argument) => !options.includes(argument));
  if (options.includes('--help')) return void say(help);
  const unknownOption = options.find((option) => option !== '--desktop');
  if (unknownOption !== undefined) throw new Failure(`There is no option “${unknownOption}”.\n\n${help}`);
  const desktop = options.includes('--desktop');
  const unknown = chosen.find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new Failure(`There is no part “${unknown}”.\n\n${help}`);
  const wanted = chosen.length > 0 ? chosen : parts;

  await installPackages();
  const env = { ...process.env, NN_LAB_CHROMIUM: await provideChromium(), NN_LAB_NODE24: await provideNode24() };
  await providePython();
  await build();
  await mkdir(join(root, 'build'), { recursive: true });
  const results = [];
  if (wanted.includes('unit')) results.push(await vitest('unit', 'vitest.config.ts', env));
  if (wanted.includes('host')) {
    if (!desktop) await provideServer();
    // Imported after set-up: it uses packages.
    const { hostTests } = await import('./host-tests.mjs');
    results.push({ ...(await hostTests({ desktop })), notRun: 0 });
  }
  if (wanted.includes('workbench')) {
    await packageExtension();
    await provideServer();
    results.push(await vitest('workbench', 'test/workbench/vitest.config.ts', env));
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const notRun = results.reduce((sum, result) => sum + result.notRun, 0);
  say(`\n${passed} passed, ${failed} failed` + (notRun > 0 ? `, ${notRun} not run` : ''));
  return failed > 0 ? 1 : 0;
});
