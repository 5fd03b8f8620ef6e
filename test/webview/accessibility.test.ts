import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axeCore from 'axe-core';
import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { bars, friedman, groups, predicted } from './predicted.ts';
import {
  comparison,
  completed,
  courses,
  diverged,
  failedReport,
  iris,
  labStates,
  network,
  others,
  parametersOf,
  report,
  run,
  snapshot,
  sweep,
  weightsOfImages,
  weightsOfIris,
} from './samples.ts';

declare global {
  interface Window {
    axe: typeof axeCore;
  }
}

const open = useWebviews();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules that are broken, with the elements that break them. */
async function violations({ page }: FakeHost): Promise<string[]> {
  // Evaluated, not loaded: the page's policy would refuse a script element.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await window.axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}

async function expectNoViolations(host: FakeHost): Promise<void> {
  await host.inEachTheme(async (theme) => {
    expect({ theme, broken: await violations(host) }).toEqual({ theme, broken: [] });
  });
}

test('the lab after a run and a check', async () => {
  const host = await open('lab');
  const ended = run({ state: { kind: 'ended', ending: completed } });
  await host.send(snapshot({ run: ended, sweep, check: { kind: 'done', report: report(), network: iris } }));
  await host.send({ type: 'others', runs: others });
  await host.send({ type: 'comparison', comparison });
  await host.send({ type: 'courses', courses });
  await host.networkDrawn();
  await host.page.locator('.twin summary').first().click();
  await expectNoViolations(host);
});

test('the lab when all goes wrong', async () => {
  const host = await open('lab');
  const ended = run({ state: { kind: 'ended', ending: diverged } });
  await host.send(snapshot({ errors: 2, run: ended, check: { kind: 'done', report: failedReport, network: iris } }));
  await host.networkDrawn();
  await expectNoViolations(host);
});

test.each(Object.entries(labStates))('the lab %s', async (_, state) => {
  const host = await open('lab');
  await host.send(state);
  if (state.network !== null) await host.networkDrawn();
  await expectNoViolations(host);
});

test.each(Object.entries({ groups, friedman, bars }))('the predictions of %s', async (_, content) => {
  const host = await open('lab');
  for (const message of await predicted(content)) await host.send(message);
  for (const summary of await host.page.locator('.section-predictions .twin:visible > summary').all()) {
    await summary.click();
  }
  await expectNoViolations(host);
});

test('the weights', async () => {
  const host = await open('weights', { width: 300 });
  await host.send(weightsOfIris);
  await expectNoViolations(host);
});

test('the weights of images, restored', async () => {
  const host = await open('weights', { width: 300 });
  await host.send(weightsOfImages);
  await host.page.getByText('Images as a table').click();
  await expectNoViolations(host);
});

test('a large network with its strongest units', async () => {
  const host = await open('lab', { state: { uri: '', logScale: false, closed: [], opened: [0, 1, 2] } });
  const large = network([784, 128, 10]);
  await host.send(snapshot({ network: large, run: run({ network: large, parameters: parametersOf(large) }) }));
  await host.networkDrawn();
  await host.page.locator('.section-network .twin summary').click();
  await expectNoViolations(host);
});

test('the steps of a trace', async () => {
  const host = await open('lab');
  for (const message of await predicted(groups)) await host.send(message);
  for (let step = 2; step <= 6; step++) {
    await host.page.locator('.section-trace').getByRole('button', { name: 'Next' }).click();
    expect(await violations(host)).toEqual([]);
  }
});

test('the lab while it trains and checks', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run(), check: { kind: 'running', done: 3, of: 139 } }));
  await host.networkDrawn();
  expect(await violations(host)).toEqual([]);
});

test('the lab of a network drawn as blocks, before any run', async () => {
  const host = await open('lab');
  await host.send(snapshot({ network: network([784, 128, 10]) }));
  await host.networkDrawn();
  expect(await violations(host)).toEqual([]);
});

test('with forced colours the sign of a weight is in the line', async () => {
  const host = await open('lab');
  await host.page.emulateMedia({ forcedColors: 'active' });
  const net = network([2, 1]);
  await host.send(snapshot({ network: net, run: run({ network: net, parameters: Float64Array.of(-1, 1, 0) }) }));
  await host.networkDrawn();
  const dash = (sign: string): Promise<string> =>
    host.page.locator(`.edge[data-sign=${sign}]`).evaluate((edge) => getComputedStyle(edge).strokeDasharray);
  expect(await dash('negative')).not.toBe(await dash('positive'));
  // Words of the drawing are in the system's colour too, like those of the page.
  const colours = await host.page.evaluate(() =>
    ['.network-picture .name', 'h1'].map((selector) => {
      const node = document.querySelector(selector);
      const style = node === null ? undefined : getComputedStyle(node);
      return selector === 'h1' ? style?.color : style?.fill;
    }),
  );
  expect(colours[0]).toBe(colours[1]);
  await host.page.locator('.section-network').screenshot({ path: 'test/screenshots/network-forced.png' });
});
