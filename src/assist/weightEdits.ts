import { createScanner, findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Precision } from '../spec/spec.ts';
import { remove, type Edit } from './edits.ts';

/** Parameters of a layer, to be written into its object. */
export interface LayerValues {
  /** units × inputs. */
  readonly weights: readonly (readonly number[])[];
  /** Undefined for a layer without. */
  readonly biases: readonly number[] | undefined;
}

/**
 * Sets `weights`, a row a line, and `biases` of every layer, and takes out the file of weights that would come before
 * them. Nothing else changes, by a byte.
 */
export function writeWeights(
  text: string,
  tree: Node,
  layers: readonly LayerValues[],
  precision: Precision,
): readonly Edit[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const file = findNodeAtLocation(tree, ['weights'])?.parent;
  const inLayers = layers.flatMap(({ weights, biases }, index) => {
    const layer = findNodeAtLocation(tree, ['layers', index]);
    if (!layer) return [];
    const rows = weights.map((row) => numbers(row, precision));
    return setKeys(text, eol, layer, [
      { key: 'weights', value: (indent) => block(rows, indent, eol) },
      ...(biases ? [{ key: 'biases', value: () => numbers(biases, precision) }] : []),
    ]);
  });
  return [...(file ? remove(text, file) : []), ...inLayers].filter(
    ({ offset, length, text: part }) => text.slice(offset, offset + length) !== part,
  );
}

/** The shortest text that reads back as the same number of the precision. */
export function numberText(value: number, precision: Precision): string {
  if (Object.is(value, -0)) return '-0';
  if (precision === 'float64') return String(value);
  // Nine digits tell all float32 apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

interface Entry {
  readonly key: string;
  /** Its text, where the line of the key is so far in. */
  readonly value: (indent: string) => string;
}

function setKeys(text: string, eol: string, object: Node, entries: readonly Entry[]): Edit[] {
  const edits: Edit[] = [];
  const missing: Entry[] = [];
  for (const entry of entries) {
    const node = findNodeAtLocation(object, [entry.key]);
    if (!node) missing.push(entry);
    else edits.push({ offset: node.offset, length: node.length, text: entry.value(indentAt(text, node.offset)) });
  }
  return missing.length > 0 ? [...edits, ...insertKeys(text, eol, object, missing)] : edits;
}

/** Each on a line of its own, after the last key and the comments that follow it. */
function insertKeys(text: string, eol: string, object: Node, entries: readonly Entry[]): Edit[] {
  const last = object.children?.at(-1);
  if (!last) return [];
  const after = last.offset + last.length;
  const brace = object.offset + object.length - 1;
  const indent = keyIndent(text, object, last);
  const lines = entries.map(({ key, value }) => `${eol}${indent}${JSON.stringify(key)}: ${value(indent)}`).join(',');
  const place = after + text.slice(after, brace).trimEnd().length;
  const comma = hasComma(text, after) ? '' : ',';
  if (place === after) return [{ offset: after, length: 0, text: comma + lines }];
  const block = { offset: place, length: 0, text: lines };
  return comma ? [{ offset: after, length: 0, text: comma }, block] : [block];
}

/** How far in keys of an object stand: as the last, or a level more than the line that holds them all. */
function keyIndent(text: string, object: Node, last: Node): string {
  const indent = indentAt(text, last.offset);
  const isOneLine = !text.slice(object.offset, last.offset).includes('\n');
  // Lists of layers stand at the first level, their items at the second.
  return isOneLine ? indent + (indent.slice(0, Math.ceil(indent.length / 2)) || '  ') : indent;
}

function hasComma(text: string, offset: number): boolean {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  return text[scanner.getTokenOffset()] === ',';
}

function block(rows: readonly string[], indent: string, eol: string): string {
  const unit = indent.startsWith('\t') ? '\t' : '  ';
  return `[${rows.map((row) => `${eol}${indent}${unit}${row}`).join(',')}${eol}${indent}]`;
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function numbers(values: readonly number[], precision: Precision): string {
  return `[${values.map((value) => numberText(value, precision)).join(', ')}]`;
}
