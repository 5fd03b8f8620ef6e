import { createHash } from 'node:crypto';
import { classReports } from '../engine/classes.ts';
import { compile } from '../engine/compiler/compile.ts';
import { OnlineTraining, trainingOf } from '../engine/online.ts';
import type { Divergence, EpochRecord, Outcome } from '../engine/results.ts';
import type { Training } from '../engine/training.ts';
import { networkOf } from '../engine/network.ts';
import { writeSafetensors } from '../export/safetensors.ts';
import { withParameters } from '../export/startingWeights.ts';
import { weightsFile } from '../export/weights.ts';
import { sweepTasks } from '../runs/sweepTasks.ts';
import type { Request } from './arguments.ts';
import { datasetOf, ready, startingWeights, write, type Ready } from './files.ts';
import { sourceToFollow, trainFollowing, type Followed } from './follow.ts';
import { exitCodes, type ExitCode, type Io } from './io.ts';
import { findRate } from './findRate.ts';
import { trainSweep } from './sweep.ts';
import { JsonReport, TextReport } from './trainReport.ts';

export async function train(request: Request, io: Io): Promise<ExitCode> {
  const input = await withOptions(await ready(io, request.file, request.follow), request, io);
  const { spec, dataset, hash } = input;
  if (request.follow) sourceToFollow(spec);
  if (request.findRate) return findRate(input, request.json, io);
  const tasks = await sweepTasks({ spec, dataset, specHash: hash }, (other) => datasetOf(io, request.file, other));
  if (tasks.length > 0) return trainSweep(request, io, tasks, hash);
  const training = trainingOf(spec, dataset, undefined, (plan) => compile(plan, io.helpers));
  const online = training instanceof OnlineTraining ? training : undefined;
  const report = request.json ? new JsonReport(io) : new TextReport(io, training.plannedEpochs);
  const interrupt = new AbortController();
  const release = io.onInterrupt(() => {
    training.stop();
    interrupt.abort();
  });
  report.start(training, input);

  const tell = (record: EpochRecord): void => report.epoch(record, online?.rowsDone);
  const { outcome, worked, failed } =
    online && request.follow
      ? await trainFollowing(online, input, request.file, io, interrupt, tell)
      : await run(training, io, tell);
  release();
  const seconds = worked / 1000;
  const samples = online?.rowsDone;
  report.end(outcome, classReports(spec, training.network, dataset, training.parameters()), {
    seconds,
    samplesPerSecond: (samples ?? outcome.epochs * dataset.training.count) / seconds,
    weightsHash: createHash('sha256').update(training.parameterBytes()).digest('hex'),
    ...(samples !== undefined && { samples }),
  });
  if (outcome.divergence) io.err(`${request.file}: error: ${divergenceText(outcome.divergence)}\n`);

  if (request.save !== undefined) {
    const tensors = weightsFile(training.network, training.parameters(), spec.training.precision, {
      ...dataset,
      specHash: hash,
      epoch: outcome.restoredEpoch ?? outcome.epochs,
    });
    await write(io, request.save, writeSafetensors(tensors));
  }
  return failed ? exitCodes.badInput : exitCode(outcome);
}

/** Options go before what the file says. Throws InputError. */
async function withOptions(input: Ready, { epochs, threads, weights }: Request, io: Io): Promise<Ready> {
  if (epochs !== undefined && input.spec.training.method === 'online' && !input.spec.sweep) {
    io.err('nn-lab: warning: --epochs has no effect on online learning, which takes each row once\n');
  }
  const from = await startingWeights(io, weights, input);
  const network = networkOf(input.spec, input.dataset.inputNames.length);
  const spec = from ? withParameters(input.spec, network, from) : input.spec;
  const optional = { ...(epochs !== undefined && { epochs }), ...(threads !== undefined && { threads }) };
  const training = { ...spec.training, ...optional };
  const sweep = spec.sweep?.map((point) => ({ ...point, training: { ...point.training, ...optional } }));
  return { ...input, spec: { ...spec, training, sweep } };
}

async function run(training: Training, io: Io, tell: (record: EpochRecord) => void): Promise<Followed> {
  if (training instanceof OnlineTraining) training.finish();
  const started = performance.now();
  const slices = training.run();
  for (;;) {
    const slice = slices.next();
    if (slice.done) return { outcome: slice.value, worked: performance.now() - started, failed: false };
    if (slice.value) tell(slice.value);
    await io.breathe();
  }
}

function exitCode({ reason }: Outcome): ExitCode {
  switch (reason) {
    case 'completed':
    case 'early-stopped':
      return exitCodes.done;
    case 'diverged':
      return exitCodes.failed;
    case 'stopped':
      return exitCodes.interrupted;
    default:
      return reason satisfies never;
  }
}

function divergenceText({ epoch, layer, tensor, suggestedRate }: Divergence): string {
  const what = tensor === 'loss' ? 'the loss' : `the ${tensor} of layer “${layer}”`;
  return (
    `training diverged in epoch ${epoch}: ${what} became infinite or not a number; ` +
    `the last finite weights are kept; try a learning rate of ${suggestedRate}`
  );
}
