/** EC-Lab's dates, whose order of day and month depends on the PC: read by what the file itself proves. */
import { daysSinceEpoch, isoFromSeconds } from '../../src/model/calendar.ts';

export type DayOrder = 'month-first' | 'day-first';

/** The year last, or first: then the month follows. */
const DAY = String.raw`(?:(?<first>\d{1,2})(?<mark>[./-])(?<second>\d{1,2})\k<mark>(?<year>\d{4})|(?<yearFirst>\d{4})(?<separator>[./-])(?<month>\d{1,2})\k<separator>(?<day>\d{1,2}))`;
const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>[0-5]\d)(?::(?<second60>[0-5]\d(?:[.,]\d+)?))?(?:\s*(?<half>[AaPp])\.?[Mm]\.?)?`;
const DATE = new RegExp(`^${DAY}(?: +|T)${TIME}$`);

/** Seconds since 1970-01-01 00:00 of the PC's own zone; NaN for what is no date in this order. */
export function dateSeconds(text: string, order: DayOrder): number {
  const parts = DATE.exec(text.trim())?.groups;
  if (parts === undefined) return Number.NaN;
  const { first, mark, second, year, yearFirst, month, day } = parts;
  const isDayFirst = order === 'day-first' || mark === '.';
  const [ownDay, ownMonth] = yearFirst !== undefined ? [day, month] : isDayFirst ? [first, second] : [second, first];
  const days = daysSinceEpoch(Number(yearFirst ?? year), Number(ownMonth), Number(ownDay));
  const { hour, minute, second60 = '0', half } = parts;
  const isPm = half?.toLowerCase() === 'p';
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0);
  if (hours > 23) return Number.NaN;
  return days * 86_400 + hours * 3600 + Number(minute) * 60 + Number(second60.replace(',', '.'));
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

/** Seconds by which starts stated to the second, and the first record, may lie apart. */
const START_TOLERANCE = 2;

/**
 * Of the orders those in which the technique started as long after the acquisition as the time of the first row says;
 * all of them where it does so in none.
 */
export function fittingOrders(
  orders: readonly DayOrder[],
  [acquisition = '', technique = '']: readonly string[],
  firstTime: number,
): readonly DayOrder[] {
  const fitting = orders.filter((order) => {
    const passed = dateSeconds(technique, order) - dateSeconds(acquisition, order);
    return Math.abs(passed - firstTime) < START_TOLERANCE;
  });
  return fitting.length > 0 ? fitting : orders;
}

/** EC-Lab counts the time from the start of the acquisition on, unless the rows would then begin before the technique. */
export function timeOrigin(
  [acquisition = '', technique = '']: readonly string[],
  firstTime: number,
  order: DayOrder,
): string {
  const lead = dateSeconds(technique, order) - (dateSeconds(acquisition, order) + firstTime);
  return lead > START_TOLERANCE ? technique : acquisition;
}

export function isDate(text: string): boolean {
  return !Number.isNaN(dateSeconds(text, 'month-first')) || !Number.isNaN(dateSeconds(text, 'day-first'));
}

export function isoDate(text: string, order: DayOrder): string {
  return isoFromSeconds(dateSeconds(text, order));
}
