import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

/** The pictures of the README and the documentation are made here: copied by hand from test/screenshots to docs/images. */

let opened: Workbench | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

/** The example with other epochs. */
async function example(file: string, epochs: number): Promise<string> {
  const spec: object = JSON.parse(await readFile(join('examples', file), 'utf8'));
  const training: unknown = Reflect.get(spec, 'training');
  return JSON.stringify({ ...spec, training: { ...Object(training), epochs } }, null, 2);
}

it('while a spiral is learnt, all of the workbench shows it', async () => {
  const files = { 'spiral.nn.json': await example('spiral.nn.json', 100_000_000) };
  const workbench = (opened = await Workbench.open('spiral.nn.json', { files }));
  const { page, lab, weights } = workbench;
  await page.setViewportSize({ width: 1360, height: 850 });
  await workbench.lens('Train').waitFor();
  await workbench.command('View: Show NN Lab');
  await workbench.lens('Train').click();
  await lab.locator('[data-testid=network] svg').waitFor();
  await weights.locator('[data-testid=layer-stats]').first().waitFor();
  const epoch = async () =>
    Number((await lab.locator('[data-testid=epoch]').innerText()).split('/')[0]?.replaceAll(',', ''));

  // Nothing moves while it trains, once what is asked for a single time is there.
  const tops = () =>
    lab.locator('.section, .header, h1').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
  await lab.locator('[data-testid=check-verdict]').waitFor();
  await lab.locator('[data-testid=trace-step]').waitFor();
  await expect.poll(epoch).toBeGreaterThan(300);
  const before = { tops: await tops(), epoch: await epoch() };
  await workbench.screenshot('training');
  await expect.poll(epoch).toBeGreaterThan(before.epoch);
  expect(await tops()).toEqual(before.tops);

  await expect.poll(epoch).toBeGreaterThan(1500);
  await lab.getByRole('button', { name: 'Stop' }).click();
  await workbench.state('Stopped after').waitFor();
  await workbench.command('View: Close Primary Side Bar');
  // High enough for the highest of the sections.
  await page.setViewportSize({ width: 1800, height: 3200 });
  await workbench.picture('predictions', lab.locator('.section-predictions'));
  await lab.getByRole('button', { name: 'Choose the largest error' }).click();
  await lab.locator('.section-check .curve .plot').waitFor();
  await workbench.picture('gradient-check', lab.locator('.section-check'));
});

it('what is clicked is marked in the diagram, in the weights, and in the file', async () => {
  const workbench = (opened = await Workbench.open('07-digits.nn.json', { theme: 'light' }));
  const { page, lab, weights } = workbench;
  await workbench.lens('Train').waitFor();
  await page.setViewportSize({ width: 1360, height: 850 });
  await workbench.command('View: Show NN Lab');
  await workbench.lens('Train').click();
  await workbench.state('Trained 40 epochs').waitFor();
  await lab.getByRole('button', { name: /^hidden 1: 12 strongest/ }).click();
  await lab.getByRole('button', { name: 'output: all 10 units' }).click();
  const units = lab.getByRole('button', { name: /^hidden 1: unit \d+$/ });
  // It is drawn anew for each that is opened.
  await expect.poll(() => lab.locator('.network-picture .name.number').count()).toBe(12 + 10);

  const name = await units.nth(3).getAttribute('aria-label');
  const unit = Number(name?.split(' ').at(-1));
  await units.nth(3).click();
  const image = weights.locator('.unit-image.selected');
  await expect.poll(() => image.innerText()).toBe(String(unit));
  const line = () => page.locator('.statusbar-item', { hasText: /^Ln \d+/ }).innerText();
  const lines = (await readFile(join(workbench.folder, '07-digits.nn.json'), 'utf8')).split('\n');
  const layer = 1 + lines.findIndex((text) => text.includes('"units": 32'));
  await expect.poll(line).toMatch(new RegExp(`^Ln ${layer},`));
  await workbench.screenshot('weights-network');

  await weights
    .locator('.unit-image canvas')
    .first()
    .click({ position: { x: 3, y: 3 } });
  await expect.poll(() => image.innerText()).toBe('1');
  await weights
    .locator('.heatmap')
    .last()
    .click({ position: { x: 2, y: 2 } });
  await expect.poll(line).toMatch(new RegExp(`^Ln ${layer + 1},`));
  await lab.locator('.network-picture .node.selected[aria-label^="output"]').waitFor();
});

it('of a restored run the weights say that earlier epochs are gone', async () => {
  const workbench = (opened = await Workbench.open('iris.nn.json'));
  const { weights } = workbench;
  await workbench.lens('Train').click();
  await workbench.state('Trained 100 epochs').waitFor();
  await workbench.command('View: Show NN Lab');
  const note = weights.getByText('A restored run');
  await weights.locator('[data-testid=layer-stats]').first().waitFor();
  expect(await note.isVisible()).toBe(false);
  await workbench.reload();
  await note.waitFor();
  await workbench.screenshot('weights-restored');
});
