/** EC-Lab's dates, whose order of day and month depends on the PC: read by what the file itself proves. */
import { daysSinceEpoch, isoFromSeconds } from '../../src/model/calendar.ts';

export type DayOrder = 'month-first' | 'day-first';

const DATE =
  /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}) +(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?(?:\s*([AaPp])\.?[Mm]\.?)?$/;

/** Seconds since 1970-01-01 00:00 of the PC's own zone; NaN for what is no date in this order. */
export function dateSeconds(text: string, order: DayOrder): number {
  const match = DATE.exec(text.trim());
  if (match === null) return Number.NaN;
  const [, first = '', mark = '', second = '', year = '', hour = '', minute = '', secondText = '0', half = ''] = match;
  const dayFirst = order === 'day-first' || mark === '.';
  const [day, month] = dayFirst ? [first, second] : [second, first];
  const days = daysSinceEpoch(Number(year), Number(month), Number(day));
  const isPm = half.toLowerCase() === 'p';
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0);
  if (hours > 23) return Number.NaN;
  return days * 86_400 + hours * 3600 + Number(minute) * 60 + Number(secondText.replace(',', '.'));
}

/**
 * The orders in which all dates of a file exist and, of those in `sequence`, none comes before the one ahead of it.
 * Two of them: the file does not tell. None: the dates are no dates, or contradict each other.
 */
export function possibleOrders(dates: readonly string[], sequence: readonly string[]): DayOrder[] {
  const orders: readonly DayOrder[] = ['month-first', 'day-first'];
  const possible = orders.filter((order) => {
    const times = sequence.map((date) => dateSeconds(date, order));
    return (
      [...dates, ...sequence].every((date) => !Number.isNaN(dateSeconds(date, order))) &&
      times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0))
    );
  });
  const [date = ''] = sequence;
  const isSame = possible.length === 2 && dateSeconds(date, 'month-first') === dateSeconds(date, 'day-first');
  return isSame ? possible.slice(0, 1) : possible;
}

export function isDate(text: string): boolean {
  return !Number.isNaN(dateSeconds(text, 'month-first')) || !Number.isNaN(dateSeconds(text, 'day-first'));
}

export function isoDate(text: string, order: DayOrder): string {
  return isoFromSeconds(dateSeconds(text, order));
}
