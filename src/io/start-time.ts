/** Date and time words of instrument headers → ISO 8601, where they can be read in one way only. */
import { daysSinceEpoch } from '../model/calendar.ts';

export type StartTime =
  | { readonly iso: string; readonly ambiguous: false }
  | { readonly iso: ''; readonly ambiguous: boolean };

const UNKNOWN: StartTime = { iso: '', ambiguous: false };

function isDate(year: number, month: number, day: number): boolean {
  return !Number.isNaN(daysSinceEpoch(year, month, day));
}

const padded = (n: number, width = 2) => String(n).padStart(width, '0');

/** `h:mm:ss[.fff]`, with or without AM/PM, as `hh:mm:ss[.fff]`; undefined for anything else. */
function isoTime(time: string): string | undefined {
  const match = /^(\d{1,2}):([0-5]\d):([0-5]\d)([.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?$/.exec(time.trim());
  if (match === null) return undefined;
  const [, hourText = '', minute = '', second = '', fraction = '', half = ''] = match;
  const hour = Number(hourText);
  if (half !== '' ? hour < 1 || hour > 12 : hour > 23) return undefined;
  const full = half === '' ? hour : (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  return `${padded(full)}:${minute}:${second}${fraction.replace(',', '.')}`;
}

/**
 * The start of a measurement without time zone. Year first is year-month-day, dots are day.month.year; with slashes
 * or hyphens both orders occur, and only a date that one order alone can read is taken. `ambiguous` tells such a date
 * from one that is missing or no date at all.
 */
export function parseStart(date: string, time: string): StartTime {
  const clock = isoTime(time);
  const match = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})$/.exec(date.trim());
  if (clock === undefined || match === null) return UNKNOWN;
  const [, first = '', mark = '', second = '', third = ''] = match;
  const [a, b, c] = [Number(first), Number(second), Number(third)];
  const iso = (year: number, month: number, day: number) =>
    `${padded(year, 4)}-${padded(month)}-${padded(day)}T${clock}`;
  if (first.length === 4) {
    return third.length <= 2 && isDate(a, b, c) ? { iso: iso(a, b, c), ambiguous: false } : UNKNOWN;
  }
  if (third.length !== 4 || first.length > 2) return UNKNOWN;
  const readings = new Set<string>();
  if (isDate(c, b, a)) readings.add(iso(c, b, a));
  if (mark !== '.' && isDate(c, a, b)) readings.add(iso(c, a, b));
  const [only, other] = [...readings];
  if (only === undefined) return UNKNOWN;
  return other === undefined ? { iso: only, ambiguous: false } : { iso: '', ambiguous: true };
}
