import type { ClassReport, ClassReports } from '../engine/classes.ts';
import type { EpochRecord, Outcome } from '../engine/results.ts';
import type { Training } from '../engine/training.ts';
import { classesText } from './classTables.ts';
import { figure, metricsJson, scoreText, startJson } from './figures.ts';
import type { Ready } from './files.ts';
import { outJson, type Io } from './io.ts';
import { ProgressBar } from './progress.ts';

export interface Effort {
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly weightsHash: string;
  /** Rows trained on, of online learning. */
  readonly samples?: number;
}

export interface Report {
  start(training: Training, input: Ready): void;
  /** @param samples rows trained on so far, of online learning */
  epoch(record: EpochRecord, samples?: number): void;
  end(outcome: Outcome, classes: ClassReports | null, effort: Effort): void;
}

/** One JSON object a line. */
export class JsonReport implements Report {
  constructor(private readonly io: Io) {}

  start({ network }: Training, { dataset }: Ready): void {
    outJson(this.io, { event: 'start', ...startJson(network, dataset) });
  }

  epoch({ epoch, training, validation, learningRate }: EpochRecord, samples?: number): void {
    const scores = scoresJson({ training, validation });
    outJson(this.io, { event: 'epoch', epoch, ...scores, learningRate, ...(samples !== undefined && { samples }) });
  }

  end(outcome: Outcome, classes: ClassReports | null, effort: Effort): void {
    const { reason, epochs, restoredEpoch, training, validation, divergence } = outcome;
    outJson(this.io, {
      event: 'end',
      reason,
      epochs,
      ...(restoredEpoch !== null && { restoredEpoch }),
      ...scoresJson({ training, validation }),
      ...(classes && classesJson(classes)),
      ...effort,
      ...(divergence && { divergence }),
    });
  }
}

function scoresJson({ training, validation }: Pick<Outcome, 'training' | 'validation'>): object {
  return {
    loss: training.loss,
    validationLoss: validation?.loss ?? null,
    metrics: metricsJson(training.metrics),
    validationMetrics: validation ? metricsJson(validation.metrics) : null,
  };
}

/** What is told of classes at the end of a run. */
export function classesJson({ names, training, validation }: ClassReports): object {
  const scores = ({ perClass }: ClassReport): object =>
    perClass.map((scores, index) => ({ class: names[index] ?? '', ...scores }));
  return {
    confusion: { training: training.confusion, validation: validation?.confusion ?? null },
    perClass: { training: scores(training), validation: validation && scores(validation) },
  };
}

/** For people; the progress goes to the terminal and not into a file. */
export class TextReport implements Report {
  private readonly bar: ProgressBar;

  constructor(
    private readonly io: Io,
    private readonly epochs: number,
  ) {
    this.bar = new ProgressBar(io);
  }

  start({ network }: Training, { dataset }: Ready): void {
    const shape = [network.inputs, ...network.layers.map(({ units }) => units)].join(' → ');
    const { training, validation } = dataset;
    const rows = `${training.count} samples` + (validation.count > 0 ? `, ${validation.count} for validation` : '');
    this.io.out(`${shape} · ${network.parameters} parameters · ${rows}\n`);
  }

  epoch({ epoch, training }: EpochRecord, samples?: number): void {
    const done = samples === undefined ? `epoch ${epoch}/${this.epochs}` : `${samples} rows`;
    this.bar.show(epoch, this.epochs, `${done} · loss ${figure(training.loss)}`);
  }

  end(
    outcome: Outcome,
    classes: ClassReports | null,
    { seconds, samplesPerSecond, weightsHash, samples }: Effort,
  ): void {
    const { reason, epochs, restoredEpoch, training, validation } = outcome;
    this.bar.clear();
    this.io.out(
      `${reason} after ${samples === undefined ? `${epochs} of ${this.epochs} epochs` : `${samples} rows`} in ${figure(seconds)} s, ` +
        `${Math.round(samplesPerSecond)} samples/s\n` +
        (restoredEpoch === null ? '' : `weights of the best epoch, ${restoredEpoch}\n`) +
        `training:   ${scoreText(training)}\n` +
        (validation ? `validation: ${scoreText(validation)}\n` : '') +
        `weights:    sha256 ${weightsHash}\n` +
        (classes ? `\n${classesText(classes)}` : ''),
    );
  }
}
