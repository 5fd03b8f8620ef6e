/** How a number is written: with a decimal point, with or without an exponent. */
export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const ZERO = 0x30;
const POINT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;
const RETURN = 0x0d;

/** Up to this many digits make a whole number below 2^53, and up to 10^22 powers of ten are exact. */
const EXACT_DIGITS = 15;
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number written in bytes[start … end), spaces around it passed over: NaN if there is none,
 * infinite if it is too large for float64. Two exact numbers are multiplied or divided once, which
 * rounds correctly (Clinger 1990); where that is not enough the text is read the usual way.
 * @param decimal character code of the decimal sign
 * @param textOf the text between two places
 */
export function numberIn(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimal: number,
  textOf: (start: number, end: number) => string,
): number {
  let at = start;
  let last = end;
  while (at < last && isSpace(bytes[at] ?? 0)) at++;
  while (at < last && isSpace(bytes[last - 1] ?? 0)) last--;
  const first = at;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;

  let mantissa = 0;
  let digits = 0;
  let significant = 0;
  let fraction = 0;
  let inFraction = false;
  for (; at < last; at++) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits++;
      if (mantissa > 0 || digit > 0) significant++;
      if (significant <= EXACT_DIGITS) mantissa = mantissa * 10 + digit;
      if (inFraction) fraction++;
    } else if (byte === decimal && !inFraction) {
      inFraction = true;
    } else {
      break;
    }
  }
  if (digits === 0) return NaN;
  const exponent = at === last ? 0 : exponentIn(bytes, at, last);
  if (Number.isNaN(exponent)) return NaN;
  const power = exponent - fraction;
  if (significant > EXACT_DIGITS || Math.abs(power) > 22) {
    const text = textOf(first, last);
    return Number(decimal === POINT ? text : text.replace(String.fromCharCode(decimal), '.'));
  }
  const size = power < 0 ? mantissa / (powersOfTen[-power] ?? 1) : mantissa * (powersOfTen[power] ?? 1);
  return sign === MINUS ? -size : size;
}

/** The exponent from its `e` on; NaN if it is not one. */
function exponentIn(bytes: Uint8Array, start: number, end: number): number {
  if (((bytes[start] ?? 0) | 0x20) !== 0x65) return NaN;
  let at = start + 1;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  if (at === end) return NaN;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    exponent = Math.min(exponent * 10 + digit, 1e6);
  }
  return sign === MINUS ? -exponent : exponent;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}
