import { expect, test } from 'vitest';
import { useWebviews } from './fake-host.ts';
import { comparison, epochsOf, others, run, snapshot } from './samples.ts';

const open = useWebviews();

test('a run alone is compared with nothing', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.send({ type: 'others', runs: [] });
  await host.send({ type: 'comparison', comparison: null });
  expect(await host.page.locator('.section-compare').isVisible()).toBe(false);
});

test('runs stand side by side: settings that differ, results, and how far their weights are apart', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.send({ type: 'comparison', comparison });
  expect(await host.page.locator('.compare-table thead th').allInnerTexts()).toEqual([
    'Run 1, shown',
    'Run 4',
    'Run 3',
  ]);
  expect(await host.page.locator('.compare-table tbody tr').allInnerTexts()).toEqual([
    'Settings that differ',
    'layers\t8 tanh → 3 softmax\t8 tanh → 3 softmax\t16 tanh → 3 softmax',
    'learningRate\t0.1\t0.01\t0.1',
    'seed\t1\t2\t1',
    'Result',
    'State\tcompleted\tdiverged\ttraining',
    'Epochs\t300\t300\t120',
    'Loss\t0.08530\t∞\t—',
    'Validation loss\t0.1042\t—\t—',
    'Accuracy\t98.0\u00a0%\t33.3\u00a0%\t—',
    'Validation accuracy\t96.7\u00a0%\t33.3\u00a0%\t—',
    'Weights: ‖w − v‖ / ‖w‖, largest |w − v|',
    'hidden 1\t—\t0.500, 1.3\t—',
    'hidden 2\t—\t1.50, 1.3\t—',
    'output\t—\t2.50, 1.3\t—',
  ]);
});

test('what was sent before of another run is not sent again, and still drawn', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.send({ type: 'others', runs: others });
  const values = host.page.locator('.others li[data-other="3"] > span');
  const before = await values.allInnerTexts();
  await host.send({ type: 'others', runs: others.map((other) => ({ ...other, loss: null })) });
  expect(await values.allInnerTexts()).toEqual(before);
});

test('a snapshot of the same run goes on with its epochs', async () => {
  const host = await open('lab');
  const epoch = host.page.locator('[data-testid=epoch]');
  await host.send(snapshot({ run: run({ epochs: epochsOf(0, 101) }) }));
  await host.send(snapshot({ run: run({ epochs: epochsOf(101, 20) }) }));
  expect(await epoch.innerText()).toBe('120 / 300');
  // All of them, down to the first.
  await host.page.locator('.section-loss .twin > summary').click();
  const rows = await host.page.locator('.section-loss .twin tbody tr').allInnerTexts();
  expect(rows.filter((row) => row.includes('—'))).toEqual([]);
  // From 0 on it is the run begun anew.
  await host.send(snapshot({ run: run({ epochs: epochsOf(0, 6) }) }));
  expect(await epoch.innerText()).toBe('5 / 300');
});
