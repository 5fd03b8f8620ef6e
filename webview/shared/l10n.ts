import type { Phrase } from '../../src/protocol/run.ts';

/** English text → translation. The host puts the bundle on the body; it is empty for English. */
let bundle: ReadonlyMap<string, string> = new Map();

export function readTranslations(json: string | undefined): void {
  const value: unknown = JSON.parse(json === undefined || json === '' ? '{}' : json);
  if (typeof value !== 'object' || value === null) return;
  bundle = new Map(Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])));
}

/** The translation of an English sentence, with its `{0}`, `{1}`, … filled. */
export function t(text: string, ...args: readonly (string | number)[]): string {
  return (bundle.get(text) ?? text).replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}

export function translated({ text, args }: Phrase): string {
  return t(text, ...args);
}
