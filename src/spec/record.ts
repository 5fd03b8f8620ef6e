import type { Node } from 'jsonc-parser';
import { phrase } from './phrase.ts';
import type { Report } from './report.ts';
import type { Json, JsonObject, Shape } from './shape.ts';
import { suggest } from './suggest.ts';

/** A key of a record: what its value may be and what its absence means. */
export interface Key<T> {
  readonly shape: Shape<unknown>;
  readonly description: string;
  readonly required: boolean;
  /** For the schema and the reference: the value that stands for an absent key. */
  readonly default?: Json;
  /** The value; the default if `node` is undefined. Undefined too after an error. */
  read(node: Node | undefined, report: Report): T | undefined;
}

type Keys = Readonly<Record<string, Key<unknown>>>;
export type Values<K extends Keys> = { readonly [N in keyof K]: K[N] extends Key<infer T> ? T : never };

export interface RecordShape<K extends Keys> extends Shape<Values<K>> {
  readonly keys: K;
  /** What could be read although other keys have errors. */
  readPartly(node: Node, report: Report): Partial<Values<K>>;
}

export function required<T>(shape: Shape<T>, description: string): Key<T> {
  return { shape, description, required: true, read: (node, report) => node && shape.read(node, report) };
}

export function optional<T>(shape: Shape<T>, description: string): Key<T | undefined> {
  return { shape, description, required: false, read: (node, report) => node && shape.read(node, report) };
}

/** @param written the default as a file has it, where that is shorter than the value */
export function defaulted<const T extends Json>(
  shape: Shape<T>,
  value: T,
  description: string,
  written: Json = value,
): Key<T> {
  const read = (node: Node | undefined, report: Report) => (node === undefined ? value : shape.read(node, report));
  return { shape, description, required: false, default: written, read };
}

/** A record whose keys all have defaults, and that therefore can be left out as a whole. */
export function section<K extends Keys>(shape: RecordShape<K>, description: string): Key<Values<K>> {
  const empty: Node = { type: 'object', offset: 0, length: 0 };
  return { shape, description, required: false, read: (node, report) => shape.read(node ?? empty, report) };
}

export function record<const K extends Keys>(keys: K): RecordShape<K> {
  // Taken apart once: there may be a hundred thousand samples to read.
  const entries = Object.entries(keys);
  const known = entries.map(([name]) => name);

  function readPartly(node: Node, report: Report): Partial<Values<K>> {
    if (node.type !== 'object') {
      report.error(node, 'wrong-type', phrase('expected an object in braces, got {0}', report.excerpt(node)));
      return {};
    }
    const properties = propertiesOf(node, report);
    for (const [name, { key }] of properties) {
      if (!known.includes(name)) reportUnknown(name, key, known, report);
    }
    const values = new Map<string, unknown>();
    for (const [name, key] of entries) {
      const value = properties.get(name)?.value;
      if (value === undefined && key.required) {
        // The brace, not the whole object: a squiggle under everything would hide the other ones.
        report.error({ offset: node.offset, length: 1 }, 'missing-key', phrase('“{0}” is missing', name));
      }
      values.set(name, key.read(value, report));
    }
    // Each value was read by the key of its name, which is what the type says.
    return Object.fromEntries(values) as Partial<Values<K>>;
  }

  return {
    kinds: ['object'],
    keys,
    readPartly,
    read(node, report) {
      const errors = report.errors;
      const values = readPartly(node, report);
      // Without an error every key was read, an absent one as its default.
      return report.errors === errors ? (values as Values<K>) : undefined;
    },
    schema: recordSchema(keys),
    says: 'object',
  };
}

interface Property {
  readonly key: Node;
  readonly value: Node;
}

/** A Map, because `__proto__` is a key like any other. */
function propertiesOf(node: Node, report: Report): Map<string, Property> {
  const properties = new Map<string, Property>();
  for (const { children = [] } of node.children ?? []) {
    const [key, value] = children;
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (properties.has(name)) {
      report.error(key, 'duplicate-key', phrase('“{0}” is here a second time', name));
    } else {
      properties.set(name, { key, value });
    }
  }
  return properties;
}

function reportUnknown(name: string, key: Node, known: readonly string[], report: Report): void {
  const near = suggest(name, known);
  report.warning(
    key,
    'unknown-key',
    near === undefined
      ? phrase('unknown key “{0}”: it has no effect', name)
      : phrase('unknown key “{0}”: did you mean “{1}”?', name, near),
    near && JSON.stringify(near),
  );
}

function recordSchema(keys: Keys): JsonObject {
  const properties: Record<string, Json> = {};
  for (const [name, { shape, description, default: value }] of Object.entries(keys)) {
    properties[name] = { description, ...shape.schema, ...(value === undefined ? {} : { default: value }) };
  }
  const requiredKeys = Object.keys(keys).filter((name) => keys[name]?.required);
  return { type: 'object', properties, ...(requiredKeys.length > 0 ? { required: requiredKeys } : {}) };
}
