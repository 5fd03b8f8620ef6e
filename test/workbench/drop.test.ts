import { afterAll, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench | undefined;
afterAll(() => workbench?.close());

it('a data file that is dropped into a network becomes its data', async () => {
  workbench = await Workbench.open('xor.nn.json');
  const { page } = workbench;
  await workbench.lens('Train').waitFor();
  await page.getByRole('treeitem', { name: 'data' }).click();
  await page.getByRole('treeitem', { name: 'iris.csv' }).hover();
  await page.mouse.down();
  await page.keyboard.down('Shift');
  // A drag begins with a movement; the editor marks the place with the next.
  await page.mouse.move(700, 460, { steps: 10 });
  await page.mouse.move(710, 462, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.locator('.view-line', { hasText: '"file": "data/iris.csv"' }).first().waitFor();
  expect(await page.locator('.view-line', { hasText: '"samples"' }).count()).toBe(0);
});
