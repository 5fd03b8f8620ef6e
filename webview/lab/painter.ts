import { setAttribute } from '../shared/dom.ts';
import type { LayerParameters } from '../shared/parameters.ts';
import type { Picture } from './picture.ts';

const thinnest = 0.5;
const thickest = 4;
/** Widths come in so many steps: a weight that hardly moved changes no attribute. */
const steps = 32;

/** Writes weights into a picture: colour by sign, width by size within the layer, fill by bias. */
export class Painter {
  /** Per layer: what each edge shows, as step × sign; NaN when it shows no weight. */
  private readonly shown: Float32Array[];

  constructor(private readonly picture: Picture) {
    this.shown = picture.edges.map((paths) => new Float32Array(paths.length).fill(NaN));
  }

  paint(layers: readonly LayerParameters[] | undefined): void {
    const { columns } = this.picture.graph;
    for (const layer of this.picture.edges.keys()) {
      const from = columns[layer];
      const to = columns[layer + 1];
      if (to === undefined || to.units === null) continue;
      const values = layers?.[layer];
      if (from !== undefined && from.units !== null) this.paintEdges(layer, from.size, from.units, to.units, values);
      paintBiases(this.picture.nodes[layer + 1] ?? [], to.units, values?.biases);
    }
  }

  private paintEdges(
    layer: number,
    inputs: number,
    from: readonly number[],
    to: readonly number[],
    values: LayerParameters | undefined,
  ): void {
    const paths = this.picture.edges[layer] ?? [];
    const shown = this.shown[layer] ?? new Float32Array();
    const weights = values?.weights;
    const largest = largestOf(weights);
    for (const [index, path] of paths.entries()) {
      const place = (to[Math.floor(index / from.length)] ?? NaN) * inputs + (from[index % from.length] ?? NaN);
      const value = weights === undefined ? NaN : stepOf(weights[place] ?? NaN, largest);
      if (Object.is(shown[index], value)) continue;
      shown[index] = value;
      show(path, value);
    }
  }
}

function show(path: SVGPathElement, step: number): void {
  if (Number.isNaN(step)) {
    path.removeAttribute('data-sign');
    path.removeAttribute('stroke-width');
    return;
  }
  setAttribute(path, 'data-sign', signOf(step));
  setAttribute(path, 'stroke-width', (thinnest + ((thickest - thinnest) * Math.abs(step)) / steps).toFixed(2));
}

/** A unit's fill is as strong as its bias within the layer. */
function paintBiases(nodes: readonly SVGGElement[], units: readonly number[], biases: Float64Array | undefined): void {
  const largest = largestOf(biases);
  for (const [node, group] of nodes.entries()) {
    const bias = biases?.[units[node] ?? NaN];
    if (bias === undefined) {
      group.removeAttribute('data-sign');
      continue;
    }
    const step = stepOf(bias, largest);
    setAttribute(group, 'data-sign', signOf(step));
    group.style.setProperty('--strength', `${Math.round((60 * Math.abs(step)) / steps)}%`);
  }
}

function signOf(step: number): 'positive' | 'negative' | 'zero' {
  return step === 0 ? 'zero' : step > 0 ? 'positive' : 'negative';
}

function stepOf(value: number, largest: number): number {
  if (value === 0 || Number.isNaN(value) || largest === 0) return 0;
  const step = Math.max(1, Math.round((steps * Math.min(Math.abs(value), largest)) / largest));
  return value > 0 ? step : -step;
}

function largestOf(values: Float64Array | undefined): number {
  let largest = 0;
  for (const value of values ?? []) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return largest;
}
