import { networkOf } from '../engine/network.ts';
import type { Ending, Epochs, Series } from '../protocol/run.ts';
import type { SweepTask } from '../runs/sweepTasks.ts';
import { aligned } from './classTables.ts';
import { figure, startJson } from './figures.ts';
import { outJson, type Io } from './io.ts';
import { classesJson } from './trainReport.ts';

/** A run of a sweep; without an ending if it never came to one. */
export interface Finished {
  readonly task: SweepTask;
  readonly ending: Ending | undefined;
}

/** What is told of a sweep; `index` is that of the run, from 0. */
export interface SweepReport {
  start(index: number): void;
  epochs(index: number, epochs: Epochs): void;
  end(index: number, ending: Ending): void;
  /** @param best index of the best run, -1 if there is none */
  summary(finished: readonly Finished[], best: number): void;
}

/** The lines of single runs, each with the number of its run, in the order in which things happen. */
export class JsonSweepReport implements SweepReport {
  constructor(
    private readonly io: Io,
    private readonly tasks: readonly SweepTask[],
  ) {}

  start(index: number): void {
    const task = this.tasks[index];
    if (!task) return;
    const { settings, spec, dataset } = task;
    const network = networkOf(spec, dataset.inputNames.length);
    outJson(this.io, { event: 'start', run: index + 1, settings, ...startJson(network, dataset) });
  }

  epochs(index: number, { from, stride, loss, metrics, learningRate }: Epochs): void {
    learningRate.forEach((rate, at) => {
      const hasValidation = !Number.isNaN(loss.validation[at] ?? NaN);
      const values = (part: 'training' | 'validation') =>
        Object.fromEntries(metrics.map((series: Series) => [series.name, series[part][at]]));
      outJson(this.io, {
        event: 'epoch',
        run: index + 1,
        epoch: from + stride * at,
        loss: loss.training[at],
        validationLoss: hasValidation ? loss.validation[at] : null,
        metrics: values('training'),
        validationMetrics: hasValidation ? values('validation') : null,
        learningRate: rate,
      });
    });
  }

  end(index: number, ending: Ending): void {
    const { reason, epochs, restoredEpoch, loss, validationLoss, classes, seconds, samplesPerSecond } = ending;
    outJson(this.io, {
      event: 'end',
      run: index + 1,
      reason,
      epochs,
      ...(restoredEpoch !== null && { restoredEpoch }),
      loss,
      validationLoss,
      ...metricsJson(ending),
      ...(classes && classesJson(classes)),
      seconds,
      samplesPerSecond,
      weightsHash: ending.weightsHash,
      ...(ending.divergence && { divergence: ending.divergence }),
    });
  }

  summary(_finished: readonly Finished[], best: number): void {
    outJson(this.io, { event: 'sweep', runs: this.tasks.length, best: best < 0 ? null : best + 1 });
  }
}

function metricsJson({ metrics, validationLoss }: Ending): object {
  return {
    metrics: Object.fromEntries(metrics.map(({ name, training }) => [name, training])),
    validationMetrics:
      validationLoss === null ? null : Object.fromEntries(metrics.map(({ name, validation }) => [name, validation])),
  };
}

/** A table at the end, and how many are done meanwhile. */
export class TextSweepReport implements SweepReport {
  private done = 0;

  constructor(
    private readonly io: Io,
    private readonly tasks: readonly SweepTask[],
  ) {}

  start(): void {
    this.show();
  }

  epochs(): void {
    // Of several runs at a time nobody could follow the epochs.
  }

  end(): void {
    this.done++;
    this.show();
  }

  summary(finished: readonly Finished[], best: number): void {
    if (this.io.terminal) this.io.err('\r\u001b[K');
    const validated = finished.some(({ ending }) => typeof ending?.validationLoss === 'number');
    const names = finished.find(({ ending }) => ending)?.ending?.metrics.map(({ name }) => name) ?? [];
    const header = ['run', 'settings', 'end', 'epochs', 'loss', ...(validated ? ['validation loss'] : []), ...names];
    const rows = finished.map(({ task, ending }, index) => [
      `${index + 1}${index === best ? ' best' : ''}`,
      task.label,
      ending?.reason ?? 'not run',
      String(ending?.epochs ?? 0),
      figure(ending?.loss ?? NaN),
      ...(validated ? [figure(ending?.validationLoss ?? NaN)] : []),
      ...names.map((name) => {
        const metric = ending?.metrics.find((one) => one.name === name);
        return figure((validated ? metric?.validation : metric?.training) ?? NaN);
      }),
    ]);
    this.io.out(aligned([header, ...rows], 3));
  }

  private show(): void {
    if (this.io.terminal) this.io.err(`\r${this.done} of ${this.tasks.length} runs done\u001b[K`);
  }
}
