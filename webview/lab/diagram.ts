import type { LayoutLoaderDefinition } from 'mermaid';
import mermaid from 'mermaid';
import type { Graph } from './graph.ts';
import { mermaidText, nodeOf } from './graph.ts';
import type { Layout, Point } from './layout.ts';
import { edgeEnds } from './layout.ts';

/**
 * Mermaid, and nothing else: it is ten times as large as the rest of the lab, so it is a script of
 * its own that loads after the first paint.
 */

type LayoutAlgorithm = Awaited<ReturnType<LayoutLoaderDefinition['loader']>>;

/** By the id of the picture being drawn, for the layout loader to find. */
const layouts = new Map<string, Layout>();
let drawn = 0;

/** Neither of Mermaid's own layouts keeps the units in order or the edges straight. */
const columns: LayoutAlgorithm = {
  async render(data, svg, { insertNode, insertEdge }) {
    const layout = layouts.get(data.diagramId ?? '');
    if (layout === undefined) throw new Error('A diagram without a layout');
    const root = svg.select('g');
    const edges = root.append('g').attr('class', 'edges');
    const nodes = root.append('g').attr('class', 'nodes');
    const centres = new Map<string, Point>();
    for (const node of data.nodes) {
      if (node.isGroup) continue;
      const place = nodeOf(node.id);
      const centre = place === undefined ? undefined : layout.columns[place.column]?.nodes[place.node];
      if (centre === undefined) throw new Error(`No place for node ${node.id}`);
      centres.set(node.id, centre);
      const drawing = await insertNode(nodes, node, { config: data.config, dir: 'LR' });
      drawing.attr('transform', `translate(${centre.x}, ${centre.y})`);
    }
    for (const edge of data.edges) {
      const start = centres.get(edge.start ?? '');
      const end = centres.get(edge.end ?? '');
      if (start === undefined || end === undefined) throw new Error(`No ends for edge ${edge.id}`);
      const points = edgeEnds(layout, nodeOf(edge.start ?? '')?.column ?? 0, start, end);
      insertEdge(
        edges,
        { ...edge, points, curve: 'linear' },
        new Map(),
        data['type'],
        start,
        end,
        data.diagramId,
        true,
      );
    }
  },
};

mermaid.registerLayoutLoaders([{ name: 'columns', loader: () => Promise.resolve(columns) }]);
mermaid.initialize({
  startOnLoad: false,
  securityLevel: 'strict',
  htmlLabels: false,
  layout: 'columns',
  theme: 'base',
  look: 'classic',
  maxEdges: 500,
  logLevel: 'fatal',
  secure: [
    'secure',
    'securityLevel',
    'startOnLoad',
    'maxTextSize',
    'maxEdges',
    'layout',
    'htmlLabels',
    'theme',
    'themeCSS',
  ],
  flowchart: { htmlLabels: false, useMaxWidth: false },
});

/**
 * Draws the graph with Mermaid, as an element that is not in the document yet.
 * Mermaid's own style sheet is left out: the lab's follows the theme without drawing anew.
 */
export async function draw(graph: Graph, layout: Layout): Promise<SVGSVGElement> {
  drawn += 1;
  const id = `network-${drawn}`;
  layouts.set(id, layout);
  try {
    const { svg } = await mermaid.render(id, mermaidText(graph));
    const picture = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
    if (picture === null) throw new Error('Mermaid drew nothing');
    for (const style of picture.querySelectorAll('style, defs, marker')) style.remove();
    return document.adoptNode(picture);
  } finally {
    layouts.delete(id);
  }
}
