import { expect, test } from 'vitest';
import { useWebviews } from './fake-host.ts';
import { completed, run, snapshot, sweep } from './samples.ts';

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
  expect((await host.posted()).at(-1)).toEqual({ type: 'show', run: 2 });
  // The keyboard's focus stays where it is when the table is made anew.
  await host.send({ type: 'sweep', sweep: { ...sweep, shown: 2 } });
  expect(await host.page.evaluate(() => document.activeElement?.getAttribute('data-run'))).toBe('2');
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
