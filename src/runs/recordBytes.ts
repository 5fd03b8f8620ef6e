import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { runRecord, type RunRecord } from './record.ts';

/** The number grows with any change of what is kept, also within the guards it is made of. */
const version = Buffer.from('nn-lab run 2\n');
const hashLength = 32;

/** The version, a hash of the rest, and the rest as structured clones are stored. */
export function encodeRecord(record: RunRecord): Uint8Array {
  const body = serialize(record);
  return Buffer.concat([version, hashOf(body), body]);
}

/** Throws Error, which says what is wrong, for what is of another version or not whole. */
export function decodeRecord(bytes: Uint8Array): RunRecord {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!all.subarray(0, version.length).equals(version)) throw new Error('it is of another version');
  const body = all.subarray(version.length + hashLength);
  if (!all.subarray(version.length, version.length + hashLength).equals(hashOf(body))) throw new Error('it is damaged');
  const record: unknown = deserialize(body);
  if (!runRecord(record)) throw new Error('it is not what this version keeps');
  return record;
}

function hashOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
