/** Dates by arithmetic: no clock, no time zone of the machine. */

const SECONDS_PER_DAY = 86_400;
/** 1970-01-01 as a spreadsheet serial number in the 1900 system. */
const EPOCH_SERIAL = 25_569;
/** Days by which the 1904 system's serial numbers are smaller. */
const OFFSET_1904 = 1462;

/** Days since 1970-01-01 of a date of the Gregorian calendar; NaN for a date that does not exist. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const length = lengths[month - 1];
  if (length === undefined || day < 1 || day > length) return Number.NaN;
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/**
 * Spreadsheet serial number → seconds since 1970-01-01 00:00 of its own zone, to the millisecond. In the 1900 system
 * right from 1900-03-01 on: the format counts a 29 February 1900 that never was.
 */
export function secondsFromSerial(serial: number, date1904: boolean): number {
  const days = serial - EPOCH_SERIAL + (date1904 ? OFFSET_1904 : 0);
  return Math.round(days * SECONDS_PER_DAY * 1000) / 1000;
}

/**
 * `2022-07-27 13:45:17`, with `-`, `/` or `.` between year, month and day, optional `T` and fraction → seconds since
 * 1970-01-01 00:00 of its own zone. NaN for anything else: day and month are never guessed.
 */
export function secondsFromText(text: string): number {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(text.trim());
  if (match === null) return Number.NaN;
  const part = (group: number) => Number(match[group] ?? 0);
  const [hour, minute, second] = [part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second >= 60) return Number.NaN;
  return daysSinceEpoch(part(1), part(2), part(3)) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
}

/**
 * As `secondsFromText`, or the American way: `7/27/2022 13:45:17` and `07/27/2022 1:45:17 PM`, the month first. For
 * formats that are known to write dates so: another country's day would be taken for a month.
 */
export function secondsFromAmericanText(text: string): number {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) +(\d{1,2})(:\d{2}(?::\d{2}(?:\.\d+)?)?)(?: *([AP])M)?$/i.exec(
    text.trim(),
  );
  if (match === null) return secondsFromText(text);
  const [, month, day, year, hour, rest, half] = match;
  if (half === undefined) return secondsFromText(`${year}-${month}-${day} ${hour}${rest}`);
  if (Number(hour) < 1 || Number(hour) > 12) return Number.NaN;
  const hours = (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return secondsFromText(`${year}-${month}-${day} ${hours}${rest}`);
}

/** Seconds since 1970-01-01 → `2022-07-27T13:45:17` (milliseconds only where there are any); '' for NaN. */
export function isoFromSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const rounded = Math.round(seconds * 1000) / 1000;
  const days = Math.floor(rounded / SECONDS_PER_DAY);
  const { year, month, day } = civilFromDays(days);
  const milliseconds = Math.round((rounded - days * SECONDS_PER_DAY) * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const whole = Math.floor(milliseconds / 1000);
  const fraction = milliseconds % 1000 === 0 ? '' : `.${String(milliseconds % 1000).padStart(3, '0')}`;
  const clock = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}${fraction}`;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}
