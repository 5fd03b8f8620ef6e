import { phrase } from '../spec/phrase.ts';
import type { Locate, Range } from '../spec/problem.ts';
import type { Report } from '../spec/report.ts';
import type { FileSource } from '../spec/spec.ts';
import { suggest } from '../spec/suggest.ts';
import type { Chosen } from './rowReader.ts';

/**
 * The columns that a spec asks for: by default the last ones are targets, the others inputs.
 * @param classes whether a single target column holds classes, even if they look like numbers
 */
export function chooseColumns(
  header: readonly string[],
  lastTargets: number,
  classes: boolean,
  source: FileSource,
  locate: Locate,
  report: Report,
): Chosen | undefined {
  const errors = report.errors;
  const file = locate(['data', 'file']);
  const twice = header.findIndex((name, index) => header.indexOf(name) !== index);
  if (twice >= 0) {
    const message = phrase('{0} has two columns “{1}”', source.file, header[twice] ?? '');
    report.error(file, 'duplicate-column', message, { file: source.file, line: 1, column: twice + 1 });
  }
  if (lastTargets === 0) {
    report.error(file, 'unknown-column', phrase('{0}: its first record has no “target”', source.file));
  }
  const named = (key: 'inputs' | 'target') => columnsOf(key, header, source, locate, report);
  const targets = named('target') ?? [...header.keys()].slice(-lastTargets);
  const inputs = named('inputs') ?? [...header.keys()].filter((index) => !targets.includes(index));
  if (report.errors > errors) return undefined;

  const both = inputs.find((index) => targets.includes(index));
  if (both !== undefined) {
    const message = phrase('“{0}” is the target: it can’t be an input too', header[both] ?? '');
    report.error(locate(['data', 'inputs']), 'target-is-input', message);
  }
  if (inputs.length === 0) reportNoInput(header, source.file, file, report);
  if (report.errors > errors) return undefined;
  const kind = classes && targets.length === 1 ? 'labels' : undefined;
  return { inputs: inputs.map((index) => ({ index })), targets: targets.map((index) => ({ index, kind })) };
}

function reportNoInput(header: readonly string[], file: string, range: Range, report: Report): void {
  const [only = '', second] = header;
  const message =
    second === undefined
      ? phrase('{0} has a single column, “{1}”: columns are separated by commas, semicolons or tabs', file, only)
      : phrase('{0} has no column for an input', file);
  report.error(range, 'unknown-column', message);
}

function columnsOf(
  key: 'inputs' | 'target',
  header: readonly string[],
  source: FileSource,
  locate: Locate,
  report: Report,
): number[] | undefined {
  return source[key]?.map((name, at) => {
    const index = header.indexOf(name);
    if (index < 0) {
      const near = suggest(name, header);
      const message =
        near === undefined
          ? phrase('{0} has no column “{1}”; it has {2}', source.file, name, header.join(', '))
          : phrase('{0} has no column “{1}”: did you mean “{2}”?', source.file, name, near);
      // A single target may stand without brackets; `locate` then gives the text itself.
      report.error(locate(['data', key, at]), 'unknown-column', message, undefined, near && JSON.stringify(near));
    }
    return index;
  });
}
