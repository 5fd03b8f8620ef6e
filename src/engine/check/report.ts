import type { Network } from '../network.ts';
import { statuses, type Comparison, type Status } from './compare.ts';
import { errorMap, scatter, type ErrorMap, type Scatter } from './figures.ts';
import type { Findings } from './findings.ts';
import { indexWithin, type Tensor } from './tensors.ts';

export interface CheckedParameter {
  layer: number;
  tensor: 'weights' | 'biases';
  /** `[unit, input]` of a weight, `[unit]` of a bias. */
  index: number[];
  status: Status;
  backpropagation: number;
  numerical: number;
  relativeError: number;
  slopes: { left: number; right: number } | undefined;
}

export interface CheckedTensor {
  layer: number;
  name: string;
  tensor: 'weights' | 'biases';
  parameters: number;
  checked: number;
  /** Those within the noise floor included. */
  passed: number;
  noise: number;
  failed: number;
  kinks: number;
  inactive: number;
  notFinite: number;
  /** Over those passed or failed: within the noise floor, and at a kink, it says nothing. */
  maxRelativeError: number;
  errors: ErrorMap;
}

export interface CheckReport {
  /**
   * `no-gradient`: nothing to compare, since every derivative is 0, or a layer has none because
   * `step` follows it. Not a failure of backpropagation, and no success either.
   */
  verdict: 'passed' | 'failed' | 'no-gradient' | 'not-finite';
  loss: number;
  samples: number;
  parameters: number;
  checked: number;
  tensors: CheckedTensor[];
  worst: CheckedParameter | null;
  /** Failures first, then kinks, then the largest errors: at most 50 kinks, and 50 others. */
  notable: CheckedParameter[];
  scatter: Scatter;
  /** Backpropagation once; numerical differentiation of those checked. */
  seconds: { backpropagation: number; numerical: number };
  /** Of one forward pass by the module that backpropagation runs in; differentiation by whole passes takes two a parameter. */
  passSeconds: number;
}

interface Checked {
  readonly network: Network;
  readonly tensors: readonly Tensor[];
  readonly findings: Findings;
  /** Along a random direction, when not all parameters were checked. */
  readonly direction: Comparison | null;
  readonly loss: number;
  readonly samples: number;
  readonly seconds: CheckReport['seconds'];
  readonly passSeconds: number;
}

const notableCount = 50;

export function summarize(checked: Checked): CheckReport {
  const { network, tensors, findings, direction, loss, samples, seconds, passSeconds } = checked;
  const active = findings.checked.filter((at) => findings.statusOf(at) !== 'inactive');
  const judged = active.filter((at) => ['not-finite', 'failed', 'passed'].includes(findings.statusOf(at)));
  const kinks = active.filter((at) => findings.statusOf(at) === 'kink');
  const others = active.filter((at) => findings.statusOf(at) !== 'kink');
  const notable = [kinks, others].flatMap((some) => gravest(some, findings, notableCount));
  const describe = (at: number): CheckedParameter => describeParameter(tensors, findings, at);
  return {
    verdict: verdict(network, findings, direction, loss),
    loss,
    samples,
    parameters: network.parameters,
    checked: findings.checked.length,
    tensors: tensors.map((tensor) => summarizeTensor(tensor, findings)),
    worst: gravest(judged, findings, 1).map(describe)[0] ?? null,
    notable: gravest(Int32Array.from(notable), findings, notable.length).map(describe),
    scatter: scatter(findings),
    seconds,
    passSeconds,
  };
}

/** The first `count` by status and then by error, without sorting the hundred thousands that follow. */
function gravest(candidates: Int32Array, { status, relativeError }: Findings, count: number): number[] {
  const order = (a: number, b: number): number =>
    (status[a] ?? 0) - (status[b] ?? 0) || (relativeError[b] ?? 0) - (relativeError[a] ?? 0) || a - b;
  const found: number[] = [];
  for (const at of candidates) {
    const last = found.at(-1);
    if (found.length === count && last !== undefined && !(order(at, last) < 0)) continue;
    found.push(at);
    found.sort(order);
    if (found.length > count) found.pop();
  }
  return found;
}

function verdict(
  { layers }: Network,
  findings: Findings,
  direction: Comparison | null,
  loss: number,
): CheckReport['verdict'] {
  const has = (status: Status): boolean =>
    direction?.status === status || findings.status.includes(statuses.indexOf(status));
  if (!Number.isFinite(loss) || has('not-finite')) return 'not-finite';
  if (has('failed')) return 'failed';
  const blocked = layers.some(({ activation }) => activation === 'step');
  const flows = findings.checked.some((at) => findings.backpropagation[at] !== 0);
  return blocked || !flows ? 'no-gradient' : 'passed';
}

function summarizeTensor(tensor: Tensor, findings: Findings): CheckedTensor {
  const { layer, name, kind, start, size } = tensor;
  const counts = new Float64Array(statuses.length);
  const count = (status: Status): number => counts[statuses.indexOf(status)] ?? 0;
  let checked = 0;
  let maxRelativeError = 0;
  for (const at of findings.checked) {
    if (at < start || at >= start + size) continue;
    const status = findings.statusOf(at);
    checked++;
    counts[statuses.indexOf(status)] = count(status) + 1;
    if (status === 'passed' || status === 'failed') {
      maxRelativeError = Math.max(maxRelativeError, findings.relativeError[at] ?? NaN);
    }
  }
  return {
    layer,
    name,
    tensor: kind,
    parameters: size,
    checked,
    passed: count('passed') + count('noise'),
    noise: count('noise'),
    failed: count('failed'),
    kinks: count('kink'),
    inactive: count('inactive'),
    notFinite: count('not-finite'),
    maxRelativeError,
    errors: errorMap(tensor, findings),
  };
}

function describeParameter(tensors: readonly Tensor[], findings: Findings, at: number): CheckedParameter {
  const tensor = tensors.findLast(({ start }) => start <= at);
  if (!tensor) throw new RangeError(`There is no parameter ${at}.`);
  const { unit, input } = indexWithin(tensor, at);
  return {
    layer: tensor.layer,
    tensor: tensor.kind,
    index: input === null ? [unit] : [unit, input],
    status: findings.statusOf(at),
    backpropagation: findings.backpropagation[at] ?? NaN,
    numerical: findings.numerical[at] ?? NaN,
    relativeError: findings.relativeError[at] ?? NaN,
    slopes: findings.slopes.get(at),
  };
}
