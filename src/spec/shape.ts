import type { Node, NodeType } from 'jsonc-parser';
import type { Report } from './report.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * What a value of the format may be. The reader, the JSON schema and the reference are all made
 * from the same shapes, so that they can't differ.
 */
export interface Shape<T> {
  /** The JSON types its values have. */
  readonly kinds: readonly NodeType[];
  /** Reads a value; undefined after reporting why it can't be one of these. */
  read(node: Node, report: Report): T | undefined;
  readonly schema: JsonObject;
  /** For the reference, in Markdown. */
  readonly says: string;
}
