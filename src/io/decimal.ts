/** Decimal numbers read from bytes without making strings, correctly rounded. */

/** Digits that make an integer a double holds exactly. */
const LEADING_DIGITS = 15;

/** The first of them, which an integer of 32 bits holds; it holds the rest too. */
const HIGH_DIGITS = 8;

/** Digits beyond the leading ones that the two-part mantissa takes. */
const TRAILING_DIGITS = 7;

/** Greatest k for which 10^k is a double without rounding. */
const EXACT_POWER = 22;

/** Greatest k for which 10^k is the sum of two doubles without rounding (5^45 has 105 bits). */
const TWO_PART_POWER = 45;

/** Above the error of the two-part quotient (some 2^-104), far below half a unit in the last place (2^-54). */
const ROUNDING_MARGIN = 2 ** -98;

/** 10^k as the sum HIGH[k] + LOW[k]. */
const HIGH = new Float64Array(TWO_PART_POWER + 1);
const LOW = new Float64Array(TWO_PART_POWER + 1);
for (let k = 0; k <= TWO_PART_POWER; k++) {
  const power = 10n ** BigInt(k);
  HIGH[k] = Number(power);
  LOW[k] = Number(power - BigInt(HIGH[k]!));
}

/** Rounding error of the product a·b (T. J. Dekker, doi:10.1007/BF01397083); a·b must not overflow. */
function productError(a: number, b: number, product: number): number {
  const aSplit = 134_217_729 * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = 134_217_729 * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/**
 * (leading·10^count + trailing) / 10^scale in twice the precision of a double. NaN where the result lies too near
 * the middle of two doubles to be sure of its rounding.
 */
function longQuotient(leading: number, trailing: number, count: number, scale: number): number {
  const product = leading * HIGH[count]!;
  const mantissa = product + trailing;
  const carried = mantissa - product;
  const rest = productError(leading, HIGH[count]!, product) + (product - (mantissa - carried) + (trailing - carried));
  const divisor = HIGH[scale]!;
  const quotient = mantissa / divisor;
  const back = quotient * divisor;
  const remainder = mantissa - back - productError(quotient, divisor, back) + rest - quotient * LOW[scale]!;
  const correction = remainder / divisor;
  const margin = quotient * ROUNDING_MARGIN;
  const below = quotient + (correction - margin);
  return below === quotient + (correction + margin) ? below : Number.NaN;
}

/**
 * (leading·10^count + trailing) / 10^scale, rounded once; NaN where that is not certain. Leading: an integer of at most
 * 15 digits. Trailing: one of `count` digits, at most 9.
 */
export function scaledDecimal(leading: number, trailing: number, count: number, scale: number): number {
  const mantissa = leading * HIGH[count]! + trailing;
  // Only a mantissa below 2^53 gives such a sum, and then nothing was rounded.
  if (mantissa <= Number.MAX_SAFE_INTEGER) {
    if (scale >= 0 && scale <= EXACT_POWER) return mantissa / HIGH[scale]!;
    if (scale < 0 && scale >= -EXACT_POWER) return mantissa * HIGH[-scale]!;
    if (mantissa === 0) return 0;
  }
  return scale >= 0 && scale <= TWO_PART_POWER ? longQuotient(leading, trailing, count, scale) : Number.NaN;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Position after the run of digits that starts at `start`. */
function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
  return i;
}

/** A plain non-negative integer in bytes [start, end), blanks around it allowed; -1 for anything else. */
export function parseIndex(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  if (start >= end || end - start > LEADING_DIGITS) return -1;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * The decimal number in bytes [start, end), blanks around it allowed: sign, digits, point, exponent. The value is the
 * double nearest to it, as `Number` gives. NaN for anything else, for the empty range and for what overflows.
 *
 * Mantissas below 2^53 are one exact division (or product) of two exact doubles (W. D. Clinger,
 * doi:10.1145/93542.93557); up to 22 digits, which is what spreadsheets write, a quotient in doubled precision; the
 * rest, and what cannot be rounded with certainty, goes through `Number`.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && isSpace(bytes[i]!)) i++;
  const from = i;
  const negative = bytes[i] === 0x2d;
  if (i < end && (negative || bytes[i] === 0x2b)) i++;
  const first = i;
  let high = 0;
  let low = 0;
  let trailing = 0;
  let count = 0;
  let point = -1;
  for (; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (count < HIGH_DIGITS) {
        high = (Math.imul(high, 10) + digit) | 0;
        if (high !== 0) count++;
      } else if (count++ < LEADING_DIGITS) low = (Math.imul(low, 10) + digit) | 0;
      else if (count <= LEADING_DIGITS + TRAILING_DIGITS) trailing = (Math.imul(trailing, 10) + digit) | 0;
    } else if (digit === -2 && point < 0) point = i;
    else break;
  }
  if (i - first === (point < 0 ? 0 : 1)) return Number.NaN;
  let scale = point < 0 ? 0 : i - point - 1;
  if (i < end && (bytes[i]! | 0x20) === 0x65) {
    const negativeExponent = bytes[i + 1] === 0x2d;
    const exponentStart = i + (negativeExponent || bytes[i + 1] === 0x2b ? 2 : 1);
    i = skipDigits(bytes, exponentStart, end);
    if (i <= exponentStart) return Number.NaN;
    const exponent = i - exponentStart > 4 ? 99_999 : parseIndex(bytes, exponentStart, i);
    scale += negativeExponent ? exponent : -exponent;
  }
  const to = i;
  while (i < end && isSpace(bytes[i]!)) i++;
  if (i < end) return Number.NaN;
  const leading = count <= HIGH_DIGITS ? high : high * HIGH[Math.min(count, LEADING_DIGITS) - HIGH_DIGITS]! + low;
  const trailingCount = Math.max(0, count - LEADING_DIGITS);
  const magnitude =
    trailingCount > TRAILING_DIGITS ? Number.NaN : scaledDecimal(leading, trailing, trailingCount, scale);
  if (!Number.isNaN(magnitude)) return negative ? -magnitude : magnitude;
  const value = Number(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1'));
  return Number.isFinite(value) ? value : Number.NaN;
}
