import type { Node } from 'jsonc-parser';
import type { ProblemCode } from './codes.ts';
import { phrase, type Phrase } from './phrase.ts';
import type { DataPlace, Problem, Range } from './problem.ts';

/** Collects problems: of one text, or of the data that one spec names. */
export class Report {
  readonly problems: Problem[] = [];
  /** How many of the problems are errors. */
  errors = 0;

  constructor(private readonly text = '') {}

  /** @param meant what was likely meant instead of the marked text, as JSON */
  error(range: Range, code: ProblemCode, message: Phrase, data?: DataPlace, meant?: string): void {
    this.errors++;
    this.problems.push({
      severity: 'error',
      code,
      message,
      range: bare(range),
      ...(data === undefined ? {} : { data }),
      ...(meant === undefined ? {} : { meant }),
    });
  }

  /** @param meant as for `error` */
  warning(range: Range, code: ProblemCode, message: Phrase, meant?: string): void {
    const problem: Problem = { severity: 'warning', code, message, range: bare(range) };
    this.problems.push(meant === undefined ? problem : { ...problem, meant });
  }

  /** The value as written, short enough for a message. */
  excerpt(node: Node): string {
    if (node.type === 'object') return '{…}';
    if (node.type === 'array') return '[…]';
    const text = this.text.slice(node.offset, node.offset + node.length);
    return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  }
}

/** Nodes are ranges too, but a problem must not carry the tree with it into a message. */
function bare({ offset, length }: Range): Range {
  return { offset, length };
}

/** At most this many problems of one kind are listed; a count stands for the others. */
export const LISTED = 20;

/** Says how many problems were left out, if any were. */
export function countOthers(report: Report, range: Range, found: number): void {
  if (found > LISTED) report.error(range, 'more-problems', phrase('and {0} more problems like these', found - LISTED));
}
