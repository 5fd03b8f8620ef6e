import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open('iris.nn.json');
});
afterAll(() => workbench?.close());

it('a run says when its data file has changed since', async () => {
  await workbench.lens('Train').click();
  await workbench.state('Trained 100 epochs').waitFor();
  const banner = workbench.lab.locator('.banner');
  expect(await banner.isVisible()).toBe(false);
  await appendFile(join(workbench.folder, 'data', 'iris.csv'), '5.0,3.4,1.5,0.2,setosa\n');
  await banner.getByText('The data have changed since this run').waitFor();
});
