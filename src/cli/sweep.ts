import { weightsFile } from '../export/weights.ts';
import { writeSafetensors } from '../export/safetensors.ts';
import { networkOf } from '../engine/network.ts';
import { epochAfter, type Ending } from '../protocol/run.ts';
import { bestOf, type SweepTask } from '../runs/sweepTasks.ts';
import { TrainingRun } from '../runs/trainingRun.ts';
import { Turns } from '../runs/turns.ts';
import { inEnglish } from '../spec/phrase.ts';
import type { Request } from './arguments.ts';
import { write } from './files.ts';
import { exitCodes, InputError, type ExitCode, type Io } from './io.ts';
import { JsonSweepReport, TextSweepReport, type Finished } from './sweepReport.ts';

/** Trains every combination, as many at a time as there are cores. Throws InputError. */
export async function trainSweep(
  { file, json, save }: Request,
  io: Io,
  tasks: readonly SweepTask[],
  specHash: string,
): Promise<ExitCode> {
  const report = json ? new JsonSweepReport(io, tasks) : new TextSweepReport(io, tasks);
  const runs: TrainingRun[] = [];
  await new Promise<void>((resolve, reject) => {
    const turns = new Turns(tasks.length, io.cores, (index, done) => {
      const task = tasks[index];
      if (!task) return;
      report.start(index);
      let told = 0;
      const run = new TrainingRun(index + 1, { ...task, everyEpoch: true }, io.startWorker, (progress) => {
        if (progress.kind === 'frame') {
          const epochs = run.epochs(told);
          told = epochAfter(epochs);
          report.epochs(index, epochs);
        }
        if (progress.kind !== 'state') return;
        const { state } = progress;
        if (state.kind === 'failed') reject(new InputError(`${file}: error: ${inEnglish(state.message)}\n`));
        if (state.kind !== 'ended') return;
        report.end(index, state.ending);
        // The worker has still to be heard out: what follows must not come before its constructor returned.
        queueMicrotask(() => {
          done();
          if (turns.over) finish();
        });
      });
      runs[index] = run;
    });
    const release = io.onInterrupt(() => {
      turns.stop();
      for (const run of runs) run.stop();
    });
    const finish = (): void => {
      release();
      resolve();
    };
    turns.go();
  }).finally(() => runs.forEach((run) => run.close()));

  const finished = tasks.map((task, index): Finished => ({ task, ending: endingOf(runs[index]) }));
  const best = bestOf(finished.map(({ ending }) => (ending?.reason === 'diverged' ? undefined : ending)));
  report.summary(finished, best);
  const winner = runs[best];
  if (save !== undefined && winner) await write(io, save, weightsOf(winner, specHash));
  return exitCode(finished);
}

function endingOf(run: TrainingRun | undefined): Ending | undefined {
  return run?.state.kind === 'ended' ? run.state.ending : undefined;
}

function weightsOf({ spec, dataset, parameters, state }: TrainingRun, specHash: string): Uint8Array {
  const ending = state.kind === 'ended' ? state.ending : undefined;
  const epoch = ending?.restoredEpoch ?? ending?.epochs ?? 0;
  const network = networkOf(spec, dataset.inputNames.length);
  return writeSafetensors(weightsFile(network, parameters, spec.training.precision, { ...dataset, specHash, epoch }));
}

/** A sweep is there to find out what diverges: that is a failure only if nothing else came of it. */
function exitCode(finished: readonly Finished[]): ExitCode {
  if (finished.some(({ ending }) => ending === undefined || ending.reason === 'stopped')) return exitCodes.interrupted;
  return finished.every(({ ending }) => ending?.reason === 'diverged') ? exitCodes.failed : exitCodes.done;
}
