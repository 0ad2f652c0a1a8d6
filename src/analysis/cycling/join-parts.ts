/** Files of one test that continue each other become one test: in time order, nothing renumbered, nothing counted twice. */
import { type Issue, issue } from '../../model/issues.ts';
import { joinColumns } from './join-columns.ts';
import { type CyclingData, orderParts, recordsInCommon, startOf, startsWithin } from './part-order.ts';
import type { Breaks } from './step-starts.ts';

/** One test before it is cut into steps. */
export interface JoinedTest {
  /** Of several files: `source`, `meta`, `started` and `fates` are the first one's, `extras` are left out. */
  readonly dataset: CyclingData;
  /** Records before which the test was interrupted. */
  readonly breaks: Breaks;
  fileOf(record: number): string;
}

/** A file's records from `from` on, placed in the joined test. */
export interface Part {
  readonly dataset: CyclingData;
  readonly from: number;
  /** Joined test time minus the file's own, s. */
  readonly timeOffset: number;
  /** The instrument's clock minus the file's own test time, s; NaN where no clock is known. */
  readonly clockOffset: number;
  /** Test clock or record numbers run on from the part before. */
  readonly continues: boolean;
  /** The time since the last record of the part before is measured. */
  readonly gapKnown: boolean;
}

/** Clocks of one-second resolution may seem to overlap by this much, s ... */
const CLOCK_RESOLUTION = 2;
/** ... starts stated to the minute by this much ... */
const START_RESOLUTION = 60;
/** ... and the clock of a computer may run apart from that of the instrument by this share (10 s a day). */
const CLOCK_DRIFT = 1.2e-4;

export function joinTests(datasets: readonly CyclingData[]): { tests: JoinedTest[]; issues: Issue[] } {
  const { ordered, by } = orderParts(withoutCopies(datasets).filter(({ length }) => length > 0));
  const issues: Issue[] = [];
  const paths = [...new Set(ordered.map(({ source }) => source.path))];
  if (by === 'path' && paths.length > 1) {
    issues.push(issue('CYCLING_ORDER_BY_NAME', `order taken from the names: ${paths.join(', ')}`));
  }
  const chains: Part[][] = [];
  for (const dataset of ordered) place(dataset, chains, issues);
  return { tests: chains.map((parts) => joined(parts, issues)), issues };
}

/** A file whose bytes are those of another path adds nothing; the parts of one file are all kept. */
function withoutCopies(datasets: readonly CyclingData[]): CyclingData[] {
  const paths = new Map<string, string>();
  return datasets.filter(({ source: { path, sha256 } }) => {
    if (sha256 === '') return true;
    const first = paths.get(sha256) ?? path;
    paths.set(sha256, first);
    return first === path;
  });
}

function place(dataset: CyclingData, chains: Part[][], issues: Issue[]): void {
  const { path } = dataset.source;
  let from = 0;
  const sources = new Set<string>();
  for (const { dataset: earlier } of chains.flat()) {
    const count = recordsInCommon(earlier, dataset, from);
    if (count > 0) sources.add(earlier.source.path);
    from += count;
  }
  if (from > 0) {
    const message = `${from} of ${dataset.length} records are already in ${[...sources].join(', ')}`;
    issues.push(issue('CYCLING_RECORDS_REPEATED', message, path));
  }
  if (from === dataset.length) return;
  const chain = chains.findLast((parts) => canFollow(parts, dataset, from));
  if (chain === undefined) {
    const together = chains.flat().find((part) => sameColumns(part.dataset, dataset));
    if (together !== undefined) {
      const message = `measured at the same time as ${together.dataset.source.path}, with other readings`;
      issues.push(issue('CYCLING_FILES_OVERLAP', message, path));
    }
    const clockOffset = startOf(dataset) - (dataset.columns.time[0] ?? 0);
    chains.push([{ dataset, from, timeOffset: 0, clockOffset, continues: false, gapKnown: false }]);
    return;
  }
  const part = follow(chain, dataset, from);
  if (!part.gapKnown) {
    issues.push(issue('CYCLING_GAP_UNKNOWN', 'the test time starts again, and no clock tells the pause', path));
  }
  chain.push(part);
}

/** Only files that number alike can be one table of records. */
function sameColumns(a: CyclingData, b: CyclingData): boolean {
  return (['cycle', 'step'] as const).every(
    (name) => (a.columns[name] === undefined) === (b.columns[name] === undefined),
  );
}

function canFollow(parts: readonly Part[], dataset: CyclingData, from: number): boolean {
  const before = parts.at(-1);
  if (before === undefined || !sameColumns(before.dataset, dataset)) return false;
  const last = before.dataset.length - 1;
  const pause = ownClock(dataset, from) - clockAt(before, last);
  if (!Number.isNaN(pause)) return pause >= -clockSlack(before.dataset, dataset);
  return recordsRunOn(before, dataset, from) || !startsWithin(before.dataset.columns.time[last]!, dataset, from);
}

function recordsRunOn({ dataset: before }: Part, dataset: CyclingData, from: number): boolean {
  const last = before.columns.record?.[before.length - 1] ?? Number.NaN;
  return (dataset.columns.record?.[from] ?? Number.NaN) > last;
}

/** Seconds by which a pause between two files may be wrong. */
function clockSlack(before: CyclingData, dataset: CyclingData): number {
  if (before.columns.clock !== undefined && dataset.columns.clock !== undefined) return CLOCK_RESOLUTION;
  const { time } = before.columns;
  return START_RESOLUTION + CLOCK_DRIFT * Math.abs(time[before.length - 1]! - time[0]!);
}

function ownClock(dataset: CyclingData, record: number): number {
  const { clock, time } = dataset.columns;
  const stamped = clock?.[record] ?? Number.NaN;
  return Number.isNaN(stamped) ? startOf(dataset) + time[record]! - time[0]! : stamped;
}

function clockAt({ dataset: { columns }, clockOffset }: Part, record: number): number {
  const stamped = columns.clock?.[record] ?? Number.NaN;
  return Number.isNaN(stamped) ? columns.time[record]! + clockOffset : stamped;
}

/** Where the records of a file stand in a test that it follows on. */
function follow(parts: readonly Part[], dataset: CyclingData, from: number): Part {
  const before = parts.at(-1)!;
  const last = before.dataset.length - 1;
  const [earlier, later] = [before.dataset.columns, dataset.columns];
  const joinedEnd = earlier.time[last]! + before.timeOffset;
  if (recordsInCommon(before.dataset, dataset, 0) === from && from > 0) {
    const timeOffset = joinedEnd - later.time[from - 1]!;
    return {
      dataset,
      from,
      timeOffset,
      clockOffset: before.clockOffset + before.timeOffset - timeOffset,
      continues: true,
      gapKnown: true,
    };
  }
  const elapsed = later.time[from]! - earlier.time[last]!;
  const sameStart = dataset.started !== '' && dataset.started === before.dataset.started;
  const runsOn = sameStart && later.clock === undefined && elapsed >= 0;
  const clock = runsOn ? later.time[from]! + before.clockOffset : ownClock(dataset, from);
  const pause = clock - clockAt(before, last);
  const slack = clockSlack(before.dataset, dataset);
  // Where both are zero (the earlier file has one record) the test time tells nothing; the pause may be NaN.
  const restarted = later.time[from] === 0 && !(pause <= slack) && (elapsed <= 0 || pause > slack);
  const timeContinues = elapsed >= 0 && !restarted && !(elapsed > pause + slack);
  const gap = Number.isNaN(pause) ? 0 : Math.max(0, pause);
  return {
    dataset,
    from,
    timeOffset: timeContinues ? before.timeOffset : joinedEnd + gap - later.time[from]!,
    clockOffset: clock - later.time[from]!,
    continues: timeContinues || recordsRunOn(before, dataset, from),
    gapKnown: timeContinues || !Number.isNaN(pause),
  };
}

function joined(parts: readonly Part[], issues: Issue[]): JoinedTest {
  const [first] = parts;
  if (first === undefined) throw new Error('a test without parts');
  if (parts.length === 1 && first.from === 0) {
    return { dataset: first.dataset, breaks: [], fileOf: () => first.dataset.source.path };
  }
  const starts: number[] = [];
  let length = 0;
  for (const { dataset, from } of parts) {
    starts.push(length);
    length += dataset.length - from;
  }
  const { columns, partialCounters } = joinColumns(parts, length);
  if (partialCounters) {
    const message = 'charge counters only in some of the files: ∫I dt in the others';
    issues.push(issue('CYCLING_COUNTERS_PARTIAL', message, first.dataset.source.path));
  }
  return {
    dataset: {
      ...first.dataset,
      unfinished: parts.at(-1)?.dataset.unfinished ?? false,
      length,
      columns,
      extras: [],
      instrumentTables: parts.flatMap(({ dataset }) => dataset.instrumentTables),
    },
    breaks: starts.filter((_, p) => p > 0 && parts[p]?.continues === false),
    fileOf: (record) => parts[starts.findLastIndex((start) => start <= record)]?.dataset.source.path ?? '',
  };
}
