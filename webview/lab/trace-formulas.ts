import type { Trace, TracedUnit } from '../../src/protocol/trace.ts';
import type { Layer, Network } from '../../src/protocol/run.ts';
import type { Formula } from '../shared/mathml.ts';
import { fraction, logarithm, math, partial, pieces, power, row, sub, sumOver } from '../shared/mathml.ts';
import { activationName } from '../shared/names.ts';
import { figure } from './trace-words.ts';

/** The rules of each phase, and with the numbers of one row in them. */

/** A number, in parentheses where a sign before it would be misread. */
function value(number: number, inner = true): MathMLElement {
  const text = figure(number).replace(/^-/, '−');
  return inner && text.startsWith('−') ? row('(', text, ')') : row(text);
}

/** Products with plus signs between them, a piece each, and an ellipsis for those left out. */
function sum(
  before: readonly Formula[],
  products: readonly (readonly [number, number])[],
  complete: boolean,
  after: readonly Formula[] = [],
): Formula[][] {
  const terms: Formula[] = products.map(([a, b]) => row(value(a), '·', value(b)));
  const all = complete ? terms : [...terms, '⋯'];
  return all.map((term, index) => [
    ...(index === 0 ? before : ['+']),
    term,
    ...(index === all.length - 1 ? after : []),
  ]);
}

export function forwardRule({ activation, bias }: Layer): MathMLElement[] {
  const affine = [sumOver('j'), sub('w', row('i', 'j')), sub('x', 'j')];
  return [
    math(sub('u', 'i'), '=', ...affine, ...(bias ? ['+', sub('b', 'i')] : [])),
    math(sub('z', 'i'), '=', activated(activation, sub('u', 'i'))),
  ];
}

function activated(activation: string, u: Formula): MathMLElement {
  switch (activation) {
    case 'identity':
      return row(u);
    case 'sigmoid':
      return fraction('1', row('1', '+', power('e', row('−', u))));
    case 'relu':
      return row('max', '(', '0', ',', u, ')');
    case 'softmax':
      return fraction(power('e', u), row(sumOver('k'), power('e', sub('u', 'k'))));
    default:
      return row(activationName(activation), '(', u, ')');
  }
}

export function forwardNumbers({ u, z, weights, bias }: TracedUnit, { activation, inputs }: Layer): HTMLElement[] {
  const products = weights.map(({ w, x }) => [w, x] as const);
  const shift = bias === null ? [] : [['+', value(bias.w)]];
  const applied =
    activation === 'softmax' || activation === 'identity'
      ? []
      : [['=', activationName(activation), '(', value(u, false), ')']];
  return [
    pieces(...sum(['u', '='], products, weights.length === inputs), ...shift, ['=', value(u, false)]),
    pieces(['z'], ...applied, ['=', value(z, false)]),
  ];
}

export function lossRule({ loss, outputNames }: Network): Element {
  const many = outputNames.length > 1;
  const error = row(sub('z', 'k'), '−', sub('d', 'k'));
  const mean: Formula[] = many ? [fraction('1', 'n'), sumOver('k')] : [];
  const total: Formula[] = many ? [sumOver('k')] : [];
  const [z, d] = [sub('z', 'k'), sub('d', 'k')];
  switch (loss) {
    case 'cross-entropy':
      return math('E', '=', '−', sumOver('k'), d, logarithm(z));
    case 'binary-cross-entropy':
      return pieces(
        ['E', '=', '−', ...mean, '[', d, logarithm(z)],
        ['+', '(', '1', '−', d, ')', logarithm(row('(', '1', '−', z, ')')), ']'],
      );
    case 'half-squared-error':
      return math('E', '=', fraction('1', '2'), ...total, power(row('(', error, ')'), '2'));
    case 'mean-squared-error':
      return math('E', '=', ...mean, power(row('(', error, ')'), '2'));
    case 'mean-absolute-error':
      return math('E', '=', ...mean, '|', error, '|');
    default:
      return math('E', '=', ...mean, 'huber', '(', error, ')');
  }
}

export function lossNumbers({ loss }: Trace): MathMLElement {
  return math('E', '=', value(loss, false));
}

/** Where the loss and the activation are made for each other, their slopes cancel. */
function cancels({ loss }: Network): boolean {
  return loss === 'cross-entropy' || loss === 'binary-cross-entropy';
}

export function backwardRule(network: Network, layer: number): Element[] {
  return [
    pieces([partial(sub('u', 'i')), '=', sub('δ', 'i')], ['=', ...deltaRule(network, layer)]),
    ...gradientRule(network, layer),
  ];
}

function deltaRule(network: Network, layer: number): Formula[] {
  const { layers, outputNames } = network;
  if (layer < layers.length - 1) {
    return [row('f', '′', '(', sub('u', 'i'), ')'), sumOver('k'), sub('w', row('k', 'i')), sub('δ', 'k')];
  }
  const error = row(sub('z', 'i'), '−', sub('d', 'i'));
  if (!cancels(network)) return [partial(sub('z', 'i')), row('f', '′', '(', sub('u', 'i'), ')')];
  return network.loss === 'binary-cross-entropy' && outputNames.length > 1 ? [fraction(error, 'n')] : [error];
}

function gradientRule({ layers }: Network, layer: number): MathMLElement[] {
  const weight = math(partial(sub('w', row('i', 'j'))), '=', sub('δ', 'i'), sub('x', 'j'));
  return layers[layer]?.bias === true ? [weight, math(partial(sub('b', 'i')), '=', sub('δ', 'i'))] : [weight];
}

export function backwardNumbers(network: Network, layer: number, unit: TracedUnit, { outputs }: Trace): Element {
  const { delta, derivative, slope, next } = unit;
  const after = network.layers[layer + 1];
  if (after) {
    const products = next.map(({ w, delta: following }) => [w, following] as const);
    const summed = sum(['δ', '=', value(derivative), '·', '('], products, next.length === after.units, [')']);
    return pieces(...summed, ['=', value(delta, false)]);
  }
  const output = outputs.find((other) => other.unit === unit.unit);
  if (!cancels(network) || output === undefined) {
    return Number.isNaN(derivative)
      ? math('δ', '=', value(delta, false))
      : math('δ', '=', value(slope), '·', value(derivative), '=', value(delta, false));
  }
  const error = row(value(output.z, false), '−', value(output.target));
  const count = network.outputNames.length;
  const divided = network.loss === 'binary-cross-entropy' && count > 1 ? fraction(error, String(count)) : error;
  return math('δ', '=', divided, '=', value(delta, false));
}

export function updateRule({ bias }: Layer): MathMLElement[] {
  const rule = (w: MathMLElement, again: MathMLElement, third: MathMLElement): MathMLElement =>
    math(w, '←', again, '−', 'ε', partial(third));
  const weight = (): MathMLElement => sub('w', row('i', 'j'));
  const shift = (): MathMLElement => sub('b', 'i');
  return [rule(weight(), weight(), weight()), ...(bias ? [rule(shift(), shift(), shift())] : [])];
}
