import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { decimal } from '../../webview/shared/numbers.ts';
import { groups, predicted } from './predicted.ts';
import { completed, epochsOf, iris, network, parametersOf, report, run, snapshot } from './samples.ts';

const open = useWebviews();

test('480 edges are lines, 481 make blocks with counts', async () => {
  const lines = await open('lab');
  await lines.send(snapshot({ network: network([1, 20, 20, 3]) }));
  await lines.networkDrawn();
  expect(await lines.page.locator('.edge').count()).toBe(480);
  const blocks = await open('lab');
  await blocks.send(snapshot({ network: network([1, 1, 20, 20, 3]) }));
  await blocks.networkDrawn();
  expect(await blocks.page.locator('.node').count()).toBe(5);
  expect(await blocks.page.locator('.network-picture').textContent()).toContain('20 units · tanh420 parameters');
});

test('a network of a great many layers is told, not drawn', async () => {
  const host = await open('lab');
  const deep = network(Array.from({ length: 10_001 }, () => 1));
  await host.send(snapshot({ network: deep, run: run({ network: deep, parameters: parametersOf(deep) }) }));
  const picture = host.page.locator('[data-testid=network]');
  expect(await picture.innerText()).toContain('A network of 10,000 layers is not drawn: at most 100 are.');
  expect(await picture.locator('svg.network-picture, [role=toolbar]:visible').count()).toBe(0);
  // Another one is drawn as ever.
  await host.send(snapshot({ network: large }));
  await host.networkDrawn();
});

/** A network drawn as blocks, whose units 2, 20 and 39 have the largest weights. */
const large = network([40, 40, 3]);
function largeWeights(strong: readonly number[]): Float64Array {
  const parameters = parametersOf(large).map((value) => 0.01 * value);
  for (const unit of strong) parameters[40 * unit] = 1 + unit;
  return parameters;
}

test('a block is opened to its strongest units, which keep their places until the run ends', async () => {
  const host = await open('lab');
  const { page } = host;
  await host.send(snapshot({ network: large, run: run({ network: large, parameters: largeWeights([2, 20, 39]) }) }));
  await host.networkDrawn();
  const numbers = () => page.locator('.network-picture .name.number').allTextContents();
  const toggle = page.getByRole('button', { name: /^hidden 1: 12 strongest/ });
  expect([await toggle.getAttribute('aria-expanded'), await numbers()]).toEqual(['false', []]);
  await toggle.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await numbers()).length).toBe(12);
  const first = await numbers();
  expect(first).toEqual(expect.arrayContaining(['3', '21', '40']));
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'hidden 1: 12 strongest of 40',
  );
  expect((await host.orders()).length).toBe(0);
  expect(await host.kept()).toMatchObject({ opened: [1] });

  const later = largeWeights([7, 8, 9]);
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(121, 1), parameters: later });
  expect(await numbers()).toEqual(first);
  await host.send({ type: 'state', run: 1, state: { kind: 'ended', ending: completed } });
  await expect.poll(numbers).toEqual(expect.arrayContaining(['8', '9', '10']));

  await page.getByRole('button', { name: 'hidden 1: 12 strongest of 40' }).click();
  await expect.poll(numbers).toEqual([]);
  expect((await host.orders()).length).toBe(0);
});

test('opened columns are remembered; between two of them there are weights, that are selected and told', async () => {
  const state = { uri: '', logScale: false, closed: [], opened: [1, 2] };
  const host = await open('lab', { state });
  const { page } = host;
  const parameters = largeWeights([2, 20, 39]);
  await host.send(snapshot({ network: large, run: run({ network: large, parameters }) }));
  await host.networkDrawn();
  expect(await page.locator('.edge[data-sign]').count()).toBe(12 * 3);
  const unit = page.getByRole('button', { name: 'hidden 1: unit 21', exact: true });
  await unit.hover();
  const bias = decimal(parameters[40 * 40 + 20]);
  expect(await page.locator('.tooltip').innerText()).toContain('tanh, unit 21 of 40');
  expect(await page.locator('.tooltip').innerText()).toContain(`bias ${bias}`);
  await unit.click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 0, unit: 20, input: null } });
  await host.send({ type: 'selected', place: { layer: 1, unit: 2, input: 20 } });
  const marked = () =>
    page
      .locator('.network-picture .selected')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')));
  const node = (await page.locator('.network-picture .name.number').allTextContents()).indexOf('21');
  expect(await marked()).toEqual([`L_c1n${node}_c2n2_0`]);
  await page.locator('.section-network .twin summary').click();
  await page.locator('.section-network table').nth(1).waitFor();
  expect(await page.locator('.section-network table').nth(1).locator('tbody tr').count()).toBe(3);
});

test('sign and size of a weight are the colour and width of its edge', async () => {
  const host = await open('lab');
  const net = network([3, 1]);
  await host.send(snapshot({ network: net, run: run({ network: net, parameters: Float64Array.of(-2, 1, 0, 0.5) }) }));
  await host.networkDrawn();
  const edge = (input: number) => host.page.locator(`[data-id=L_c0n${input}_c1n0_0]`);
  expect(await edge(0).getAttribute('data-sign')).toBe('negative');
  expect(await edge(1).getAttribute('data-sign')).toBe('positive');
  expect(await edge(2).getAttribute('data-sign')).toBe('zero');
  const widths = await Promise.all(
    [0, 1, 2].map(async (input) => Number(await edge(input).getAttribute('stroke-width'))),
  );
  expect(widths).toEqual([4, 2.25, 0.5]);
});

test('pointing at an edge tells its weight, pointing at a unit its bias', async () => {
  const host = await open('lab');
  const parameters = parametersOf(iris);
  await host.send(snapshot({ run: run({ parameters }) }));
  await host.networkDrawn();
  const unit = await host.page.locator('.node').nth(5).boundingBox();
  const input = await host.page.locator('.node').first().boundingBox();
  if (unit === null || input === null) throw new Error('The units have no place on the page');
  const tooltip = host.page.locator('.tooltip');
  await host.page.mouse.move(unit.x + unit.width / 2, unit.y + unit.height / 2);
  expect(await tooltip.innerText()).toBe(
    `hidden 1: unit 2\ntanh, unit 2 of 8\nu = w · x + b, z = tanh(u)\nbias ${(parameters[33] ?? 0).toPrecision(4)}`,
  );
  expect(await host.page.locator('.edge.lit').count()).toBe(4 + 8);
  // Four tenths of the way from the first input to the second unit.
  const between = (from: number, to: number): number => from + 0.4 * (to - from);
  await host.page.mouse.move(
    between(input.x + input.width / 2, unit.x + unit.width / 2),
    between(input.y + input.height / 2, unit.y + unit.height / 2),
  );
  expect(await tooltip.innerText()).toBe(
    `sepal length (cm) → hidden 1: unit 2\nweight ${(parameters[4] ?? 0).toPrecision(4)}`,
  );
  await host.page.mouse.move(2, 2);
  expect(await tooltip.isVisible()).toBe(false);
});

test('a click on a unit selects it everywhere', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  await host.networkDrawn();
  await host.page
    .locator('.node')
    .nth(4 + 8)
    .click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 1, unit: 0, input: null } });
});

test('so does a click on another one after it', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  await host.networkDrawn();
  for (const unit of [0, 1]) {
    await host.page
      .locator('.node')
      .nth(4 + unit)
      .click();
  }
  expect((await host.orders()).slice(-2)).toEqual(
    [0, 1].map((unit) => ({ type: 'select', place: { layer: 0, unit, input: null } })),
  );
});

test('the keyboard goes from unit to unit', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  await host.networkDrawn();
  await host.page.locator('.section-network > summary').focus();
  await host.page.keyboard.press('Tab');
  for (const key of ['Tab', 'ArrowRight', 'ArrowRight', 'ArrowDown']) {
    const focused = await host.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    if (key === 'Tab' && focused === 'sepal length (cm)') continue;
    await host.page.keyboard.press(key);
  }
  expect(await host.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('hidden 2: unit 2');
  expect(await host.page.locator('.tooltip').innerText()).toContain('hidden 2: unit 2');
  await host.page.keyboard.press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'select', place: { layer: 1, unit: 1, input: null } });
});

test('another width moves the units without drawing them anew', async () => {
  const host = await open('lab', { width: 900 });
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  const picture = await host.page.locator('.network-picture').elementHandle();
  const before = await picture?.boundingBox();
  await host.page.setViewportSize({ width: 480, height: 900 });
  await host.page.waitForFunction(
    (width) => (document.querySelector('.network-picture')?.clientWidth ?? width) < width,
    before?.width ?? 0,
  );
  expect(await picture?.evaluate((node) => node.isConnected)).toBe(true);
});

test('a newer network wins over one that is still being drawn', async () => {
  const host = await open('lab');
  await host.send(snapshot({ network: network([20, 20]) }));
  await host.send(snapshot({ network: network([2, 2]) }));
  await host.networkDrawn();
  expect(await host.page.locator('.edge').count()).toBe(4);
});

test('the picture has a text twin with every weight', async () => {
  const host = await open('lab');
  const net = network([2, 1], { outputNames: ['y'] });
  await host.send(snapshot({ network: net, run: run({ network: net, parameters: Float64Array.of(-0.5, 0.25, 2) }) }));
  await host.networkDrawn();
  await host.page.locator('.section-network .twin summary').click();
  expect(await host.page.locator('.section-network table').nth(1).locator('tbody tr').innerText()).toBe(
    'output: y\t-0.5000\t0.2500\t2.000',
  );
  expect(await host.page.locator('.network-picture').getAttribute('aria-label')).toBe(
    'Network: 2 inputs, then output with 1 unit (softmax)',
  );
});

test('a unit tells what it made of the row that is traced, an edge the derivative', async () => {
  const host = await open('lab');
  const messages = await predicted(groups);
  for (const message of messages) await host.send(message);
  await host.networkDrawn();
  const trace = messages.flatMap((message) => (message.type === 'trace' ? [message.trace] : []))[0];
  if (trace === undefined) throw new Error('Nothing was traced');
  const [layer] = trace.activations;
  const told = () => host.page.locator('.tooltip').innerText();
  const node = (index: number) => host.page.locator('.node').nth(index);
  await node(3 + 1).hover();
  expect(layer?.z[1]).toBeCloseTo(Math.tanh(layer?.u[1] ?? NaN), 6);
  expect(await told()).toContain(
    `u = ${layer?.u[1]?.toPrecision(4)}, z = ${layer?.z[1]?.toPrecision(4)} in row 3, epoch 60`,
  );
  await node(1).hover();
  expect(await told()).toContain(`x = ${trace.inputs[1]?.toPrecision(4)} in row 3, epoch 60`);
  const gradient = trace.layers[0]?.[1]?.weights[1]?.gradient ?? NaN;
  const [from, to] = await Promise.all([1, 3 + 1].map((index) => node(index).boundingBox()));
  if (!from || !to) throw new Error('The units have no place on the page');
  const between = (a: number, b: number, size: number): number => a + 0.6 * (b - a) + size / 2;
  await host.page.mouse.move(between(from.x, to.x, from.width), between(from.y, to.y, from.height));
  expect(await told()).toContain(`∂E/∂w ${decimal(gradient)} of row 3, epoch 60`);
});

test('what is selected elsewhere is marked', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  const marked = () =>
    host.page
      .locator('.network-picture .selected')
      .evaluateAll((nodes) => nodes.map((node) => node.id || node.getAttribute('data-id')));
  await host.send({ type: 'selected', place: { layer: 0, unit: 1, input: 0 } });
  expect(await marked()).toEqual([expect.stringContaining('L_c0n0_c1n1_0')]);
  await host.send({ type: 'selected', place: { layer: 2, unit: 2, input: null } });
  expect(await marked()).toEqual([expect.stringContaining('c3n2')]);
});

test('the derivatives of a gradient check are told where they are known', async () => {
  const host = await open('lab');
  const net = network([2, 1]);
  const scatter = {
    places: Float64Array.of(1, 2),
    backpropagation: Float64Array.of(-0.25, 0.5),
    numerical: Float64Array.of(-0.25, 0.5),
  };
  const check = { kind: 'done' as const, report: report({ scatter }), network: net };
  await host.send(snapshot({ network: net, run: run({ network: net, parameters: Float64Array.of(1, 2, 3) }), check }));
  await host.networkDrawn();
  await host.page.locator('.node').nth(2).hover();
  expect(await host.page.locator('.tooltip').innerText()).toContain('∂E/∂b 0.5000 in the gradient check');
  const [from, to] = await Promise.all([1, 2].map((node) => host.page.locator('.node').nth(node).boundingBox()));
  if (!from || !to) throw new Error('The units have no place on the page');
  const middle = (a: number, b: number, size: number): number => (a + b + size) / 2;
  await host.page.mouse.move(middle(from.x, to.x, from.width), middle(from.y, to.y, from.height));
  expect(await host.page.locator('.tooltip').innerText()).toContain('∂E/∂w -0.2500 in the gradient check');
});

test('the picture is zoomed by buttons and keys within a frame that keeps its height', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  const size = async () => ({
    picture: (await host.page.locator('.network-picture').boundingBox())?.width ?? NaN,
    frame: (await host.page.locator('.network-canvas').boundingBox())?.height ?? NaN,
  });
  const before = await size();
  await host.page.getByRole('button', { name: 'Zoom in' }).click();
  const zoomed = await size();
  expect(zoomed.picture).toBeCloseTo(1.25 * before.picture, 0);
  expect(zoomed.frame).toBe(before.frame);
  await host.page.locator('.node').nth(6).focus();
  await host.page.keyboard.press('+');
  expect((await size()).picture).toBeCloseTo(1.5625 * before.picture, 0);
  await host.page.keyboard.press('0');
  expect(await size()).toEqual(before);
});

test('zoomed in, units are still found under the pointer, and dragging moves the picture without a click', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  for (let step = 0; step < 3; step++) await host.page.getByRole('button', { name: 'Zoom in' }).click();
  const unit = host.page.locator('.node').nth(4 + 3);
  await unit.hover();
  expect(await host.page.locator('.tooltip').innerText()).toContain('hidden 1: unit 4');
  const frame = host.page.locator('.network-canvas');
  const scrolled = () => frame.evaluate((node) => node.scrollTop);
  const before = await scrolled();
  const posted = (await host.orders()).length;
  await host.page.mouse.down();
  await host.page.mouse.move(300, 200, { steps: 4 });
  await host.page.mouse.up();
  expect(await scrolled()).not.toBe(before);
  expect((await host.orders()).length).toBe(posted);
});

/** Sizes of pictures, how many colours they have, and the share of the commonest. */
async function openPictures({ page }: FakeHost, addresses: readonly string[]) {
  const blank = await page.context().browser()?.newPage();
  if (!blank) throw new Error('no browser');
  const found = await blank.evaluate(async (sources) => {
    const pictures = [];
    for (const source of sources) {
      const image = new Image();
      image.src = source;
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const counts = new Map<number, number>();
      const pixels = new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0));
      for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
      const commonest = Math.max(...[...counts].map(([, count]) => count));
      pictures.push({ width, height, colours: counts.size, ground: commonest / pixels.length });
    }
    return pictures;
  }, addresses);
  await blank.close();
  return found;
}

test('the diagram is saved as it looks, by itself, and copied as text', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  await host.page.getByRole('button', { name: 'Save as SVG…' }).click();
  await host.page.getByRole('button', { name: 'Save as PNG…' }).click();
  await expect
    .poll(async () => (await host.posted()).filter((one) => JSON.stringify(one).includes('save-diagram')).length)
    .toBe(2);
  await host.page.getByRole('button', { name: 'Copy as Mermaid' }).click();
  const [svg, png] = (await host.orders()).slice(-3).map((message) => Reflect.get(Object(message), 'content'));
  expect(svg).toContain('sepal length (cm)');
  expect(svg).not.toMatch(/class=|style=|var\(|tabindex/);
  // PNG's first bytes, in base64.
  expect(String(png).slice(0, 8)).toBe('iVBORw0K');
  expect((await host.orders()).at(-1)).toEqual({ type: 'copy-diagram' });
  // Opened where there are no styles of ours, both are the picture of the page.
  const drawn = await host.page.locator('.network-picture').evaluate(({ clientWidth, clientHeight }) => ({
    width: clientWidth,
    height: clientHeight,
  }));
  const opened = await openPictures(host, [
    `data:image/svg+xml;charset=utf-8,${encodeURIComponent(String(svg))}`,
    `data:image/png;base64,${String(png)}`,
  ]);
  expect(opened.map(({ width, height }) => ({ width, height }))).toEqual([
    drawn,
    { width: 2 * drawn.width, height: 2 * drawn.height },
  ]);
  // Lines and circles in two colours and their shades, on a ground that is more than half of it.
  for (const { colours, ground } of opened) {
    expect(colours).toBeGreaterThan(20);
    expect(ground).toBeGreaterThan(0.5);
    expect(ground).toBeLessThan(0.95);
  }
});
