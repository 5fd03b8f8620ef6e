import type { EpochRecord, Metrics } from '../engine/results.ts';
import type { Epochs } from '../protocol/run.ts';

/** The figures of a metric by name, as in `{ accuracy: 0.95 }`. */
export function figures({ kind: _, ...values }: Metrics): Readonly<Record<string, number>> {
  return values;
}

/** Turns records into columns; where they begin is the epoch of the first, or the one to come if there is none. */
export function columns(
  records: readonly EpochRecord[],
  where: Readonly<Record<'from' | 'stride' | 'done', number>>,
): Epochs {
  const column = (value: (record: EpochRecord) => number | undefined): Float64Array =>
    Float64Array.from(records, (record) => value(record) ?? NaN);
  const names = records[0] ? Object.keys(figures(records[0].training.metrics)) : [];
  return {
    ...where,
    loss: {
      name: 'loss',
      training: column((record) => record.training.loss),
      validation: column((record) => record.validation?.loss),
    },
    metrics: names.map((name) => ({
      name,
      training: column((record) => figures(record.training.metrics)[name]),
      validation: column((record) => (record.validation ? figures(record.validation.metrics)[name] : undefined)),
    })),
    learningRate: column((record) => record.learningRate),
  };
}

/** The memory behind the columns, for transfer. */
export function buffers({ loss, metrics, learningRate }: Epochs): ArrayBuffer[] {
  return [loss, ...metrics]
    .flatMap(({ training, validation }) => [training, validation])
    .concat(learningRate)
    .flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}
