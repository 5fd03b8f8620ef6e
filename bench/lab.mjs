import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumArgs, provideChromium } from '../scripts/chromium.mjs';
import { Failure, root, say } from '../scripts/run.mjs';
import { startServer } from '../scripts/server.mjs';
import { build } from '../scripts/setup.mjs';

/**
 * @typedef {import('./host/lab.ts').TrainingFigures} TrainingFigures
 *
 * @typedef {object} LabFigures
 * @property {number[]} paint from a click on “Open lab” to the first paint, and
 * @property {number[]} drawn … to the network; milliseconds
 * @property {number} point from a click on “Train” to the first point of the chart
 * @property {TrainingFigures[]} open trainings with the lab open, and
 * @property {TrainingFigures[]} hidden … without it, by turns
 * @property {{ epochs: number, before: number, after: number }} memory JavaScript's in the window, in bytes, and what came between
 */

const layers = [
  { units: 48, activation: 'tanh' },
  { units: 48, activation: 'tanh' },
  { units: 2, activation: 'softmax' },
];

/** Epochs of the run whose memory is measured. */
const longest = 16_000;

/** Takes about half a millisecond an epoch. @param {number} epochs */
function spec(epochs) {
  const data = { generator: 'moons', samples: 600, validation: 0.25 };
  return JSON.stringify({ data, layers, training: { epochs, learningRate: 0.05, batchSize: 32 } }, null, 2);
}

/**
 * Runs in every frame: when the lab first shows what, on the clock that all frames share. A webview's document is
 * written into a frame that has been painted before, so that the browser itself notes no first paint.
 */
const watch = `(() => {
  addEventListener('mousedown', () => (globalThis.pressedAt = performance.timeOrigin + performance.now()), true);
  if (window === top) return;
  const seen = (globalThis.labSeen = {});
  const looks = {
    paint: () => document.querySelector('.skeleton, h1') !== null,
    drawn: () => document.querySelector('[data-testid=network] svg') !== null,
    point: () => /[0-9]/.test(document.querySelector('.section-loss .readout')?.textContent ?? ''),
  };
  const look = () => {
    for (const [name, found] of Object.entries(looks)) if (!(name in seen) && found()) seen[name] = performance.timeOrigin + performance.now();
    if (Object.keys(seen).length === 3) clearInterval(timer);
  };
  const timer = setInterval(look, 4);
})()`;

/**
 * What the lab costs in VS Code's server with Chromium.
 * @param {number} rounds
 * @returns {Promise<LabFigures>}
 */
export async function measureLab(rounds) {
  await build();
  const suite = join(root, 'build', 'bench', 'lab');
  await rm(suite, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['bench/host/lab.ts'],
    outfile: join(suite, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const place = await mkdtemp(join(tmpdir(), 'nn-lab-bench-'));
  const folder = join(place, 'specs');
  await mkdir(folder);
  for (const [name, epochs] of Object.entries({ short: 200, long: 8000, longest: longest })) {
    await writeFile(join(folder, `${name}.nn.json`), spec(epochs));
  }
  const server = await startServer({ data: join(place, 'server'), testing: true });
  const browser = await chromium.launch({ executablePath: await provideChromium(), args: chromiumArgs });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watch);
    for (const name of ['codeAutomationExit', 'codeAutomationLog']) await page.exposeFunction(name, () => {});
    const remote = `vscode-remote://${new URL(server.address).host}`;
    const payload = [
      ['extensionDevelopmentPath', `${remote}${root}`],
      ['extensionTestsPath', `${remote}${join(suite, 'index.cjs')}`],
      ['openFile', `${remote}${join(folder, 'short.nn.json')}`],
    ];
    await page.goto(`${server.address}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`);
    const window = new Window(page, folder, await portOf(suite));
    return await measured(window, rounds);
  } finally {
    await browser.close();
    server.stop();
    await server.ended;
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @type {(window: Window, rounds: number) => Promise<LabFigures>} */
async function measured(window, rounds) {
  /** @type {LabFigures} */
  const figures = { paint: [], drawn: [], point: 0, open: [], hidden: [], memory: { epochs: 0, before: 0, after: 0 } };
  for (let round = 0; round < rounds; round++) {
    say(`lab: opening, round ${round + 1} of ${rounds}`);
    const opened = await window.click('Open lab');
    figures.paint.push((await window.seen('paint')) - opened);
    figures.drawn.push((await window.seen('drawn')) - opened);
    if (round < rounds - 1) await window.ask('hide');
  }
  const pressed = await window.click('Train');
  figures.point = (await window.seen('point')) - pressed;
  await window.state('Trained 200 epochs');
  await window.ask('hide');
  for (let round = 0; round < rounds; round++) {
    say(`lab: training, round ${round + 1} of ${rounds}`);
    figures.hidden.push(await window.train('long'));
    await window.openLab('long');
    figures.open.push(await window.train('long'));
    await window.ask('hide');
  }
  say('lab: memory');
  await window.openLab('longest');
  const training = window.train('longest');
  await window.epoch(500);
  const before = await window.memory();
  const from = await window.epoch(0);
  await training;
  figures.memory = { epochs: longest - from, before, after: await window.memory() };
  await window.ask('end');
  return figures;
}

class Window {
  /** @param {import('playwright-core').Page} page @param {string} folder @param {number} port of the extension host's */
  constructor(page, folder, port) {
    this.page = page;
    this.folder = folder;
    this.port = port;
  }

  get lab() {
    const frame = this.page.frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])');
    return frame.frameLocator('iframe#active-frame');
  }

  /** @param {string} order @param {string} [name] @returns {Promise<any>} */
  async ask(order, name = '') {
    const query = new URLSearchParams({ file: join(this.folder, `${name}.nn.json`) });
    const response = await fetch(`http://127.0.0.1:${this.port}/${order}?${query}`);
    if (!response.ok) throw new Failure(`The lab could not be measured: ${await response.text()}`);
    return response.json();
  }

  /** @param {string} name @returns {Promise<TrainingFigures>} */
  train(name) {
    return this.ask('train', name);
  }

  /** A CodeLens of the file that is open. @param {string} lens @returns {Promise<number>} when it was pressed */
  async click(lens) {
    await this.page.locator('.codelens-decoration a', { hasText: lens }).first().click();
    return this.page.evaluate(() => Number(Reflect.get(globalThis, 'pressedAt')));
  }

  /** @param {'paint' | 'drawn' | 'point'} what @returns {Promise<number>} when the lab first showed it */
  async seen(what) {
    const body = this.lab.locator('body');
    for (;;) {
      const at = await body.evaluate((_, name) => Number(Reflect.get(Reflect.get(globalThis, 'labSeen'), name)), what);
      if (at > 0) return at;
      await this.page.waitForTimeout(20);
    }
  }

  /** @param {string} name */
  async openLab(name) {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.page.locator('.quick-input-widget input').first().fill(`${name}.nn.json`);
    await this.page
      .locator('.quick-input-list .monaco-list-row', { hasText: `${name}.nn.json` })
      .first()
      .click();
    await this.page
      .getByRole('tab', { name: `${name}.nn.json` })
      .first()
      .waitFor();
    await this.click('Open lab');
    await this.lab.locator('h1', { hasText: `${name}.nn.json` }).waitFor();
    await this.lab.locator('[data-testid=network] svg').waitFor();
  }

  /** Waits until the lab says so of the run. @param {string} text */
  async state(text) {
    await this.lab.locator('[data-testid=run-state]', { hasText: text }).waitFor();
  }

  /** Waits for an epoch. @param {number} least @returns {Promise<number>} the one that is shown then */
  async epoch(least) {
    for (;;) {
      const text = await this.lab.locator('[data-testid=epoch]').innerText();
      const epoch = Number(text.split('/')[0]?.replaceAll(',', ''));
      if (epoch >= least) return epoch;
      await this.page.waitForTimeout(50);
    }
  }

  /** That JavaScript uses in the window's process, the lab's included, after garbage was collected. */
  async memory() {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
    await session.detach();
    return usedSize + backingStorageSize;
  }
}

/** @param {string} suite @returns {Promise<number>} of the extension host, once it listens */
async function portOf(suite) {
  const file = join(suite, 'port');
  for (let tries = 0; tries < 600; tries++) {
    if (existsSync(file)) {
      const text = await readFile(file, 'utf8');
      if (text !== '') return Number(JSON.parse(text).port);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Failure('The extension host did not answer.');
}
