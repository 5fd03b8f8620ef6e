import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../src/export/safetensors.ts';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open('iris.nn.json');
});
afterAll(() => workbench?.close());

it('exports the weights of the last run: format, place, done', async () => {
  const { page, folder } = workbench;
  await workbench.lens('Train').click();
  await workbench.state('Trained 100 epochs').waitFor();

  await page.locator('.tab', { hasText: 'iris.nn.json' }).first().click();
  await workbench.command('NN Lab: Export');
  const formats = page.locator('.quick-input-list .monaco-list-row');
  await formats.filter({ hasText: 'safetensors' }).waitFor();
  expect(await page.locator('.quick-input-widget input').first().getAttribute('placeholder')).toBe(
    'With the weights of the last run, epoch 100',
  );
  await workbench.screenshot('export-formats');
  await formats.filter({ hasText: 'safetensors' }).click();

  // The server's dialog is a list of the folder's files, with the proposed path.
  const path = page.locator('.quick-input-widget input').first();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.quick-input-widget input')].some(
      (input) => input instanceof HTMLInputElement && input.value.endsWith('iris.safetensors'),
    ),
  );
  await workbench.screenshot('export-place');
  await path.press('Enter');
  await page.locator('.notification-toast', { hasText: 'Exported to iris.safetensors.' }).waitFor();
  await workbench.screenshot('export-done');

  const { metadata, tensors } = readSafetensors(await readFile(join(folder, 'iris.safetensors')));
  expect(metadata).toMatchObject({ epoch: '100', classes: '["setosa","versicolor","virginica"]' });
  expect(tensors.map(({ shape }) => shape)).toEqual([[8, 4], [8], [3, 8], [3]]);
});
