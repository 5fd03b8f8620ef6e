import { afterEach, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let opened: Workbench | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const xor = {
  data: { generator: 'xor', samples: 40 },
  layers: [
    { units: 4, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  training: { batchSize: 10, epochs: 100_000_000 },
};

async function open(file: string, spec: unknown): Promise<Workbench> {
  return (opened = await Workbench.open(file, { files: { [file]: JSON.stringify(spec) } }));
}

it('training can be paused, taken on by hand, and brought back to its start', async () => {
  const workbench = await open('xor.nn.json', xor);
  const { lab } = workbench;
  const press = (name: string) => lab.getByRole('button', { name, exact: true }).click();
  await workbench.lens('Train').click();
  await workbench.state('Training').waitFor();
  await workbench.lens('Pause').click();
  await workbench.state('Paused').waitFor();
  await workbench.lens('Continue').waitFor();

  await press('Reset');
  await workbench.state('Paused after 0 epochs').waitFor();
  await press('One step');
  await workbench.state('Paused in epoch 1, after 1 of 4 steps').waitFor();
  await press('One epoch');
  await workbench.state('Paused after 1 epoch').waitFor();
  await press('Continue');
  await workbench.state('Training').waitFor();
  await press('Stop');
  await workbench.state('Stopped after').waitFor();
});

it('a sweep is a table of runs, of which the best is shown at the end', async () => {
  const sweep = { learningRate: [0.001, 0.5, 0.01] };
  const workbench = await open('sweep.nn.json', { ...xor, training: { batchSize: 10, epochs: 50 }, sweep });
  const { lab } = workbench;
  await workbench.lens('Train').click();
  await lab.locator('.section-sweep .note', { hasText: '3 of 3 runs done' }).waitFor();
  const best = lab.locator('.sweep-table [aria-current]');
  await expect.poll(() => best.innerText()).toContain('learningRate 0.5');
  await lab.getByRole('button', { name: 'learningRate 0.001', exact: true }).click();
  await expect.poll(() => best.innerText()).toContain('learningRate 0.001');
});
