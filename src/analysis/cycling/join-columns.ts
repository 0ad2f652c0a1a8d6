/** The columns of several files, one after the other, as if the instrument had never stopped. */
import type { Columns } from '../../model/dataset.ts';
import { schemaColumns } from '../../model/schema.ts';
import { currentLevels, currentSigns } from './current-sign.ts';
import type { Part } from './join-parts.ts';
import type { CyclingData } from './part-order.ts';
import { integrateSteps } from './passed-charge.ts';
import { stepStarts } from './step-starts.ts';

type Cycling = CyclingData['columns'];

/**
 * Optional columns that a file lacks are NaN there; modes are kept only where every file has them. Counters run on;
 * `partialCounters`: some files have none, and the integral of their current takes the place.
 */
export function joinColumns(parts: readonly Part[], length: number): { columns: Cycling; partialCounters: boolean } {
  const columns: Record<string, Float64Array | Uint8Array> = {};
  for (const [name, spec] of schemaColumns('cycling')) {
    const values = parts.map(({ dataset }) => (dataset.columns as Readonly<Record<string, Values | undefined>>)[name]);
    const present = values.filter((column) => column !== undefined).length;
    if (present === 0 || (spec.type === 'category' && present < parts.length)) continue;
    columns[name] = concatenate(parts, values, length, spec.type === 'category');
  }
  const joined = columns as unknown as Columns<'cycling'>;
  let row = 0;
  for (const { dataset, from, timeOffset } of parts) {
    const end = row + dataset.length - from;
    if (timeOffset !== 0) for (let i = row; i < end; i++) joined.time[i]! += timeOffset;
    row = end;
  }
  const having = parts.filter(({ dataset }) => dataset.columns.charge !== undefined).length;
  continueCounters(parts, joined);
  return { columns: joined, partialCounters: having > 0 && having < parts.length };
}

type Values = Float64Array | Uint8Array;

function concatenate(
  parts: readonly Part[],
  columns: readonly (Values | undefined)[],
  length: number,
  category: boolean,
): Values {
  const joined = category ? new Uint8Array(length) : new Float64Array(length).fill(Number.NaN);
  let row = 0;
  parts.forEach(({ dataset, from }, p) => {
    const column = columns[p];
    if (column !== undefined) joined.set(column.subarray(from), row);
    row += dataset.length - from;
  });
  return joined;
}

type Counter = 'charge' | 'energy';

/** Shifts the counters of each part so that they go on from the part before. */
function continueCounters(parts: readonly Part[], joined: Cycling): void {
  for (const name of ['charge', 'energy'] as const) {
    const counter = joined[name];
    if (counter === undefined) continue;
    let row = 0;
    let total = 0;
    for (const [p, part] of parts.entries()) {
      const end = row + part.dataset.length - part.from;
      const own = part.dataset.columns[name] ?? integralOf(part, name);
      const first = p === 0 && part.from === 0 ? own[0]! : incrementAtBorder(parts, p, own, name, joined, row);
      const shift = total + first - own[part.from]!;
      for (let i = row; i < end; i++) counter[i] = own[part.from + i - row]! + shift;
      total = lastKnown(counter, row, end, total);
      row = end;
    }
  }
}

function integralOf({ dataset: { columns, meanCurrent = false } }: Part, name: Counter): Float64Array {
  const signs = currentSigns(columns.current, currentLevels(columns.current));
  const borders = { signs, starts: stepStarts(columns, signs, []), breaks: [], meanCurrent };
  return integrateSteps(columns, borders, name).running;
}

function lastKnown(counter: Float64Array, row: number, end: number, before: number): number {
  for (let i = end - 1; i >= row; i--) if (!Number.isNaN(counter[i])) return counter[i]!;
  return before;
}

/**
 * What a counter (of the part itself) gained between the last record of the part before and the first of this one. In the
 * middle of a step that goes on, the counter may have started at 0 with the file, run on within the step, or run on since
 * the start of the test: of these the one nearest to what the current can have passed is taken.
 */
function incrementAtBorder(
  parts: readonly Part[],
  p: number,
  own: Float64Array,
  name: Counter,
  joined: Cycling,
  row: number,
): number {
  const { from, continues, gapKnown, dataset } = parts[p]!;
  if (from > 0) return own[from]! - own[from - 1]!;
  const reading = own[0]!;
  const before = parts[p - 1]?.dataset;
  if (!continues || before === undefined) return reading;
  const interval = joined.time[row]! - joined.time[row - 1]!;
  if (reading === 0 || dataset.columns[name] === undefined || Number.isNaN(reading)) {
    return between(joined, row, name, interval);
  }
  // Where the gap is not known there may have been none, or one like those beside it.
  const usual = Math.max(...[-4, -3, -2, -1, 1].map((k) => intervalAt(joined, row + k)));
  const expected = (gapKnown ? [interval] : [0, usual]).map((seconds) => between(joined, row, name, seconds));
  const miss = (increment: number) => Math.min(...expected.map((passed) => Math.abs(increment - passed)));
  const earlier = before.columns[name];
  if (earlier === undefined) return reading;
  const last = lastKnown(earlier, 0, before.length, 0);
  const candidates = [reading, reading - last, reading - (last - beforeRunningStep(before, earlier))];
  return candidates.reduce((a, b) => (miss(b) < miss(a) ? b : a));
}

/** Seconds between a record and the one before, 0 where there is none. */
function intervalAt({ time }: Cycling, record: number): number {
  return record > 0 && record < time.length ? time[record]! - time[record - 1]! : 0;
}

/** Ah or Wh between a record and the one before where the current flows on in its direction; else 0. */
function between({ current, potential }: Cycling, row: number, name: Counter, interval: number): number {
  if (!(interval > 0) || !(current[row]! * current[row - 1]! > 0)) return 0;
  const rate = (i: number) => current[i]! * (name === 'energy' ? potential[i]! : 1);
  return ((rate(row) + rate(row - 1)) / 2) * (interval / 3600);
}

/** The counter at the end of the step before the last one. */
function beforeRunningStep({ columns, length }: CyclingData, counter: Float64Array): number {
  const { step, cycle, current } = columns;
  const last = length - 1;
  let i = last;
  while (
    i >= 0 &&
    (step === undefined ? current[i]! * current[last]! > 0 : step[i] === step[last]) &&
    cycle?.[i] === cycle?.[last]
  ) {
    i--;
  }
  return i < 0 ? 0 : counter[i]!;
}
