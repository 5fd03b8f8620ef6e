import type { JsonObject } from '../spec/shape.ts';
import { alternatives, isList } from './schema.ts';

/** What values a schema allows, in signs that need no translation; empty where the type says it all. */
export function allowedValues(schema: JsonObject): string {
  const parts = alternatives([schema], undefined).map((one) => {
    if (isList(one['enum'])) return one['enum'].map((value) => JSON.stringify(value)).join(' | ');
    if (one['type'] === 'boolean') return 'true | false';
    return bounds(one);
  });
  return [...new Set(parts)].filter((part) => part !== '').join(' | ');
}

function bounds(schema: JsonObject): string {
  const limits: readonly (readonly [string, string])[] = [
    ['minimum', '≥'],
    ['exclusiveMinimum', '>'],
    ['maximum', '≤'],
    ['exclusiveMaximum', '<'],
  ];
  return limits
    .flatMap(([key, sign]) => (typeof schema[key] === 'number' ? [`${sign} ${String(schema[key])}`] : []))
    .join(', ');
}
