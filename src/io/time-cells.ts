/** Durations and dates read from bytes without making strings; the same forms as parseElapsed and secondsFromText. */
import { daysSinceEpoch } from '../model/calendar.ts';
import { parseDecimal } from './decimal.ts';

const SECONDS_PER_DAY = 86_400;
const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const LETTER_T = 0x54;

/** Digits of a count of days or hours. */
const MAX_COUNT_DIGITS = 6;
/** Bytes of `17.` and all digits of a fraction that can matter. */
const MAX_SECOND_BYTES = 64;

/** Reads one cell after another; holds only where it is. */
export class TimeCells {
  /** The fraction's mark beside the point. */
  readonly #mark: number;
  readonly #scratch = new Uint8Array(MAX_SECOND_BYTES);
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #end = 0;
  /** The date read last as year·10000 + month·100 + day, and its seconds since 1970. */
  #date = -1;
  #dateSeconds = Number.NaN;

  constructor(decimalMark: number) {
    this.#mark = decimalMark;
  }

  /** `[d-]h:mm:ss[.f]` or `d h:mm:ss[.f]` in bytes [start, end) in seconds; NaN for anything else. */
  elapsed(bytes: Uint8Array, start: number, end: number): number {
    this.#open(bytes, start, end);
    let days = 0;
    let hours = this.#digits(1, MAX_COUNT_DIGITS);
    if (hours >= 0 && (this.#take(MINUS) || this.#take(SPACE))) {
      days = hours;
      hours = this.#digits(1, MAX_COUNT_DIGITS);
      if (hours > 23) return Number.NaN;
    }
    if (hours < 0 || !this.#take(COLON)) return Number.NaN;
    const minutes = this.#digits(2, 2);
    if (minutes < 0 || minutes > 59 || !this.#take(COLON)) return Number.NaN;
    return days * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + this.#seconds();
  }

  /**
   * `2022-07-27 13:45:17`, with `-`, `/` or `.` in the date, optional `T`, seconds and fraction, in bytes [start, end)
   * → seconds since 1970-01-01 00:00 of its own zone; NaN for anything else.
   */
  clock(bytes: Uint8Array, start: number, end: number): number {
    this.#open(bytes, start, end);
    const year = this.#digits(4, 4);
    if (year < 0 || !this.#takeDateMark()) return Number.NaN;
    const month = this.#digits(1, 2);
    if (month < 0 || !this.#takeDateMark()) return Number.NaN;
    const day = this.#digits(1, 2);
    if (day < 0 || !(this.#take(SPACE) || this.#take(LETTER_T))) return Number.NaN;
    const hour = this.#digits(1, 2);
    if (hour < 0 || hour > 23 || !this.#take(COLON)) return Number.NaN;
    const minute = this.#digits(2, 2);
    if (minute < 0 || minute > 59) return Number.NaN;
    const date = year * 10_000 + month * 100 + day;
    if (date !== this.#date) {
      this.#date = date;
      this.#dateSeconds = daysSinceEpoch(year, month, day) * SECONDS_PER_DAY;
    }
    const minutes = this.#dateSeconds + hour * 3600 + minute * 60;
    if (this.#position === end) return minutes;
    return this.#take(COLON) ? minutes + this.#seconds() : Number.NaN;
  }

  #open(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  #take(byte: number): boolean {
    if (this.#position >= this.#end || this.#bytes[this.#position] !== byte) return false;
    this.#position++;
    return true;
  }

  #takeDateMark(): boolean {
    return this.#take(MINUS) || this.#take(SLASH) || this.#take(POINT);
  }

  /** The integer of `least` to `most` digits that stands here; -1 where there is none. */
  #digits(least: number, most: number): number {
    const start = this.#position;
    const last = Math.min(this.#end, start + most);
    let value = 0;
    let i = start;
    for (; i < last; i++) {
      const digit = this.#bytes[i]! - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#position = i;
    return i - start < least ? -1 : value;
  }

  /** `ss[.f]` up to the end, below 60. */
  #seconds(): number {
    const start = this.#position;
    const whole = this.#digits(2, 2);
    if (whole < 0 || whole > 59) return Number.NaN;
    if (this.#position === this.#end) return whole;
    const mark = this.#bytes[this.#position];
    const size = this.#end - start;
    if ((mark !== POINT && mark !== this.#mark) || size > MAX_SECOND_BYTES) return Number.NaN;
    this.#position++;
    const fraction = this.#position;
    for (let i = fraction; i < this.#end; i++) if (this.#bytes[i]! < 0x30 || this.#bytes[i]! > 0x39) return Number.NaN;
    if (this.#position === this.#end) return Number.NaN;
    if (mark === POINT) return parseDecimal(this.#bytes, start, this.#end);
    this.#scratch.set(this.#bytes.subarray(start, this.#end));
    this.#scratch[fraction - 1 - start] = POINT;
    return parseDecimal(this.#scratch, 0, size);
  }
}
