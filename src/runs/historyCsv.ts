import type { Epochs } from '../protocol/run.ts';

/** A row an epoch and run, with every digit; cells are empty where there is no value. */
export function historyCsv(runs: readonly { readonly id: number; readonly epochs: Epochs }[]): string {
  const metrics = [...new Set(runs.flatMap(({ epochs }) => epochs.metrics.map(({ name }) => name)))];
  const head = ['loss', ...metrics].flatMap((name) => [name, `validation ${name}`]);
  const lines = [['run', 'epoch', 'learning rate', ...head].join(',')];
  for (const { id, epochs } of runs) {
    const series = [epochs.loss, ...metrics.map((name) => epochs.metrics.find((metric) => metric.name === name))];
    const columns = [epochs.learningRate, ...series.flatMap((one) => [one?.training, one?.validation])];
    for (const row of epochs.learningRate.keys()) {
      lines.push([id, epochs.from + epochs.stride * row, ...columns.map((column) => cell(column?.[row]))].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(value);
}
