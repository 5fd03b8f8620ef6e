import type { RandomStream } from '../../../src/engine/random.ts';
import { format } from '../../../src/spec/format.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import type { Json, JsonObject } from '../../../src/spec/shape.ts';
import { randomSpec } from '../../conformance/randomSpec.ts';
import { judgeProblems } from '../judge.ts';
import { oneIn, pick, type Target } from '../target.ts';
import { mutatedText, randomText } from '../text.ts';

/** The text of a spec. */
export const spec: Target = {
  name: 'spec',
  attempt(random) {
    const text = oneIn(random, 8) ? randomText(random) : madeText(random);
    return {
      input: text,
      run() {
        const parsed = parseSpec(text);
        judgeProblems(parsed.spec !== undefined, parsed.problems, text.length, (word) => text.includes(word));
        return parsed.spec ? 'taken' : 'refused';
      },
    };
  },
};

function madeText(random: RandomStream): string {
  const value = oneIn(random, 2) ? valueOf(format.schema, random) : goodSpec(random);
  const text = JSON.stringify(value, null, pick(random, [0, 2]));
  return oneIn(random, 4) ? text : mutatedText(text, random, keys);
}

/** What the schema alone rarely comes to: parts that fit together. */
function goodSpec(random: RandomStream): object {
  const precision = pick(random, ['float32', 'float64'] as const);
  return randomSpec(random.below(2 ** 31), { precision, mostSamples: 4, validation: 0 });
}

const keys = ['"units": 3,', '"weights": [[1]],', '"samples": [],', '"softmax"', '"cross-entropy"', '"sweep": {},'];

/** A value that the format's own schema allows: keys, variants and bounds are drawn from it. */
export function valueOf(schema: JsonObject, random: RandomStream): Json {
  const options = listOf(schema['anyOf'] ?? schema['enum']);
  if (schema['enum'] !== undefined) return pick(random, options);
  if (options.length > 0) return valueOf(objectOf(pick(random, options)), random);
  switch (schema['type']) {
    case 'object':
      return Object.fromEntries(
        Object.entries(objectOf(schema['properties'])).flatMap(([key, said]) =>
          listOf(schema['required']).includes(key) || oneIn(random, 3) ? [[key, valueOf(objectOf(said), random)]] : [],
        ),
      );
    case 'array': {
      const { items, minItems = 0, maxItems = 4 } = schema;
      const length = Number(minItems) + random.below(Number(maxItems) - Number(minItems) + 1);
      return Array.from({ length }, () => valueOf(objectOf(items), random));
    }
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'boolean':
      return oneIn(random, 2);
    default:
      return pick(random, ['a', '', 'data.csv', '../x.csv', '重み', 'a.safetensors', 'x'.repeat(200)]);
  }
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }: JsonObject, random: RandomStream): number {
  const low = Number(minimum ?? exclusiveMinimum ?? -2);
  const high = Number(maximum ?? low + 10);
  const edges = [low, high, low + 1, 1, 2 ** 31, 1e300];
  const value = oneIn(random, 4) ? pick(random, edges) : low + random.uniform() * (high - low);
  return type === 'integer' ? Math.round(value) : value;
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
