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
/** Digits of a fraction that, with two before them, a double holds exactly. */
const EXACT_FRACTION = 13;
const POWERS = Float64Array.from({ length: EXACT_FRACTION + 1 }, (_, k) => Number(10n ** BigInt(k)));
/** Bytes of `2022-07-27`. */
const DATE_BYTES = 10;

/** Reads the time that starts at a byte; `end` tells where it ends. What follows must be no digit that belongs to it. */
export class TimeCells {
  /** Position behind the time read last; without meaning after NaN. */
  end = 0;
  /** The fraction's mark beside the point. */
  readonly #mark: number;
  /** Whether a space may stand within a time. */
  readonly #withSpace: boolean;
  readonly #scratch = new Uint8Array(MAX_SECOND_BYTES);
  /** The date of ten bytes that was read last, and its seconds since 1970. */
  readonly #date = new Uint8Array(DATE_BYTES);
  #dateSeconds = Number.NaN;

  constructor(decimalMark: number, delimiter: number) {
    this.#mark = decimalMark;
    this.#withSpace = delimiter !== SPACE;
  }

  /** `[d-]h:mm:ss[.f]` or `d h:mm:ss[.f]` in seconds; NaN for anything else. */
  elapsed(bytes: Uint8Array, start: number): number {
    let days = 0;
    let hours = count(bytes, start, MAX_COUNT_DIGITS);
    let i = start + countLength(bytes, start, MAX_COUNT_DIGITS);
    if (bytes[i] === MINUS || (bytes[i] === SPACE && this.#withSpace)) {
      days = hours;
      hours = count(bytes, i + 1, MAX_COUNT_DIGITS);
      i += 1 + countLength(bytes, i + 1, MAX_COUNT_DIGITS);
      if (hours > 23) return Number.NaN;
    }
    if (!(days >= 0 && hours >= 0) || bytes[i] !== COLON || bytes[i + 3] !== COLON) return Number.NaN;
    const minutes = pair(bytes, i + 1);
    const seconds = this.#seconds(bytes, i + 4);
    return minutes > 59 ? Number.NaN : days * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + seconds;
  }

  /**
   * `2022-07-27 13:45:17`, with `-`, `/` or `.` in the date, optional `T`, seconds and fraction → seconds since
   * 1970-01-01 00:00 of its own zone; NaN for anything else.
   */
  clock(bytes: Uint8Array, start: number): number {
    return this.#clock(bytes, start, false);
  }

  /** The same, or the month first: `7/27/2022 13:45:17`. What follows the seconds is left to be seen. */
  americanClock(bytes: Uint8Array, start: number): number {
    return this.#clock(bytes, start, true);
  }

  #clock(bytes: Uint8Array, start: number, isAmerican: boolean): number {
    let date = this.#dateSeconds;
    let i = start + DATE_BYTES;
    for (let k = 0; k < DATE_BYTES; k++) {
      if (bytes[start + k] === this.#date[k]) continue;
      const isMonthFirst = isAmerican && countLength(bytes, start, 3) < 3;
      date = isMonthFirst ? this.#newAmericanDate(bytes, start) : this.#newDate(bytes, start);
      i = this.end;
      break;
    }
    if (bytes[i] !== LETTER_T && (bytes[i] !== SPACE || !this.#withSpace)) return Number.NaN;
    const hour = bytes[i + 2] === COLON ? count(bytes, i + 1, 1) : pair(bytes, i + 1);
    i += bytes[i + 2] === COLON ? 2 : 3;
    const minute = pair(bytes, i + 1);
    if (bytes[i] !== COLON || hour > 23 || minute > 59) return Number.NaN;
    const minutes = date + hour * 3600 + minute * 60;
    this.end = i + 3;
    return bytes[i + 3] === COLON ? minutes + this.#seconds(bytes, i + 4) : minutes;
  }

  /** Seconds since 1970 of the date that starts here, NaN where there is none; `end` is behind it. */
  #newDate(bytes: Uint8Array, start: number): number {
    const month = start + 5;
    const afterMonth = month + countLength(bytes, month, 2);
    const afterDay = afterMonth + 1 + countLength(bytes, afterMonth + 1, 2);
    if (!isDateMark(bytes[month - 1]) || !isDateMark(bytes[afterMonth])) return Number.NaN;
    const year = pair(bytes, start) * 100 + pair(bytes, start + 2);
    const days = daysSinceEpoch(year, count(bytes, month, 2), count(bytes, afterMonth + 1, 2));
    this.end = afterDay;
    return this.#keptDate(bytes, start, days);
  }

  /** As #newDate, for `7/27/2022`. */
  #newAmericanDate(bytes: Uint8Array, start: number): number {
    const day = start + countLength(bytes, start, 2) + 1;
    const year = day + countLength(bytes, day, 2) + 1;
    if (bytes[day - 1] !== SLASH || bytes[year - 1] !== SLASH || countLength(bytes, year, 5) !== 4) return Number.NaN;
    const days = daysSinceEpoch(count(bytes, year, 4), count(bytes, start, 2), count(bytes, day, 2));
    this.end = year + 4;
    return this.#keptDate(bytes, start, days);
  }

  #keptDate(bytes: Uint8Array, start: number, days: number): number {
    if (this.end - start === DATE_BYTES && !Number.isNaN(days)) {
      this.#date.set(bytes.subarray(start, this.end));
      this.#dateSeconds = days * SECONDS_PER_DAY;
    }
    return days * SECONDS_PER_DAY;
  }

  /** `ss[.f]`, below 60. */
  #seconds(bytes: Uint8Array, start: number): number {
    const whole = pair(bytes, start);
    this.end = start + 2;
    const mark = bytes[start + 2];
    if (!(whole <= 59)) return Number.NaN;
    if (mark !== POINT && mark !== this.#mark) return whole;
    let fraction = 0;
    let i = start + 3;
    for (let digit = bytes[i]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++i]! - 0x30) {
      fraction = fraction * 10 + digit;
    }
    const digits = i - start - 3;
    this.end = i;
    if (digits <= EXACT_FRACTION) {
      return digits === 0 ? Number.NaN : (whole * POWERS[digits]! + fraction) / POWERS[digits]!;
    }
    if (i - start > MAX_SECOND_BYTES) return Number.NaN;
    this.#scratch.set(bytes.subarray(start, i));
    this.#scratch[2] = POINT;
    return parseDecimal(this.#scratch, 0, i - start);
  }
}

function isDateMark(byte: number | undefined): boolean {
  return byte === MINUS || byte === SLASH || byte === POINT;
}

/** The integer of two digits that stands here; NaN where there is none. */
function pair(bytes: Uint8Array, start: number): number {
  const tens = bytes[start]! - 0x30;
  const ones = bytes[start + 1]! - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Digits that stand here, at most `most`. */
function countLength(bytes: Uint8Array, start: number, most: number): number {
  let length = 0;
  while (length < most && bytes[start + length]! >= 0x30 && bytes[start + length]! <= 0x39) length++;
  return length;
}

/** The integer of at most `most` digits that stands here; NaN where there is none. */
function count(bytes: Uint8Array, start: number, most: number): number {
  const length = countLength(bytes, start, most);
  let value = 0;
  for (let i = start; i < start + length; i++) value = value * 10 + (bytes[i]! - 0x30);
  return length === 0 ? Number.NaN : value;
}
