import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { groups, predicted } from './predicted.ts';
import { comparison, iris, others, report, weightsOfIris } from './samples.ts';

const open = useWebviews();

/** What Tab comes to until it leaves the page, told as by a screen reader; `unseen` if the focus does not show. */
async function stops({ page }: FakeHost): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return null;
      focused.scrollIntoView({ block: 'center' });
      const { x, y, width, height } = focused.getBoundingClientRect();
      return { x: x - 4, y: y - 4, width: width + 8, height: height + 8 };
    });
    if (place === null) return found;
    const [told = ''] = (await page.locator(':focus').last().ariaSnapshot()).split('\n');
    const name = told
      .replace(/^- /, '')
      .replace(/^'(.*)'(:?)$/, '$1')
      .replace(/:$/, '');
    const focused = await page.evaluateHandle(() => document.activeElement);
    const withFocus = await page.screenshot({ clip: place });
    await focused.evaluate((node) => (node instanceof HTMLElement || node instanceof SVGElement) && node.blur());
    const without = await page.screenshot({ clip: place });
    await focused.evaluate((node) => (node instanceof HTMLElement || node instanceof SVGElement) && node.focus());
    found.push(withFocus.equals(without) ? `${name}, unseen` : name);
  }
}

test('Tab leads through the whole lab, in its order, visibly, and out again', async () => {
  const host = await open('lab', { width: 1100 });
  for (const message of await predicted(groups)) await host.send(message);
  await host.send({ type: 'check', state: { kind: 'done', report: report(), network: iris } });
  await host.send({ type: 'others', runs: others });
  await host.send({ type: 'comparison', comparison });
  await host.networkDrawn();
  expect(await stops(host)).toEqual([
    'button "Train"',
    'button "Check gradients"',
    'button "One epoch"',
    'button "One step"',
    'button "Reset"',
    'heading "Network" [level=2]',
    'group "Network: 3 inputs, then hidden 1 with 8 units (tanh), output with 4 units (softmax)"',
    'button "x1"',
    'button "Zoom out": −',
    'button "Zoom in": +',
    'button "Fit"',
    'button "Save as SVG…"',
    'button "Save as PNG…"',
    'button "Copy as Mermaid"',
    'text: Network as a table',
    'heading "Loss" [level=2]',
    'checkbox "Log scale"',
    'img "Loss by epoch: 1.230 at first, 0.1566 after 120 epochs"',
    'checkbox "Run 4: learningRate 0.01, seed 2" [checked]',
    'checkbox "Run 3: layers 16 tanh → 3 softmax, optimizer adam 0.9 0.999 1e-8" [checked]',
    'checkbox "Run 2, same settings" [checked]',
    'checkbox "Training" [checked]',
    'checkbox "Validation" [checked]',
    'button "Save as CSV…"',
    'text: Loss as a table',
    'heading "Compare" [level=2]',
    'region "Runs side by side"',
    'heading "Predictions" [level=2]',
    'combobox "Across": x1',
    'combobox "Up": x2',
    'img "Decision regions over x1 and x2"',
    'text: Predictions as a table',
    'region "Confusion matrix"',
    // Cells without rows are passed by.
    `'button "east taken for east: 8"': "8"`,
    `'button "north taken for north: 8"': "8"`,
    `'button "south taken for south: 7"': "7"`,
    `'button "west taken for west: 7"': "7"`,
    'heading "Trace" [level=2]',
    'button "Next"',
    'textbox "Training row": "3"',
    'button "Trace the latest weights"',
    'region "Forward: hidden 1"',
    'heading "Gradient check" [level=2]',
    'img "Backpropagation against numerical differentiation: 139 parameters, from -0.0123 to 0.0123"',
    'img "Relative errors of hidden 1, weights: at most 3.2e-9"',
    'img "Relative errors of hidden 1, biases: at most 3.2e-9"',
    'img "Relative errors of hidden 2, weights: at most 1.6e-9"',
    'img "Relative errors of hidden 2, biases: at most 1.6e-9"',
    'img "Relative errors of output, weights: at most 1.1e-9"',
    'img "Relative errors of output, biases: at most 1.1e-9"',
    'button "Choose the largest error"',
    'img "Time of both ways against the number of parameters"',
    'text: Time of both ways as a table',
    'region "By tensor"',
    'button "hidden 1"',
    'button "hidden 1"',
    'button "hidden 2"',
    'button "hidden 2"',
    'button "output"',
    'button "output"',
    'region "Worth a look"',
    'button "hidden 1: unit 3 ← sepal width (cm)"',
    'button "output: setosa, bias"',
  ]);
});

test('and through the weights', async () => {
  const host = await open('weights', { width: 300 });
  await host.send(weightsOfIris);
  expect(await stops(host)).toEqual([
    'slider "Epoch": "120"',
    'heading "hidden 1" [level=2]',
    'region "Heatmap of hidden 1"',
    'img "Weights of hidden 1: 8 units by 4 inputs, from -1.40 to 1.39, mean 0.0922"',
    'img "Biases of hidden 1: 8 values"',
    'heading "hidden 2" [level=2]',
    'region "Heatmap of hidden 2"',
    'img "Weights of hidden 2: 8 units by 8 inputs, from -1.40 to 1.40, mean 0.0343"',
    'img "Biases of hidden 2: 8 values"',
    'heading "output" [level=2]',
    'region "Heatmap of output"',
    'img "Weights of output: 3 units by 8 inputs, from -1.40 to 1.39, mean -0.00728"',
    'img "Biases of output: 3 values"',
  ]);
});
