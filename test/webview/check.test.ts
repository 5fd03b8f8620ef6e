import { expect, test } from 'vitest';
import type { CheckReport } from '../../src/protocol/run.ts';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { failedReport, kinkReport, parameter, report, snapshot } from './samples.ts';

const open = useWebviews();

async function openWith(shown: CheckReport): Promise<FakeHost> {
  const host = await open('lab');
  await host.send(snapshot({ check: { kind: 'done', report: shown } }));
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

test('a kink shows both slopes and no error', async () => {
  const host = await openWith(kinkReport);
  const row = host.page.locator('[data-testid=check-row]', { hasText: 'kink' });
  expect(await row.innerText()).toBe('hidden 1: unit 3 ← sepal width (cm)\tkink\t0.01235\t0 | 0.09620\t—');
});

test('values that are not finite are no words of a programming language', async () => {
  const notable = [parameter({ status: 'not-finite', backpropagation: NaN, numerical: Infinity, relativeError: NaN })];
  const host = await openWith(report({ verdict: 'not-finite', loss: NaN, worst: null, notable }));
  expect(await host.page.locator('.section-check').innerText()).not.toMatch(/NaN|Infinity|undefined/);
});

test('a row leads to its layer in the file', async () => {
  const host = await openWith(report());
  await host.page.getByRole('button', { name: 'hidden 2' }).first().click();
  expect((await host.posted()).at(-1)).toEqual({ type: 'reveal', layer: 1 });
});

test('from nothing over progress to a verdict', async () => {
  const host = await open('lab');
  const body = host.page.locator('.section-check .section-body');
  await host.send(snapshot());
  await body.getByRole('button', { name: 'Check gradients' }).click();
  expect((await host.posted()).at(-1)).toEqual({ type: 'check' });
  await host.send({ type: 'check', state: { kind: 'running', done: 12, of: 139 } });
  expect(await body.innerText()).toBe('Checking 12 of 139 parameters');
  await host.send({ type: 'check', state: { kind: 'running', done: 100, of: 139 } });
  expect(await body.innerText()).toBe('Checking 100 of 139 parameters');
  await host.send({ type: 'check', state: { kind: 'done', report: report() } });
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
  await host.send(snapshot({ check: { kind: 'done', report: failedReport } }));
  const scatter = host.page.locator('.slope-scatter');
  expect(await scatter.getAttribute('aria-label')).toBe(
    'Backpropagation against numerical differentiation: 139 parameters, from -0.0126 to 0.0126',
  );
  // The first point is near the upper right corner; a cross stands for the failure.
  const [, across = NaN, up = NaN] =
    /M([\d.]+) ([\d.]+)h0/.exec((await scatter.locator('.points').getAttribute('d')) ?? '')?.map(Number) ?? [];
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
  await host.send(snapshot({ check: { kind: 'done', report: kinkReport } }));
  const bar = (await host.page.locator('.slope-scatter .kinks').getAttribute('d')) ?? '';
  const [, from = NaN, to = NaN] = /M[\d.]+ ([\d.]+)V([\d.]+)/.exec(bar)?.map(Number) ?? [];
  expect([from, to]).toEqual([120, 8]);
});
