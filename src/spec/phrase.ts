/**
 * A sentence for the user, kept apart from its values so that it can be translated where a
 * translation is known: `vscode.l10n.t(text, ...args)` in the editor, `inEnglish` elsewhere.
 */
export interface Phrase {
  /** English, with `{0}`, `{1}`, … for the values. */
  readonly text: string;
  readonly args: readonly (string | number)[];
}

/** Texts of a file are quoted in part: the name of a column may be the whole of a file whose quote is not closed. */
const mostQuoted = 300;

/** Fresh, so that it may be part of a message. */
export function phrase(text: string, ...args: (string | number)[]): { text: string; args: (string | number)[] } {
  return { text, args: args.map((arg) => (typeof arg === 'string' ? shortened(arg) : arg)) };
}

function shortened(text: string): string {
  return text.length > mostQuoted ? `${text.slice(0, mostQuoted - 1)}…` : text;
}

export function inEnglish({ text, args }: Phrase): string {
  return text.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}
