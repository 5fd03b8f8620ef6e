import type { ClassReports } from '../engine/classes.ts';

/** Wider confusion matrices don't fit on a terminal. */
const widestMatrix = 12;
const longestName = 20;

/** Scores of each class and the confusion matrix, of the validation rows if there are any. */
export function classesText({ names, training, validation }: ClassReports): string {
  const { perClass, confusion } = validation ?? training;
  const labels = names.map((name) => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name));
  const scores = perClass.map(({ precision, recall, f1, support }, index) => [
    labels[index] ?? '',
    ...[precision, recall, f1].map((value) => value.toFixed(3)),
    String(support),
  ]);
  const title = `classes of the ${validation ? 'validation' : 'training'} rows\n`;
  const table = aligned([['', 'precision', 'recall', 'F1', 'rows'], ...scores]);
  if (labels.length > widestMatrix) return title + table;
  const matrix = confusion.map((counts, index) => [labels[index] ?? '', ...counts.map(String)]);
  return `${title}${table}\nclass down, taken for across\n${aligned([['', ...labels], ...matrix])}`;
}

/** Columns of equal width: the first ones, which are texts, to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[], texts = 1): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, [...(row[column] ?? '')].length), 0),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return column < texts ? cell + padding : padding + cell;
      })
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}
