import type { InlineSample } from '../spec/spec.ts';
import { type Column, labelColumn, numberColumn, type NumberColumn, type Table } from './column.ts';

/** Inline samples, which all have as many inputs and the same kind of target. */
export function sampleTable(samples: readonly InlineSample[]): Table {
  const width = samples[0]?.input.length ?? 0;
  const inputs = Array.from({ length: width }, (_, i) =>
    numbers(`x${i + 1}`, samples, (sample) => sample.input[i] ?? 0),
  );
  return { rows: samples.length, inputs, targets: targetColumns(samples) };
}

function targetColumns(samples: readonly InlineSample[]): Column[] {
  const target = samples[0]?.target;
  if (typeof target === 'string') {
    return [
      labelColumn(
        'y',
        samples.map((sample) => String(sample.target)),
      ),
    ];
  }
  const width = typeof target === 'object' ? target.length : 1;
  return Array.from({ length: width }, (_, k) =>
    numbers(width === 1 ? 'y' : `y${k + 1}`, samples, ({ target: row }) =>
      typeof row === 'object' ? (row[k] ?? 0) : Number(row),
    ),
  );
}

function numbers(
  name: string,
  samples: readonly InlineSample[],
  value: (sample: InlineSample) => number,
): NumberColumn {
  return numberColumn(name, Float64Array.from(samples, value));
}
