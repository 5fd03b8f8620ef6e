import { findNodeAtLocation, findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import type { ProblemCode } from '../spec/codes.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import type { Path, Problem } from '../spec/problem.ts';
import { remove, setValue, type Edit } from './edits.ts';

/** A way to mend a problem, as the smallest change of the text. */
export interface Fix {
  readonly title: Phrase;
  readonly edits: readonly Edit[];
}

/** What could mend a problem of this text, the likeliest first. */
export function fixesFor(text: string, tree: Node | undefined, problem: Problem): Fix[] {
  const node = tree && findNodeAtOffset(tree, problem.range.offset);
  if (!tree || !node) return [];
  const fixes = fixers[problem.code]?.({ text, tree, node, path: getNodePath(node), problem }) ?? [];
  return fixes.filter(({ edits }) => edits.length > 0);
}

/** Sets the learning rate, or that which a schedule starts with. */
export function setLearningRate(text: string, tree: Node, rate: string): Fix {
  return set({ text, tree }, ratePath({ text, tree }), rate);
}

interface Fault {
  readonly text: string;
  readonly tree: Node;
  /** What the problem marks. */
  readonly node: Node;
  readonly path: Path;
  readonly problem: Problem;
}

type Fixer = (fault: Fault) => Fix[];

const fixers: Readonly<Partial<Record<string, Fixer>> & Partial<Record<ProblemCode, Fixer>>> = {
  'byte-order-mark': () => [
    { title: phrase('Remove the byte order mark'), edits: [{ offset: 0, length: 1, text: '' }] },
  ],
  'duplicate-key': removeKey,
  'unknown-key': (fault) => [...replaceByMeant(fault), ...removeKey(fault)],
  'no-effect': removeKey,
  'empty-split': removeKey,
  'wrong-value': replaceByMeant,
  'wrong-type': unquote,
  'unknown-column': replaceByMeant,
  'missing-key': addKey,
  'data-source': (fault) => (fault.path.length > 1 ? removeKey(fault) : []),
  'softmax-not-last': (fault) => [set(fault, fault.path, '"tanh"')],
  'softmax-single-unit': ({ path, ...fault }) => [
    together(phrase('Use sigmoid and binary-cross-entropy'), [
      set(fault, [...path.slice(0, 2), 'activation'], '"sigmoid"'),
      setIfThere(fault, ['loss'], '"binary-cross-entropy"'),
    ]),
  ],
  'softmax-needs-cross-entropy': (fault) => [set(fault, ['loss'], '"cross-entropy"')],
  'cross-entropy-needs-softmax': (fault) => [set(fault, outputKey(fault, 'activation'), '"softmax"')],
  'binary-cross-entropy-needs-sigmoid': (fault) => [set(fault, outputKey(fault, 'activation'), '"sigmoid"')],
  'weights-shape': (fault) => [...unitsOfRows(fault), ...removeKeyAt(fault, [...fault.path.slice(0, 2), 'weights'])],
  'biases-shape': (fault) => removeKeyAt(fault, [...fault.path.slice(0, 2), 'biases']),
  'no-gradient': (fault) => [set(fault, fault.path, '"sigmoid"')],
  'relu-output': (fault) => [set(fault, fault.path, '"identity"')],
  'units-alike': (fault) => removeKey(fault),
  'class-count': classUnits,
  'target-count': replaceByMeant,
  'target-beyond-output': (fault) => [set(fault, fault.path, '"identity"')],
  'loss-for-numbers': (fault) => [set(fault, ['loss'], '"binary-cross-entropy"')],
  'inputs-not-normalized': (fault) => [set(fault, ['data', 'normalize'], '"standard"')],
  'batch-above-rows': (fault) => [set(fault, ['training', 'method'], '"batch"'), ...replaceByMeant(fault)],
  'dead-units': (fault) => [set(fault, [...fault.path.slice(0, 2), 'activation'], '"leaky-relu"')],
  diverged: ({ problem: { meant }, text, tree }) => (meant === undefined ? [] : [setLearningRate(text, tree, meant)]),
};

type Place = Pick<Fault, 'text' | 'tree'>;

function set({ text, tree }: Place, path: Path, json: string): Fix {
  return { title: phrase('Set {0} to {1}', String(path.at(-1)), json), edits: setValue(text, tree, path, json) };
}

function setIfThere(place: Place, path: Path, json: string): Fix {
  return findNodeAtLocation(place.tree, [...path]) ? set(place, path, json) : { title: phrase(''), edits: [] };
}

function together(title: Phrase, fixes: readonly Fix[]): Fix {
  return { title, edits: fixes.flatMap(({ edits }) => edits) };
}

function replaceByMeant({ problem: { meant, range } }: Fault): Fix[] {
  return meant === undefined ? [] : [{ title: phrase('Replace with {0}', meant), edits: [{ ...range, text: meant }] }];
}

/** The property that the problem marks the key or the value of. */
function removeKey({ text, node }: Fault): Fix[] {
  const property = node.type === 'property' ? node : node.parent;
  if (property?.type !== 'property') return [];
  const name = String(property.children?.[0]?.value);
  return [{ title: phrase('Remove “{0}”', name), edits: remove(text, property) }];
}

function removeKeyAt(fault: Fault, path: Path): Fix[] {
  const node = findNodeAtLocation(fault.tree, [...path]);
  return node ? removeKey({ ...fault, node }) : [];
}

/** A number or a truth value that stands in quotes. */
function unquote({ node, problem }: Fault): Fix[] {
  const inside: unknown = node.type === 'string' ? node.value : undefined;
  if (typeof inside !== 'string' || !/^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(inside))
    return [];
  return [{ title: phrase('Replace with {0}', inside), edits: [{ ...problem.range, text: inside }] }];
}

/** Keys that can't be left out, as a start. */
const starts: Readonly<Partial<Record<string, string>>> = {
  units: '1',
  layers: '[{ "units": 1 }]',
  data: '{ "generator": "xor" }',
  input: '[0]',
  target: '0',
  initial: '0.01',
};

function addKey({ text, tree, path, problem }: Fault): Fix[] {
  const [key] = problem.message.args;
  const start = starts[String(key)];
  if (start === undefined) return [];
  return [{ title: phrase('Add “{0}”', String(key)), edits: setValue(text, tree, [...path, String(key)], start) }];
}

/** As many units as there are rows of weights, where that is what differs. */
function unitsOfRows(fault: Fault): Fix[] {
  const [layers, layer, key, row] = fault.path;
  if (layers === undefined || layer === undefined || key !== 'weights' || row !== undefined) return [];
  const rows = fault.node.children?.length ?? 0;
  const units: unknown = findNodeAtLocation(fault.tree, [layers, layer, 'units'])?.value;
  return rows > 0 && rows !== units ? [set(fault, [layers, layer, 'units'], String(rows))] : [];
}

/** A unit a class, and softmax over them where one sigmoid unit was to tell several apart. */
function classUnits(fault: Fault): Fix[] {
  const { problem, text, tree } = fault;
  const activation: unknown = findNodeAtLocation(tree, outputKey(fault, 'activation'))?.value;
  if (activation !== 'sigmoid' || problem.meant === undefined) return replaceByMeant(fault);
  return [
    together(phrase('Use {0} softmax units', problem.meant), [
      set({ text, tree }, outputKey(fault, 'units'), problem.meant),
      set({ text, tree }, outputKey(fault, 'activation'), '"softmax"'),
      setIfThere({ text, tree }, ['loss'], '"cross-entropy"'),
    ]),
  ];
}

function outputKey({ tree }: Place, key: string): (string | number)[] {
  const layers = findNodeAtLocation(tree, ['layers'])?.children?.length ?? 0;
  return ['layers', layers - 1, key];
}

function ratePath({ tree }: Place): Path {
  const path = ['training', 'learningRate'];
  return findNodeAtLocation(tree, path)?.type === 'object' ? [...path, 'initial'] : path;
}
