import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let opened: Workbench | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function open(file: string, spec?: unknown): Promise<Workbench> {
  return (opened = await Workbench.open(file, spec ? { files: { [file]: JSON.stringify(spec) } } : {}));
}

/** Ends only when it is stopped. */
const endless = {
  data: { generator: 'moons', samples: 200 },
  layers: [
    { units: 4, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { epochs: 100_000_000 },
};

/** Its first epoch alone takes many minutes: 20,000 forward passes over all rows. */
const longEpoch = {
  data: { generator: 'moons', samples: 10_000 },
  layers: [
    { units: 100, activation: 'tanh' },
    { units: 100, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { method: 'batch', gradient: 'numerical', epochs: 10 },
};

/** The number before the first stroke of the tile “Epoch”; NaN before the first run. */
async function epoch({ lab }: Workbench): Promise<number> {
  const text = await lab.locator('[data-testid=epoch]').innerText();
  return Number(text.split('/')[0]?.replaceAll(',', ''));
}

/** Waits until the lab is at a later epoch than this. */
async function epochAfter(workbench: Workbench, earlier: number): Promise<number> {
  await expect.poll(() => epoch(workbench)).toBeGreaterThan(earlier);
  return epoch(workbench);
}

async function expectWhole({ lab }: Workbench): Promise<void> {
  await lab.locator('[data-testid=network] svg').first().waitFor();
  await lab.locator('[data-testid=loss-chart] canvas').first().waitFor();
  expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN/);
}

it('hidden behind another tab and shown again, the lab is whole, and where the run has come to', async () => {
  const workbench = await open('endless.nn.json', endless);
  const { lab, page } = workbench;
  await workbench.lens('Train').click();
  const before = await epochAfter(workbench, 100);
  await lab.locator('[data-testid=check-verdict]', { hasText: 'Passed' }).waitFor();

  await workbench.tab('Lab: endless').click();
  await workbench.command('File: New Untitled Text File');
  await workbench.tab('Untitled-1').waitFor();
  await page.locator('iframe.webview').waitFor({ state: 'hidden' });
  await workbench.tab('Lab: endless').click();

  await epochAfter(workbench, before);
  await expectWhole(workbench);
  await lab.locator('[data-testid=check-verdict]', { hasText: 'Passed' }).waitFor();
  await lab.getByRole('button', { name: 'Stop' }).click();
  await workbench.state('Stopped after').waitFor();
});

it('after the window was reloaded the lab is there again, whole, with the run, and trains', async () => {
  const workbench = await open('iris.nn.json');
  const { lab, weights } = workbench;
  await workbench.lens('Train').click();
  await workbench.state('Trained 100 epochs').waitFor();
  const loss = await lab.locator('[data-testid=loss-final]').innerText();
  await workbench.command('View: Show NN Lab');
  const statistics = weights.locator('[data-testid=layer-stats]').first();
  const before = await statistics.innerText();
  await lab.locator('.section-check > summary').click();

  await workbench.reload();
  await workbench.state('Trained 100 epochs').waitFor();
  expect(await workbench.state('restored').innerText()).toMatch(/restored, run of \d{4}-\d\d-\d\d \d\d:\d\d$/);
  expect(await lab.locator('h1').innerText()).toBe('iris.nn.json');
  expect(await lab.locator('[data-testid=loss-final]').innerText()).toBe(loss);
  expect(await epoch(workbench)).toBe(100);
  expect(await lab.locator('.section-check').getAttribute('open')).toBeNull();
  await expectWhole(workbench);
  await statistics.waitFor();
  expect(await statistics.innerText()).toBe(before);
  await lab.locator('[data-testid=confusion]').first().waitFor();
  await workbench.screenshot('restored');

  await lab.getByRole('button', { name: 'Train' }).click();
  await workbench.state('Trained 100 epochs').filter({ hasNotText: 'restored' }).waitFor();
  await expectWhole(workbench);
});

it('a run that was going on when the window was reloaded is there as far as it had come', async () => {
  const workbench = await open('endless.nn.json', endless);
  await workbench.lens('Train').click();
  const before = await epochAfter(workbench, 100);
  await workbench.command('View: Show NN Lab');
  // The lab alone tells which file's weights are to be shown.
  await workbench.tab('endless.nn.json').getByRole('button', { name: 'Close' }).click();
  await workbench.tab('endless.nn.json').waitFor({ state: 'detached' });
  await workbench.reload();
  await workbench.state('restored').filter({ hasText: 'Stopped after' }).waitFor();
  expect(await epoch(workbench)).toBeGreaterThanOrEqual(before);
  await expectWhole(workbench);
  await workbench.weights.locator('[data-testid=layer-stats]').first().waitFor();
});

it('a second Train takes the place of the run that is going on', async () => {
  const workbench = await open('endless.nn.json', endless);
  const { lab } = workbench;
  await workbench.lens('Train').click();
  const first = await epochAfter(workbench, 2000);

  await workbench.tab('endless.nn.json').click();
  await workbench.command('NN Lab: Train');
  await expect.poll(() => epoch(workbench), { interval: 10 }).toBeLessThan(first);
  await epochAfter(workbench, 100);
  await expectWhole(workbench);
  await lab.getByRole('button', { name: 'Stop' }).click();
  await workbench.state('Stopped after').waitFor();
  await workbench.lens('Train').waitFor();
});

it('a closed lab does not end the run', async () => {
  const workbench = await open('endless.nn.json', endless);
  await workbench.lens('Train').click();
  const before = await epochAfter(workbench, 100);
  await workbench.tab('Lab: endless').getByRole('button', { name: 'Close' }).click();
  await workbench.page.locator('iframe.webview').waitFor({ state: 'detached' });

  await workbench.lens('Open lab').click();
  await epochAfter(workbench, before);
  await workbench.lens('Stop').click();
  await workbench.state('Stopped after').waitFor();
});

it('Stop takes effect in the middle of an epoch', async () => {
  const workbench = await open('long.nn.json', longEpoch);
  await workbench.lens('Train').click();
  await expect.poll(() => epoch(workbench)).toBe(0);
  await workbench.lens('Stop').click();
  await workbench.state('Stopped after 0 epochs').waitFor();
});

it('an engine that dies ends the run with a message', async () => {
  const workbench = await open('iris.nn.json');
  const [extension = ''] = (await readdir(workbench.extensions)).filter((name) => name.startsWith('nn-lab.'));
  await writeFile(join(workbench.extensions, extension, 'dist', 'worker.cjs'), 'process.exit(7);');
  await workbench.lens('Train').click();
  await workbench.state('The engine ended unexpectedly, with exit code 7.').waitFor();
  await workbench.lens('Train').waitFor();
});
