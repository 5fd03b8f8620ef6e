import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import {
  comparison,
  completed,
  courses,
  epochsOf,
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
import type { ThemeName } from './themes.ts';

/** Git ignores it: for a look at what the tests saw. */
const folder = 'test/screenshots';
mkdirSync(folder, { recursive: true });

const open = useWebviews();
const finished = snapshot({
  run: run({ state: { kind: 'ended', ending: completed }, epochs: epochsOf(0, 301) }),
  check: { kind: 'done', report: report(), network: iris },
});

async function expectNoSidewaysScroll({ page }: FakeHost): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
}

async function fitsInEachTheme(host: FakeHost, look: (theme: ThemeName) => Promise<unknown>): Promise<void> {
  await host.inEachTheme(async (theme) => {
    await expectNoSidewaysScroll(host);
    await look(theme);
  });
}

test.each([350, 1100])('runs compared fit a width of %d', async (width) => {
  const host = await open('lab', { width });
  const epochs = epochsOf(0, 301);
  epochs.learningRate.fill(0.05, 150);
  const ended = run({ epochs, state: { kind: 'ended', ending: { ...completed, reason: 'early-stopped' } } });
  await host.send(snapshot({ run: ended }));
  await host.send({ type: 'others', runs: others });
  await host.send({ type: 'comparison', comparison });
  await fitsInEachTheme(host, async (theme) => {
    await host.page.locator('.section-loss').screenshot({ path: `${folder}/loss-${theme}-${width}.png` });
    await host.page.locator('.section-compare').screenshot({ path: `${folder}/compare-${theme}-${width}.png` });
  });
});

test.each([350, 1100])('a sweep fits a width of %d', async (width) => {
  const host = await open('lab', { width });
  await host.send(snapshot({ run: run(), sweep }));
  await host.send({ type: 'courses', courses });
  await fitsInEachTheme(host, (theme) =>
    host.page.locator('.section-sweep').screenshot({ path: `${folder}/sweep-${theme}-${width}.png` }),
  );
});

test.each([350, 700, 1600])('the lab fits a width of %d', async (width) => {
  const host = await open('lab', { width });
  await host.send(finished);
  await host.networkDrawn();
  await fitsInEachTheme(host, (theme) =>
    host.page.screenshot({ path: `${folder}/lab-${theme}-${width}.png`, fullPage: true }),
  );
});

test('the weights fit a side bar', async () => {
  const host = await open('weights', { width: 260 });
  await host.send(weightsOfIris);
  await fitsInEachTheme(host, (theme) =>
    host.page.screenshot({ path: `${folder}/weights-${theme}.png`, fullPage: true }),
  );
});

test.each([250, 350, 900])('weights of images fit a width of %d', async (width) => {
  const host = await open('weights', { width });
  await host.send(weightsOfImages);
  await host.send({ type: 'selected', place: { layer: 0, unit: 3, input: 20 } });
  await fitsInEachTheme(host, (theme) =>
    host.page.screenshot({ path: `${folder}/weights-images-${theme}-${width}.png`, fullPage: true }),
  );
});

test.each(Object.entries(labStates))('the lab %s fits narrow and wide', async (name, state) => {
  for (const width of [380, 1100]) {
    const host = await open('lab', { width });
    await host.send(state);
    if (state.network !== null) await host.networkDrawn();
    await expectNoSidewaysScroll(host);
    await host.page.screenshot({ path: `${folder}/lab-${name}-${width}.png`, fullPage: true });
  }
});

test.each([350, 1100])('large layers with their strongest units fit a width of %d', async (width) => {
  const digits = network([784, 128, 10]);
  const host = await open('lab', { width, state: { uri: '', logScale: false, closed: [], opened: [0, 1, 2] } });
  const parameters = parametersOf(digits).map((weight, at) => weight * Math.sin(0.7 * Math.floor(at / 784)) ** 2);
  await host.send(snapshot({ network: digits, run: run({ network: digits, parameters }) }));
  await host.networkDrawn();
  await fitsInEachTheme(host, (theme) =>
    host.page.locator('.section-network').screenshot({ path: `${folder}/network-opened-${theme}-${width}.png` }),
  );
});
