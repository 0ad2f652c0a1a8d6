/** Columns of the page reader → a cycling dataset, and what the user should know about the file. */
import type { ColumnFate, DatasetOf } from '../../src/model/dataset.ts';
import { type Issue, type IssueCode, issue } from '../../src/model/issues.ts';
import { schemaColumns } from '../../src/model/schema.ts';
import { offsetPlace, type RawFile } from '../../src/model/source.ts';
import { type Header, isClockSet, isoFromMilliseconds } from './header.ts';
import { ENDED, STOPPED } from './modes.ts';
import type { PageReader } from './page-reader.ts';

export const PARSER_ID = 'land-ccs';

/** Column of the dataset → what in the file it comes from, in the order of a record. */
const SOURCES: Readonly<Record<string, string>> = {
  record: 'position of the record',
  time: 'test time of the control page + record intervals',
  step_time: 'record intervals',
  potential: 'record voltage',
  current: 'record current',
  charge: 'record charge increment',
  energy: 'record energy increment',
  cycle: 'control page: cycle',
  step: 'control page: position',
  mode: 'control page: mode',
  clock: 'start + control page: channel clock',
};
const PROCESS_STEP = 'process step';

/** `leftOver`: bytes after the last whole page. */
export function buildDataset(
  reader: PageReader,
  header: Header,
  file: RawFile,
  leftOver: number,
): DatasetOf<'cycling'> {
  const take = (values: Float64Array) => values.subarray(0, reader.length);
  const { processStep, clock, ...columns } = reader.columns;
  const clockColumn = take(clock);
  const hasClock = clockColumn.every(Number.isFinite);
  const startedMs = Number.isNaN(header.startedMs) && hasClock ? reader.firstWall : header.startedMs;
  return {
    kind: 'cycling',
    length: reader.length,
    columns: {
      time: take(columns.time),
      potential: take(columns.potential),
      current: take(columns.current),
      step_time: take(columns.step_time),
      charge: take(columns.charge),
      energy: take(columns.energy),
      record: take(columns.record),
      cycle: take(columns.cycle),
      step: take(columns.step),
      mode: reader.mode.subarray(0, reader.length),
      ...(hasClock ? { clock: clockColumn } : {}),
    },
    extras: [{ name: PROCESS_STEP, unit: '', values: take(processStep) }],
    instrumentTables: [],
    fates: columnFates(hasClock),
    meta: { ...header.meta, ...clockFacts(header, reader) },
    started: Number.isNaN(startedMs) ? '' : isoFromMilliseconds(startedMs),
    ...(header.activeMass === undefined ? {} : { activeMass: header.activeMass }),
    ...(leftOver > 0 || reader.last?.code !== ENDED ? { unfinished: true } : {}),
    source: { path: file.path, sha256: file.sha256, parser: PARSER_ID },
  };
}

function clockFacts(header: Header, { firstWall }: PageReader): Record<string, string> {
  const zone = Number.isNaN(header.startedMs) && !isClockSet(firstWall) ? {} : { 'time zone of the start': 'UTC' };
  return isClockSet(firstWall) ? { ...zone, 'channel clock at the start': isoFromMilliseconds(firstWall) } : zone;
}

function columnFates(hasClock: boolean): ColumnFate[] {
  const units = new Map(schemaColumns('cycling').map(([name, { unit }]) => [name, unit]));
  const mapped = Object.entries(SOURCES).map(([name, source]): ColumnFate => {
    if (name === 'clock' && !hasClock) return { source, name: '', unit: '', fate: 'empty' };
    return { source, name, unit: units.get(name) ?? '', fate: 'mapped' };
  });
  return [...mapped, { source: 'control page: process step', name: PROCESS_STEP, unit: '', fate: 'extra' }];
}

/** `leftOver`: bytes after the last whole page. */
export function fileIssues(reader: PageReader, leftOver: number, file: RawFile): Issue[] {
  const issues: Issue[] = [];
  const add = (code: IssueCode, message: string, place: string) => issues.push(issue(code, message, file.path, place));
  const code = reader.last?.code;
  const lastPlace = offsetPlace(reader.last?.offset ?? 0);
  if (leftOver > 0) {
    const message = `the last page is incomplete: ${leftOver} of its bytes are there`;
    add('LAND_TEST_UNFINISHED', message, offsetPlace(file.size - leftOver));
  } else if (code !== STOPPED && code !== ENDED) {
    add('LAND_TEST_UNFINISHED', 'no page says that the test was stopped or came to its end', lastPlace);
  }
  if (code === STOPPED) add('RUN_ABORTED', 'the last control page says stop, not the end of the programme', lastPlace);
  for (const [unknown, place] of reader.unknownModes) {
    add('LAND_UNKNOWN_STATE', `unknown mode 0x${unknown.toString(16)}`, place);
  }
  const { signMismatch, clockMismatch, pauses } = reader;
  if (signMismatch !== undefined) {
    add('LAND_SIGN_MISMATCH', `in ${signMismatch.count} records, the first: ${signMismatch.first}`, signMismatch.place);
  }
  if (clockMismatch !== undefined) {
    const message = `${clockMismatch.count} steps, the first one ${clockMismatch.first}`;
    add('LAND_CLOCK_MISMATCH', message, clockMismatch.place);
  }
  if (pauses !== undefined) {
    const more = pauses.count > 1 ? `, the first of ${pauses.count} that take ${reader.pausedMs / 1000} s` : '';
    add('LAND_TEST_PAUSED', `a pause of ${pauses.first}${more}`, pauses.place);
  }
  return issues;
}
