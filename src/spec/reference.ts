import {
  data,
  earlyStopping,
  format,
  generator,
  gradientCheck,
  initializer,
  layer,
  learningRate,
  optimizer,
  sample,
  training,
} from './format.ts';
import type { Key } from './record.ts';
import type { Json, Shape } from './shape.ts';

/** The format for tools and for people: the JSON schema, and the tables of `docs/format.md`. */

export function schemaText(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'NN Lab network',
    // Both are VS Code's own words: without them it would flag what the reader accepts.
    allowComments: true,
    allowTrailingCommas: true,
    ...format.schema,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

interface Described extends Shape<unknown> {
  readonly keys: Readonly<Record<string, Key<unknown>>>;
}

const tables: Readonly<Record<string, Described>> = {
  format,
  data,
  sample,
  generator,
  layer,
  initializer,
  training,
  earlyStopping,
  gradientCheck,
};

interface Variants {
  readonly tag: string;
  readonly variants: Readonly<Record<string, Described>>;
}

const variantTables: Readonly<Record<string, Variants>> = { optimizer, learningRate };

const TABLE = /(<!-- table (\w+) -->\n)[^]*?(<!-- end of table -->)/g;

/** The text with its tables, which stand between comments that name them, made anew. */
export function withTables(markdown: string): string {
  return markdown.replace(TABLE, (_, start: string, name: string, end: string) => {
    const [shape, variants] = [tables[name], variantTables[name]];
    const table = shape ? tableOf(shape) : variants && variantTableOf(variants);
    if (table === undefined) throw new Error(`docs/format.md asks for a table “${name}” that does not exist`);
    return `${start}\n${table}\n\n${end}`;
  });
}

function tableOf({ keys }: Described): string {
  const rows = Object.entries(keys).map(([name, { shape, required, default: value, description }]) =>
    row(`\`${name}\``, shape.says, required ? 'required' : value === undefined ? '' : shown(value), description),
  );
  return [row('Key', 'Value', 'Default', 'Meaning'), '| --- | --- | --- | --- |', ...rows].join('\n');
}

function variantTableOf({ tag, variants }: Variants): string {
  const rows = Object.entries(variants).flatMap(([variant, { keys }]) =>
    Object.entries(keys).map(([name, { shape, required, default: value, description }]) =>
      name === tag
        ? row(`\`${variant}\``, '', '', '', '')
        : row(
            '',
            `\`${name}\``,
            shape.says,
            required ? 'required' : value === undefined ? '' : shown(value),
            description,
          ),
    ),
  );
  return [row(`\`${tag}\``, 'Key', 'Value', 'Default', 'Meaning'), '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function shown(value: Json): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
