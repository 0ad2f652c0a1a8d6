/** In which order the files of a test were measured, and what their records have in common. */
import { secondsFromText } from '../../model/calendar.ts';
import type { DatasetOf } from '../../model/dataset.ts';

export type CyclingData = DatasetOf<'cycling'>;

/** What the order of the parts follows from. */
export type OrderedBy = 'clock' | 'record' | 'time' | 'path';

/**
 * Sorted by the clock where every part has one, else by record numbers that tell them apart, else by a test time that runs
 * on from part to part, else by path.
 */
export function orderParts(parts: readonly CyclingData[]): { ordered: CyclingData[]; by: OrderedBy } {
  const keys: readonly (readonly [OrderedBy, (part: CyclingData) => number])[] = [
    ['clock', startOf],
    ['record', (part) => part.columns.record?.[0] ?? Number.NaN],
    ['time', (part) => part.columns.time[0] ?? Number.NaN],
  ];
  for (const [by, key] of keys) {
    const values = parts.map(key);
    if (!values.every(Number.isFinite)) continue;
    if (by !== 'clock' && new Set(values).size < values.length) continue;
    const ordered = parts.toSorted(
      (a, b) =>
        key(a) - key(b) ||
        (a.columns.record?.[0] ?? 0) - (b.columns.record?.[0] ?? 0) ||
        (a.columns.time[0] ?? 0) - (b.columns.time[0] ?? 0) ||
        a.length - b.length ||
        compareNaturally(a.source.path, b.source.path),
    );
    if (by === 'time' && !runOn(ordered)) continue;
    return { ordered, by };
  }
  return { ordered: parts.toSorted((a, b) => compareNaturally(a.source.path, b.source.path)), by: 'path' };
}

/** Whether one test time may stand behind all parts: none starts before the end of the one ahead as if it were set to zero. */
function runOn(ordered: readonly CyclingData[]): boolean {
  return ordered.every((part, p) => {
    const before = ordered[p - 1];
    const end = before?.columns.time[before.length - 1] ?? Number.NEGATIVE_INFINITY;
    if (before === undefined || part.columns.time[0]! >= end || startsWithin(end, part, 0)) return true;
    return recordsInCommon(before, part, 0) > 0;
  });
}

/** A test time that starts above this share of the earlier file's length, and this many intervals, was not reset. */
const LATE_SHARE = 0.01;
const LATE_INTERVALS = 10;

/** A test time that starts before the end of another, but too late for a clock that was set to zero. */
export function startsWithin(end: number, { columns: { time } }: CyclingData, from: number): boolean {
  const start = time[from]!;
  const interval = (time[from + 1] ?? start) - start;
  return start < end && start > Math.max(LATE_SHARE * end, LATE_INTERVALS * interval);
}

/** Seconds since 1970 by the instrument's clock at the first record, NaN where not known. */
export function startOf({ columns, started }: CyclingData): number {
  const first = columns.clock?.[0] ?? Number.NaN;
  return Number.isNaN(first) ? secondsFromText(started) : first;
}

/** Text by code units, numbers in it by value: `part2` before `part10`. */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (let i = 0; i < Math.min(left!.length, right!.length); i++) {
    const [one, other] = [left![i]!, right![i]!];
    if (one === other) continue;
    const difference = Number(one) - Number(other);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    return one < other ? -1 : 1;
  }
  return left!.length - right!.length;
}

/** Readings of one record in two exports agree within this share: text may be rounded. */
const SAME_READING = 1e-6;
/** Seconds by which the clock of one record may differ in two exports. */
const SAME_CLOCK = 1;

/**
 * How many records of `next` from `from` on are records of `earlier` too: the same clock and record number, or the same
 * test time where neither is known, the same cycle, step and readings, without an exception to the end of one of the two. 0 for none.
 */
export function recordsInCommon(earlier: CyclingData, next: CyclingData, from: number): number {
  if (from >= next.length) return 0;
  const { same, startsAfter } = comparison(earlier, next);
  if (startsAfter(from)) return 0;
  for (let j = 0; j < earlier.length; j++) {
    if (!same(j, from)) continue;
    const count = Math.min(earlier.length - j, next.length - from);
    let k = 1;
    while (k < count && same(j + k, from + k)) k++;
    if (k === count) return count;
  }
  return 0;
}

interface Comparison {
  /** Record `i` of the one is record `j` of the other. */
  readonly same: (i: number, j: number) => boolean;
  /** Record `j` of the other was measured after all of the one. */
  readonly startsAfter: (j: number) => boolean;
}

function comparison(one: CyclingData, other: CyclingData): Comparison {
  const [a, b] = [one.columns, other.columns];
  const [recordA, recordB] = [a.record, b.record];
  const [clockA, clockB] = clocksOf(one, other);
  const byClock = clockA !== undefined && clockB !== undefined;
  const byRecord = recordA !== undefined && recordB !== undefined;
  const timesAgree = byClock || byRecord ? () => true : (i: number, j: number) => close(a.time[i]!, b.time[j]!);
  const last = one.length - 1;
  const startsAfter = (j: number) => {
    if (byClock) return clockB[j]! >= clockA[last]! + SAME_CLOCK;
    return byRecord ? recordB[j]! > recordA[last]! : b.time[j]! > a.time[last]! * (1 + SAME_READING);
  };
  const same = (i: number, j: number) =>
    timesAgree(i, j) &&
    (!byRecord || recordA[i] === recordB[j]) &&
    agree(a.cycle, i, b.cycle, j) &&
    agree(a.step, i, b.step, j) &&
    (!byClock || Math.abs(clockA[i]! - clockB[j]!) < SAME_CLOCK) &&
    close(a.current[i]!, b.current[j]!) &&
    close(a.potential[i]!, b.potential[j]!);
  return { same, startsAfter };
}

/** Clocks of two files: their columns, or their different starts and the time since; undefined where neither is known. */
function clocksOf(one: CyclingData, other: CyclingData): (Float64Array | undefined)[] {
  const columns = [one.columns.clock, other.columns.clock];
  if (columns.every((column) => column !== undefined) || one.started === other.started) return columns;
  return [one, other].map((data) => {
    const start = startOf(data);
    return Number.isNaN(start) ? undefined : data.columns.time.map((time) => start + time - data.columns.time[0]!);
  });
}

/** Numbers that both files give are equal. */
function agree(one: Float64Array | undefined, i: number, other: Float64Array | undefined, j: number): boolean {
  return one === undefined || other === undefined || Object.is(one[i], other[j]);
}

function close(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= SAME_READING * Math.max(Math.abs(a), Math.abs(b));
}
