import { format } from '../spec/format.ts';
import type { Path } from '../spec/problem.ts';
import type { Json, JsonObject } from '../spec/shape.ts';

/** Looks up in the format's JSON schema what may stand at a place. */

/** The values of a spec by path; undefined where there is none. */
export type ValueAt = (path: Path) => unknown;

/** What is said of the value at `path`: several where the value decides which of them holds. */
export function schemasAt(path: Path, valueAt: ValueAt): JsonObject[] {
  let schemas: JsonObject[] = [format.schema];
  path.forEach((segment, depth) => {
    const parents = alternatives(schemas, valueAt(path.slice(0, depth)));
    schemas = parents.flatMap((parent) => child(parent, segment));
  });
  return schemas;
}

/** The kinds of value that `schemas` allow, without the objects that the value there is not. */
export function alternatives(schemas: readonly JsonObject[], value: unknown): JsonObject[] {
  const all = schemas.flatMap((schema): JsonObject[] => {
    const { anyOf } = schema;
    return isList(anyOf) ? alternatives(anyOf.filter(isObject), value) : [schema];
  });
  return all.filter((schema) => tagFits(schema, value));
}

/** The keys of the objects that may stand at `path`, and what is said of each. */
export function keysAt(path: Path, valueAt: ValueAt): Map<string, JsonObject> {
  const keys = new Map<string, JsonObject>();
  for (const schema of alternatives(schemasAt(path, valueAt), valueAt(path))) {
    for (const [key, said] of propertiesOf(schema)) {
      const known = keys.get(key);
      keys.set(key, known ? { ...known, anyOf: [known, said] } : said);
    }
  }
  return keys;
}

export function propertiesOf({ properties }: JsonObject): [string, JsonObject][] {
  return isObject(properties)
    ? Object.entries(properties).flatMap(([key, said]) => (isObject(said) ? [[key, said]] : []))
    : [];
}

/** The one value that a tag of this schema has; undefined of any other. */
export function onlyValue(schema: JsonObject): Json | undefined {
  return isList(schema['enum']) && schema['enum'].length === 1 ? schema['enum'][0] : undefined;
}

function child(parent: JsonObject, segment: string | number): JsonObject[] {
  if (typeof segment === 'number') return isObject(parent['items']) ? [parent['items']] : [];
  return propertiesOf(parent).flatMap(([key, said]) => (key === segment ? [said] : []));
}

/** An object with a tag is one of its variant's only. */
function tagFits(schema: JsonObject, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return propertiesOf(schema).every(([key, said]) => {
    const tag = onlyValue(said);
    const found: unknown = Reflect.get(value, key);
    return tag === undefined || found === tag || typeof found !== 'string' || !isKnownTag(key, found);
  });
}

/** While a tag is being written, it rules nothing out. */
function isKnownTag(key: string, value: string): boolean {
  const search = (schema: Json): boolean => {
    if (isList(schema)) return schema.some(search);
    if (!isObject(schema)) return false;
    const own = propertiesOf(schema).some(([name, said]) => name === key && onlyValue(said) === value);
    return own || Object.values(schema).some(search);
  };
  return search(format.schema);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
