/** Pieces of Python source. */

/** A string literal: what JSON escapes, Python reads back. */
export function pythonText(value: string): string {
  return JSON.stringify(value);
}

/** A list literal, in lines of at most 100 characters. */
export function pythonList(items: readonly string[]): string {
  const whole = `[${items.join(', ')}]`;
  if (whole.length <= 80) return whole;
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + item.length > 94) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? `    ${item},` : ` ${item},`;
  }
  return ['[', ...lines, line, ']'].join('\n');
}

/** The shortest digits that are read back as the same float64. */
export function pythonNumbers(values: Iterable<number>): string {
  return pythonList(Array.from(values, String));
}

/** Text for a comment or a docstring: on one line, with nothing that would end either. */
export function pythonProse(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').replace(/[\\"]/g, '\\$&');
}
