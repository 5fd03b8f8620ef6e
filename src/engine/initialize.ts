import type { Initializer, Spec } from '../spec/spec.ts';
import { layerPlaces, type LayerShape, type Network } from './network.ts';
import { stream, type RandomStream } from './random.ts';

/**
 * The parameters a run starts from: those that the spec gives, else drawn layer by layer, each
 * from a stream of its own, so that one layer's change leaves the others as they were.
 * Biases are 0. Glorot and Bengio 2010 (eq. 16), He et al. 2015 (eq. 10), LeCun et al. 1998 (eq. 16);
 * normal distributions are not truncated, as in torch.nn.init.
 * @returns float64, flat, as `layerPlaces` says.
 */
export function initialParameters(spec: Spec, network: Network): Float64Array {
  const parameters = new Float64Array(network.parameters);
  const places = layerPlaces(network);
  network.layers.forEach((shape, index) => {
    const given = spec.layers[index];
    const place = places[index];
    if (!given || !place) return;
    if (given.weights) parameters.set(given.weights.flat(), place.weights);
    else draw(parameters, place.weights, shape, given.initializer, stream(spec.training.seed, `weights ${index}`));
    if (given.biases && shape.bias) parameters.set(given.biases, place.biases);
  });
  return parameters;
}

function draw(
  to: Float64Array,
  from: number,
  shape: LayerShape,
  { type, scale }: Initializer,
  random: RandomStream,
): void {
  const { inputs, units } = shape;
  const uniform = (limit: number) => (): number => limit * (2 * random.uniform() - 1);
  const normal = (deviation: number) => (): number => deviation * random.normal();
  const value = {
    'glorot-uniform': uniform(Math.sqrt(6 / (inputs + units))),
    'glorot-normal': normal(Math.sqrt(2 / (inputs + units))),
    'he-uniform': uniform(Math.sqrt(6 / inputs)),
    'he-normal': normal(Math.sqrt(2 / inputs)),
    'lecun-normal': normal(Math.sqrt(1 / inputs)),
    uniform: uniform(1),
    normal: normal(1),
    zeros: () => 0,
    ones: () => 1,
  }[type];
  for (let index = from; index < from + units * inputs; index++) to[index] = scale * value();
}
