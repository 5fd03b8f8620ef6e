import type { CheckedParameter, CheckReport, Network, ParameterStatus } from '../../src/protocol/run.ts';
import type { Icon } from '../shared/icons.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, scientific } from '../shared/numbers.ts';
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
export function parameterName(network: Network, { layer, tensor, index }: CheckedParameter): string {
  const [unit = 0, input = 0] = index;
  const to = unitName(network, layer + 1, unit);
  return tensor === 'biases' ? t('{0}, bias', to) : t('{0} ← {1}', to, unitName(network, layer, input));
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

/** The numerical slope; of a kink both. */
export function numericalText({ numerical, slopes }: CheckedParameter): string {
  return slopes === undefined ? decimal(numerical) : t('{0} | {1}', decimal(slopes.left), decimal(slopes.right));
}
