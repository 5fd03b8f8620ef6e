import { positions } from './lines.ts';
import { inEnglish } from './phrase.ts';
import type { Problem } from './problem.ts';

/** As compilers put it, so that editors find the place: `file:line:column: error: message`. */
export function problemLine(file: string, text: string, { severity, message, range }: Problem): string {
  const { line, column } = positions(text)(range.offset);
  return `${file}:${line}:${column}: ${severity}: ${inEnglish(message)}\n`;
}

/** As JSON, for programs; lines and columns count from 1, the end is just after the last character. */
export function problemJson(text: string, { severity, message, range, code }: Problem): object {
  const position = positions(text);
  const start = position(range.offset);
  const end = position(range.offset + range.length);
  return {
    severity,
    message: inEnglish(message),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    code,
  };
}
