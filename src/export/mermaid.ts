import type { Network } from '../engine/network.ts';
import type { Model } from './model.ts';

/** Beyond this many units a layer is drawn as one block, and beyond so many edges every layer is. */
const mostUnits = 8;
/** Mermaid itself draws no more than 500. */
const mostEdges = 200;

interface Column {
  /** Ids of its nodes: one a unit, or one for all of them. */
  readonly ids: readonly string[];
  readonly lines: readonly string[];
}

/**
 * The network as a Mermaid flowchart for a README: inputs by name, a box a layer with its
 * activation, an edge a weight where they can still be told apart.
 */
export function mermaidText({ spec, network, inputNames }: Pick<Model, 'spec' | 'network' | 'inputNames'>): string {
  const blocks = edgeCount(network) > mostEdges;
  const drawn = (units: number): boolean => !blocks && units <= mostUnits;
  const inputs: Column = drawn(network.inputs)
    ? column(
        'x',
        'inputs',
        inputNames.map((input) => `[${quoted(input)}]`),
      )
    : block('x', `${network.inputs} inputs`);
  const layers = network.layers.map(({ name, units, activation, frozen }, index): Column => {
    const id = `h${index + 1}`;
    const title = `${name}: ${activation}${frozen ? ', frozen' : ''}`;
    if (!drawn(units)) return block(id, name, `${units} × ${activation}${frozen ? ', frozen' : ''}`);
    return column(id, title, Array<string>(units).fill('(" ")'));
  });
  const columns = [inputs, ...layers];
  const edges = layers.map(({ ids }, index) => `  ${columns[index]?.ids.join(' & ')} --- ${ids.join(' & ')}`);
  return `${[...header(spec.name), 'flowchart LR', ...columns.flatMap(({ lines }) => lines), ...edges].join('\n')}\n`;
}

/** What is drawn: a layer as one block counts as one unit. */
function edgeCount({ inputs, layers }: Network): number {
  const nodes = [inputs, ...layers.map(({ units }) => units)].map((units) => (units <= mostUnits ? units : 1));
  return nodes.slice(1).reduce((sum, count, index) => sum + count * (nodes[index] ?? 0), 0);
}

/** In YAML, of which JSON's texts are a part. */
function header(name: string | undefined): string[] {
  const title = name === undefined ? [] : [`title: ${JSON.stringify(plain(name))}`];
  return [
    '---',
    ...title,
    'config:',
    '  layout: dagre',
    '  flowchart:',
    '    curve: linear',
    '    rankSpacing: 90',
    '---',
  ];
}

/** @param nodes a label within the brackets of its shape each; one more pair of them rounds it off */
function column(id: string, title: string, nodes: readonly string[]): Column {
  const ids = nodes.map((_, index) => `${id}_${index + 1}`);
  return {
    ids,
    lines: [`  subgraph ${id}[${quoted(title)}]`, ...nodes.map((node, index) => `    ${ids[index]}(${node})`), '  end'],
  };
}

function block(id: string, ...lines: readonly string[]): Column {
  return { ids: [id], lines: [`  ${id}["${lines.map(escaped).join('<br>')}"]`] };
}

/** Mermaid takes no empty text. */
function quoted(label: string): string {
  return `"${escaped(label) || ' '}"`;
}

/**
 * Within quotes Mermaid still sees entities, markup and Markdown: every character that could be part
 * of one is written as its number.
 */
function escaped(label: string): string {
  return plain(label).replace(/[^\p{L}\p{N}\p{M} .,:()×→=+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** On one line, and not too long for a node. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : line;
}
