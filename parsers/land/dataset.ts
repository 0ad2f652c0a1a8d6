/** Record columns → a cycling dataset: counters summed, states translated, every source column accounted for. */
import { isoFromSeconds } from '../../src/model/calendar.ts';
import type { ColumnFate, DatasetOf, ExtraColumn, InstrumentTable } from '../../src/model/dataset.ts';
import { formatExact } from '../../src/model/format.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { modeCode } from '../../src/model/schema.ts';
import type { RawFile } from '../../src/model/source.ts';
import { parseHeader, RECORD_FIELDS, type RecordField } from './columns.ts';
import { netCounter } from './counters.ts';
import type { Layout } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';
import { stepState } from './states.ts';

const PARSER_ID = 'land-xlsx';

/** Field of the export → column of the dataset. */
const TARGETS: Readonly<Record<RecordField, string>> = {
  record: 'record',
  time: 'time',
  step_time: 'step_time',
  current: 'current',
  capacity: 'charge',
  energy: 'energy',
  potential: 'potential',
  temperature: 'temperature',
  auxiliary_potential: 'auxiliary_potential',
  clock: 'clock',
  cycle: 'cycle',
  step: 'step',
  state: 'mode',
};

interface Built {
  readonly dataset: DatasetOf<'cycling'>;
  readonly issues: Issue[];
}

export function buildDataset(
  reader: RecordReader,
  layouts: readonly Layout[],
  tables: readonly InstrumentTable[],
  file: RawFile,
): Built {
  const found = new Map<RecordField, Float64Array>();
  for (const [field, column] of reader.columns) {
    const values = column.finish();
    if (RECORD_FIELDS[field].required || !values.every(Number.isNaN)) found.set(field, values);
  }
  const take = (field: RecordField) => found.get(field) ?? new Float64Array(reader.length);
  const states = translateStates(reader, take('current'));
  const started = isoFromSeconds(found.get('clock')?.[0] ?? Number.NaN);
  const mass = impliedMass(reader, found.get('capacity'));
  const dataset: DatasetOf<'cycling'> = {
    kind: 'cycling',
    length: reader.length,
    columns: {
      time: take('time'),
      potential: take('potential'),
      current: take('current'),
      ...optionalColumns(found, states),
    },
    extras: extraColumns(reader),
    instrumentTables: tables,
    fates: columnFates(reader, layouts, tables, found),
    meta: { sheets: layouts.map(({ sheet }) => sheet).join(', ') },
    started,
    ...(mass === undefined ? {} : { activeMass: mass }),
    source: { path: file.path, sha256: file.sha256, parser: PARSER_ID },
  };
  return { dataset, issues: readerIssues(reader, found, states, layouts, file.path) };
}

interface States {
  /** One code of MODES per record; undefined where the export has no state column. */
  readonly mode: Uint8Array | undefined;
  /** 1 charge, −1 discharge, 0 rest. */
  readonly sign: Float64Array;
  readonly unknown: readonly string[];
  readonly contradictions: number;
}

function translateStates(reader: RecordReader, current: Float64Array): States {
  const { words } = reader.states;
  const codes = reader.states.codes();
  const known = words.map(stepState);
  const sign = new Float64Array(current.length);
  const mode = new Uint8Array(current.length);
  let contradictions = 0;
  for (let i = 0; i < current.length; i++) {
    const state = known[codes[i] ?? 0];
    const measured = Math.sign(current[i] ?? 0);
    sign[i] = state?.sign ?? measured;
    mode[i] = modeCode(state?.mode ?? 'other');
    if (state !== undefined && measured !== 0 && state.sign !== 0 && state.sign !== measured) contradictions += 1;
  }
  const stated = words.some((word) => word !== '');
  return {
    mode: stated ? mode : undefined,
    sign,
    unknown: words.filter((word, i) => word !== '' && known[i] === undefined),
    contradictions,
  };
}

function optionalColumns(found: ReadonlyMap<RecordField, Float64Array>, states: States) {
  const column = <N extends string>(name: N, values: Float64Array | undefined) =>
    (values === undefined ? {} : { [name]: values }) as Partial<Record<N, Float64Array>>;
  return {
    ...column('step_time', found.get('step_time')),
    ...column('charge', netCounters(found, states, 'capacity')),
    ...column('energy', netCounters(found, states, 'energy')),
    ...column('record', found.get('record')),
    ...column('cycle', found.get('cycle')),
    ...column('step', found.get('step')),
    ...column('clock', found.get('clock')),
    ...column('temperature', found.get('temperature')),
    ...column('auxiliary_potential', found.get('auxiliary_potential')),
    ...(states.mode === undefined ? {} : { mode: states.mode }),
  };
}

function netCounters(
  found: ReadonlyMap<RecordField, Float64Array>,
  states: States,
  field: 'capacity' | 'energy',
): Float64Array | undefined {
  const counter = found.get(field);
  const current = found.get('current');
  const time = found.get('time');
  if (counter === undefined || current === undefined || time === undefined) return undefined;
  const potential = found.get('potential');
  const perHour = (i: number) => Math.abs(current[i] ?? 0) * (field === 'energy' ? Math.abs(potential?.[i] ?? 0) : 1);
  return netCounter({
    counter,
    rate: (i) => perHour(i) / 3600,
    sign: states.sign,
    time,
    stepTime: found.get('step_time'),
    isStepStart: stepStartFlags(found, states),
  });
}

/** By step and cycle numbers where there are any, else where the state changes. */
function stepStartFlags(found: ReadonlyMap<RecordField, Float64Array>, states: States): Uint8Array {
  const { sign, mode } = states;
  const keys = [found.get('step'), found.get('cycle'), sign, mode].filter((column) => column !== undefined);
  return Uint8Array.from(sign, (_, i) => (i === 0 || keys.some((column) => column[i] !== column[i - 1]) ? 1 : 0));
}

/** Mass in g by which the export divided Capacity to print SpeCap; undefined where it did not. */
function impliedMass(reader: RecordReader, capacity: Float64Array | undefined): number | undefined {
  for (const [name, extra] of reader.extras) {
    const header = parseHeader(name);
    if (header.name !== 'specap' || header.unit !== 'mAh/g' || capacity === undefined) continue;
    const specific = extra.values.finish();
    const largest = specific.reduce((best, value, i) => (value > (specific[best] ?? 0) ? i : best), 0);
    const [ampHours, milliampHoursPerGram] = [capacity[largest] ?? 0, specific[largest] ?? 0];
    if (ampHours > 0 && milliampHoursPerGram > 0) return (ampHours * 1e3) / milliampHoursPerGram;
  }
  return undefined;
}

function extraColumns(reader: RecordReader): ExtraColumn[] {
  return [...reader.extras]
    .filter(([, extra]) => extra.hasData)
    .map(([name, { unit, values, words }]) => {
      const numbers = values.finish();
      if (words.size === 0) return { name, unit, values: numbers };
      return { name, unit, values: Array.from(numbers, (value, i) => words.get(i) ?? formatExact(value)) };
    });
}

function columnFates(
  reader: RecordReader,
  layouts: readonly Layout[],
  tables: readonly InstrumentTable[],
  found: ReadonlyMap<RecordField, Float64Array>,
): ColumnFate[] {
  const fates = new Map<string, ColumnFate>();
  const stated = reader.states.words.some((word) => word !== '');
  for (const { source, field, name, unit } of layouts.flatMap(({ slots }) => slots)) {
    if (fates.has(name)) continue;
    if (field !== undefined) {
      const mapped = field === 'state' ? stated : found.has(field);
      const target = { name: TARGETS[field], unit: RECORD_FIELDS[field].unit, fate: 'mapped' } as const;
      fates.set(name, mapped ? { source, ...target } : { source, name: '', unit: '', fate: 'empty' });
    } else if (reader.extras.get(name)?.hasData === true) {
      fates.set(name, { source, name, unit, fate: 'extra' });
    } else {
      fates.set(name, { source, name: '', unit: '', fate: source === '' ? 'spacer' : 'empty' });
    }
  }
  const missing = missingFields(layouts).map((field): ColumnFate => {
    return { source: '', name: TARGETS[field], unit: RECORD_FIELDS[field].unit, fate: 'missing' };
  });
  const kept = tables.flatMap(({ name, columns }) =>
    [...columns.keys()].map((header): ColumnFate => {
      return { source: `${name}: ${header}`, name: header, unit: parseHeader(header).unit, fate: 'extra' };
    }),
  );
  return [...fates.values(), ...missing, ...kept];
}

function missingFields(layouts: readonly Layout[]): RecordField[] {
  const present = new Set(layouts.flatMap(({ slots }) => slots.map(({ field }) => field)));
  return (Object.keys(RECORD_FIELDS) as RecordField[]).filter((field) => {
    return RECORD_FIELDS[field].expected && !present.has(field);
  });
}

function readerIssues(
  reader: RecordReader,
  found: ReadonlyMap<RecordField, Float64Array>,
  states: States,
  layouts: readonly Layout[],
  path: string,
): Issue[] {
  const issues: Issue[] = [];
  const missing = missingFields(layouts).map((field) => RECORD_FIELDS[field].names[0]);
  if (missing.length > 0) issues.push(issue('COLUMN_MISSING', `no column ${missing.join(', ')}`, path));
  const { skippedRows, unreadable } = reader;
  if (skippedRows.count > 0) {
    issues.push(
      issue('LAND_ROWS_SKIPPED', `${skippedRows.count} rows left out, the first one here`, path, skippedRows.place),
    );
  }
  if (unreadable.count > 0) {
    const message = `${unreadable.count} cells not understood, the first one holds "${unreadable.sample}"`;
    issues.push(issue('LAND_CELLS_UNREADABLE', message, path, unreadable.place));
  }
  if (states.unknown.length > 0) {
    issues.push(issue('LAND_UNKNOWN_STATE', `unknown step states: ${states.unknown.join(', ')}`, path));
  }
  if (states.contradictions > 0) {
    issues.push(issue('LAND_SIGN_MISMATCH', `in ${states.contradictions} records`, path));
  }
  const gaps = recordGaps(found.get('record'));
  if (gaps !== '') issues.push(issue('LAND_RECORDS_MISSING', gaps, path));
  return issues;
}

/** '' where the record numbers run through. */
function recordGaps(record: Float64Array | undefined): string {
  if (record === undefined) return '';
  const jumps = record.reduce((count, value, i) => count + (i > 0 && value !== (record[i - 1] ?? 0) + 1 ? 1 : 0), 0);
  if (jumps === 0) return record[0] === 1 || record[0] === 0 ? '' : `the first record is number ${record[0]}`;
  const first = record.findIndex((value, i) => i > 0 && value !== (record[i - 1] ?? 0) + 1);
  return `${jumps} jumps, the first from record ${record[first - 1]} to ${record[first]}`;
}
