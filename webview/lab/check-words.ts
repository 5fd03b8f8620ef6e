import type {
  CheckedParameter,
  CheckedTensor,
  CheckReport,
  Network,
  ParameterStatus,
  Place,
} from '../../src/protocol/run.ts';
import type { Icon } from '../shared/icons.ts';
import { t } from '../shared/l10n.ts';
import { count, scientific } from '../shared/numbers.ts';
import { unitName } from '../shared/network-names.ts';
import type { Tone } from './run-words.ts';

export interface Verdict {
  readonly title: string;
  readonly text: string;
  readonly tone: Tone;
  readonly icon: Icon;
}

export function verdictWords(report: CheckReport): Verdict {
  switch (report.verdict) {
    case 'passed':
      return { title: t('Passed'), text: passedText(report), tone: 'good', icon: 'passed' };
    case 'failed':
      return { title: t('Failed'), text: failedText(report), tone: 'bad', icon: 'failed' };
    case 'no-gradient':
      return {
        title: t('No gradient flows'),
        text: t(
          'Every gradient is 0, by backpropagation and by numerical differentiation. Nothing can be learned, and nothing was verified.',
        ),
        tone: 'neutral',
        icon: 'warning',
      };
    case 'not-finite':
      return {
        title: t('Not finite'),
        text: t('The loss or a gradient is infinite or not a number at these weights, so there is nothing to compare.'),
        tone: 'bad',
        icon: 'warning',
      };
    default:
      return report.verdict satisfies never;
  }
}

function passedText(report: CheckReport): string {
  const { checked, parameters, worst } = report;
  const error = worst === null ? '0' : scientific(worst.relativeError);
  const agrees =
    checked === parameters
      ? t(
          'Backpropagation agrees with numerical differentiation for all {0} parameters (largest relative error {1}).',
          count(parameters),
          error,
        )
      : t(
          'Backpropagation agrees with numerical differentiation for {0} of {1} parameters, chosen evenly (largest relative error {2}).',
          count(checked),
          count(parameters),
          error,
        );
  const kinks = total(report, 'kinks');
  if (kinks === 0) return agrees;
  const atKinks = t('{0} lie on a kink, where the slope depends on the side.', count(kinks));
  return `${agrees} ${atKinks}`;
}

function failedText(report: CheckReport): string {
  const text = t(
    'Backpropagation and numerical differentiation differ for {0} of {1} parameters.',
    count(total(report, 'failed')),
    count(report.checked),
  );
  if (report.worst === null) return text;
  return `${text} ${t('The largest relative error is {0}.', scientific(report.worst.relativeError))}`;
}

function total({ tensors }: CheckReport, status: 'kinks' | 'failed'): number {
  return tensors.reduce((sum, tensor) => sum + tensor[status], 0);
}

/** “hidden 1: unit 3 ← x2”, “hidden 1: unit 3, bias” */
export function nameOfPlace(network: Network, { layer, unit, input }: Place): string {
  const to = unitName(network, layer + 1, unit ?? 0);
  return input === null ? t('{0}, bias', to) : t('{0} ← {1}', to, unitName(network, layer, input));
}

export function placeOf({ layer, tensor, index: [unit = 0, input = 0] }: CheckedParameter): Place {
  return { layer, unit, input: tensor === 'biases' ? null : input };
}

export function tensorName(tensor: CheckedTensor['tensor']): string {
  return tensor === 'weights' ? t('weights') : t('biases');
}

export function statusName(status: ParameterStatus): string {
  switch (status) {
    case 'passed':
      return t('passed');
    case 'noise':
      return t('passed, noise floor');
    case 'inactive':
      return t('inactive');
    case 'kink':
      return t('kink');
    case 'failed':
      return t('failed');
    case 'not-finite':
      return t('not finite');
    default:
      return status satisfies never;
  }
}
