import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { bars, groups, moons, predicted, sine, friedman } from './predicted.ts';
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
  expect((await host.posted()).at(-1)).toEqual({ type: 'predictions', choice: { x: 1, y: 0, output: 0 } });
});

test('a choice is made by keyboard', async () => {
  const host = await shown(groups);
  await host.page.getByRole('combobox', { name: 'Up' }).focus();
  await host.page.keyboard.press('ArrowDown');
  await expect
    .poll(async () => (await host.posted()).at(-1))
    .toEqual({
      type: 'predictions',
      choice: { x: 0, y: 2, output: 0 },
    });
});

test('the host works only for an open section', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  const asked = async () =>
    (await host.posted()).filter((message) => JSON.stringify(message).includes('"predictions"'));
  expect(await asked()).toEqual([{ type: 'predictions', choice: { x: 0, y: 1, output: 0 } }]);
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
