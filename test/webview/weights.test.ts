import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Network } from '../../src/protocol/run.ts';
import { useWebviews } from './fake-host.ts';
import { iris, network, parametersOf } from './samples.ts';

const open = useWebviews();
const sidebar = { width: 300 };

function shown(net: Network = iris, parameters = parametersOf(net)): unknown {
  return { type: 'snapshot', run: { id: 1, file: 'iris.nn.json', network: net, epoch: 120, past: true, parameters } };
}

/** Red, green and blue of a cell. */
function cell(page: Page, map: number, column: number, row: number): Promise<number[]> {
  return page.evaluate(
    ([index, x, y]) => {
      const map = document.querySelectorAll('canvas')[index];
      const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (map !== undefined) copy?.drawImage(map, -x, -y);
      return [...(copy?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    },
    [map, column, row] as const,
  );
}

test('without a run it says how to get one', async () => {
  const host = await open('weights', sidebar);
  expect(await host.posted()).toEqual([{ type: 'ready' }]);
  await host.send({ type: 'snapshot', run: null });
  expect(await host.page.locator('main').innerText()).toBe('No run yet. Open a .nn.json file and click Train.');
});

test('a block a layer: name, shape, statistics, and heatmaps of weights and biases', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown());
  expect(await host.page.locator('[data-testid=weights-epoch]').innerText()).toBe('epoch 120');
  expect(await host.page.locator('h2').allInnerTexts()).toEqual(['hidden 1', 'hidden 2', 'output']);
  expect(await host.page.locator('.shape').first().innerText()).toBe('4 → 8 · tanh');
  const sizes = await host.page
    .locator('canvas')
    .evaluateAll((maps) => maps.map((map) => (map instanceof HTMLCanvasElement ? [map.width, map.height] : [])));
  expect(sizes).toEqual([
    [4, 8],
    [1, 8],
    [8, 8],
    [1, 8],
    [8, 3],
    [1, 3],
  ]);
  expect(await host.page.locator('[data-testid=layer-stats]').count()).toBe(3);
});

test('of a great many layers the first hundred, and how many more there are', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown(network(Array.from({ length: 10_001 }, () => 1))));
  expect(await host.page.locator('h2').count()).toBe(100);
  expect(await host.page.locator('main').innerText()).toContain('Layers that are not shown: 9,900.');
});

test('cells have the colour of their sign, as strong as their size, and statistics agree', async () => {
  const host = await open('weights', sidebar);
  const net = network([3, 1]);
  await host.send(shown(net, Float64Array.of(-2, 0, 2, 1)));
  expect(await cell(host.page, 0, 0, 0)).toEqual([0xcc, 0xa7, 0x00]);
  expect(await cell(host.page, 0, 1, 0)).toEqual([0x18, 0x18, 0x18]);
  expect(await cell(host.page, 0, 2, 0)).toEqual([0x59, 0xa4, 0xf9]);
  const [red = 0] = await cell(host.page, 1, 0, 0);
  expect(red).toBeGreaterThan(0x18);
  expect(red).toBeLessThan(0x59);
  const statistics = await host.page.locator('[data-testid=layer-stats]').innerText();
  expect(statistics.replace(/\s+/g, ' ')).toBe(
    'min -2.00 max 2.00 mean 0.250 std. dev. 1.48 zeros 1 dead units — update ratio —',
  );
});

/** Two units over images of 2 × 3 pixels. */
const seeing = network([6, 2], { image: { rows: 2, columns: 3 } });
const seen = Float64Array.of(2, 0, 0, 0, 0, -2, 0, 0, 1, 0, 0, 0, 0, 0);

test('weights of pixels are an image a unit, in the colours of the heatmap', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown(seeing, seen));
  const images = host.page.locator('.unit-image canvas');
  expect(await images.evaluateAll((nodes) => nodes.map((node) => [node.clientWidth, node.clientHeight]))).toEqual([
    [54, 36],
    [54, 36],
  ]);
  expect(await cell(host.page, 0, 0, 0)).toEqual([0x59, 0xa4, 0xf9]);
  expect(await cell(host.page, 0, 2, 1)).toEqual([0xcc, 0xa7, 0x00]);
  expect(await cell(host.page, 1, 0, 0)).toEqual([0x18, 0x18, 0x18]);
  await host.page.getByText('Images as a table').click();
  await expect
    .poll(() => host.page.locator('.layer table tbody tr').allInnerTexts())
    .toEqual(['output: y1\t-2.00\t2, 3\t2.00\t1, 1\t2.83', 'output: y2\t0\t1, 1\t1.00\t1, 3\t1.00']);
});

test('images are read and selected with the keyboard, and marked when selected elsewhere', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown(seeing, seen));
  const images = host.page.locator('.unit-image canvas');
  await images.first().focus();
  for (const key of ['PageDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await host.page.keyboard.press(key);
  expect(await host.page.locator('.tooltip').innerText()).toBe('output: y2\npixel in row 1, column 3\nweight 1.000');
  await host.page.keyboard.press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 0, unit: 1, input: 2 } });
  await host.send({ type: 'selected', place: { layer: 0, unit: 0, input: null } });
  expect(await host.page.locator('.unit-image.selected').allInnerTexts()).toEqual(['1']);
});

test('of a restored run it says that earlier epochs are gone', async () => {
  const host = await open('weights', sidebar);
  const note = host.page.getByText('A restored run');
  await host.send(shown());
  expect(await note.isVisible()).toBe(false);
  const restored = {
    id: 0,
    file: 'iris.nn.json',
    network: iris,
    epoch: 120,
    past: false,
    parameters: parametersOf(iris),
  };
  await host.send({ type: 'snapshot', run: restored });
  expect(await note.isVisible()).toBe(true);
  expect(await host.page.locator('.scrubber input').isDisabled()).toBe(true);
});

test('frames paint the canvases that are there; those of another run do not', async () => {
  const host = await open('weights', sidebar);
  const net = network([2, 1]);
  await host.send(shown(net, Float64Array.of(1, -1, 0)));
  const canvas = await host.page.locator('canvas').first().elementHandle();
  const before = await cell(host.page, 0, 0, 0);
  await host.send({ type: 'frame', run: 2, epoch: 500, parameters: Float64Array.of(-1, 1, 0) });
  expect(await cell(host.page, 0, 0, 0)).toEqual(before);
  await host.send({ type: 'frame', run: 1, epoch: 121, parameters: Float64Array.of(-1, 1, 0) });
  expect(await cell(host.page, 0, 0, 0)).not.toEqual(before);
  expect(await host.page.locator('[data-testid=weights-epoch]').innerText()).toBe('epoch 121');
  expect(await canvas?.evaluate((node) => node.isConnected)).toBe(true);
});

test('a theme change repaints', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown(network([2, 1]), Float64Array.of(0, 1, 0)));
  await host.setTheme('light');
  await expect.poll(() => cell(host.page, 0, 0, 0)).toEqual([0xf8, 0xf8, 0xf8]);
});

test('pointer and arrow keys tell the value of a cell; Enter selects it everywhere', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown(network([2, 2]), Float64Array.of(1, -2, 3, 4, 5, 6)));
  const map = host.page.locator('canvas').first();
  await map.hover({ position: { x: 36, y: 12 } });
  const tooltip = host.page.locator('.tooltip');
  expect(await tooltip.innerText()).toBe('x2 → output: y1\nweight -2.000\nunit 1, input 2');
  await host.page.mouse.move(299, 590);
  expect(await tooltip.isVisible()).toBe(false);
  await map.focus();
  await host.page.keyboard.press('ArrowDown');
  await host.page.keyboard.press('ArrowRight');
  await host.page.keyboard.press('ArrowDown');
  expect(await tooltip.innerText()).toBe('x2 → output: y2\nweight 4.000\nunit 2, input 2');
  await host.page.keyboard.press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 0, unit: 1, input: 1 } });
  await host.send({ type: 'selected', place: { layer: 0, unit: 1, input: null } });
  const marks = host.page.locator('.cell-mark');
  expect(await marks.evaluateAll((nodes) => nodes.map((node) => node.hasAttribute('hidden')))).toEqual([false, false]);
  await host.send({ type: 'selected', place: { layer: 0, unit: 0, input: 1 } });
  expect(await marks.evaluateAll((nodes) => nodes.map((node) => node.hasAttribute('hidden')))).toEqual([false, true]);
});

test('a wide layer scrolls inside its block', async () => {
  const host = await open('weights', sidebar);
  const net = network([784, 128, 10]);
  await host.send(shown(net));
  const page = await host.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(page).toBe(0);
  expect((await host.page.locator('canvas').first().boundingBox())?.width).toBe(784 * 4);
});

test('names from the file stay text', async () => {
  const host = await open('weights', sidebar);
  const net = network([1, 1], { inputNames: ['<img src=x onerror=alert(1)>'] });
  for (const layer of net.layers) layer.name = '<b>output</b>';
  await host.send(shown(net));
  expect(await host.page.locator('h2').innerText()).toBe('<b>output</b>');
  await host.page.locator('canvas').first().hover();
  expect(await host.page.locator('.tooltip').innerText()).toContain('<img src=x onerror=alert(1)>');
  expect(await host.page.locator('img, b').count()).toBe(0);
});

test('malformed messages are dropped and logged', async () => {
  const host = await open('weights', sidebar);
  await host.send({ type: 'snapshot' });
  await host.send(null);
  expect((await host.posted()).slice(1)).toEqual([
    { type: 'error', message: 'message dropped: malformed “snapshot”' },
    { type: 'error', message: 'message dropped: object' },
  ]);
});

test('the slider looks back at earlier epochs, and at its end follows the training again', async () => {
  const host = await open('weights', sidebar);
  const net = network([1, 1]);
  await host.send(shown(net, Float64Array.of(2, 1)));
  const slider = host.page.locator('.scrubber input');
  await slider.fill('40');
  expect((await host.orders()).at(-1)).toEqual({ type: 'epoch', epoch: 40 });
  await host.send({ type: 'past', run: 1, epoch: 32, parameters: Float64Array.of(0.5, 0.25) });
  const epoch = host.page.locator('[data-testid=weights-epoch]');
  const most = host.page.locator('[data-testid=layer-stats] dd').nth(1);
  expect([await epoch.innerText(), await most.innerText()]).toEqual(['epoch 32', '0.500']);
  await host.send({ type: 'frame', run: 1, epoch: 130, parameters: Float64Array.of(3, 1) });
  expect([await epoch.innerText(), await most.innerText()]).toEqual(['epoch 32', '0.500']);
  await slider.fill('130');
  await expect.poll(() => most.innerText()).toBe('3.00');
  expect(await epoch.innerText()).toBe('epoch 130');
});

test('dead units and the size of updates are told as they are known', async () => {
  const host = await open('weights', sidebar);
  await host.send(shown());
  const told = () => host.page.locator('[data-testid=layer-stats]').first().locator('dd').allInnerTexts();
  expect((await told()).slice(-2)).toEqual(['—', '—']);
  const layer = { deadUnits: 3, gradientRms: 0.1, updateRatio: 0.0021 };
  await host.send({ type: 'health', run: 1, health: { rows: 10, layers: [layer, layer, layer] } });
  expect((await told()).slice(-2)).toEqual(['3', '0.0021']);
});
