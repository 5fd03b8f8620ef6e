import { formatOf } from './fileFormat.ts';
import { type data, generatorDefaults } from './format.ts';
import { phrase } from './phrase.ts';
import type { Locate, Path } from './problem.ts';
import type { Values } from './record.ts';
import type { Report } from './report.ts';
import type { FileSource, Generator, GeneratorSource, Source } from './spec.ts';

type Data = Values<typeof data.keys>;

/** The one source among the keys of `data`; undefined after an error. */
export function sourceOf(data: Data, locate: Locate, report: Report): Source | undefined {
  const { samples, file, generator } = data;
  const sources: Source[] = [];
  if (samples !== undefined && typeof samples !== 'number') sources.push({ kind: 'samples', samples });
  if (file !== undefined) sources.push(fileSource(data, file));
  if (generator !== undefined) sources.push(generatorSource(data, generator));

  const [source, second] = sources;
  if (source === undefined && samples !== undefined) {
    report.error(
      locate(['data', 'samples']),
      'wrong-type',
      phrase('expected a list of samples, got {0}', samples.toString()),
    );
  } else if (source === undefined) {
    const brace = { offset: locate(['data']).offset, length: 1 };
    report.error(brace, 'data-source', phrase('one of “samples”, “file” and “generator” is needed'));
  } else if (second !== undefined) {
    const message = phrase('“{0}” and “{1}” are both given: rows come from one of them', source.kind, second.kind);
    report.error(locate(['data', second.kind]), 'data-source', message);
  } else {
    if (source.kind === 'file') checkFile(source, locate, report);
    if (source.kind === 'generator') checkGenerator(data, source, locate, report);
    warnOfNoEffect(data, source, locate, report);
  }
  return source;
}

function fileSource({ labels, inputs, target, decimal }: Data, file: string): FileSource {
  return { kind: 'file', file, labels, inputs, target: typeof target === 'string' ? [target] : target, decimal };
}

function generatorSource(data: Data, generator: NonNullable<Data['generator']>): GeneratorSource {
  const beside = {
    type: generator,
    samples: typeof data.samples === 'number' ? data.samples : generatorDefaults.samples,
    classes: data.classes,
    features: data.features,
    noise: data.noise,
    seed: data.seed ?? generatorDefaults.seed,
  };
  const { type, samples, classes, features, noise, seed } =
    typeof generator === 'string' ? { ...beside, type: generator } : generator;
  return {
    kind: 'generator',
    generator: type,
    samples,
    classes: classes ?? generatorDefaults.classes,
    features: features ?? defaultFeatures[type] ?? 2,
    // Blobs without any width would be points.
    noise: noise ?? (type === 'blobs' ? 1 : generatorDefaults.noise),
    seed,
  };
}

/** Of the generators that leave it open. */
const defaultFeatures: Partial<Record<Generator, number>> = { blobs: 2, linear: 1, friedman: 10 };

/** Of `friedman`: that many inputs its formula names. */
const FRIEDMAN_FEATURES = 5;

function checkGenerator(data: Data, { generator, features }: GeneratorSource, locate: Locate, report: Report): void {
  if (generator !== 'friedman' || features >= FRIEDMAN_FEATURES) return;
  const message = phrase('expected {0} or more, got {1}', FRIEDMAN_FEATURES, features);
  report.error(locate(generatorKey(data, 'features')), 'wrong-value', message);
}

function checkFile({ file, labels }: FileSource, locate: Locate, report: Report): void {
  if (labels !== undefined) checkPath(labels, ['data', 'labels'], locate, report);
  if (!checkPath(file, ['data', 'file'], locate, report)) return;
  const format = formatOf(file);
  if (format === undefined) {
    const message = phrase(
      'expected a file that ends in .csv, .tsv, .json, .jsonl, .npz or idx3-ubyte, got “{0}”',
      file,
    );
    report.error(locate(['data', 'file']), 'data-file-type', message);
  }
  if (format === 'idx' && labels === undefined) {
    const message = phrase('images in IDX format need “labels”, the file of their labels');
    report.error(locate(['data', 'file']), 'missing-key', message);
  }
}

/** A drive letter is a scheme of one letter. */
const ABSOLUTE = /^(?:\/|[a-z][a-z0-9+.-]*:)/i;
/** `.`, `/`, `\` and NUL written as escapes, however often escaped: nothing that a file is called. */
const ESCAPED = /%(?:25)*(?:2e|2f|5c|00)/i;

/** False after an error. */
export function checkPath(
  path: string,
  key: Path,
  locate: Locate,
  report: Report,
  code: 'data-file' | 'weights-file' = 'data-file',
): boolean {
  const odd = path === '' || ABSOLUTE.test(path) || ESCAPED.test(path) || /[\\\p{Cc}]/u.test(path);
  if (!odd) return true;
  const message = phrase('expected a path relative to this file, with “/” between folders, got “{0}”', path);
  report.error(locate(key), code, message);
  return false;
}

function warnOfNoEffect(data: Data, source: Source, locate: Locate, report: Report): void {
  const idle: (keyof Data)[] = [];
  const format = source.kind === 'file' ? formatOf(source.file) : undefined;
  if (source.kind !== 'file' || format === 'npz' || format === 'idx') idle.push('inputs', 'target');
  if (format !== 'idx') idle.push('labels');
  if (source.kind !== 'generator' || typeof data.generator !== 'string') {
    idle.push('classes', 'features', 'noise', 'seed');
  }
  if (source.kind !== 'samples' && typeof data.generator !== 'string') idle.push('samples');
  for (const key of idle) {
    if (data[key] === undefined) continue;
    report.warning(locate(['data', key]), 'no-effect', phrase('“{0}” has no effect with this source of data', key));
  }
  if (source.kind !== 'generator') return;
  const { generator } = source;
  if (generator !== 'spiral' && generator !== 'blobs') warnOfGeneratorKey('classes', data, generator, locate, report);
  if (defaultFeatures[generator] === undefined) warnOfGeneratorKey('features', data, generator, locate, report);
}

function warnOfGeneratorKey(
  key: 'classes' | 'features',
  data: Data,
  generator: Generator,
  locate: Locate,
  report: Report,
): void {
  const given = typeof data.generator === 'object' ? data.generator[key] : data[key];
  if (given === undefined) return;
  const message = phrase('“{0}” has no effect with the generator “{1}”', key, generator);
  report.warning(locate(generatorKey(data, key)), 'no-effect', message);
}

/** A generator’s keys stand in its object, or beside its name. */
function generatorKey({ generator }: Data, key: string): Path {
  return typeof generator === 'string' ? ['data', key] : ['data', 'generator', key];
}
