import type { Node } from 'jsonc-parser';
import { phrase, type Phrase } from './phrase.ts';
import type { Report } from './report.ts';
import type { Shape } from './shape.ts';
import { suggest } from './suggest.ts';

export const text: Shape<string> = {
  kinds: ['string'],
  read(node, report) {
    const value: unknown = node.value;
    return typeof value === 'string'
      ? value
      : wrongType(node, report, (found) => phrase('expected a text in double quotes, got {0}', found));
  },
  schema: { type: 'string' },
  says: 'text',
};

export const flag: Shape<boolean> = {
  kinds: ['boolean'],
  read(node, report) {
    const value: unknown = node.value;
    return typeof value === 'boolean'
      ? value
      : wrongType(node, report, (found) => phrase('expected true or false, got {0}', found));
  },
  schema: { type: 'boolean' },
  says: '`true` or `false`',
};

interface Bounds {
  readonly whole?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Smaller than every value. */
  readonly above?: number;
  /** Larger than every value. */
  readonly below?: number;
}

export function number(bounds: Bounds = {}): Shape<number> {
  const { whole = false, min, max, above, below } = bounds;
  return {
    kinds: ['number'],
    read(node, report) {
      const value: unknown = node.value;
      if (typeof value !== 'number') {
        return wrongType(node, report, (found) =>
          whole ? phrase('expected a whole number, got {0}', found) : phrase('expected a number, got {0}', found),
        );
      }
      const fault = numberFault(value, bounds, () => report.excerpt(node));
      if (fault === undefined) return value;
      report.error(node, Number.isFinite(value) ? 'wrong-value' : 'number-too-large', fault);
      return undefined;
    },
    schema: {
      type: whole ? 'integer' : 'number',
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
      ...(above === undefined ? {} : { exclusiveMinimum: above }),
      ...(below === undefined ? {} : { exclusiveMaximum: below }),
    },
    says: [
      whole ? 'whole number' : 'number',
      ...(min === undefined ? [] : [`≥ ${min}`]),
      ...(max === undefined ? [] : [`≤ ${max}`]),
      ...(above === undefined ? [] : [`> ${above}`]),
      ...(below === undefined ? [] : [`< ${below}`]),
    ].join(', '),
  };
}

function numberFault(
  value: number,
  { whole, min, max, above, below }: Bounds,
  found: () => string,
): Phrase | undefined {
  if (!Number.isFinite(value)) return phrase('{0} is larger than any number a computer can hold', found());
  if (whole && !Number.isSafeInteger(value)) return phrase('expected a whole number, got {0}', found());
  if (min !== undefined && value < min) return phrase('expected {0} or more, got {1}', min, found());
  if (max !== undefined && value > max) return phrase('expected {0} at most, got {1}', max, found());
  if (above !== undefined && value <= above) return phrase('expected more than {0}, got {1}', above, found());
  if (below !== undefined && value >= below) return phrase('expected less than {0}, got {1}', below, found());
  return undefined;
}

/** One of a list of names. */
export function choice<const T extends string>(options: readonly T[]): Shape<T> {
  return {
    kinds: ['string'],
    read(node, report) {
      const value: unknown = node.value;
      const found = options.find((option) => option === value);
      if (found !== undefined) return found;
      if (typeof value !== 'string') {
        return wrongType(node, report, (found) => phrase('expected one of {0}, got {1}', listed(options), found));
      }
      const near = suggest(value, options);
      report.error(
        node,
        'wrong-value',
        near === undefined
          ? phrase('expected one of {0}, got {1}', listed(options), report.excerpt(node))
          : phrase('{0} is unknown here: did you mean “{1}”?', report.excerpt(node), near),
        undefined,
        near && JSON.stringify(near),
      );
      return undefined;
    },
    schema: { type: 'string', enum: options },
    says: quoted(options),
  };
}

export function list<T>(item: Shape<T>, says: string, minItems = 0): Shape<readonly T[]> {
  return {
    kinds: ['array'],
    read(node, report) {
      if (node.type !== 'array')
        return wrongType(node, report, (found) => phrase('expected a list in square brackets, got {0}', found));
      const children = node.children ?? [];
      if (children.length < minItems) {
        report.error(node, 'wrong-value', phrase('expected a list of at least {0}', minItems));
        return undefined;
      }
      const items: T[] = [];
      for (const child of children) {
        const value = item.read(child, report);
        if (value !== undefined) items.push(value);
      }
      return items.length === children.length ? items : undefined;
    },
    schema: { type: 'array', items: item.schema, ...(minItems > 0 ? { minItems } : {}) },
    says,
  };
}

export function pair<T>(item: Shape<T>, says: string): Shape<readonly [T, T]> {
  const items = list(item, says);
  return {
    ...items,
    read(node, report) {
      const values = items.read(node, report);
      if (values === undefined) return undefined;
      const [first, second, ...others] = values;
      if (first !== undefined && second !== undefined && others.length === 0) return [first, second];
      report.error(node, 'wrong-value', phrase('expected a list of two, got {0}', values.length));
      return undefined;
    },
    schema: { ...items.schema, minItems: 2, maxItems: 2 },
  };
}

/** A value whose JSON type decides which of two shapes it has to have. */
export function either<A, B>(a: Shape<A>, b: Shape<B>, expected: (found: string) => Phrase): Shape<A | B> {
  return {
    kinds: [...a.kinds, ...b.kinds],
    read(node, report) {
      if (a.kinds.includes(node.type)) return a.read(node, report);
      if (b.kinds.includes(node.type)) return b.read(node, report);
      return wrongType(node, report, expected);
    },
    schema: { anyOf: [a.schema, b.schema] },
    says: `${a.says}, or ${b.says}`,
  };
}

function wrongType(node: Node, report: Report, message: (found: string) => Phrase): undefined {
  report.error(node, 'wrong-type', message(report.excerpt(node)));
}

function listed(options: readonly string[]): string {
  return options.map((option) => `“${option}”`).join(', ');
}

function quoted(options: readonly string[]): string {
  return options.map((option) => `\`${option}\``).join(', ');
}
