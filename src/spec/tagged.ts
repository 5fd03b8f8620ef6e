import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { phrase, type Phrase } from './phrase.ts';
import { defaulted, record, type Key, type RecordShape, type Values } from './record.ts';
import type { Report } from './report.ts';
import type { Shape } from './shape.ts';
import { choice } from './shapes.ts';

type Keys = Readonly<Record<string, Key<unknown>>>;
type Variants = Readonly<Record<string, Keys>>;
type Tagged<T extends string, V extends Variants> = {
  readonly [N in keyof V & string]: { readonly [K in T]: N } & Values<V[N]>;
}[keyof V & string];

type Expected = (found: string) => Phrase;

export interface TaggedShape<T extends string, V extends Variants> extends Shape<Tagged<T, V>> {
  /** For the reference: the tag, and the keys of each variant by the tag's value. */
  readonly tag: string;
  readonly variants: Readonly<Record<string, RecordShape<Keys>>>;
}

/**
 * An object of which one key, the tag, says what other keys it has.
 * @param fallback the tag's value where the tag is absent; without one it is required.
 */
export function tagged<const T extends string, const V extends Variants>(
  tag: T,
  description: string,
  variants: V,
  fallback?: keyof V & string,
): TaggedShape<T, V> {
  const names = Object.keys(variants);
  const nameOf = choice(names);
  const shapes = new Map(
    Object.entries(variants).map(([name, keys]) => [
      name,
      record({ [tag]: defaulted(choice([name]), name, description), ...keys }),
    ]),
  );
  const readAs = (name: string, node: Node, report: Report): Tagged<T, V> | undefined => {
    const values = shapes.get(name)?.read(node, report);
    // Read by the record of its tag, which is what the type says.
    return values && ({ ...values, [tag]: name } as unknown as Tagged<T, V>);
  };
  return {
    kinds: ['object'],
    tag,
    variants: Object.fromEntries(shapes),
    read(node, report) {
      const tagNode = findNodeAtLocation(node, [tag]);
      if (tagNode === undefined && fallback === undefined) {
        report.error({ offset: node.offset, length: 1 }, 'missing-key', phrase('“{0}” is missing', tag));
        return undefined;
      }
      const name = tagNode ? nameOf.read(tagNode, report) : fallback;
      return name === undefined ? undefined : readAs(name, node, report);
    },
    schema: {
      anyOf: [...shapes.values()].map(({ schema }) =>
        fallback === undefined ? { ...schema, required: [tag] } : schema,
      ),
    },
    says: 'object',
  };
}

/** The object, or for short the tag's value alone. */
export function orName<T extends string, V extends Variants>(
  shape: TaggedShape<T, V>,
  expected: Expected,
): Shape<Tagged<T, V>> {
  const names = choice(Object.keys(shape.variants));
  return {
    kinds: ['string', 'object'],
    read(node, report) {
      if (node.type === 'object') return shape.read(node, report);
      if (node.type !== 'string') {
        report.error(node, 'wrong-type', expected(report.excerpt(node)));
        return undefined;
      }
      if (names.read(node, report) === undefined) return undefined;
      const name: Node = { type: 'string', offset: 0, length: 0, value: shape.tag };
      const property: Node = { type: 'property', offset: node.offset, length: node.length, children: [name, node] };
      return shape.read({ type: 'object', offset: node.offset, length: node.length, children: [property] }, report);
    },
    schema: { anyOf: [names.schema, shape.schema] },
    says: `${names.says}, or ${shape.says}`,
  };
}
