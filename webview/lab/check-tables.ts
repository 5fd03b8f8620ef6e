import type { CheckedParameter, CheckedTensor, Network } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, scientific } from '../shared/numbers.ts';
import { numericalText, parameterName, statusName } from './check-words.ts';

type Reveal = (layer: number) => void;

export function tensorTable(tensors: readonly CheckedTensor[], reveal: Reveal): HTMLTableElement {
  const head = [
    t('Layer'),
    t('Tensor'),
    t('Parameters'),
    t('Checked'),
    t('Passed'),
    t('Noise floor'),
    t('Inactive'),
    t('Kinks'),
    t('Failed'),
    t('Max relative error'),
  ];
  return clickable(
    t('Gradient check by tensor'),
    head,
    2,
    tensors.map((tensor) => ({
      layer: tensor.layer,
      failed: tensor.failed + tensor.notFinite > 0,
      cells: [
        tensor.name,
        tensor.tensor === 'weights' ? t('weights') : t('biases'),
        ...[tensor.parameters, tensor.checked, tensor.passed, tensor.noise, tensor.inactive, tensor.kinks].map(count),
        count(tensor.failed + tensor.notFinite),
        scientific(tensor.maxRelativeError),
      ],
    })),
    reveal,
  );
}

export function notableTable(
  network: Network,
  parameters: readonly CheckedParameter[],
  reveal: Reveal,
): HTMLTableElement {
  return clickable(
    t('Notable parameters'),
    [t('Parameter'), t('Status'), t('Backpropagation'), t('Numerical'), t('Relative error')],
    2,
    parameters.map((parameter) => ({
      layer: parameter.layer,
      failed: parameter.status === 'failed' || parameter.status === 'not-finite',
      cells: [
        parameterName(network, parameter),
        statusName(parameter.status),
        decimal(parameter.backpropagation),
        numericalText(parameter),
        parameter.status === 'kink' ? decimal(undefined) : scientific(parameter.relativeError),
      ],
    })),
    reveal,
  );
}

interface Row {
  readonly layer: number;
  readonly failed: boolean;
  readonly cells: readonly string[];
}

/** @param texts how many of the first columns are words; the others are numbers */
function clickable(
  caption: string,
  head: readonly string[],
  texts: number,
  rows: readonly Row[],
  reveal: Reveal,
): HTMLTableElement {
  const kind = (column: number): Record<string, string> => (column < texts ? { class: 'word' } : {});
  return element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, caption),
    element(
      'thead',
      {},
      element('tr', {}, ...head.map((text, column) => element('th', { scope: 'col', ...kind(column) }, text))),
    ),
    element(
      'tbody',
      {},
      ...rows.map(({ layer, failed, cells: [name = '', ...cells] }) => {
        const link = element('button', { class: 'link', type: 'button', title: t('Show in the file') }, name);
        link.addEventListener('click', () => reveal(layer));
        return element(
          'tr',
          { 'data-testid': 'check-row', ...(failed ? { class: 'failed' } : {}) },
          element('th', { scope: 'row', class: 'word' }, link),
          ...cells.map((text, index) => element('td', kind(index + 1), text)),
        );
      }),
    ),
  );
}
