import type { Hash } from '../data/sha256.ts';
import { fromWire, toWire } from '../protocol/wire.ts';
import { runRecord, runSummary, summaryOf, type RunRecord, type RunSummary } from './record.ts';

/*
 * Four lines and numbers: the version; the SHA-256 of the next line, and that line, a summary that can be read without
 * the rest; the SHA-256 of all that follows: a line of JSON, in which `{"$floats": [offset, count]}` stands for float64
 * numbers, and those numbers, little endian as in every host.
 */

/** The number grows with any change of what is kept, also within the guards it is made of. */
const version = 'nn-lab run 4';
const newline = 10;
const key = '$floats';

export function encodeRecord(record: RunRecord, hash: Hash): Uint8Array<ArrayBuffer> {
  const arrays: Float64Array[] = [];
  let offset = 0;
  const text = JSON.stringify(toWire(record), (_, value: unknown) => {
    if (!(value instanceof Float64Array)) return value;
    arrays.push(value);
    offset += value.length;
    return { [key]: [offset - value.length, value.length] };
  });
  const numbers = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const body = joined([new TextEncoder().encode(`${text}\n`), ...numbers]);
  const summary = new TextEncoder().encode(JSON.stringify(toWire(summaryOf(record))));
  const head = `${version}\n${hash(summary)}\n`;
  return joined([new TextEncoder().encode(head), summary, new TextEncoder().encode(`\n${hash(body)}\n`), body]);
}

/** Throws Error, which says what is wrong, for what is of another version or not whole. */
export function decodeRecord(bytes: Uint8Array, hash: Hash): RunRecord {
  const { rest } = splitSummary(bytes, hash);
  const [wanted, body] = line(rest);
  if (hash(body) !== text(wanted)) throw damaged();
  const [json, numbers] = line(body);
  const record = parsed(json, (value) => floatsIn(value, numbers));
  if (!runRecord(record)) throw new Error('it is not what this version keeps');
  return record;
}

/** Likewise. @param bytes the whole, or as much of its beginning as has the summary */
export function decodeSummary(bytes: Uint8Array, hash: Hash): RunSummary {
  const summary = parsed(splitSummary(bytes, hash).summary, (value) => value);
  if (!runSummary(summary)) throw new Error('it is not what this version keeps');
  return summary;
}

function splitSummary(bytes: Uint8Array, hash: Hash): { summary: Uint8Array; rest: Uint8Array } {
  const head = new TextEncoder().encode(`${version}\n`);
  if (head.some((byte, at) => bytes[at] !== byte)) throw new Error('it is of another version');
  const [wanted, afterHash] = line(bytes.subarray(head.length));
  const [summary, rest] = line(afterHash);
  if (hash(summary) !== text(wanted)) throw damaged();
  return { summary, rest };
}

/** The bytes before the first newline, and those after it. */
function line(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  const end = bytes.indexOf(newline);
  if (end < 0) throw damaged();
  return [bytes.subarray(0, end), bytes.subarray(end + 1)];
}

function parsed(json: Uint8Array, revive: (value: unknown) => unknown): unknown {
  return fromWire(JSON.parse(text(json), (_, value: unknown) => revive(value)));
}

function floatsIn(value: unknown, numbers: Uint8Array): unknown {
  const place: unknown = typeof value === 'object' && value ? Reflect.get(value, key) : undefined;
  if (!Array.isArray(place)) return value;
  const [from, count] = place.map(Number);
  if (from === undefined || count === undefined || 8 * (from + count) > numbers.length) throw damaged();
  // A copy: where they lie now need not be a multiple of 8.
  return new Float64Array(new Uint8Array(numbers.subarray(8 * from, 8 * (from + count))).buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function damaged(): Error {
  return new Error('it is damaged');
}
