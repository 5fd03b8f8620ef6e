import type { Layer, Network, Place } from '../../src/protocol/run.ts';
import type { Trace } from '../../src/protocol/trace.ts';
import { t } from '../shared/l10n.ts';
import { activationName } from '../shared/names.ts';
import { unitName } from '../shared/network-names.ts';
import { count, decimal } from '../shared/numbers.ts';
import type { LayerParameters } from '../shared/parameters.ts';

/** What is known of the numbers in the network. */
export interface Known {
  readonly layers: readonly LayerParameters[] | undefined;
  /** Of the row that the Trace section follows. */
  readonly trace: Trace | null;
  /** ∂E/∂w of a weight or bias, where the gradient check tells. */
  slope(place: Place): number | undefined;
}

/** Of the weight from unit `from` of a column to unit `to` of the next. */
export function weightLines(network: Network, known: Known, column: number, from: number, to: number): string[] {
  const { layers, trace } = known;
  const weight = layers?.[column]?.weights[to * (network.layers[column]?.inputs ?? 0) + from];
  const checked = known.slope({ layer: column, unit: to, input: from });
  const traced = trace?.layers[column]?.find(({ unit }) => unit === to)?.weights.find(({ input }) => input === from);
  return [
    t('{0} → {1}', unitName(network, column, from), unitName(network, column + 1, to)),
    ...(weight === undefined ? [] : [t('weight {0}', decimal(weight))]),
    ...(checked === undefined ? [] : [t('∂E/∂w {0} in the gradient check', decimal(checked))]),
    ...(trace && traced ? [t('∂E/∂w {0} of {1}', decimal(traced.gradient), sample(trace))] : []),
  ];
}

export function unitLines(network: Network, known: Known, column: number, unit: number): string[] {
  const { layers, trace } = known;
  const name = unitName(network, column, unit);
  const layer = network.layers[column - 1];
  if (layer === undefined) {
    const x = trace?.inputs[unit];
    if (network.inputNames.length === 0) return [name];
    return [
      name,
      t('input {0} of {1}', unit + 1, network.inputNames.length),
      ...(trace && x !== undefined ? [t('x = {0} in {1}', decimal(x), sample(trace))] : []),
    ];
  }
  const bias = layers?.[column - 1]?.biases[unit];
  const checked = layer.bias ? known.slope({ layer: column - 1, unit, input: null }) : undefined;
  const { u, z } = trace?.activations[column - 1] ?? {};
  return [
    name,
    t('{0}, unit {1} of {2}', activationName(layer.activation), unit + 1, layer.units),
    unitFormula(layer, column === 1),
    ...(bias === undefined ? [] : [t('bias {0}', decimal(bias))]),
    ...(trace && u && z ? [t('u = {0}, z = {1} in {2}', decimal(u[unit]), decimal(z[unit]), sample(trace))] : []),
    ...(checked === undefined ? [] : [t('∂E/∂b {0} in the gradient check', decimal(checked))]),
  ];
}

/** Which row a number is of, and of which weights: those of a run under way go on changing. */
function sample({ of: { part, row }, epoch }: Trace): string {
  return part === 'validation'
    ? t('validation row {0}, epoch {1}', count(row + 1), count(epoch))
    : t('row {0}, epoch {1}', count(row + 1), count(epoch));
}

/** What a unit computes, as the trace and the documentation write it. */
function unitFormula({ activation, bias }: Layer, first: boolean): string {
  const sum = `u = w · ${first ? 'x' : 'z'}${bias ? ' + b' : ''}`;
  return activation === 'identity' ? `${sum}, z = u` : `${sum}, z = ${activationName(activation)}(u)`;
}
