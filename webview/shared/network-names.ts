import type { Network } from '../../src/protocol/run.ts';
import { t } from './l10n.ts';
import { activationName } from './names.ts';
import { count } from './numbers.ts';
import { layerSize } from './parameters.ts';

/** Restricted Mode reads no data, and names of columns are not in every file. */
function inputCount({ inputNames }: Network): string | undefined {
  return inputNames.length === 0 ? undefined : count(inputNames.length);
}

/** Name of the node that a column's number stands for: an input, or a unit of a layer. */
export function unitName({ layers, inputNames, outputNames }: Network, column: number, unit: number): string {
  if (column === 0 && inputNames.length === 0) return t('inputs');
  if (column === 0) return inputNames[unit] ?? t('input {0}', unit + 1);
  const layer = layers[column - 1]?.name ?? '';
  const output = column === layers.length ? outputNames[unit] : undefined;
  return output === undefined ? t('{0}: unit {1}', layer, unit + 1) : t('{0}: {1}', layer, output);
}

/** Two lines for a column's heading. */
export function columnHeading(network: Network, column: number): readonly [string, string] {
  const layer = network.layers[column - 1];
  if (layer === undefined) return [t('inputs'), inputCount(network) ?? t('not known')];
  return [layer.name, t('{0} · {1}', count(layer.units), activationName(layer.activation))];
}

/** Lines inside a layer's block. */
export function blockLines(network: Network, column: number): readonly string[] {
  const layer = network.layers[column - 1];
  const inputs = inputCount(network);
  if (layer === undefined) return [t('inputs'), inputs === undefined ? t('not known') : t('{0} values', inputs)];
  return [
    layer.name,
    t('{0} · {1}', unitCount(layer.units), activationName(layer.activation)),
    ...(layer.inputs === 0 ? [] : [t('{0} parameters', count(layerSize(layer)))]),
  ];
}

function unitCount(units: number): string {
  return units === 1 ? t('1 unit') : t('{0} units', count(units));
}

/** The whole network in one sentence, for those who don't see the picture. */
export function networkSummary(network: Network): string {
  const parts = network.layers.map(({ name, units, activation }) =>
    t('{0} with {1} ({2})', name, unitCount(units), activationName(activation)),
  );
  const inputs = inputCount(network);
  return inputs === undefined
    ? t('Network: inputs, then {0}', parts.join(', '))
    : t('Network: {0} inputs, then {1}', inputs, parts.join(', '));
}
