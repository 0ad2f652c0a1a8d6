/** What a user should know about the record sheets of a workbook. */
import { type Issue, type IssueCode, issue } from '../../src/model/issues.ts';
import { RECORD_FIELDS, type RecordField } from './columns.ts';
import type { RecordColumns } from './record-columns.ts';
import type { Layout } from './record-layout.ts';
import { countsApart } from './split-counters.ts';

export interface States {
  /** One code of MODES per record; undefined where the export has no state column. */
  readonly mode: Uint8Array | undefined;
  /** 1 charge, −1 discharge, 0 rest. */
  readonly sign: Float64Array;
  /** Words never seen, with the record of the first. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Records whose current has the other sign than their state says. */
  readonly contradictions: readonly number[];
}

type Found = ReadonlyMap<RecordField, Float64Array>;

/** A clock may have been set by hours, or show the date alone. */
const CLOCK_TOLERANCE_S = 86_400;

function expectedFields(): RecordField[] {
  return (Object.keys(RECORD_FIELDS) as RecordField[]).filter((field) => RECORD_FIELDS[field].expected);
}

function lacks(layout: Layout, field: RecordField): boolean {
  const { slots, context } = layout;
  if ((field === 'capacity' || field === 'energy') && countsApart(layout, field)) return false;
  const isAbove = (field === 'cycle' || field === 'step' || field === 'state') && context?.has(field) === true;
  return !isAbove && slots.every((slot) => slot.field !== field);
}

/** Expected fields that no record sheet has. */
export function missingEverywhere(layouts: readonly Layout[]): RecordField[] {
  return expectedFields().filter((field) => layouts.every((layout) => lacks(layout, field)));
}

export function recordIssues(
  records: RecordColumns,
  found: Found,
  states: States,
  layouts: readonly Layout[],
  path: string,
): Issue[] {
  const issues: Issue[] = [];
  const add = (code: IssueCode, message: string, place = '') => issues.push(issue(code, message, path, place));
  for (const message of missingColumns(layouts)) add('COLUMN_MISSING', message);
  const { skippedRows, unreadable, gaps } = records;
  if (skippedRows.count > 0) {
    add('LAND_ROWS_SKIPPED', `${skippedRows.count} rows left out, the first one here`, skippedRows.place);
  }
  if (unreadable.count > 0) {
    const message = `${unreadable.count} cells not understood, the first one holds "${unreadable.sample}"`;
    add('LAND_CELLS_UNREADABLE', message, unreadable.place);
  }
  for (const [field, { count, place }] of gaps) {
    const message = `${count} cells of the ${RECORD_FIELDS[field].names[0]} column are empty, the first one here`;
    if (found.has(field)) add('LAND_CELLS_UNREADABLE', message, place);
  }
  const [unknown] = states.unknown.values();
  if (unknown !== undefined) {
    const words = [...states.unknown.keys()].join(', ');
    add('LAND_UNKNOWN_STATE', `unknown step states: ${words}`, records.place(unknown, 'state'));
  }
  const [contradiction] = states.contradictions;
  if (contradiction !== undefined) {
    const message = `in ${states.contradictions.length} records, the first one here`;
    add('LAND_SIGN_MISMATCH', message, records.place(contradiction, 'current'));
  }
  const uncounted = countsAtRest(found.get('capacity'), states.sign);
  if (uncounted !== undefined)
    add('LAND_SIGN_MISMATCH', uncounted.message, records.place(uncounted.record, 'capacity'));
  const gap = recordGaps(found.get('record'));
  if (gap !== undefined) add('LAND_RECORDS_MISSING', gap.message, records.place(gap.record, 'record'));
  const outrun = outrunClock(found.get('time'), found.get('clock'));
  if (outrun !== undefined) add('LAND_TIME_UNIT', outrun.message, records.place(outrun.record, 'time'));
  return issues;
}

/** One message for what is missing from all sheets, and one for each sheet that lacks more. */
function missingColumns(layouts: readonly Layout[]): string[] {
  const list = (fields: readonly RecordField[]) => fields.map((field) => RECORD_FIELDS[field].names[0]).join(', ');
  const everywhere = missingEverywhere(layouts);
  const own = layouts.map((layout) => {
    const fields = expectedFields().filter((field) => lacks(layout, field) && !everywhere.includes(field));
    return fields.length === 0 ? '' : `no column ${list(fields)} in sheet ${layout.sheet}`;
  });
  return [everywhere.length === 0 ? '' : `no column ${list(everywhere)}`, ...own].filter((message) => message !== '');
}

interface Finding {
  readonly record: number;
  readonly message: string;
}

/** Charge that a counter adds while neither state nor current has a direction cannot be given to either branch. */
function countsAtRest(capacity: Float64Array | undefined, sign: Float64Array): Finding | undefined {
  if (capacity === undefined) return undefined;
  let [record, count] = [-1, 0];
  for (let i = 0; i < sign.length; i++) {
    if (sign[i] !== 0 || !((capacity[i] ?? 0) > (capacity[i - 1] ?? 0))) continue;
    if (count === 0) record = i;
    count += 1;
  }
  if (count === 0) return undefined;
  return {
    record,
    message: `the capacity rises in ${count} records without current and is not counted there`,
  };
}

/** Undefined where the record numbers run through, records without a number counted. */
function recordGaps(numbers: Float64Array | undefined): Finding | undefined {
  let first: Finding | undefined;
  let jumps = 0;
  let known = -1;
  numbers?.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const before = numbers[known];
    if (before !== undefined && value - before !== i - known) {
      jumps += 1;
      first ??= { record: i, message: `the first from record ${before} to ${value}` };
    }
    known = i;
  });
  if (first !== undefined) return { ...first, message: `${jumps} jumps, ${first.message}` };
  const start = numbers?.[0] ?? Number.NaN;
  return start > 1 ? { record: 0, message: `the first record is number ${start}` } : undefined;
}

/** The test time stops in pauses and the clock does not: a test cannot last longer than its clock says. */
function outrunClock(time: Float64Array | undefined, clock: Float64Array | undefined): Finding | undefined {
  if (time === undefined || clock === undefined) return undefined;
  const first = clock.findIndex(Number.isFinite);
  const last = clock.findLastIndex(Number.isFinite);
  const byTime = (time[last] ?? 0) - (time[first] ?? 0);
  const byClock = (clock[last] ?? 0) - (clock[first] ?? 0);
  if (!(byClock > 0 && byTime > byClock + CLOCK_TOLERANCE_S)) return undefined;
  return { record: last, message: `the test time advances by ${byTime} s while the clock advances by ${byClock} s` };
}
