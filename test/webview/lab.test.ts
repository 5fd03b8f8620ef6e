import { expect, test } from 'vitest';
import type { Locator } from 'playwright-core';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { completed, diverged, epochsOf, iris, network, parametersOf, run, sketch, snapshot } from './samples.ts';

const open = useWebviews();

function at({ page }: FakeHost, testId: string): Locator {
  return page.locator(`[data-testid=${testId}]`);
}

test('before the first message it shows a skeleton and says that it is ready', async () => {
  const host = await open('lab');
  expect(await host.posted()).toEqual([{ type: 'ready' }]);
  expect(await host.page.locator('.skeleton').isVisible()).toBe(true);
});

test('without a run: the network without weights, and what to do', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  await host.networkDrawn();
  expect(await host.page.locator('h1').textContent()).toBe('iris.nn.json');
  expect(await at(host, 'run-state').textContent()).toBe('Not trained yet');
  expect(await host.page.locator('.section-loss .empty').textContent()).toBe('No run yet. Train to see the loss fall.');
  expect(await host.page.locator('.edge').count()).toBe(4 * 8 + 8 * 8 + 8 * 3);
  expect(await host.page.locator('.edge[data-sign]').count()).toBe(0);
});

test('a snapshot in the middle of a run is the whole of it', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  expect(await at(host, 'epoch').textContent()).toBe('120 / 300');
  expect(await at(host, 'loss-final').textContent()).toBe('0.1566');
  expect(await at(host, 'validation-final').textContent()).toBe('0.1863');
  expect(await at(host, 'run-state').getAttribute('data-state')).toBe('running');
  expect(await host.page.locator('.edge[data-sign]').count()).toBe(120);
  expect(await at(host, 'loss-chart').locator('canvas').count()).toBe(1);
});

test('frames move numbers and colours without drawing anew', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  await host.page.evaluate(() => {
    const kept = [
      document.querySelector('.network-picture'),
      document.querySelector('.edge'),
      document.querySelector('canvas'),
    ];
    Object.assign(window, { keptNodes: kept });
  });
  const before = await host.page.locator('.edge').first().getAttribute('stroke-width');
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(121, 30), parameters: parametersOf(iris, 2) });
  expect(await at(host, 'epoch').textContent()).toBe('150 / 300');
  expect(await host.page.locator('.edge').first().getAttribute('stroke-width')).not.toBe(before);
  const same = await host.page.evaluate(() => {
    const now = [
      document.querySelector('.network-picture'),
      document.querySelector('.edge'),
      document.querySelector('canvas'),
    ];
    const kept: unknown = Reflect.get(window, 'keptNodes');
    return Array.isArray(kept) && now.every((node, index) => node !== null && node === kept[index]);
  });
  expect(same).toBe(true);
});

test('a frame changes only the attributes of edges that changed', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  await host.page.evaluate(() => {
    const changed: Node[] = [];
    Object.assign(window, { changed });
    new MutationObserver((records) => changed.push(...records.map(({ target }) => target))).observe(
      document.querySelector('.network-picture') ?? document.body,
      { attributes: true, subtree: true, childList: true },
    );
  });
  const parameters = parametersOf(iris);
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(121, 1), parameters });
  const moved = parameters.slice();
  moved[5] = -(moved[5] ?? 0);
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(122, 1), parameters: moved });
  const changes = await host.page.evaluate(() => {
    const changed: unknown = Reflect.get(window, 'changed');
    return Array.isArray(changed)
      ? changed.map((node) => (node instanceof Element ? node.getAttribute('data-id') : ''))
      : [];
  });
  // Weight 5 is that of unit 2 of the first layer from input 2.
  expect(new Set(changes)).toEqual(new Set(['L_c0n1_c1n1_0']));
});

test('at the end it shows the exact evaluation of the final weights', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.send({ type: 'state', run: 1, state: { kind: 'ended', ending: completed } });
  expect(await at(host, 'loss-final').textContent()).toBe('0.08530');
  expect(await at(host, 'validation-final').textContent()).toBe('0.1042');
  expect(await at(host, 'run-state').getAttribute('data-reason')).toBe('completed');
  expect(await at(host, 'run-state').textContent()).toBe(
    'Trained 300 epochs in 412\u00a0ms · 8,732,114 samples per second',
  );
  expect(await host.page.locator('.header [aria-live=polite].visually-hidden').textContent()).toContain('Loss 0.08530');
});

test('a run that diverged says where', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run({ state: { kind: 'ended', ending: diverged } }) }));
  expect(await at(host, 'run-state').textContent()).toBe(
    'Diverged in epoch 12: the weights of layer “hidden 1” became infinite or not a number. The last finite weights are kept. Try a learning rate of 0.025.',
  );
});

test('losses that are not finite leave a gap, and no “NaN” anywhere', async () => {
  const host = await open('lab');
  const epochs = epochsOf(0, 20);
  epochs.loss.training.set([Infinity, NaN], 18);
  const ending = { ...diverged, loss: NaN, validationLoss: Infinity, samplesPerSecond: NaN };
  await host.send(snapshot({ run: run({ epochs, state: { kind: 'ended', ending } }) }));
  await host.page.locator('.section-loss .twin summary').click();
  const text = await host.page.locator('body').innerText();
  expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
  expect(await at(host, 'loss-final').textContent()).toBe('—');
});

test('messages of another run, unknown and malformed ones change nothing', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.send({ type: 'frame', run: 7, epochs: epochsOf(121, 30), parameters: parametersOf(iris) });
  await host.send({ type: 'state', run: 7, state: { kind: 'failed', message: { text: 'late', args: [] } } });
  await host.send({ type: 'frame', run: 1, epochs: 'all' });
  await host.send({ type: 'explode' });
  await host.send('nonsense');
  expect(await at(host, 'epoch').textContent()).toBe('120 / 300');
  expect(await at(host, 'run-state').getAttribute('data-state')).toBe('running');
  expect(await host.orders()).toEqual([
    { type: 'error', message: 'message dropped: malformed “frame”' },
    { type: 'error', message: 'message dropped: malformed “explode”' },
    { type: 'error', message: 'message dropped: string' },
  ]);
});

test('names from the file stay text', async () => {
  const host = await open('lab');
  const nasty = [
    '<img src=x onerror=alert(1)>',
    '"]; click c0n0 href "javascript:alert(1)"',
    '%%{init: {"theme":"dark"}}%%',
    '</svg><script>alert(1)</script>',
    '\u202e\u0000\ud800 😀 \u2028',
    '#quot;W'.repeat(10_000),
  ];
  const hostile = network([6, 2], { inputNames: nasty, outputNames: ['`end`', '<b>b</b>'] });
  for (const layer of hostile.layers) layer.name = '<svg onload=alert(1)>';
  await host.send(snapshot({ file: '<h1>x</h1>.nn.json', description: '<script>alert(1)</script>', network: hostile }));
  await host.networkDrawn();
  expect(await host.page.locator('h1').textContent()).toBe('<h1>x</h1>.nn.json');
  expect(await host.page.locator('img, h1 h1, b, a, main script').count()).toBe(0);
  expect(await host.page.locator('.node').first().getAttribute('aria-label')).toBe(nasty[0]);
  expect(await host.page.locator('.edge').count()).toBe(12);
});

test('a file with problems shows the last version without', async () => {
  const host = await open('lab');
  await host.send(snapshot({ errors: 2 }));
  expect(await host.page.locator('.banner').textContent()).toBe(
    'The file has 2 problems; this is the last version without.',
  );
  await host.send(snapshot({ errors: 0 }));
  expect(await host.page.locator('.banner').isVisible()).toBe(false);
});

test('Restricted Mode draws what the text tells, and trains nothing', async () => {
  const host = await open('lab');
  await host.send(snapshot({ errors: 1, restricted: true, network: sketch }));
  expect(await host.page.locator('.banner').textContent()).toBe(
    'Restricted Mode reads no files but this one: trust the workspace to train the network. It is drawn as the text alone describes it.',
  );
  await host.networkDrawn();
  expect(await host.page.locator('svg .node').count()).toBe(1 + 8 + 3);
  expect(await host.page.locator('svg .name.detail').first().textContent()).toBe('not known');
  await host.page.getByText('Network as a table').click();
  await host.page.locator('.section-network tbody tr').first().waitFor();
  expect(await host.page.locator('.section-network tbody tr').allInnerTexts()).toEqual([
    'hidden 1\t—\t8\ttanh\t—',
    'output\t8\t3\tsoftmax\t27',
  ]);
  expect(await host.page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
  expect(await host.page.getByRole('button', { name: 'Check gradients' }).count()).toBe(1);
});

test('a run says when its data have changed since', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run(), stale: true }));
  expect(await host.page.locator('.banner').innerText()).toBe(
    'The data have changed since this run: train again to learn from them.',
  );
  await host.send(snapshot({ run: run() }));
  expect(await host.page.locator('.banner').isVisible()).toBe(false);
});

test('layers that changed since the run are drawn without its weights', async () => {
  const host = await open('lab');
  await host.send(snapshot({ network: network([4, 5, 3]), run: run() }));
  await host.networkDrawn();
  expect(await host.page.locator('.edge').count()).toBe(35);
  expect(await host.page.locator('.edge[data-sign]').count()).toBe(0);
  expect(await host.page.locator('.section-network .note').innerText()).toContain('changed since the last run');
});

test('the buttons ask the host', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  await host.page.getByRole('button', { name: 'Train' }).click();
  await host.page.getByRole('button', { name: 'Check gradients' }).first().click();
  await host.send(snapshot({ run: run() }));
  await host.page.getByRole('button', { name: 'Stop' }).click();
  expect(await host.orders()).toEqual([{ type: 'train' }, { type: 'check' }, { type: 'stop' }]);
});

test('the way it is looked at outlives the document', async () => {
  const first = await open('lab');
  await first.send(snapshot({ run: run() }));
  await first.page.getByRole('checkbox', { name: 'Log scale' }).click();
  await first.page.locator('.section-check > summary').click();
  const state = { uri: 'file:///examples/iris.nn.json', logScale: true, closed: ['check'] };
  await expect.poll(() => first.kept()).toEqual(state);
  const second = await open('lab', { state });
  await second.send(snapshot({ run: run() }));
  expect(await second.page.getByRole('checkbox', { name: 'Log scale' }).getAttribute('aria-checked')).toBe('true');
  expect(await second.page.locator('.section-check').getAttribute('open')).toBeNull();
});

test('texts are translated', async () => {
  const host = await open('lab', { translations: { Train: '学習', 'epoch {0}': 'エポック {0}' } });
  await host.send(snapshot({ run: run() }));
  expect(await host.page.locator('.readout').innerText()).toContain('エポック 120');
  expect(await host.page.getByRole('button', { name: '学習', includeHidden: true }).count()).toBe(1);
});

test('100,000 epochs are shown, and frames of them added', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run({ plannedEpochs: 200_000, epochs: epochsOf(0, 100_000) }) }));
  for (let from = 100_000; from < 100_100; from += 20) {
    await host.send({ type: 'frame', run: 1, epochs: epochsOf(from, 20), parameters: parametersOf(iris) });
  }
  expect(await at(host, 'epoch').textContent()).toBe('100,099 / 200,000');
  await host.page.locator('.section-loss .twin summary').click();
  await expect.poll(() => host.page.locator('.section-loss tbody tr').count()).toBe(20);
});

test('what is worth a word while it trains moves nothing', async () => {
  const host = await open('lab', { width: 380 });
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  const tops = () =>
    host.page.locator('.section').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
  const before = await tops();
  const layer = { deadUnits: 2, gradientRms: 0.1, updateRatio: 0.5 };
  await host.send({ type: 'health', run: 1, health: { rows: 10, layers: [layer, layer, layer] } });
  expect(await host.page.locator('[data-testid=health] li').nth(1).innerText()).toBe('5 more');
  expect(await tops()).toEqual(before);
  await host.page.locator('body').screenshot({ path: 'test/screenshots/lab-health.png' });
  await host.send({ type: 'state', run: 1, state: { kind: 'ended', ending: completed } });
  const notes = host.page.locator('[data-testid=health]');
  expect(await notes.evaluate((node) => node.scrollHeight > 100 && node.scrollHeight === node.clientHeight)).toBe(true);
});

test('a narrow lab has room for the longest note while it trains', async () => {
  const host = await open('lab', { width: 350 });
  await host.send(snapshot({ run: run() }));
  const layer = { deadUnits: 0, gradientRms: 1, updateRatio: 0.5 };
  await host.send({
    type: 'health',
    run: 1,
    health: { rows: 10, layers: [{ ...layer, gradientRms: 1.234e-5 }, layer, layer] },
  });
  const first = host.page.locator('[data-testid=health] li').first();
  expect(await first.innerText()).toContain('The gradient vanishes');
  await host.page.locator('.header').screenshot({ path: 'test/screenshots/lab-health-narrow.png' });
  const notes = host.page.locator('[data-testid=health]');
  expect(await notes.evaluate((node) => node.scrollHeight === node.clientHeight)).toBe(true);
  expect(await first.evaluate((node) => node.scrollWidth === node.clientWidth)).toBe(true);
});

test('what is an epoch elsewhere is a block of rows in online learning', async () => {
  const host = await open('lab');
  const tile = host.page.locator('.tile', { has: host.page.locator('[data-testid=epoch]') });
  await host.send(snapshot({ run: run() }));
  expect(await tile.innerText()).toMatch(/^Epoch\s+120 \/ 300$/);
  await host.send(snapshot({ run: run({ plannedEpochs: null }) }));
  expect(await tile.innerText()).toMatch(/^Block of rows\s+120$/);
});
