// Stands in for desktop VS Code's executable in @vscode/test-electron's runTests: takes its
// arguments and runs the tests in the extension host of VS Code's server, with Chromium as window.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumArgs, provideChromium } from './chromium.mjs';
import { Failure, say, script } from './run.mjs';
import { startServer } from './server.mjs';

/** As much as the slowest machine may take; then the tests count as crashed. */
const patience = 10 * 60_000;

const { values, positionals } = parseArgs({
  strict: false,
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
});

/** @param {string} name */
function argument(name) {
  const value = values[name];
  if (typeof value !== 'string') throw new Failure(`--${name}=PATH is missing.`);
  return value;
}

await script(async () => {
  const paths = ['extensionDevelopmentPath', 'extensionTestsPath'].map((name) => ({ name, path: argument(name) }));
  const data = await mkdtemp(join(tmpdir(), 'nn-lab-host-'));
  const server = await startServer({ data, testing: true });
  const browser = await chromium.launch({ executablePath: await provideChromium(), args: chromiumArgs });
  try {
    const page = await browser.newPage();
    const { host } = new URL(server.address);
    const payload = paths.map(({ name, path }) => [name, `vscode-remote://${host}${path}`]);
    /** @type {Promise<number>} */
    const exit = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Failure('The extension host did not say that the tests ended.')), patience).unref();
      browser.once('disconnected', () => reject(new Failure('Chromium ended before the tests did.')));
      void server.ended.then(() => reject(new Failure('VS Code’s server ended before the tests did.')));
      page.once('crash', () => reject(new Failure('The page of the workbench crashed.')));
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    /** @type {string[]} */
    const log = [];
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
      log.push(format(...args));
    });
    const [workspace] = positionals;
    const query = new URLSearchParams({ payload: JSON.stringify(payload), ...(workspace ? { workspace } : {}) });
    await page.goto(`${server.address}/?${query}`);
    const code = await exit;
    // VS Code tells much of itself: of use only where something went wrong.
    if (code !== 0) say(log.join('\n'));
    return code;
  } finally {
    await browser.close();
    server.stop();
    await server.ended;
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
});
