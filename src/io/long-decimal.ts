/** The rest of a number with more digits than an integer of 32 bits holds, or with an exponent. */
import { scaledDecimal } from './decimal.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;
const LETTER_E = 0x65;
const LOWER_CASE = 0x20;
/** Decimal digits that an integer of 32 bits holds. */
const INTEGER_DIGITS = 9;

/** Whether a byte behind the decimals of a number is one more of them, or begins an exponent. */
export function goesOn(byte: number): boolean {
  return (byte - 0x30) >>> 0 <= 9 || (byte | LOWER_CASE) === LETTER_E;
}

export class LongDecimal {
  /** Position behind the number read last. */
  end = 0;

  /**
   * Reads on at `start`, up to which the number is `leading` (an integer of at most 15 digits) / 10^`scale`. Its amount,
   * rounded once; NaN where that is not certain. Whether the cell ends behind it is left to be seen.
   */
  read(bytes: Uint8Array, start: number, leading: number, scale: number): number {
    const most = start + INTEGER_DIGITS;
    let i = start;
    let trailing = 0;
    for (let digit = bytes[i]! - 0x30; digit >= 0 && digit <= 9 && i < most; digit = bytes[++i]! - 0x30) {
      trailing = (Math.imul(trailing, 10) + digit) | 0;
    }
    const count = i - start;
    let exponent = 0;
    if ((bytes[i]! | LOWER_CASE) === LETTER_E) {
      const sign = bytes[++i];
      if (sign === MINUS || sign === PLUS) i++;
      const first = i;
      for (let digit = bytes[i]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++i]! - 0x30) {
        exponent = (Math.imul(exponent, 10) + digit) | 0;
      }
      if (i === first || i - first > INTEGER_DIGITS) return Number.NaN;
      if (sign === MINUS) exponent = -exponent;
    }
    this.end = i;
    return scaledDecimal(leading, trailing, count, scale + count - exponent);
  }
}
