import type { Network } from '../../src/protocol/run.ts';
import type { Trace, TracedUnit } from '../../src/protocol/trace.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { unitName } from '../shared/network-names.ts';
import { decimal } from '../shared/numbers.ts';
import { table } from '../shared/section.ts';
import {
  backwardNumbers,
  backwardRule,
  forwardNumbers,
  forwardRule,
  lossNumbers,
  lossRule,
  updateRule,
} from './trace-formulas.ts';
import { boundText, figure } from './trace-words.ts';
import type { Step } from './trace-steps.ts';

/** What there is to see in one step: the rule, then the same with the numbers of this row. */
export function stepPage(step: Step, network: Network, trace: Trace): Node[] {
  if (step.phase === 'loss')
    return [rules([lossRule(network)]), outputTable(network, trace), rules([lossNumbers(trace)])];
  const { layer } = step;
  const shape = network.layers[layer];
  const units = trace.layers[layer] ?? [];
  if (shape === undefined) return [];
  const bound = boundText(units, shape);
  const note = bound === '' ? [] : [element('p', { class: 'note' }, bound)];
  switch (step.phase) {
    case 'forward':
      return [rules(forwardRule(shape)), ...note, byUnit(network, layer, units, (unit) => forwardNumbers(unit, shape))];
    case 'backward':
      return [
        rules(backwardRule(network, layer)),
        ...note,
        byUnit(network, layer, units, (unit) => [backwardNumbers(network, layer, unit, trace)]),
        gradientTable(network, layer, units),
      ];
    case 'update':
      return [rules(updateRule(shape)), ...note, updateTable(network, layer, units, trace)];
    default:
      return step satisfies never;
  }
}

function rules(formulas: readonly Element[]): HTMLElement {
  return element('div', { class: 'trace-rules' }, ...formulas);
}

function byUnit(
  network: Network,
  layer: number,
  units: readonly TracedUnit[],
  numbers: (unit: TracedUnit) => readonly Element[],
): HTMLElement {
  return element(
    'dl',
    { class: 'trace-units' },
    ...units.flatMap((unit) => [
      element('dt', {}, unitName(network, layer + 1, unit.unit)),
      element('dd', {}, ...numbers(unit)),
    ]),
  );
}

function outputTable(network: Network, { outputs }: Trace): HTMLElement {
  const last = network.layers.length;
  return table(
    t('Outputs and targets'),
    [t('Output'), t('z, predicted'), t('d, target'), 'z − d'],
    outputs.map(({ unit, z, target }) => [
      unitName(network, last, unit),
      figure(z),
      figure(target),
      figure(z - target),
    ]),
  );
}

function gradientTable(network: Network, layer: number, units: readonly TracedUnit[]): HTMLElement {
  return table(
    t('Gradients'),
    [t('Parameter'), 'δ', 'x', '∂E/∂w'],
    units.flatMap((unit) => [
      ...unit.weights.map(({ input, x, gradient }) => [
        weightName(network, layer, unit.unit, input),
        figure(unit.delta),
        figure(x),
        figure(gradient),
      ]),
      ...(unit.bias === null
        ? []
        : [[biasName(network, layer, unit.unit), figure(unit.delta), '1', figure(unit.bias.gradient)]]),
    ]),
  );
}

function updateTable(network: Network, layer: number, units: readonly TracedUnit[], trace: Trace): HTMLElement {
  const full = (value: number): string => decimal(value, trace.digits);
  const cells = (name: string, { w, gradient, after }: { w: number; gradient: number; after: number }): string[] => [
    name,
    figure(w),
    figure(gradient),
    figure(trace.rate * gradient),
    full(after),
  ];
  return table(
    t('Parameters before and after the step'),
    [t('Parameter'), 'w', '∂E/∂w', 'ε ∂E/∂w', t('new w, all digits')],
    units.flatMap((unit) => [
      ...unit.weights.map((weight) => cells(weightName(network, layer, unit.unit, weight.input), weight)),
      ...(unit.bias === null ? [] : [cells(biasName(network, layer, unit.unit), unit.bias)]),
    ]),
  );
}

function weightName(network: Network, layer: number, unit: number, input: number): string {
  return t('{0} ← {1}', unitName(network, layer + 1, unit), unitName(network, layer, input));
}

function biasName(network: Network, layer: number, unit: number): string {
  return t('{0}, bias', unitName(network, layer + 1, unit));
}
