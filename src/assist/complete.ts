import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { Range } from '../spec/problem.ts';
import type { JsonObject } from '../spec/shape.ts';
import type { Place } from './place.ts';
import { snippetsAt } from './snippets.ts';
import { alternatives, isList, keysAt, onlyValue, propertiesOf, schemasAt, type ValueAt } from './schema.ts';

export interface Completion {
  readonly kind: 'key' | 'value' | 'object' | 'name' | 'snippet';
  /** As JSON has it; of a snippet its name. */
  readonly label: string;
  /** In the syntax of snippets. */
  readonly snippet: string;
  readonly replaces: Range;
  /** English, from the description of the format. */
  readonly description?: string;
  /** The value that stands for an absent one, as JSON. */
  readonly default?: string;
  /** Whether the value that is to follow can be chosen from a list. */
  readonly goesOn: boolean;
}

/** Names that only the workspace knows. */
export type NamesWanted = 'files' | 'columns';

export function namesWanted({ part, path }: Place): NamesWanted | undefined {
  const [top, key, , deeper] = path;
  if (part !== 'value' || top !== 'data' || deeper !== undefined) return undefined;
  if (key === 'file' && path.length === 2) return 'files';
  if (key === 'target') return 'columns';
  return key === 'inputs' && path.length === 3 ? 'columns' : undefined;
}

/** What may stand at a place. @param names those that `namesWanted` asked for. */
export function completions(
  text: string,
  tree: Node | undefined,
  place: Place,
  names: readonly string[],
): Completion[] {
  const valueAt: ValueAt = (path) => {
    const node = tree && findNodeAtLocation(tree, [...path]);
    return node && getNodeValue(node);
  };
  return place.part === 'key' ? keys(text, tree, place, valueAt) : values(text, place, valueAt, names);
}

function keys(text: string, tree: Node | undefined, { path, range }: Place, valueAt: ValueAt): Completion[] {
  const rest = text.slice(range.offset + range.length);
  const hasValue = /^\s*:/.test(rest);
  const object = tree && findNodeAtLocation(tree, [...path]);
  const used = new Set((object?.children ?? []).flatMap(({ children }) => keyElsewhere(children?.[0], range)));
  const found: Completion[] = [];
  for (const [key, schema] of keysAt(path, valueAt)) {
    if (used.has(key) || schema['doNotSuggest'] === true) continue;
    const start = startOf(schema);
    found.push({
      kind: 'key',
      label: JSON.stringify(key),
      snippet: hasValue ? JSON.stringify(key) : `${JSON.stringify(key)}: ${start}${comma(rest)}`,
      replaces: range,
      ...described(schema),
      goesOn: !hasValue && choices(schema).length > 0,
    });
  }
  return hasValue ? found : [...found, ...snippetsFor({ part: 'key', path, range }, used, rest)];
}

function snippetsFor(place: Place, used: ReadonlySet<string>, rest: string): Completion[] {
  return snippetsAt(place, used).map(({ label, description, text }) => {
    return { kind: 'snippet', label, description, snippet: text + comma(rest), replaces: place.range, goesOn: false };
  });
}

function keyElsewhere(key: Node | undefined, range: Range): string[] {
  return key === undefined || key.offset === range.offset ? [] : [String(key.value)];
}

function values(text: string, place: Place, valueAt: ValueAt, names: readonly string[]): Completion[] {
  const { path, range } = place;
  const rest = text.slice(range.offset + range.length);
  const end = comma(rest);
  const schemas = schemasAt(path, valueAt);
  const simple = [...new Set(schemas.flatMap(choices))].map((json): Completion => {
    return { kind: 'value', label: json, snippet: escaped(json) + end, replaces: range, goesOn: false };
  });
  const objects = alternatives(schemas, undefined)
    .filter(({ type }) => type === 'object')
    .map((schema): Completion => {
      const { label, snippet } = objectOf(schema);
      return { kind: 'object', label, snippet: snippet + end, replaces: range, goesOn: false };
    });
  const named = names.map((name): Completion => {
    const json = JSON.stringify(name);
    return { kind: 'name', label: json, snippet: escaped(json) + end, replaces: range, goesOn: false };
  });
  return [...named, ...simple, ...objects, ...snippetsFor(place, new Set(), rest)];
}

/** The JSON texts of all values there are, where they can be told, and of the default. */
function choices(schema: JsonObject): string[] {
  const listed = alternatives([schema], undefined).flatMap((one) => {
    if (one['type'] === 'boolean') return ['true', 'false'];
    return isList(one['enum']) ? one['enum'].map((value) => JSON.stringify(value)) : [];
  });
  return [...listed, ...(schema['default'] === undefined ? [] : [JSON.stringify(schema['default'])])];
}

function described({ description, default: value }: JsonObject): Pick<Completion, 'description' | 'default'> {
  return {
    ...(typeof description === 'string' ? { description } : {}),
    ...(value === undefined ? {} : { default: JSON.stringify(value) }),
  };
}

/** What a key's value starts as, for the cursor to go on with. */
function startOf(schema: JsonObject, stop = 1): string {
  if (schema['default'] !== undefined) return `\${${stop}:${escapedInside(JSON.stringify(schema['default']))}}`;
  const [first, ...others] = alternatives([schema], undefined);
  if (first === undefined || others.length > 0 || first['enum'] !== undefined) return `$${stop}`;
  if (first['type'] === 'object') return `{ $${stop} }`;
  if (first['type'] === 'array') return `[$${stop}]`;
  return first['type'] === 'string' ? `"$${stop}"` : `$${stop}`;
}

/** An object with the keys that it needs; one with a tag with all that its variant has, at their defaults. */
function objectOf(schema: JsonObject): { label: string; snippet: string } {
  const { required } = schema;
  const properties = propertiesOf(schema);
  const tag = properties.find(([, said]) => onlyValue(said) !== undefined);
  let stop = 0;
  const entries = properties.flatMap(([key, said]) => {
    const only = onlyValue(said);
    if (only !== undefined) return [`"${key}": ${JSON.stringify(only)}`];
    const needed = (isList(required) && required.includes(key)) || (tag && said['default'] !== undefined);
    return needed ? [`"${key}": ${startOf(said, ++stop)}`] : [];
  });
  const label = tag ? `{ "${tag[0]}": ${JSON.stringify(onlyValue(tag[1]))} }` : '{ }';
  return { label, snippet: `{ ${entries.length > 0 ? entries.join(', ') : '$1'} }` };
}

/** A comma, unless one is there already or nothing follows. */
function comma(rest: string): string {
  const next = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*(.?)/.exec(rest)?.[1] ?? '';
  return next === '' || ',}]'.includes(next) ? '' : ',';
}

function escaped(text: string): string {
  return text.replace(/[\\$]/g, '\\$&');
}

function escapedInside(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
