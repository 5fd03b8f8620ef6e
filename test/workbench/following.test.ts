import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open('online.nn.json');
});
afterAll(() => workbench?.close());

/** As the lab shows it. */
const epochs = async (): Promise<number> =>
  Number(await workbench.lab.locator('[data-testid=epoch]').first().textContent());

const append = (text: string) => appendFile(join(workbench.folder, 'data', 'power.csv'), text);

it('a run of online learning waits for rows, learns from them, tells of those that do not fit, and stops', async () => {
  const { lab, page } = workbench;
  await workbench.lens('Train').click();
  await workbench.state('Waiting for rows in the data file').waitFor();
  await expect.poll(epochs).toBe(60);

  await append('0.500,0.500,1.100\n');
  await expect.poll(epochs).toBe(61);
  await append('much,0.500,1.100\n0.100,0.200,0.300\n');
  await expect.poll(epochs).toBe(62);
  await workbench.command('View: Toggle Problems');
  await page.locator('.markers-panel', { hasText: 'expected a number, got “much”' }).waitFor();
  await workbench.screenshot('online-following');
  expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN|The data have changed/);

  await workbench.lens('Stop').click();
  await workbench.state('Stopped after 62 epochs').waitFor();
  await workbench.lens('Train').waitFor();
  expect(await lab.locator('body').innerText()).not.toContain('The data have changed');
});
