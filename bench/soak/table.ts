import { say } from '../../scripts/run.mjs';

/** Prints the head of a table in Markdown; the function returned prints a row. */
export function table(columns: readonly string[]): (cells: readonly string[]) => void {
  const row = (cells: readonly string[]): void =>
    say(`| ${cells.map((cell, at) => cell.padStart(columns[at]?.length ?? 0)).join(' | ')} |`);
  row(columns);
  say(`|${columns.map(({ length }) => `${'-'.repeat(length + 1)}:`).join('|')}|`);
  return row;
}

export function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
