import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, mustRun, root, run, say } from './run.mjs';

/** Chromium's switches: no sandbox for root, no connections of its own. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const installed = [
  process.env['NN_LAB_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** An installed Chromium's path, if there is one. */
export function findChromium() {
  return installed.find((path) => path !== undefined && existsSync(path));
}

/**
 * A Chromium for the tests: an installed one, else Debian's package for root, else the build that
 * Playwright downloads.
 * @returns {Promise<string>}
 */
export async function provideChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await mustRun('update the list of Debian packages', 'apt-get', ['update'], { env });
    await mustRun(
      'install Chromium',
      'apt-get',
      ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
      { env },
    );
    const packaged = findChromium();
    if (packaged) return packaged;
  }
  say('Downloading Chromium …');
  await run(process.execPath, [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  const { chromium } = await import('playwright-core');
  const downloaded = chromium.executablePath();
  if (existsSync(downloaded)) return downloaded;
  throw new Failure('There is no Chromium to run the tests in: install one, or name one in NN_LAB_CHROMIUM.');
}
