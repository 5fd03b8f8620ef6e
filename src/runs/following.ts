import { DataFileError, type Rows } from '../data/dataset.ts';
import type { Fault } from '../data/rowReader.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import type { Problem } from '../spec/problem.ts';
import type { Parsed } from '../spec/parse.ts';
import { LISTED } from '../spec/report.ts';
import type { Follow } from './job.ts';
import type { TrainingRun } from './trainingRun.ts';

interface FollowingEvents {
  rows(rows: Rows): void;
  /** There is more that is wrong. */
  faults(): void;
  /** No more rows will come; `failure` says why. */
  failed(): void;
}

/** The rows that come to the data file of a run, until it is closed, and what is wrong with them. */
export class Following {
  /** The first ones of the rows left out, and how many there are. */
  readonly listed: Fault[] = [];
  leftOut = 0;
  failure: { readonly code: string; readonly message: Phrase; readonly line?: number | undefined } | undefined;
  private readonly abort = new AbortController();

  constructor(follow: Follow, events: FollowingEvents) {
    const deliver = ({ rows, faults }: Parameters<Parameters<Follow>[0]>[0]): void => {
      events.rows(rows);
      if (faults.length === 0) return;
      this.leftOut += faults.length;
      this.listed.push(...faults.slice(0, LISTED - this.listed.length));
      events.faults();
    };
    follow(deliver, this.abort.signal).catch((error: unknown) => {
      this.failure =
        error instanceof DataFileError
          ? { code: error.code, message: error.phrase, line: error.line }
          : { code: 'data-file', message: phrase('The data file can’t be followed: {0}', String(error)) };
      events.faults();
      events.failed();
    });
  }

  close(): void {
    this.abort.abort();
  }
}

/** What was wrong with the rows that came to the last run of a spec, as long as it names the same file. */
export function arrivalProblems(
  { spec: trained, following }: Pick<TrainingRun, 'spec' | 'following'>,
  parsed: Parsed,
): Problem[] {
  const source = parsed.spec?.data.source;
  const before = trained.data.source;
  if (!following || source?.kind !== 'file' || before.kind !== 'file' || source.file !== before.file) return [];
  const { file } = source;
  const range = parsed.locate(['data', 'file']);
  const { listed, leftOut, failure } = following;
  const problems = listed.map(({ line, column, code, message }): Problem => ({
    severity: 'warning',
    code,
    message,
    range,
    data: { file, line, column },
  }));
  if (leftOut > LISTED) {
    const message = phrase('{0}: {1} more problems like these', file, leftOut - LISTED);
    problems.push({ severity: 'warning', code: 'more-problems', message, range });
  }
  if (failure) {
    const { code, message, line } = failure;
    const place = line === undefined ? {} : { data: { file, line, column: 1 } };
    problems.push({ severity: 'warning', code, message, range, ...place });
  }
  return problems;
}
