import { checkGradients, gradients } from '../engine/check.ts';
import { layerPlaces, networkOf, type Network } from '../engine/network.ts';
import type { CheckedParameter, CheckReport } from '../protocol/run.ts';
import type { Request } from './arguments.ts';
import { figure } from './figures.ts';
import { ready, startingWeights } from './files.ts';
import { exitCodes, outJson, type ExitCode, type Io } from './io.ts';
import { ProgressBar } from './progress.ts';

export async function check(request: Request, io: Io): Promise<ExitCode> {
  const input = await ready(io, request.file);
  const from = await startingWeights(io, request.weights, input);
  const { spec, dataset } = input;
  const report = await run(checkGradients(spec, dataset, from), io);
  if (!report) return exitCodes.interrupted;

  const network = networkOf(spec, dataset.inputNames.length);
  if (request.json) {
    const flat = request.gradients ? gradients(spec, dataset, from) : undefined;
    outJson(io, { ...reportJson(report, network), ...(flat && { gradients: nested(flat, network) }) });
  } else {
    io.out(reportText(report, network));
  }
  return report.verdict === 'passed' ? exitCodes.done : exitCodes.failed;
}

/** Undefined if interrupted. */
async function run(steps: ReturnType<typeof checkGradients>, io: Io): Promise<CheckReport | undefined> {
  let stopped = false;
  const release = io.onInterrupt(() => (stopped = true));
  const bar = new ProgressBar(io);
  let report: CheckReport | undefined;
  while (!stopped && !report) {
    const step = steps.next();
    if (step.done) {
      report = step.value;
    } else {
      bar.show(step.value.done, step.value.of, `${step.value.done}/${step.value.of} parameters`);
      await io.breathe();
    }
  }
  bar.clear();
  release();
  return report;
}

function reportJson(report: CheckReport, { layers }: Network): object {
  const named = ({ layer, tensor, index, backpropagation, numerical, relativeError }: CheckedParameter) => ({
    layer: layers[layer]?.name,
    tensor,
    index,
    backpropagation,
    numerical,
    relativeError,
  });
  const { verdict, loss, samples, parameters, checked, tensors, worst, notable, seconds } = report;
  return {
    passed: verdict === 'passed',
    verdict,
    loss,
    samples,
    checked,
    parameters,
    worst: worst && named(worst),
    kinks: notable.filter(({ status }) => status === 'kink').map((kink) => ({ ...named(kink), slopes: kink.slopes })),
    layers: tensors.map(({ layer: _, errors: __, ...tensor }) => tensor),
    seconds,
  };
}

/** The flat vector as a list of layers: `weights[j][i]` from input i to unit j, and `biases`. */
function nested(flat: Float64Array, network: Network): { weights: number[][]; biases: number[] }[] {
  const places = layerPlaces(network);
  return network.layers.map(({ units, inputs, bias }, k) => {
    const begin = places[k]?.weights ?? 0;
    const biases = begin + units * inputs;
    return {
      weights: Array.from({ length: units }, (_, j) => [
        ...flat.subarray(begin + j * inputs, begin + (j + 1) * inputs),
      ]),
      biases: bias ? [...flat.subarray(biases, biases + units)] : [],
    };
  });
}

const verdicts: Readonly<Record<CheckReport['verdict'], string>> = {
  passed: 'Passed: backpropagation agrees with numerical differentiation',
  failed: 'Failed: backpropagation and numerical differentiation disagree',
  'no-gradient': 'No gradient flows: there is nothing to compare',
  'not-finite': 'Not finite: the loss or a gradient is infinite or not a number',
};

function reportText(
  { verdict, checked, parameters, tensors, worst, notable, seconds }: CheckReport,
  network: Network,
): string {
  const name = ({ layer, tensor, index }: CheckedParameter) =>
    `${network.layers[layer]?.name ?? layer}, ${tensor}[${index.join('][')}]`;
  const lines = [`${verdicts[verdict]}. ${checked} of ${parameters} parameters checked.`];
  for (const { name: layer, tensor, checked: all, passed, failed, kinks, inactive, maxRelativeError } of tensors) {
    lines.push(
      `  ${layer}, ${tensor}: ${passed} of ${all} passed, ${failed} failed, ${kinks} kinks, ${inactive} inactive, ` +
        `largest relative error ${figure(maxRelativeError)}`,
    );
  }
  if (worst) {
    const { backpropagation, numerical } = worst;
    lines.push(`  worst: ${name(worst)}: backpropagation ${figure(backpropagation)}, numerical ${figure(numerical)}`);
  }
  for (const parameter of notable) {
    if (parameter.status !== 'kink' || !parameter.slopes) continue;
    const { left, right } = parameter.slopes;
    lines.push(`  kink: ${name(parameter)}: slope ${figure(left)} to the left, ${figure(right)} to the right`);
  }
  const { backpropagation, numerical } = seconds;
  lines.push(`Backpropagation took ${figure(backpropagation)} s, numerical differentiation ${figure(numerical)} s.`);
  return `${lines.join('\n')}\n`;
}
