import type { CheckState, Network, Place } from '../../src/protocol/run.ts';
import type { Trace } from '../../src/protocol/trace.ts';
import { element, setText } from '../shared/dom.ts';
import { describe } from '../shared/host.ts';
import { t } from '../shared/l10n.ts';
import { mostLayers } from '../shared/limits.ts';
import { count } from '../shared/numbers.ts';
import type { LayerParameters } from '../shared/parameters.ts';
import { byLayer } from '../shared/parameters.ts';
import { section, twin } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import type { View } from './explore.ts';
import { Explorer } from './explore.ts';
import type { Graph } from './graph.ts';
import { graphOf } from './graph.ts';
import type { Layout } from './layout.ts';
import { layOut } from './layout.ts';
import type { Model } from './model.ts';
import { isActive, sameShape } from './model.ts';
import { networkTable } from './network-table.ts';
import { Painter } from './painter.ts';
import { Picture } from './picture.ts';
import { pngOf, standalone } from './picture-file.ts';
import { pictureTools } from './picture-tools.ts';
import { markSelected, slopesOf } from './selection.ts';
import { openable, strongest } from './strongest.ts';
import { Zoomable } from './zoomable.ts';

/** Of the script that is Mermaid. */
type Diagram = Pick<typeof import('./diagram.ts'), 'draw'>;

interface Options {
  readonly diagramUrl: string;
  readonly open: boolean;
  onToggle(open: boolean): void;
  select(place: Place): void;
  /** Columns of a large network that are opened at first, and what becomes of that. */
  readonly opened: readonly number[];
  onOpened(columns: readonly number[]): void;
  save(format: 'svg' | 'png', content: string): void;
  copy(): void;
  report(message: string): void;
}

interface Drawn {
  readonly picture: Picture;
  readonly painter: Painter;
  readonly explorer: Explorer;
  layout: Layout;
}

/** The network as a picture, drawn once per architecture and then only painted. */
export class NetworkSection {
  readonly node: HTMLElement;
  private readonly canvas = element('div', { class: 'network-canvas', 'data-testid': 'network' });
  private readonly note = element('p', { class: 'note', hidden: '' });
  private readonly legend = legend();
  private readonly table = twin(t('Network as a table'), () =>
    this.network === null ? document.createTextNode('') : networkTable(this.network, this.graph, this.layers),
  );
  private readonly zoom = new Zoomable(this.canvas, () => this.scale());
  private readonly tools: HTMLElement;
  private selected: Place | null = null;
  private check: CheckState | null = null;
  private slope: View['slope'] = () => undefined;
  private network: Network | null = null;
  private graph: Graph = { whole: true, ranked: false, columns: [] };
  private opened: readonly number[];
  private trace: Trace | null = null;
  private active = false;
  private layers: readonly LayerParameters[] | undefined;
  private drawn: Drawn | undefined;
  private lit: number | undefined;
  private loaded: Promise<Diagram> | undefined;

  constructor(
    private readonly options: Options,
    private readonly tooltip: Tooltip,
  ) {
    const { node, body } = section('network', t('Network'), options.open, options.onToggle);
    this.node = node;
    this.opened = options.opened;
    this.tools = pictureTools({
      zoomIn: () => this.zoom.in(),
      zoomOut: () => this.zoom.out(),
      fit: () => this.zoom.fit(),
      saveSvg: () => this.save('svg', async (svg) => standalone(svg)),
      savePng: () => this.save('png', pngOf),
      copyMermaid: options.copy,
    });
    body.append(this.canvas, this.legend, this.tools, this.note, this.table.node);
    new ResizeObserver(() => this.arrange()).observe(this.canvas);
  }

  /** The network of the text, with the run's weights where they fit it. */
  show(model: Model): void {
    const { run } = model;
    const network = model.network ?? run?.network ?? null;
    const changed = JSON.stringify(network) !== JSON.stringify(this.network);
    this.network = network;
    const stale = network !== null && run !== null && !sameShape(network, run.network);
    setText(this.note, noteText(network, stale));
    this.note.hidden = this.note.textContent === '';
    this.tools.hidden = network === null || isTooDeep(network);
    this.learn(model);
    if (changed) {
      this.take(model);
      this.draw();
    }
    this.mark(model);
    this.paint(model);
  }

  /** Units that stand for others are chosen again when there are first weights, and when a run has come to its end. */
  paint(model: Model): void {
    const { active, layers } = this;
    this.take(model);
    const due = (layers === undefined && this.layers !== undefined) || (active && !this.active);
    if (due && this.network !== null && !sameUnits(this.graph, this.chosen(this.network))) this.draw();
    this.showLegend();
    this.drawn?.painter.paint(this.layers);
    this.drawn?.explorer.refresh();
    this.table.refresh();
  }

  /** What is selected, here or elsewhere. */
  mark({ selected }: Model): void {
    this.selected = selected;
    if (this.drawn !== undefined) markSelected(this.drawn.picture, selected);
  }

  /** What the tooltips tell beside the weights: the derivatives of a gradient check, the row that is traced. */
  learn({ check, network, trace }: Model): void {
    this.trace = trace;
    if (check === this.check) return;
    this.check = check;
    const known = check?.kind === 'done' && network !== null && sameShape(network, check.network);
    this.slope = known ? slopesOf(network, check.report) : () => undefined;
  }

  private save(format: 'svg' | 'png', make: (svg: SVGSVGElement) => Promise<string>): void {
    if (this.drawn === undefined) return;
    make(this.drawn.picture.svg)
      .then((content) => this.options.save(format, content))
      .catch((error: unknown) => this.options.report(`diagram: ${describe(error)}`));
  }

  /** Lights a layer's units and the edges into them; undefined: none. */
  light(layer: number | undefined): void {
    this.lit = layer;
    this.drawn?.picture.light(layer);
  }

  private take({ run }: Model): void {
    const fits = this.network !== null && run !== null && sameShape(this.network, run.network);
    this.layers = fits ? byLayer(run.network.layers, run.parameters) : undefined;
    this.active = isActive(run);
  }

  private chosen(network: Network): Graph {
    const columns = openable(network, this.opened);
    const units = new Map(columns.map((column) => [column, strongest(network, column, this.layers)]));
    return graphOf(network, { units, ranked: this.layers !== undefined });
  }

  /** Opens a column of a large network, or closes it. */
  private toggle(network: Network, column: number): void {
    const others = this.opened.filter((one) => one !== column);
    this.opened = openable(network, this.opened.includes(column) ? others : [...others, column]);
    this.options.onOpened(this.opened);
    this.draw(column);
    this.table.refresh();
  }

  /** @param focused column whose control has the focus afterwards */
  private draw(focused?: number): void {
    const { network } = this;
    this.drawn?.explorer.leave();
    this.drawn = undefined;
    this.canvas.style.minHeight = '';
    if (network === null) return this.canvas.replaceChildren();
    const graph = (this.graph = this.chosen(network));
    if (isTooDeep(network)) {
      const depth = count(network.layers.length);
      const text = t('A network of {0} layers is not drawn: at most {1} are.', depth, mostLayers);
      return this.canvas.replaceChildren(element('p', { class: 'note' }, text));
    }
    const layout = this.layoutOf(graph, network);
    // The room it will take, so that nothing below jumps when it is there.
    this.canvas.style.minHeight = `${layout.height}px`;
    this.loaded ??= load(this.options.diagramUrl);
    this.loaded
      .then(({ draw }) => (this.graph === graph ? draw(graph, layout) : undefined))
      .then((svg) => {
        if (svg === undefined || this.graph !== graph) return;
        this.put(new Picture(svg, graph, network), layout);
        if (focused !== undefined) this.drawn?.picture.toggles.get(focused)?.node.focus();
      })
      .catch((error: unknown) => {
        this.options.report(`diagram: ${describe(error)}`);
        this.canvas.replaceChildren(element('p', { class: 'note' }, t('The network could not be drawn.')));
      });
  }

  private put(picture: Picture, layout: Layout): void {
    this.canvas.replaceChildren(picture.svg);
    const view = (): View => ({
      layout: this.drawn?.layout ?? layout,
      scale: this.zoom.scale,
      slope: (place) => this.slope(place),
      layers: this.layers,
      trace: this.trace,
    });
    for (const [column, control] of picture.toggles) {
      control.onActivate(() => this.toggle(picture.network, column));
    }
    const explorer = new Explorer(picture, this.tooltip, view, this.options.select);
    this.drawn = { picture, painter: new Painter(picture), explorer, layout };
    picture.arrange(layout);
    this.scale();
    picture.light(this.lit);
    this.arrange();
    markSelected(picture, this.selected);
    this.drawn.painter.paint(this.layers);
  }

  /** Its place is kept while there are no weights yet. */
  private showLegend(): void {
    const { columns } = this.graph;
    const lines = columns.some(({ units }, column) => units !== null && columns[column + 1]?.units);
    this.legend.hidden = this.network === null || isTooDeep(this.network) || !lines;
    this.legend.classList.toggle('away', this.layers === undefined);
  }

  private arrange(): void {
    if (this.drawn === undefined || this.network === null) return;
    const layout = this.layoutOf(this.drawn.picture.graph, this.network);
    if (layout.width === this.drawn.layout.width && layout.height === this.drawn.layout.height) return;
    this.drawn.layout = layout;
    this.drawn.picture.arrange(layout);
    this.scale();
  }

  /** The frame keeps the height of the whole picture, whatever the scale. */
  private scale(): void {
    if (this.drawn === undefined) return;
    const { picture, layout, explorer } = this.drawn;
    const { scale } = this.zoom;
    this.canvas.style.minHeight = `${layout.height}px`;
    this.canvas.style.maxHeight = scale > 1 ? `${layout.height}px` : '';
    this.canvas.classList.toggle('zoomed', scale > 1);
    picture.svg.style.width = `${layout.width * scale}px`;
    picture.svg.style.height = `${layout.height * scale}px`;
    explorer.leave();
  }

  private layoutOf(graph: Graph, { inputNames, outputNames }: Network): Layout {
    const widest = (names: readonly string[]): number =>
      Math.max(0, ...names.map((name) => textWidth(this.canvas, name)));
    return layOut(graph, this.canvas.clientWidth, { inputs: widest(inputNames), outputs: widest(outputNames) });
  }
}

const ruler = document.createElement('canvas').getContext('2d');

/** In the font of `node`, in CSS pixels, without touching the page. */
function textWidth(node: Element, text: string): number {
  if (ruler === null) return 7 * text.length;
  ruler.font = `11px ${getComputedStyle(node).fontFamily}`;
  return Math.ceil(ruler.measureText(text).width);
}

/** Once again if that fails: a window that was just reloaded may not be able yet to hand out its files. */
async function load(url: string): Promise<Diagram> {
  // A browser may remember that a module could not be had, but not under another fragment.
  const script: unknown = await import(url).catch(() => import(`${url}#again`));
  if (!isDiagram(script)) throw new Error('The diagram script has no draw()');
  return script;
}

function sameUnits(one: Graph, other: Graph): boolean {
  return one.ranked === other.ranked && JSON.stringify(one.columns) === JSON.stringify(other.columns);
}

function isDiagram(script: unknown): script is Diagram {
  return typeof script === 'object' && script !== null && 'draw' in script && typeof script.draw === 'function';
}

function noteText(network: Network | null, stale: boolean): string {
  if (network === null) return t('The network appears here once the file is free of errors.');
  return stale ? t('The layers have changed since the last run. Train to see the weights.') : '';
}

function legend(): HTMLElement {
  const line = (sign: string): HTMLElement => element('span', { class: `swatch ${sign}`, 'aria-hidden': 'true' });
  return element(
    'div',
    { class: 'legend', hidden: '' },
    element('span', { class: 'legend-item' }, line('negative'), t('negative')),
    element('span', { class: 'legend-item' }, line('positive'), t('positive')),
    element(
      'span',
      { class: 'legend-item' },
      element('span', { class: 'wedge', 'aria-hidden': 'true' }),
      t('size, per layer'),
    ),
  );
}

const isTooDeep = ({ layers }: Network): boolean => layers.length > mostLayers;
