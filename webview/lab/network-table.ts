import type { Network } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { activationName } from '../shared/names.ts';
import { count, decimal } from '../shared/numbers.ts';
import type { LayerParameters } from '../shared/parameters.ts';
import { layerSize } from '../shared/parameters.ts';
import { table } from '../shared/section.ts';
import type { Graph } from './graph.ts';
import { unitName } from '../shared/network-names.ts';

/** The picture in numbers: the layers, and the weights between units that are drawn one by one. */
export function networkTable(network: Network, graph: Graph, layers: readonly LayerParameters[] | undefined): Node {
  const tables = [layerTable(network)];
  for (const [layer, parameters] of (layers ?? []).entries()) {
    const [inputs, units] = [graph.columns[layer]?.units, graph.columns[layer + 1]?.units];
    if (inputs && units) tables.push(weightTable(network, layer, parameters, inputs, units));
  }
  return element('div', { class: 'tables' }, ...tables);
}

function layerTable({ layers }: Network): HTMLTableElement {
  return table(
    t('Layers'),
    [t('Layer'), t('Inputs'), t('Units'), t('Activation'), t('Parameters')],
    layers.map((layer) => [
      layer.name,
      layer.inputs === 0 ? '—' : count(layer.inputs),
      count(layer.units),
      activationName(layer.activation),
      layer.inputs === 0 ? '—' : count(layerSize(layer)),
    ]),
  );
}

function weightTable(
  network: Network,
  layer: number,
  { weights, biases }: LayerParameters,
  drawnInputs: readonly number[],
  drawnUnits: readonly number[],
): HTMLTableElement {
  const { name = '', inputs = 0 } = network.layers[layer] ?? {};
  const from = drawnInputs.map((input) => unitName(network, layer, input));
  const hasBias = biases.length > 0;
  return table(
    t('Weights of {0}', name),
    [t('Weights of {0}', name), ...from, ...(hasBias ? [t('bias')] : [])],
    drawnUnits.map((unit) => [
      unitName(network, layer + 1, unit),
      ...drawnInputs.map((input) => decimal(weights[unit * inputs + input])),
      ...(hasBias ? [decimal(biases[unit])] : []),
    ]),
  );
}
