import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Range } from '../spec/problem.ts';

export interface OutlineItem {
  readonly kind: 'section' | 'layer' | 'list' | 'text' | 'number' | 'flag';
  readonly name: string;
  /** The value, where it is short; of a layer its size and activation. */
  readonly detail: string;
  readonly range: Range;
  /** What stands for it in the text: the key; a layer's brace. */
  readonly selection: Range;
  readonly children: readonly OutlineItem[];
}

/** The keys of a spec, sections within each other, and its layers by name; the numbers in lists are left out. */
export function outline(tree: Node | undefined): OutlineItem[] {
  return tree?.type === 'object' ? (tree.children ?? []).flatMap(property) : [];
}

function property(node: Node): OutlineItem[] {
  const [key, value] = node.children ?? [];
  if (key === undefined || value === undefined) return [];
  const name = String(key.value);
  const children =
    value.type === 'object'
      ? (value.children ?? []).flatMap(property)
      : name === 'layers'
        ? (value.children ?? []).map(layer)
        : [];
  return [{ kind: kindOf(value), name, detail: detailOf(value), range: node, selection: key, children }];
}

function layer(node: Node, index: number, all: readonly Node[]): OutlineItem {
  const at = (key: string): unknown => (node.type === 'object' ? findNodeAtLocation(node, [key])?.value : undefined);
  const name = at('name') ?? (index === all.length - 1 ? 'output' : `hidden ${index + 1}`);
  return {
    kind: 'layer',
    name: String(name),
    detail: [at('units'), at('activation')].filter((part) => part !== undefined).join(' · '),
    range: node,
    selection: { offset: node.offset, length: 1 },
    children: [],
  };
}

function kindOf({ type }: Node): OutlineItem['kind'] {
  switch (type) {
    case 'object':
      return 'section';
    case 'array':
      return 'list';
    case 'number':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'string':
    case 'property':
    case 'null':
      return 'text';
  }
}

function detailOf({ type, value, children = [] }: Node): string {
  const held: unknown = value;
  if (type === 'array') return String(children.length);
  return type === 'object' || type === 'property' ? '' : String(held);
}
