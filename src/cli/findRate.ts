import { findLearningRate, type RateSearch } from '../engine/rateFinder.ts';
import { figure } from './figures.ts';
import type { Ready } from './files.ts';
import { exitCodes, outJson, type ExitCode, type Io } from './io.ts';

/** Tells which learning rate to start with; nothing is trained. */
export async function findRate({ spec, dataset }: Ready, json: boolean, io: Io): Promise<ExitCode> {
  const search = await run(findLearningRate(spec, dataset), io);
  if (!search) return exitCodes.interrupted;
  const { rates, losses, lowest, suggestion } = search;
  if (json) outJson(io, { suggestion, rates: [...rates], losses: [...losses] });
  else if (suggestion === null) io.out('no rate: the loss is not a number from the start\n');
  else {
    io.out(
      `learning rate ${figure(suggestion)}: a tenth of that with the lowest smoothed loss, ${figure(losses[lowest] ?? NaN)}, ` +
        `of ${rates.length} rates from ${figure(rates[0] ?? NaN)} to ${figure(rates.at(-1) ?? NaN)}\n`,
    );
  }
  return suggestion === null ? exitCodes.failed : exitCodes.done;
}

/** Undefined if interrupted. */
async function run(steps: Generator<unknown, RateSearch, void>, io: Io): Promise<RateSearch | undefined> {
  let stopped = false;
  const release = io.onInterrupt(() => (stopped = true));
  while (!stopped) {
    const step = steps.next();
    if (step.done === true) {
      release();
      return step.value;
    }
    await io.breathe();
  }
  return undefined;
}
