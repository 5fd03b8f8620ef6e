import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { bars, first, groups, moons, predicted, sine, friedman } from './predicted.ts';
import { run, snapshot } from './samples.ts';

/** Git ignores it: for a look at what the tests saw. */
const folder = 'test/screenshots';
mkdirSync(folder, { recursive: true });

const open = useWebviews();
const section = (host: FakeHost) => host.page.locator('.section-predictions');
const examples = { moons, groups, sine, friedman, bars };

async function shown(content: object, options: Parameters<typeof open>[1] = {}): Promise<FakeHost> {
  const host = await open('lab', options);
  for (const message of await predicted(content)) await host.send(message);
  return host;
}

/** Colours of the plot at shares of its width and height. */
async function coloursAt(host: FakeHost, places: readonly (readonly [number, number])[]): Promise<number[][]> {
  return section(host)
    .locator('[data-testid=prediction-picture] canvas')
    .evaluate((canvas, wanted) => {
      if (!(canvas instanceof HTMLCanvasElement)) return [];
      const { width, height } = canvas;
      const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return wanted.map(([x, y]) => {
        const at = 4 * (Math.round(y * height) * width + Math.round(x * width));
        return [...data.slice(at, at + 3)];
      });
    }, places);
}

describe.each(Object.entries(examples))('the predictions of %s', (name, content) => {
  test.each([
    ['dark', 350],
    ['dark', 1600],
    ['light', 900],
    ['highContrast', 900],
    ['highContrastLight', 900],
  ] as const)('fit in %s, %d wide', async (theme, width) => {
    const host = await shown(content, { theme, width });
    const { page } = host;
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBe(0);
    await section(host).screenshot({ path: `${folder}/predictions-${name}-${theme}-${width}.png` });
  });
});

test('while it trains pictures are asked for where they are looked at, and at its end in any case', async () => {
  const host = await open('lab', { width: 700, height: 500 });
  const running = snapshot({ run: run() });
  const choice = { x: 0, y: 1, output: 0, cell: null };
  const asked = async () =>
    (await host.posted()).filter((message) => JSON.stringify(message).startsWith('{"type":"predictions"'));
  await host.send(running);
  await host.networkDrawn();
  expect(await asked()).toEqual([]);
  await section(host).scrollIntoViewIfNeeded();
  await expect.poll(asked).toEqual([{ type: 'predictions', choice }]);
  await host.page.evaluate(() => scrollTo(0, 0));
  await expect.poll(asked).toHaveLength(2);
  expect((await asked()).at(-1)).toEqual({ type: 'predictions', choice: null });
  await host.send({ type: 'state', run: 1, state: { kind: 'paused', position: { epoch: 3, step: 1, steps: 4 } } });
  expect((await asked()).at(-1)).toEqual({ type: 'predictions', choice });
});

test('regions have the colours of their classes', async () => {
  const host = await shown(moons);
  const [upper = [], lower = []] = await coloursAt(host, [
    [0.15, 0.08],
    [0.9, 0.8],
  ]);
  // Yellow has no blue to speak of: the two classes of moons are the upper and the lower arc.
  expect((upper[2] ?? 0) < (upper[0] ?? 0)).toBe(true);
  expect((lower[2] ?? 0) > (lower[0] ?? 0)).toBe(true);
});

test('with forced colours regions still differ', async () => {
  const host = await shown(moons);
  await host.page.emulateMedia({ forcedColors: 'active' });
  await host.setTheme('highContrast');
  await section(host).screenshot({ path: `${folder}/predictions-forced.png` });
  const [upper, lower] = await coloursAt(host, [
    [0.15, 0.08],
    [0.9, 0.8],
  ]);
  expect(upper).not.toEqual(lower);
});

test('a confusion matrix counts the rows held out', async () => {
  const host = await shown(groups);
  const cells = await section(host).locator('[data-testid=confusion] td').allInnerTexts();
  expect(cells).toHaveLength(16);
  expect(cells.reduce((sum, text) => sum + Number(text), 0)).toBe(30);
  expect(await section(host).locator('[data-testid=prediction-result]').innerText()).toMatch(
    /^\d+ of 30 validation rows right \(\d+\.\d\s%\)$/,
  );
});

test('two of three inputs are chosen, and change places where one is chosen twice', async () => {
  const host = await shown(groups);
  await host.page.getByRole('combobox', { name: 'Across' }).click();
  await host.page.getByRole('option', { name: 'x2' }).click();
  expect((await host.posted()).at(-1)).toEqual({ type: 'predictions', choice: { x: 1, y: 0, output: 0, cell: null } });
});

test('a choice is made by keyboard', async () => {
  const host = await shown(groups);
  await host.page.getByRole('combobox', { name: 'Up' }).focus();
  await host.page.keyboard.press('ArrowDown');
  await expect
    .poll(async () => (await host.posted()).at(-1))
    .toEqual({
      type: 'predictions',
      choice: { x: 0, y: 2, output: 0, cell: null },
    });
});

test('the host works only for an open section', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  const asked = async () =>
    (await host.posted()).filter((message) => JSON.stringify(message).includes('"predictions"'));
  expect(await asked()).toEqual([{ type: 'predictions', choice: { x: 0, y: 1, output: 0, cell: null } }]);
  await section(host).locator('> summary').click();
  await expect.poll(async () => (await asked()).at(-1)).toEqual({ type: 'predictions', choice: null });
});

test('a section that was left closed asks for nothing', async () => {
  const state = { uri: '', logScale: false, closed: ['predictions'] };
  const host = await open('lab', { state });
  await host.send(snapshot({ run: run() }));
  expect((await host.posted()).map((message) => JSON.stringify(message))).not.toContainEqual(
    expect.stringContaining('predictions'),
  );
});

test('words for what there is nothing to show of', async () => {
  const host = await open('lab');
  const text = () => section(host).locator('.empty').innerText();
  await host.send(snapshot());
  expect(await text()).toBe('No run yet. Train to see what the network makes of its inputs.');
  await host.send(snapshot({ run: run({ parameters: new Float64Array(), state: { kind: 'starting' } }) }));
  expect(await text()).toBe('The first epoch is under way.');
  await host.send(snapshot({ run: run({ restored: 1000 }) }));
  expect(await text()).toBe('Train anew to see what the network makes of its inputs.');
  await host.send(
    snapshot({
      run: run({
        parameters: new Float64Array(),
        state: { kind: 'failed', message: { text: 'Lost', args: [] } },
      }),
    }),
  );
  expect(await text()).toBe('The run failed before there was anything to predict with.');
  await host.send(snapshot({ run: run() }));
  expect(await text()).toBe('Working out the predictions…');
});

test('predictions of an earlier run change nothing', async () => {
  const host = await open('lab');
  const [first, ...rest] = await predicted(moons);
  await host.send({ ...first, run: run({ id: 2 }) });
  for (const message of rest) await host.send(message);
  expect(await section(host).locator('.empty').innerText()).toBe('Working out the predictions…');
});

test('a fitted curve has a table of its values', async () => {
  const host = await shown(sine);
  const twin = section(host).locator('.twin').first();
  await twin.locator('summary').click();
  // Filled when its section's `toggle` comes, which is not at once.
  await twin.locator('tbody tr').first().waitFor();
  expect(await twin.locator('tbody tr').count()).toBe(20);
  expect(await section(host).getByRole('img').first().getAttribute('aria-label')).toBe('y over x, with the data');
});

test('images that were taken for another class', async () => {
  const host = await shown(bars);
  const images = section(host).locator('.wrong-images li');
  expect(await images.count()).toBeGreaterThan(0);
  expect(await images.first().innerText()).toMatch(/(down, taken for across|across, taken for down)/);
});

test('a cell of the confusion matrix shows its rows, and a row is traced on a click', async () => {
  const host = await shown(groups);
  const cell = section(host).getByRole('button', { name: /^south taken for south:/ });
  await cell.click();
  const choice = { ...first, cell: { actual: 2, predicted: 2 } };
  expect((await host.posted()).at(-1)).toEqual({ type: 'predictions', choice });
  const messages = await predicted(groups, choice);
  for (const message of messages) await host.send(message);
  expect(await cell.getAttribute('aria-pressed')).toBe('true');
  // Written into the same table: the focus stays where it was.
  expect(await cell.evaluate((node) => node === document.activeElement)).toBe(true);

  await section(host).screenshot({ path: `${folder}/predictions-cell.png` });
  const list = section(host).locator('[data-testid=cell-rows]');
  const told = messages.flatMap((message) => (message.type === 'predictions' ? [message.predictions.cell] : []))[0];
  const rows = list.locator('tbody tr');
  expect(await rows.count()).toBe(told?.count);
  expect((await list.locator('thead').innerText()).trim()).toBe('Row\tx1\tx2\tx3\tProbability');
  const [one] = told?.rows ?? [];
  expect(await rows.first().innerText()).toContain(`row ${(one?.row ?? NaN) + 1}`);
  await rows.first().getByRole('button').click();
  expect((await host.posted()).at(-1)).toEqual({
    type: 'trace',
    of: { part: 'validation', row: one?.place },
    rate: 0.1,
  });
  await cell.click();
  expect((await host.posted()).at(-1)).toEqual({ type: 'predictions', choice: first });
});

test('an image that was taken for another class is traced', async () => {
  const host = await shown(bars);
  await host.page.locator('.section-trace > summary').click();
  await section(host).locator('.wrong-images').getByRole('button').first().click();
  expect((await host.posted()).at(-1)).toMatchObject({ type: 'trace', of: { part: 'training' } });
  expect(await host.page.locator('.section-trace').getAttribute('open')).not.toBeNull();
});

test('what the network answers is told under the pointer, and by the arrow keys', async () => {
  const host = await shown(moons);
  const plot = section(host).locator('[data-testid=prediction-picture] .plot');
  const tooltip = host.page.locator('.tooltip');
  await plot.hover({ position: { x: 120, y: 40 } });
  expect(await tooltip.innerText()).toMatch(/^[01] \d+\.\d\s%\nx -?\d\S*\ny -?\d\S*$/);
  const before = await tooltip.innerText();
  await plot.focus();
  for (let step = 0; step < 12; step++) await host.page.keyboard.press('ArrowDown');
  expect(await tooltip.innerText()).not.toBe(before);
  expect(await section(host).locator('[aria-live]').first().innerText()).toMatch(/^[01] /);
  await host.page.mouse.move(0, 0);

  const curve = await shown(sine);
  await section(curve).locator('[data-testid=prediction-picture] .plot').focus();
  await curve.page.keyboard.press('ArrowRight');
  expect(await curve.page.locator('.tooltip').innerText()).toMatch(/^x -?\d\S*\ny -?\d\S*$/);
});

test('rows of predicted against actual, and their residuals, are told and traced', async () => {
  const host = await shown(sine);
  const { page } = host;
  const messages = await predicted(sine);
  const result = messages.flatMap((message) => (message.type === 'predictions' ? [message.predictions.result] : []))[0];
  if (result?.kind !== 'values') throw new Error('not of values');
  const least = result.actual.indexOf(Math.min(...result.actual));
  const lines = [
    `row ${(result.rows[least] ?? NaN) + 1}`,
    `actual ${result.actual[least]?.toPrecision(4)}`,
    `predicted ${result.predicted[least]?.toPrecision(4)}`,
    `residual ${((result.actual[least] ?? NaN) - (result.predicted[least] ?? NaN)).toPrecision(4)}`,
  ];
  for (const plot of await section(host).locator('.scatter .plot').all()) {
    await plot.focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.tooltip').innerText()).toContain(lines.join('\n'));
    await page.keyboard.press('Enter');
    expect((await host.posted()).at(-1)).toMatchObject({
      type: 'trace',
      of: { part: 'validation', row: result.places[least] },
    });
    // The key that chose the row does not press the button that has the focus now.
    expect(await page.locator('[data-testid=trace-step]').innerText()).toContain('(step 1 of ');
  }
});
