/** Text as bytes of UTF-8, for data of millions of numbers: the same characters as `formatExact` gives. */
import { formatExact } from './format.ts';

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** A decimal of so many digits is the only one so short for its double. */
const SAFE_DIGITS = 15;
const SAFE = 10 ** SAFE_DIGITS;
/** Below this a number is written with an exponent. */
const SMALLEST_PLAIN = 1e-6;
/** Numbers of decimals that are tried: those of instruments, and room behind. */
const DECIMALS = [3, 6, 9, 12, 15, 18] as const;
const POWERS = DECIMALS.map((decimals) => 10 ** decimals);
/** Of 15 digits: what an integer of 32 bits holds. */
const HALF = 1e8;
const HALF_DIGITS = 8;

/** More than the longest number takes. */
const LONGEST_NUMBER = 32;
/** Bytes of UTF-8 per UTF-16 code unit, at most. */
const BYTES_PER_UNIT = 3;

export class TextBytes {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  /** The digits of one number, ending at the end. */
  readonly #digits = new Uint8Array(LONGEST_NUMBER);
  readonly #encoder = new TextEncoder();

  /** What was written since the last time. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  /** One ASCII character by its code. */
  character(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  text(text: string): void {
    this.#reserve(BYTES_PER_UNIT * text.length);
    const bytes = this.#bytes;
    let end = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.#length += this.#encoder.encodeInto(text, bytes.subarray(this.#length)).written;
        return;
      }
      bytes[end++] = code;
    }
    this.#length = end;
  }

  /**
   * The shortest text that reads back to the same number; nothing for NaN. A number m/10^k with an integer m of at most
   * 15 digits is written from m: the division rounds correctly, so the text reads back to the number, and no
   * other decimal of 15 digits or less does.
   */
  number(value: number): void {
    if (Number.isNaN(value)) return;
    const size = Math.abs(value);
    if (size < SAFE && Math.trunc(size) === size) {
      this.#decimal(value < 0, size, 0);
      return;
    }
    for (let k = 0; k < DECIMALS.length && size >= SMALLEST_PLAIN; k++) {
      const power = POWERS[k] ?? 1;
      const mantissa = Math.round(size * power);
      if (mantissa >= SAFE) break;
      if (mantissa / power !== size) continue;
      this.#decimal(value < 0, mantissa, DECIMALS[k] ?? 0);
      return;
    }
    this.text(formatExact(value));
  }

  /** ±mantissa/10^decimals, without zeros at the end of the decimals. */
  #decimal(isNegative: boolean, mantissa: number, decimals: number): void {
    const digits = this.#digits;
    const end = digits.length;
    let first = this.#split(mantissa);
    while (first > end - decimals - 1) digits[--first] = 0;
    let last = end;
    const point = end - decimals;
    while (last > point && digits[last - 1] === 0) last--;
    this.#reserve(LONGEST_NUMBER);
    const bytes = this.#bytes;
    let at = this.#length;
    if (isNegative) bytes[at++] = MINUS;
    for (let i = first; i < last; i++) {
      if (i === point) bytes[at++] = POINT;
      bytes[at++] = ZERO + (digits[i] ?? 0);
    }
    this.#length = at;
  }

  /** Digits of an integer into the end of the buffer; returns where they begin. */
  #split(mantissa: number): number {
    const digits = this.#digits;
    let at = digits.length;
    const high = Math.floor(mantissa / HALF);
    let low = (mantissa - high * HALF) | 0;
    if (high > 0) {
      for (let i = 0; i < HALF_DIGITS; i++) {
        const rest = (low / 10) | 0;
        digits[--at] = low - rest * 10;
        low = rest;
      }
      low = high | 0;
    }
    do {
      const rest = (low / 10) | 0;
      digits[--at] = low - rest * 10;
      low = rest;
    } while (low > 0);
    return at;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
