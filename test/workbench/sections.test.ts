import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open('spiral.nn.json');
  // So high that every section can be seen as a whole.
  await workbench.page.setViewportSize({ width: 1500, height: 3600 });
});
afterAll(() => workbench.close());

const section = (name: string): Locator => workbench.lab.locator(`.section-${name}`);
const traced = (): Promise<string> => section('trace').locator('.trace > .note').first().innerText();

async function train(file: string): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.file(file);
  await workbench.lens('Train').click();
  await workbench.state('Trained').waitFor();
}

/** The first of the parameters worth a look is selected everywhere, and has its V. */
async function checkSection(): Promise<void> {
  const { lab, page } = workbench;
  const body = section('check');
  const verdict = body.locator('[data-testid=check-verdict]');
  const start = body.getByRole('button', { name: 'Check gradients' });
  await expect.poll(async () => (await verdict.count()) + (await start.count())).toBe(1);
  if ((await start.count()) > 0) await start.click();
  await verdict.filter({ hasText: 'Passed' }).waitFor();
  await body.locator('.check-table').nth(1).locator('[data-testid=check-row] button').first().click();
  await body.locator('[data-testid=curve-of]', { hasText: 'backpropagation' }).waitFor();
  await body.locator('.check-table [aria-current]').first().waitFor();
  await lab.locator('.network-picture .selected').first().waitFor();
  // Its numbers, or its layer, are selected in the text.
  await page.locator('.statusbar-item', { hasText: /^Ln \d+, Col \d+ \(\d+ selected\)/ }).waitFor();
}

/** From the first formula to the last new weight, by keyboard alone. */
async function traceSection(): Promise<void> {
  const { page } = workbench;
  const title = section('trace').locator('[data-testid=trace-step]');
  const next = section('trace').getByRole('button', { name: 'Next' });
  await title.filter({ hasText: '(step 1 of ' }).waitFor();
  const steps = Number(/of (\d+)\)$/.exec(await title.innerText())?.[1]);
  await next.focus();
  for (let step = 2; step <= steps; step++) {
    await page.keyboard.press('Enter');
    await title.filter({ hasText: `(step ${step} of ${steps})` }).waitFor();
  }
  await section('trace').locator('.trace-page table').waitFor();
}

async function picturesOf(name: string): Promise<void> {
  const { lab } = workbench;
  // Nothing of what was selected was lost on the way.
  await section('check').locator('[data-testid=curve-of]', { hasText: 'backpropagation' }).waitFor();
  expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN/);
  for (const part of ['network', 'loss', 'predictions', 'trace', 'check']) {
    await workbench.picture(`sections-${name}-${part}`, section(part));
  }
}

it('every section of a network that tells classes of a plane apart', async () => {
  await train('spiral.nn.json');
  await checkSection();
  const cell = section('predictions').locator('.confusion td.right button').first();
  await cell.click();
  const rows = section('predictions').locator('[data-testid=cell-rows] tbody tr');
  await expect.poll(() => rows.count()).toBe(Math.min(20, Number(await cell.innerText())));
  await rows.first().getByRole('button').click();
  await traceSection();
  await picturesOf('spiral');
});

it('every section of a network that fits a curve', async () => {
  await train('sine.nn.json');
  await checkSection();
  const before = await traced();
  await section('predictions').locator('.scatter .plot').first().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await workbench.page.keyboard.press(key);
  await expect.poll(traced).not.toBe(before);
  await traceSection();
  await picturesOf('sine');
});

it('every section of a network of many inputs', async () => {
  await train('iris.nn.json');
  await checkSection();
  await section('predictions').locator('[data-testid=prediction-picture] .plot').focus();
  await workbench.page.keyboard.press('ArrowDown');
  await workbench.lab.locator('.tooltip').waitFor();
  await traceSection();
  await picturesOf('iris');
});

it('every section of a network of images', async () => {
  await train('07-digits.nn.json');
  await checkSection();
  const before = await traced();
  await section('predictions').locator('.wrong-images button').last().click();
  await expect.poll(traced).not.toBe(before);
  await traceSection();
  await picturesOf('digits');
});
