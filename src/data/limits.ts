import { phrase } from '../spec/phrase.ts';
import type { Source } from '../spec/spec.ts';
import { DataFileError } from './dataset.ts';

/** As much as the rows of a run may take: the memory of the engine, which holds a copy, ends at 4 GiB. */
export const MAX_DATA_BYTES = 2 ** 31;

/** As much as a packed file may hold: a few megabytes can be packed that unpack to terabytes. */
export const MAX_UNPACKED_BYTES = 2 ** 31;

/** A row or record longer than this is one that does not end. */
export const MAX_ROW_BYTES = 2 ** 24;

/** What messages call it. */
export function sourceName(source: Source): string {
  switch (source.kind) {
    case 'samples':
      return 'samples';
    case 'file':
      return source.file;
    case 'generator':
      return source.generator;
  }
  return source satisfies never;
}

/** Throws DataFileError rather than have the rows fill the memory. */
export function checkDataSize(file: string, rows: number, columns: number): void {
  const bytes = rows * columns * Float64Array.BYTES_PER_ELEMENT;
  if (bytes > MAX_DATA_BYTES) throw tooMuchData(file, rows, columns);
}

export function tooMuchData(file: string, rows: number, columns: number): DataFileError {
  const size = gigabytes(rows * columns * Float64Array.BYTES_PER_ELEMENT);
  const message = phrase(
    '{0}: {1} rows of {2} numbers take {3} GB of memory, {4} GB are the most',
    file,
    rows,
    columns,
    size,
    gigabytes(MAX_DATA_BYTES),
  );
  return new DataFileError(message, 'data-size');
}

export function tooMuchUnpacked(file: string, most = MAX_UNPACKED_BYTES): DataFileError {
  const message = phrase('{0} holds more than {1} GB and is not read', file, gigabytes(most));
  return new DataFileError(message, 'data-size');
}

export function tooLongRow(file: string, line: number): DataFileError {
  const most = MAX_ROW_BYTES / 2 ** 20;
  const message = phrase(
    '{0}: what begins in line {1} goes on for over {2} MB: is a quote not closed?',
    file,
    line,
    most,
  );
  return new DataFileError(message, 'data-text', line);
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
