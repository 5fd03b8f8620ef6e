import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/run.mjs';
import { Workbench } from './workbench.ts';

/** The same weights as the command line's, bit for bit. */
async function hashOnTheCommandLine(file: string): Promise<string> {
  const cli = join(root, 'dist', 'cli.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    cli,
    'train',
    join(root, 'examples', file),
    '--json',
  ]);
  return /"weightsHash":"(\w+)"/.exec(stdout)?.[1] ?? '';
}

const slow = {
  data: { generator: 'xor', samples: 40 },
  layers: [
    { units: 4, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { batchSize: 10, epochs: 100_000_000 },
};

describe('in VS Code for the Web, without Node and without a disk', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.openOnTheWeb('iris.nn.json');
  });
  afterAll(() => workbench?.close());

  it('iris is trained, checked and shown after a click on Train', async () => {
    const { lab, weights } = workbench;
    await workbench.lens('Train').click();
    await workbench.state('Trained 100 epochs').waitFor();
    expect(await lab.locator('[data-testid=loss-final]').textContent()).toBe('0.09789');
    await lab.locator('[data-testid=check-verdict]', { hasText: 'Passed' }).waitFor();
    await lab.locator('[data-testid=network] svg').first().waitFor();
    await lab.locator('[data-testid=loss-chart] canvas').first().waitFor();
    await lab.locator('[data-testid=confusion]').first().waitFor();
    await lab.locator('.section-trace').scrollIntoViewIfNeeded();
    await lab.locator('[data-testid=trace-step]', { hasText: /\w/ }).waitFor();
    expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN/);

    await workbench.command('View: Show NN Lab');
    await weights.locator('[data-testid=layer-stats]').first().waitFor();
    expect(await weights.locator('body').innerText()).not.toMatch(/undefined|NaN/);
    await workbench.screenshot('web-iris');
  });

  it('its weights are those that the command line ends with', async () => {
    await workbench.tab('iris.nn.json').click();
    await workbench.command('Tell the hash of the weights');
    const hash = await hashOnTheCommandLine('iris.nn.json');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await workbench.page.locator('.notification-list-item', { hasText: `Weights: ${hash}` }).waitFor();
  });

  // Here, since the server of the other tests, on a Node that is not its own, writes no logs.
  it('the log says how the run ended and what the check found', async () => {
    await workbench.command('NN Lab: Show Log');
    const log = workbench.page.locator('.output-view .view-lines');
    await log.filter({ hasText: 'iris.nn.json: completed after 100 epochs in' }).waitFor();
    await log.filter({ hasText: 'iris.nn.json: gradient check passed' }).waitFor();
  });
});

describe('what of the desktop needs a disk, threads or memory that they share, does without in a browser', () => {
  let opened: Workbench | undefined;
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  const open = async (file: string, spec?: unknown): Promise<Workbench> =>
    (opened = await Workbench.openOnTheWeb(file, spec === undefined ? {} : { [file]: JSON.stringify(spec) }));

  it('a run is paused, taken on by hand, brought back to its start, and stopped', async () => {
    const workbench = await open('slow.nn.json', slow);
    const press = (name: string) => workbench.lab.getByRole('button', { name, exact: true }).click();
    await workbench.lens('Train').click();
    await workbench.state('Training').waitFor();
    await workbench.lens('Pause').click();
    await workbench.state('Paused').waitFor();
    await press('Reset');
    await workbench.state('Paused after 0 epochs').waitFor();
    await press('One step');
    await workbench.state('Paused in epoch 1, after 1 of 4 steps').waitFor();
    await press('One epoch');
    await workbench.state('Paused after 1 epoch').waitFor();
    await press('Continue');
    await workbench.state('Training').waitFor();
    await press('Stop');
    await workbench.state('Stopped after').waitFor();
  });

  it('the page reloaded in the middle of a run shows the last run that was recorded', async () => {
    const workbench = await open('slow.nn.json', slow);
    const { lab, page } = workbench;
    await workbench.lens('Train').click();
    await workbench.state('Training').waitFor();
    await lab.getByRole('button', { name: 'Stop' }).click();
    await workbench.state('Stopped after').waitFor();
    await workbench.command('View: Show NN Lab');
    await page.getByRole('treeitem', { name: /stopped, .* epochs/ }).waitFor();
    // A browser does not wait for the record of what came since.
    await lab.getByRole('button', { name: 'Train' }).click();
    await workbench.state('Training').waitFor();
    await workbench.reload();
    await workbench.state('restored').filter({ hasText: 'Stopped after' }).waitFor();
    expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN/);
    await workbench.screenshot('web-restored');
  });

  it('a sweep runs side by side, and a learning rate is found', async () => {
    const sweep = { learningRate: [0.001, 0.5, 0.01] };
    const workbench = await open('sweep.nn.json', { ...slow, training: { batchSize: 10, epochs: 50 }, sweep });
    await workbench.lens('Train').click();
    await workbench.lab.locator('.section-sweep .note', { hasText: '3 of 3 runs done' }).waitFor();
    await workbench.tab('sweep.nn.json').click();
    await workbench.command('NN Lab: Find Learning Rate');
    await workbench.page
      .locator('.notification-toast', { hasText: /learning rate/i })
      .first()
      .waitFor();
    await workbench.screenshot('web-sweep');
  });

  it('an .npz file is unpacked, and its images are told apart', async () => {
    const workbench = await open('07-digits.nn.json');
    const { lab } = workbench;
    await workbench.lens('Train').click();
    await workbench.state('Trained 40 epochs').waitFor();
    await lab.locator('[data-testid=confusion]').scrollIntoViewIfNeeded();
    expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN/);
    await workbench.screenshot('web-digits');
  });

  it('online learning waits for rows, and learns from one that is appended', async () => {
    const workbench = await open('online.nn.json');
    await workbench.lens('Train').click();
    await workbench.state('Waiting for rows in the data file').waitFor();
    const epoch = workbench.lab.locator('[data-testid=epoch]').first();
    await expect.poll(() => epoch.textContent()).toBe('60');
    await workbench.command('Append a row');
    await expect.poll(() => epoch.textContent()).toBe('61');
    await workbench.command('NN Lab: Stop');
    await workbench.state('Stopped after 61 epochs').waitFor();
  });

  it('weights are saved beside the network', async () => {
    const workbench = await open('xor.nn.json');
    const { page } = workbench;
    await workbench.lens('Train').click();
    await workbench.state('Trained 500 epochs').waitFor();
    await workbench.tab('xor.nn.json').click();
    await workbench.command('NN Lab: Save Weights');
    const path = page.locator('.quick-input-widget input').first();
    await expect.poll(() => path.inputValue()).toMatch(/xor\.safetensors$/);
    await path.press('Enter');
    await page
      .locator('.notification-toast', { hasText: 'The weights of epoch 500 are in xor.safetensors.' })
      .waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'xor.safetensors' }).waitFor();
    await workbench.screenshot('web-saved');
  });
});
