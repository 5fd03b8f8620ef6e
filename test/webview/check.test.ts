import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CheckReport } from '../../src/protocol/run.ts';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { curve, failedReport, iris, kinkReport, parameter, report, snapshot } from './samples.ts';

/** Git ignores it: for a look at what the tests saw. */
const folder = 'test/screenshots';
mkdirSync(folder, { recursive: true });

const open = useWebviews();

async function openWith(shown: CheckReport): Promise<FakeHost> {
  const host = await open('lab');
  await host.send(snapshot({ check: { kind: 'done', report: shown, network: iris } }));
  return host;
}

const verdicts: readonly (readonly [CheckReport, string])[] = [
  [
    report(),
    'Passed Backpropagation agrees with numerical differentiation for all 139 parameters (largest relative error 3.2e-9).',
  ],
  [
    report({ parameters: 101_770, checked: 5000 }),
    'Passed Backpropagation agrees with numerical differentiation for 5,000 of 101,770 parameters, chosen evenly (largest relative error 3.2e-9).',
  ],
  [
    kinkReport,
    'Passed Backpropagation agrees with numerical differentiation for all 139 parameters (largest relative error 3.2e-9). 3 lie on a kink, where the slope depends on the side.',
  ],
  [
    failedReport,
    'Failed Backpropagation and numerical differentiation differ for 3 of 139 parameters. The largest relative error is 2.1e-2.',
  ],
  [
    report({ verdict: 'no-gradient', worst: null, notable: [] }),
    'No gradient flows Every gradient is 0, by backpropagation and by numerical differentiation. Nothing can be learned, and nothing was verified.',
  ],
  [
    report({ verdict: 'not-finite', loss: NaN, worst: null }),
    'Not finite The loss or a gradient is infinite or not a number at these weights, so there is nothing to compare.',
  ],
];

test.each(verdicts)('a verdict in words (%#)', async (shown, words) => {
  const host = await openWith(shown);
  const text = await host.page.locator('.verdict').innerText();
  expect(text.replace(/\s+/g, ' ')).toBe(words);
});

test('a table by tensor, and the parameters worth a look in human terms', async () => {
  const host = await openWith(report());
  const rows = host.page.locator('[data-testid=check-row]');
  expect(await rows.count()).toBe(6 + 2);
  expect(await rows.first().innerText()).toBe('hidden 1\tweights\t32\t32\t32\t2\t0\t0\t0\t3.2e-9');
  expect(await rows.nth(6).innerText()).toBe('hidden 1: unit 3 ← sepal width (cm)\tpassed\t0.01235\t0.01235\t3.2e-9');
  expect(await rows.nth(7).innerText()).toContain('output: setosa, bias');
});

test('kinks have a table of their own, with both slopes', async () => {
  const host = await openWith(kinkReport);
  const kinks = host.page.locator('.check-table', { hasText: 'Slope to the left' });
  expect(await kinks.locator('h3').innerText()).toBe('Kinks, 1 of 3');
  expect(await kinks.locator('[data-testid=check-row]').allInnerTexts()).toEqual([
    'hidden 1: unit 3 ← sepal width (cm)\t0.01235\t0\t0.09620',
  ]);
});

test('values that are not finite are no words of a programming language', async () => {
  const notable = [parameter({ status: 'not-finite', backpropagation: NaN, numerical: Infinity, relativeError: NaN })];
  const host = await openWith(report({ verdict: 'not-finite', loss: NaN, worst: null, notable }));
  expect(await host.page.locator('.section-check').innerText()).not.toMatch(/NaN|Infinity|undefined/);
});

const weight = { layer: 0, unit: 2, input: 1 };

test('a row of a tensor leads to its layer, one of a parameter to the weight', async () => {
  const host = await openWith(report());
  await host.page.locator('.section-check').getByRole('button', { name: 'hidden 2' }).first().click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 1, unit: null, input: null } });
  await host.page.getByRole('button', { name: 'hidden 1: unit 3 ←' }).click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: weight });
});

test('what is selected is marked in the table, the scatter and the map, and by nothing else', async () => {
  const host = await openWith(report());
  const current = host.page.locator('.section-check [aria-current]');
  const ring = () => host.page.locator('.slope-scatter .selected').getAttribute('d');
  const marks = host.page.locator('.error-mark:not([hidden])');
  await host.send({ type: 'selected', place: weight });
  expect(await current.innerText()).toContain('hidden 1: unit 3 ← sepal width (cm)');
  expect(await ring()).not.toBe('');
  expect(await marks.count()).toBe(1);
  await host.send({ type: 'selected', place: { layer: 0, unit: null, input: null } });
  expect(await current.count()).toBe(2);
  expect(await ring()).toBe('');
  expect(await marks.count()).toBe(0);
});

test('a diagram that is drawn, or fitted to another width, leaves the tooltip of another picture', async () => {
  const host = await openWith(report());
  const { page } = host;
  await host.networkDrawn();
  await page.locator('.slope-scatter').focus();
  await page.keyboard.press('ArrowRight');
  const tooltip = page.locator('.tooltip');
  expect(await tooltip.isVisible()).toBe(true);
  const width = () =>
    page
      .locator('[data-testid=network] svg')
      .first()
      .evaluate((svg) => svg.clientWidth);
  const before = await width();
  await page.setViewportSize({ width: 620, height: 900 });
  await expect.poll(width).not.toBe(before);
  expect(await tooltip.isVisible()).toBe(true);
});

test('in the scatter and in a map parameters are read and chosen by keyboard', async () => {
  const host = await openWith(report());
  const { page } = host;
  const tooltip = page.locator('.tooltip');
  await page.locator('.slope-scatter').focus();
  await page.keyboard.press('ArrowRight');
  // As where the page scrolls under a pointer that rests.
  await page.locator('.slope-scatter').dispatchEvent('pointerleave');
  // From the smallest derivative on: the cube of cos 22 is nearest to -1.
  expect(await tooltip.innerText()).toMatch(/^hidden 1: unit 6 ← petal length \(cm\)\nbackpropagation -0\.0123\d+\n/);
  await page.keyboard.press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 0, unit: 5, input: 2 } });
  await page.locator('.error-map').first().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  expect(await tooltip.innerText()).toMatch(/^hidden 1: unit 3 ← sepal width \(cm\)\nrelative error/);
  await page.keyboard.press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: weight });
});

test('a point and a cell are chosen by a click', async () => {
  const host = await openWith(report());
  await host.page
    .locator('.error-map')
    .first()
    .click({ position: { x: 14, y: 26 } });
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: weight });
  const before = (await host.orders()).length;
  await host.page.locator('.slope-scatter').click({ position: { x: 20, y: 20 } });
  expect(await host.orders()).toHaveLength(before);
});

test('the error against the step of the parameter that is selected, asked for once', async () => {
  const host = await openWith(report());
  const { page } = host;
  const asked = async () => (await host.posted()).filter((message) => JSON.stringify(message).includes('step-curve'));
  const text = page.locator('[data-testid=curve-of]');
  await page.getByRole('button', { name: 'Choose the largest error' }).click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: weight });
  await host.send({ type: 'selected', place: weight });
  expect(await text.innerText()).toBe('hidden 1: unit 3 ← sepal width (cm): working out…');
  await host.send({ type: 'step-curve', result: { kind: 'found', curve } });
  expect(await text.innerText()).toBe('hidden 1: unit 3 ← sepal width (cm), backpropagation 0.0123457');
  // The host sends all again whenever the file changes.
  await host.send(snapshot({ check: { kind: 'done', report: report(), network: iris } }));
  expect(await asked()).toEqual([{ type: 'step-curve', parameter: 9 }]);
  expect(await text.innerText()).toContain('backpropagation');

  await page.locator('.curve .plot').focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('.tooltip').innerText()).toBe('step 1.0e0\nnumerical 0.012300000\nrelative error 2.6e0');
  await page.locator('.curve .twin summary').click();
  const rows = page.locator('.curve .twin tbody tr');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(26);
  expect(await rows.nth(9).innerText()).toBe('7.6e-6, of the check\t0.012300000\t1.6e-10');

  await host.send({ type: 'selected', place: { layer: 0, unit: 0, input: 0 } });
  expect(await text.innerText()).toContain('working out…');
  const message = { text: 'Row {0} is empty', args: [3] };
  await host.send({ type: 'step-curve', result: { kind: 'failed', message } });
  expect(await text.innerText()).toBe('hidden 1: unit 1 ← sepal length (cm): Row 3 is empty');
  expect(await page.locator('.curve .plot').isVisible()).toBe(false);
});

test('from nothing over progress to a verdict', async () => {
  const host = await open('lab');
  const body = host.page.locator('.section-check .section-body');
  await host.send(snapshot());
  await body.getByRole('button', { name: 'Check gradients' }).click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'check' });
  await host.send({ type: 'check', state: { kind: 'running', done: 12, of: 139 } });
  expect(await body.innerText()).toBe('Checking 12 of 139 parameters');
  await host.send({ type: 'check', state: { kind: 'running', done: 100, of: 139 } });
  expect(await body.innerText()).toBe('Checking 100 of 139 parameters');
  await host.send({ type: 'check', state: { kind: 'done', report: report(), network: iris } });
  expect(await host.page.locator('[data-testid=check-verdict]').innerText()).toBe('Passed');
});

test('a check that could not be made says why', async () => {
  const host = await open('lab');
  const message = { text: 'Row {0} is empty', args: [3] };
  await host.send(snapshot({ check: { kind: 'failed', message } }));
  expect(await host.page.locator('.verdict').innerText()).toContain('Row 3 is empty');
});

test('the derivatives of both ways stand against each other, and the errors of each tensor in a map', async () => {
  const host = await open('lab');
  await host.send(snapshot({ check: { kind: 'done', report: failedReport, network: iris } }));
  const scatter = host.page.locator('.slope-scatter');
  expect(await scatter.getAttribute('aria-label')).toBe(
    'Backpropagation against numerical differentiation: 139 parameters, from -0.0126 to 0.0126',
  );
  // The last point is near the upper right corner; a cross stands for the failure.
  const [, across = NaN, up = NaN] =
    /M([\d.]+) ([\d.]+)h0$/.exec((await scatter.locator('.points').getAttribute('d')) ?? '')?.map(Number) ?? [];
  expect(across).toBeCloseTo(120 + (112 * 0.012345678) / 0.0126, 1);
  expect(up).toBeCloseTo(120 - (112 * 0.012345677) / 0.0126, 1);
  expect((await scatter.locator('.crosses').getAttribute('d'))?.match(/M/g)).toHaveLength(1);
  const maps = host.page.locator('.error-map');
  expect(await maps.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')))).toEqual([
    'Relative errors of hidden 1, weights: at most 2.1e-2',
    'Relative errors of hidden 1, biases: at most 3.2e-9',
  ]);
});

test('a kink is a bar between its two slopes', async () => {
  const host = await open('lab');
  await host.send(snapshot({ check: { kind: 'done', report: kinkReport, network: iris } }));
  const bar = (await host.page.locator('.slope-scatter .kinks').getAttribute('d')) ?? '';
  const [, from = NaN, to = NaN] = /M[\d.]+ ([\d.]+)V([\d.]+)/.exec(bar)?.map(Number) ?? [];
  expect([from, to]).toEqual([120, 8]);
});

test.each([
  ['passed', report(), 'dark', 350],
  ['passed', report(), 'dark', 1600],
  ['failed', failedReport, 'light', 900],
  ['kink', kinkReport, 'highContrast', 700],
  ['kink', kinkReport, 'highContrastLight', 700],
] as const)('a check that %s, with a parameter chosen, fits (%#)', async (name, shown, theme, width) => {
  const host = await open('lab', { theme, width });
  await host.send(snapshot({ check: { kind: 'done', report: shown, network: iris } }));
  await host.send({ type: 'selected', place: weight });
  await host.send({ type: 'step-curve', result: { kind: 'found', curve } });
  expect(await host.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await host.page.locator('.section-check').screenshot({ path: `${folder}/check-${name}-${theme}-${width}.png` });
});

test('the time of both ways, what was measured and what is reckoned from it', async () => {
  const host = await openWith(report());
  const notes = host.page.locator('.times .note');
  expect(await notes.first().innerText()).toBe(
    'Measured: backpropagation 21\u00a0µs, one forward pass 7\u00a0µs; numerical differentiation of 139 parameters, which follows only what each one changes, 6.4\u00a0ms (square).',
  );
  // 2 · 139 passes of 7 µs.
  expect(await notes.nth(1).innerText()).toContain('it would take 1.9\u00a0ms, 93 times as long as backpropagation');
  await host.page.locator('.times .twin summary').click();
  const rows = host.page.locator('.times .twin tbody tr');
  await rows.first().waitFor();
  expect(await rows.allInnerTexts()).toEqual([
    '100\t15\u00a0µs\t1.0\u00a0ms\t67',
    '139, this network\t21\u00a0µs\t1.9\u00a0ms\t93',
    '1,000\t151\u00a0µs\t101\u00a0ms\t667',
    '10,000\t1.5\u00a0ms\t10.1\u00a0s\t6,667',
    '100,000\t15\u00a0ms\t16\u00a0min 47\u00a0s\t66,667',
    '1,000,000\t151\u00a0ms\t27\u00a0h 58\u00a0min\t666,667',
  ]);
  await host.page.locator('.times .plot').focus();
  await host.page.keyboard.press('ArrowRight');
  expect(await host.page.locator('.tooltip').innerText()).toContain('100 parameters');
});

test('all that did not pass is worth a look, and of what passed the ten largest errors', async () => {
  const passed = Array.from({ length: 30 }, (_, index) => parameter({ relativeError: 1e-9 / (index + 1) }));
  const failed = Array.from({ length: 12 }, () => parameter({ status: 'failed', relativeError: 0.1 }));
  const listed = async (content: CheckReport): Promise<number> => {
    const { page } = await openWith(content);
    return page.getByRole('region', { name: 'Worth a look' }).locator('[data-testid=check-row]').count();
  };
  expect(await listed(report({ notable: passed }))).toBe(10);
  expect(await listed({ ...failedReport, notable: [...failed, ...passed] })).toBe(12);
});
