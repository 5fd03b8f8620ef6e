import type { CheckedParameter, CheckedTensor, Network, Place } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, scientific } from '../shared/numbers.ts';
import { nameOfPlace, placeOf, statusName, tensorName } from './check-words.ts';

interface Row {
  readonly place: Place;
  readonly failed: boolean;
  readonly cells: readonly string[];
}

/** A table each row of which stands for a place in the network, and leads there. */
export class PlaceTable {
  readonly node: HTMLTableElement;
  private readonly rows: readonly { readonly key: string; readonly node: HTMLElement }[];

  /** @param texts how many of the first columns are words; the others are numbers */
  private constructor(
    caption: string,
    head: readonly string[],
    texts: number,
    rows: readonly Row[],
    select: (place: Place) => void,
  ) {
    const kind = (column: number): Record<string, string> => (column < texts ? { class: 'word' } : {});
    this.rows = rows.map(({ place, failed, cells: [name = '', ...cells] }) => {
      const title = t('Select in the diagram, the weights and the file');
      const link = element('button', { class: 'link', type: 'button', title }, name);
      link.addEventListener('click', () => select(place));
      const node = element(
        'tr',
        { 'data-testid': 'check-row', ...(failed ? { class: 'failed' } : {}) },
        element('th', { scope: 'row', class: 'word' }, link),
        ...cells.map((text, index) => element('td', kind(index + 1), text)),
      );
      return { key: JSON.stringify(place), node };
    });
    const heads = head.map((text, column) => element('th', { scope: 'col', ...kind(column) }, text));
    this.node = element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, caption),
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...this.rows.map(({ node }) => node)),
    );
  }

  static ofTensors(tensors: readonly CheckedTensor[], select: (place: Place) => void): PlaceTable {
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
    const rows = tensors.map((tensor) => ({
      place: { layer: tensor.layer, unit: null, input: null },
      failed: tensor.failed + tensor.notFinite > 0,
      cells: [
        tensor.name,
        tensorName(tensor.tensor),
        ...[tensor.parameters, tensor.checked, tensor.passed, tensor.noise, tensor.inactive, tensor.kinks].map(count),
        count(tensor.failed + tensor.notFinite),
        scientific(tensor.maxRelativeError),
      ],
    }));
    return new PlaceTable(t('Gradient check by tensor'), head, 2, rows, select);
  }

  static ofNotable(
    network: Network,
    parameters: readonly CheckedParameter[],
    select: (place: Place) => void,
  ): PlaceTable {
    const head = [t('Parameter'), t('Status'), t('Backpropagation'), t('Numerical'), t('Relative error')];
    const rows = parameters.map((parameter) => ({
      place: placeOf(parameter),
      failed: parameter.status === 'failed' || parameter.status === 'not-finite',
      cells: [
        nameOfPlace(network, placeOf(parameter)),
        statusName(parameter.status),
        decimal(parameter.backpropagation),
        decimal(parameter.numerical),
        scientific(parameter.relativeError),
      ],
    }));
    return new PlaceTable(t('Notable parameters'), head, 2, rows, select);
  }

  static ofKinks(network: Network, kinks: readonly CheckedParameter[], select: (place: Place) => void): PlaceTable {
    const head = [t('Parameter'), t('Backpropagation'), t('Slope to the left'), t('Slope to the right')];
    const rows = kinks.map((kink) => ({
      place: placeOf(kink),
      failed: false,
      cells: [
        nameOfPlace(network, placeOf(kink)),
        decimal(kink.backpropagation),
        decimal(kink.slopes?.left),
        decimal(kink.slopes?.right),
      ],
    }));
    return new PlaceTable(t('Parameters on a kink'), head, 1, rows, select);
  }

  mark(selected: Place | null): void {
    const key = JSON.stringify(selected);
    for (const { key: own, node } of this.rows) {
      if (own === key) node.setAttribute('aria-current', 'true');
      else node.removeAttribute('aria-current');
    }
  }
}
