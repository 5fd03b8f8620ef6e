import type { Phrase } from './phrase.ts';

/** A stretch of the spec's text, in UTF-16 code units from its start. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/**
 * A place in a data file. The line counts from 1, the header being line 1; the column is that of
 * the table, as its reader sees it, also from 1.
 */
export interface DataPlace {
  /** The path as the spec gives it, relative to the spec. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/**
 * Something wrong, or likely wrong, with a spec or the data it names.
 * A spec with an `error` can't be run; a `warning` never stops a run.
 */
export interface Problem {
  readonly severity: Severity;
  /** Kebab-case and stable: the same in the editor, on the command line and in the docs. */
  readonly code: string;
  readonly message: Phrase;
  /** Where in the spec. A fault in a data file points at the key that names the file. */
  readonly range: Range;
  /** Where in the data file, if that is where the fault lies. */
  readonly data?: DataPlace;
  /** What was likely meant instead of the text at `range`, as JSON. */
  readonly meant?: string;
}

/** Path of a value in the spec, as in `['layers', 0, 'units']`. */
export type Path = readonly (string | number)[];

/**
 * Range of the value at `path`; of its nearest ancestor that is in the text when it is not
 * (a default has no text of its own).
 */
export type Locate = (path: Path) => Range;
