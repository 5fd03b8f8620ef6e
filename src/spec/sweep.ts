import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { phrase } from './phrase.ts';
import type { Locate } from './problem.ts';
import { optional, record, type Key, type RecordShape } from './record.ts';
import type { Report } from './report.ts';
import type { Json } from './shape.ts';
import { list } from './shapes.ts';
import type { Spec } from './spec.ts';

type Keys = Readonly<Record<string, Key<unknown>>>;
type Lists = Readonly<Record<string, Key<readonly unknown[] | undefined>>>;
type Settings = Readonly<Record<string, Json>>;

/** More would be a search, which wants another tool. */
const mostRuns = 100;

/** Lists of values for the keys of a record, each read as that key is. */
export function sweepOf(keys: Keys): RecordShape<Lists> {
  return record(
    Object.fromEntries(
      Object.entries(keys).map(([name, { shape, description }]) => [
        name,
        optional(list(shape, `list of: ${shape.says}`, 1), description),
      ]),
    ),
  );
}

/** One combination of a sweep. */
export interface Combination {
  /** As written. */
  readonly settings: Settings;
  /** As read. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** All combinations, the last key's values varying fastest; none after an error or without keys. */
export function combinations(
  lists: Readonly<Record<string, readonly unknown[] | undefined>>,
  tree: Node,
  locate: Locate,
  report: Report,
): Combination[] {
  const given = Object.entries(lists).flatMap(([key, values]) => (values === undefined ? [] : [{ key, values }]));
  if (given.length === 0) return [];
  const runs = given.reduce((product, { values }) => product * values.length, 1);
  if (runs > mostRuns) {
    const message = phrase('{0} combinations, and at most {1} are run', runs, mostRuns);
    report.error(locate(['sweep']), 'sweep-size', message);
    return [];
  }
  return given.reduce<Combination[]>(
    (sofar, { key, values }) => {
      const written = findNodeAtLocation(tree, ['sweep', key])?.children ?? [];
      return sofar.flatMap((combination) =>
        values.map((value, index) => ({
          settings: { ...combination.settings, [key]: jsonOf(written[index]) },
          values: { ...combination.values, [key]: value },
        })),
      );
    },
    [{ settings: {}, values: {} }],
  );
}

function jsonOf(node: Node | undefined): Json {
  switch (node?.type) {
    case 'array':
      return (node.children ?? []).map(jsonOf);
    case 'object':
      return Object.fromEntries(
        (node.children ?? []).map(({ children: [key, value] = [] }) => [String(key?.value), jsonOf(value)]),
      );
    case 'string':
    case 'number':
    case 'boolean': {
      const value: unknown = node.value;
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    }
    default:
      return null;
  }
}

/** One run of a sweep: a spec of its own. */
export interface SweptRun {
  readonly settings: Settings;
  /** The settings in a few words, as in `learningRate 0.1, method batch`. */
  readonly label: string;
  readonly spec: Spec;
}

/** The runs that a spec asks for; none if it has no sweep, and so is one run itself. */
export function sweptRuns({ sweep, ...spec }: Spec): SweptRun[] {
  return (sweep ?? []).map(({ settings, training }) => ({
    settings,
    label: labelOf(settings),
    spec: { ...spec, training },
  }));
}

function labelOf(settings: Settings): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
