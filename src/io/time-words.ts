/** Times as words of foreign tables: elapsed times, and dates in any order of day, month and year. */
import { daysSinceEpoch } from '../model/calendar.ts';

export const DATE_ORDERS = ['ymd', 'dmy', 'mdy'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

const SECONDS_PER_DAY = 86_400;

/**
 * Elapsed time in seconds: `hh:mm:ss`, `0d 00:10:00`, `1-02:03:04`, `1 02:03:04`, `1.02:03:04`, each with a fraction of
 * a second and without leading zeros as well. NaN for anything else. Hours run past 23 only where no day is given.
 */
export function elapsedSeconds(word: string): number {
  const match = /^\s*(?:(\d{1,6})(?:\s*d(?:ays?)?[\s,]*|[-. ]))?(\d{1,6}):([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)\s*$/i.exec(
    word,
  );
  if (match === null) return Number.NaN;
  const [, days, hours, minutes, seconds = ''] = match;
  if (days !== undefined && Number(hours) > 23) return Number.NaN;
  return Number(days ?? 0) * SECONDS_PER_DAY + Number(hours) * 3600 + Number(minutes) * 60 + decimal(seconds);
}

function decimal(digits: string): number {
  return Number(digits.replace(',', '.'));
}

const DATE =
  /^\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})[\sT,]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([ap]\.?m\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?\s*$/i;

/** Whether a date states its zone: `Z`, `UTC`, `+08:00`, `-0530`. */
export function statesZone(word: string): boolean {
  return (DATE.exec(word)?.[9] ?? '') !== '';
}

/** Seconds that a zone is ahead of UTC. */
function zoneSeconds(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  return match === null ? 0 : (match[1] === '-' ? -60 : 60) * (Number(match[2]) * 60 + Number(match[3]));
}

interface DateParts {
  /** The three numbers of the date as they stand. */
  readonly numbers: readonly [number, number, number];
  readonly yearFirst: boolean;
  /** Dots stand between day, month and year in this order only. */
  readonly dotted: boolean;
  readonly seconds: number;
}

function dateParts(word: string): DateParts | undefined {
  const match = DATE.exec(word);
  if (match === null) return undefined;
  const [, first = '', mark, second = '', third = '', hours, minutes, seconds = '0', half = '', zone = ''] = match;
  const yearFirst = first.length === 4;
  if (yearFirst === (third.length === 4) || (!yearFirst && third.length !== 4)) return undefined;
  const hour = halfDay(Number(hours), half);
  const time = hour * 3600 + Number(minutes) * 60 + decimal(seconds);
  if (!(hour < 24) || Number(minutes) > 59 || decimal(seconds) >= 60) return undefined;
  return {
    numbers: [Number(first), Number(second), Number(third)],
    yearFirst,
    dotted: mark === '.',
    seconds: time - zoneSeconds(zone),
  };
}

/** The hour of 24; NaN for `13 PM`. */
function halfDay(hour: number, half: string): number {
  if (half === '') return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

/** The one order in which all dates of a column exist; '' where none does or two do, told by `ambiguous`. */
export interface FoundOrder {
  readonly order: DateOrder | '';
  readonly ambiguous: boolean;
}

/** Decides by the dates themselves: year first, dots (day first), or a number above 12 where the month would stand. */
export function dateOrder(words: Iterable<string>): FoundOrder {
  let possible: readonly DateOrder[] = DATE_ORDERS;
  for (const word of words) {
    const parts = dateParts(word);
    if (parts === undefined) continue;
    const open = possible.filter((order) => !Number.isNaN(inOrder(parts, order)));
    if (open.length > 0) possible = open;
    if (possible.length === 1) break;
  }
  const [only = '', other] = possible.length === DATE_ORDERS.length ? [] : possible;
  return other === undefined ? { order: only, ambiguous: false } : { order: '', ambiguous: true };
}

/** A date with time in seconds since 1970-01-01 00:00, of UTC where it states its zone, else of its own; NaN for what is none in this order. */
export function dateSeconds(word: string, order: DateOrder): number {
  const parts = dateParts(word);
  return parts === undefined ? Number.NaN : inOrder(parts, order);
}

function inOrder({ numbers: [a, b, c], yearFirst, dotted, seconds }: DateParts, order: DateOrder): number {
  if (yearFirst !== (order === 'ymd') || (dotted && order === 'mdy')) return Number.NaN;
  const days =
    order === 'ymd' ? daysSinceEpoch(a, b, c) : order === 'dmy' ? daysSinceEpoch(c, b, a) : daysSinceEpoch(c, a, b);
  return days * SECONDS_PER_DAY + seconds;
}
