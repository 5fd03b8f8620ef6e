import type { Dataset } from '../data/dataset.ts';
import { imageShape } from '../data/image.ts';
import { networkOf, type LayerShape } from '../engine/network.ts';
import type { Layer, Network } from '../protocol/run.ts';
import type { Spec } from '../spec/spec.ts';

/** The network of a spec as those see it who show it: with the names its data give it. */
export function shownNetwork(spec: Spec, dataset: Dataset): Network {
  const { inputNames, outputNames } = dataset;
  const { layers, loss } = networkOf(spec, inputNames.length);
  return {
    layers: layers.map(shownLayer),
    inputNames: [...inputNames],
    outputNames: [...outputNames],
    loss,
    image: imageShape(dataset) ?? null,
  };
}

/** The same of the text alone: an input for each name that it gives, or none where only the data tell them. */
export function sketchedNetwork(spec: Spec): Network {
  const { source } = spec.data;
  const inputNames = (source.kind === 'file' && source.inputs) || [];
  const { layers, loss } = networkOf(spec, inputNames.length);
  return { layers: layers.map(shownLayer), inputNames: [...inputNames], outputNames: [], loss, image: null };
}

function shownLayer({ name, inputs, units, activation, bias }: LayerShape): Layer {
  return { name, inputs, units, activation, bias };
}
