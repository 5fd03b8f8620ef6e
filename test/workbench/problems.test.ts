import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open('iris.nn.json');
  await workbench.lens('Train').waitFor();
  await workbench.command('Problems: Focus on Problems View');
});
afterAll(() => workbench?.close());

const data = () => join(workbench.folder, 'data', 'iris.csv');

/** Waits until just one problem is shown, and returns it. */
async function onlyProblem(): Promise<string> {
  await expect.poll(async () => (await workbench.problems()).length).toBe(1);
  const [problem = ''] = await workbench.problems();
  return problem;
}

async function noProblem(): Promise<void> {
  await expect.poll(() => workbench.problems()).toEqual([]);
}

it('garbage in the file is one problem with its place; typing goes on, and without it all is well', async () => {
  await workbench.type('garbage');
  expect(await onlyProblem()).toMatch(/not JSON[^]*Ln 23, Col 1/);
  await workbench.screenshot('problem-garbage');
  for (const _ of 'garbage') await workbench.page.keyboard.press('Backspace');
  await noProblem();
});

it('a data file that is deleted is missed, until it is there again', async () => {
  const text = await readFile(data(), 'utf8');
  await rm(data());
  expect(await onlyProblem()).toMatch(/There is no file “data\/iris\.csv”[^]*Ln 5, Col 13/);
  await workbench.command('NN Lab: Train');
  await workbench.page.locator('.notification-list-item', { hasText: 'data/iris.csv' }).waitFor();
  await workbench.screenshot('problem-deleted');
  await writeFile(data(), text);
  await noProblem();
});

it('a short row 7 of the data file is told with its place', async () => {
  const text = await readFile(data(), 'utf8');
  const lines = text.split('\n');
  await writeFile(data(), lines.map((line, index) => (index === 7 ? line.replace(/,[^,]*$/, '') : line)).join('\n'));
  expect(await onlyProblem()).toMatch(/data\/iris\.csv, line 8: 4 columns, the header has 5/);
  await workbench.screenshot('problem-row');
  await writeFile(data(), text);
  await noProblem();
});
