import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/export/safetensors.ts';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open('xor.nn.json');
  await workbench.lens('Train').click();
  await workbench.state('Trained 500 epochs').waitFor();
});
afterAll(() => workbench?.close());

const told = (text: string) => workbench.page.locator('.notification-toast', { hasText: text }).waitFor();

it('are saved by the button of the Weights view', async () => {
  const { page, weights } = workbench;
  await workbench.command('View: Show NN Lab');
  await weights.locator('[data-testid=layer-stats]').first().waitFor();
  await page.getByRole('button', { name: 'Save Weights…' }).first().click();
  // The server's dialog is a list of the folder's files, with the proposed path.
  const path = page.locator('.quick-input-widget input').first();
  await expect.poll(() => path.inputValue()).toMatch(/xor\.safetensors$/);
  await path.press('Enter');
  await told('The weights of epoch 500 are in xor.safetensors.');
  const { tensors } = readSafetensors(await readFile(join(workbench.folder, 'xor.safetensors')));
  expect(tensors.map(({ shape }) => shape)).toEqual([[8, 2], [8], [1, 8], [1]]);
  await workbench.screenshot('weights-saved');
});

describe('the Runs view', () => {
  const runs = () => workbench.page.getByRole('treeitem', { name: /epochs/ });
  /** By a button of a row, over which a tooltip may lie. */
  const choose = (row: Locator, name: string) =>
    row.getByRole('button', { name, includeHidden: true }).dispatchEvent('click');

  it('lists the file’s runs, and shows an earlier one', async () => {
    const { page, lab } = workbench;
    await runs().waitFor();
    await workbench.tab('xor.nn.json').click();
    await workbench.command('NN Lab: Train');
    await expect.poll(() => runs().count()).toBe(2);
    await expect
      .poll(() => runs().first().getAttribute('aria-label'))
      .toMatch(/completed, shown, loss 0\.\d+ · accuracy 100\.0 % · 500 epochs/);
    expect(await page.getByRole('treeitem', { name: /^xor/ }).innerText()).toContain('2 runs');
    await lab.locator('.others li[data-other="1"]').waitFor();

    await runs().nth(1).click();
    await workbench.state('restored').waitFor();
    await lab.locator('.others li[data-other="2"]').waitFor();
    await expect.poll(() => runs().nth(1).getAttribute('aria-label')).toContain('shown');
    await workbench.screenshot('runs-view');
  });

  it('has them after the window was reloaded, to be compared', async () => {
    await workbench.reload();
    await expect.poll(() => runs().count()).toBe(2);
    await workbench.state('restored').waitFor();
    await choose(runs().nth(1), 'Compare in Lab');
    await workbench.lab.locator('.others li[data-other]').waitFor();
    // Two runs of the same file end with the same weights.
    const table = workbench.lab.locator('.compare-table');
    await table.locator('tr', { hasText: 'hidden 1' }).filter({ hasText: '0, 0' }).waitFor();
    expect(await table.innerText()).not.toContain('Settings that differ');
    await workbench.screenshot('runs-compared');
  });

  it('forgets what is no longer wanted, and takes that back', async () => {
    const { page } = workbench;
    await choose(runs().nth(1), 'Forget');
    await expect.poll(() => runs().count()).toBe(1);
    const toast = page.locator('.notification-toast', { hasText: 'A run of xor is forgotten.' });
    await toast.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => runs().count()).toBe(2);
    // By the keyboard alone.
    await workbench.command('Focus on Runs View');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Delete');
    await expect.poll(() => runs().count()).toBe(1);
  });
});

it('are written into the file, a row a line', async () => {
  const { page } = workbench;
  await workbench.tab('xor.nn.json').click();
  await workbench.command('NN Lab: Write Weights into the File');
  await told('xor.nn.json now starts from the weights of epoch 500.');
  await page.locator('.view-line', { hasText: '"weights": [' }).first().waitFor();
  await workbench.screenshot('weights-written');
});

it('that don’t fit are refused with the tensor and both shapes', async () => {
  const { page } = workbench;
  await workbench.file('iris.nn.json');
  await page.locator('.view-line', { hasText: '"Iris"' }).waitFor();
  await workbench.tab('iris.nn.json').click();
  await workbench.command('NN Lab: Load Weights…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'xor.safetensors' }).click();
  await told('xor.safetensors was not loaded: Tensor “layers.0.weight” is 8 × 2, layer “hidden 1” takes 8 × 4.');
  await workbench.screenshot('weights-misfit');
});
