import { expect, test } from 'vitest';
import { useWebviews } from './fake-host.ts';
import { completed, courses, run, snapshot, sweep } from './samples.ts';

const open = useWebviews();

test('a training without a sweep has no table of runs', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  expect(await host.page.locator('.section-sweep').isVisible()).toBe(false);
});

test('the runs of a sweep stand in a table with what became of them', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run(), sweep }));
  const rows = host.page.locator('.sweep-table tbody tr');
  expect(await rows.allInnerTexts()).toEqual([
    'learningRate 0.01, method batch\tcompleted\t300\t0.4123\t0.4310',
    'learningRate 0.1, method batch\tcompleted, best\t300\t0.08530\t0.1042',
    'learningRate 10, method batch\tdiverged\t11\t12.50\t13.10',
    'learningRate 0.01, method stochastic\ttraining\t—\t—\t—',
    'learningRate 0.1, method stochastic\twaiting\t—\t—\t—',
  ]);
  expect(await rows.nth(3).getAttribute('aria-current')).toBe('true');
  expect(await host.page.locator('.section-sweep .note').textContent()).toBe('3 of 5 runs done');
});

test('a run can be chosen to be looked at; one that waits can’t', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run(), sweep }));
  const choices = host.page.locator('.sweep-table button');
  expect(await choices.count()).toBe(4);
  await choices.nth(1).click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'show', run: 2 });
  // The keyboard's focus stays where it is when the table is made anew.
  await host.send({ type: 'sweep', sweep: { ...sweep, shown: 2 } });
  expect(await host.page.evaluate(() => document.activeElement?.getAttribute('data-run'))).toBe('2');
});

test('the course of each run that has begun is a small chart, with a word for it; a click shows the run', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run(), sweep }));
  const charts = host.page.locator('.sweep-chart');
  expect(await charts.count()).toBe(0);
  await host.send({ type: 'courses', courses });
  expect(await charts.allInnerTexts()).toEqual([
    'learningRate 0.01, method batch: crawls',
    'learningRate 0.1, method batch: converges, best',
    'learningRate 10, method batch: diverges',
    'learningRate 0.01, method stochastic: training',
  ]);
  expect(await host.page.locator('.sweep-scale').innerText()).toBe(
    'All to one scale: epochs 0 to 300, loss 0.08012 to 2.200, logarithmic',
  );
  // The whole width is 300 epochs: a run that did half of them takes half of it.
  const ends = await charts
    .locator('path')
    .evaluateAll((paths) => paths.map((path) => Number(/L([\d.]+) [-\d.]+$/.exec(path.getAttribute('d') ?? '')?.[1])));
  expect(ends).toEqual([120, 120, 4.4, 60]);
  expect(await charts.nth(3).getAttribute('aria-current')).toBe('true');
  await charts.nth(1).click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'show', run: 2 });
  // It is patched: the focus stays.
  await host.send({ type: 'courses', courses: { ...courses, runs: courses.runs.slice(0, 4) } });
  await host.send({ type: 'sweep', sweep: { ...sweep, shown: 2 } });
  expect(await charts.nth(1).getAttribute('aria-current')).toBe('true');
  expect(await host.page.evaluate(() => document.activeElement?.getAttribute('data-course'))).toBe('2');
});

test('as long as a run is to come there is something to stop, whichever is looked at', async () => {
  const host = await open('lab');
  const ended = run({ state: { kind: 'ended', ending: completed } });
  await host.send(snapshot({ run: ended, sweep }));
  expect(await host.page.locator('vscode-button', { hasText: 'Stop' }).isVisible()).toBe(true);
  const over = { ...sweep, runs: sweep.runs.slice(0, 3) };
  await host.send({ type: 'sweep', sweep: over });
  expect(await host.page.locator('vscode-button', { hasText: 'Stop' }).isVisible()).toBe(false);
});
