/** SHA-256 (FIPS 180-4), at once and in every host: what browsers have of their own is asynchronous. */

const blockSize = 64;
const lengthSize = 8;
const start = new Int32Array(8);
const constants = new Int32Array(64);

// The first 32 bits behind the point of the square and cube roots of the first primes.
for (let candidate = 2, found = 0; found < 64; candidate++) {
  if (!isPrime(candidate)) continue;
  if (found < 8) start[found] = fraction(Math.sqrt(candidate));
  constants[found++] = fraction(Math.cbrt(candidate));
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

function fraction(number: number): number {
  return Math.floor((number % 1) * 2 ** 32);
}

/** SHA-256 as 64 hexadecimal digits: Node's own, 30 times as fast, where there is one and there are many bytes. */
export type Hash = (bytes: Uint8Array) => string;

/** As 64 hexadecimal digits; of a text, that of its UTF-8. */
export function sha256(message: Uint8Array | string): string {
  const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : message;
  const state = Int32Array.from(start);
  const whole = bytes.length - (bytes.length % blockSize);
  addBlocks(state, new DataView(bytes.buffer, bytes.byteOffset, whole));
  addBlocks(state, ending(bytes.subarray(whole), bytes.length));
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** What is left behind the last whole block, one bit, zeros, and the length of all in bits. */
function ending(rest: Uint8Array, length: number): DataView {
  const padded = new Uint8Array(rest.length < blockSize - lengthSize ? blockSize : 2 * blockSize);
  padded.set(rest);
  padded[rest.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, length << 3);
  return view;
}

function addBlocks(state: Int32Array, message: DataView): void {
  const words = new Int32Array(64);
  for (let offset = 0; offset < message.byteLength; offset += blockSize) {
    for (let t = 0; t < 16; t++) words[t] = message.getInt32(offset + 4 * t);
    for (let t = 16; t < 64; t++) words[t] = scheduled(words, t);
    addWords(state, words);
  }
}

function scheduled(words: Int32Array, t: number): number {
  const before = words[t - 15] ?? 0;
  const last = words[t - 2] ?? 0;
  const s0 = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
  const s1 = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
  return ((words[t - 16] ?? 0) + s0 + (words[t - 7] ?? 0) + s1) | 0;
}

function addWords(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d] = [state[0] ?? 0, state[1] ?? 0, state[2] ?? 0, state[3] ?? 0];
  let [e, f, g, h] = [state[4] ?? 0, state[5] ?? 0, state[6] ?? 0, state[7] ?? 0];
  for (let t = 0; t < 64; t++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const one = (h + s1 + chosen + (constants[t] ?? 0) + (words[t] ?? 0)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const two = (s0 + most) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
  state[4] = (state[4] ?? 0) + e;
  state[5] = (state[5] ?? 0) + f;
  state[6] = (state[6] ?? 0) + g;
  state[7] = (state[7] ?? 0) + h;
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
