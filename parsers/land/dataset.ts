/** Record columns → a cycling dataset: counters summed, states translated, every source column accounted for. */
import { isoFromSeconds } from '../../src/model/calendar.ts';
import type { ColumnFate, DatasetOf, ExtraColumn, InstrumentTable } from '../../src/model/dataset.ts';
import { formatExact } from '../../src/model/format.ts';
import type { Issue } from '../../src/model/issues.ts';
import { modeCode } from '../../src/model/schema.ts';
import type { RawFile } from '../../src/model/source.ts';
import { parseHeader, RECORD_FIELDS, type RecordField } from './columns.ts';
import { netCounter } from './counters.ts';
import type { SheetTable } from './cycle-table.ts';
import { missingEverywhere, recordIssues, type States } from './record-issues.ts';
import type { Layout } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';
import { stepState } from './states.ts';

export const PARSER_ID = 'land-xlsx';

/** Two times of one-second resolution may differ by this much in what they advance by. */
const TIME_RESOLUTION_S = 2;

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
  sheetTables: readonly SheetTable[],
  meta: Readonly<Record<string, string>>,
  file: RawFile,
): Built {
  const tables = sheetTables.map(({ table }) => table);
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
    meta,
    started,
    ...(mass === undefined ? {} : { activeMass: mass }),
    source: { path: file.path, sha256: file.sha256, parser: PARSER_ID },
  };
  return { dataset, issues: recordIssues(reader, found, states, layouts, file.path) };
}

function translateStates(reader: RecordReader, current: Float64Array): States {
  const { words } = reader.states;
  const codes = reader.states.codes();
  const known = words.map(stepState);
  const sign = new Float64Array(current.length);
  const mode = new Uint8Array(current.length);
  const unknown = new Map<string, number>();
  const contradictions: number[] = [];
  for (let i = 0; i < current.length; i++) {
    const code = codes[i] ?? 0;
    const state = known[code];
    const word = words[code] ?? '';
    if (state === undefined && word !== '' && !unknown.has(word)) unknown.set(word, i);
    const measured = Math.sign(current[i] ?? 0);
    sign[i] = state?.sign ?? measured;
    mode[i] = modeCode(state?.mode ?? 'other');
    if (state !== undefined && measured !== 0 && state.sign !== 0 && state.sign !== measured) contradictions.push(i);
  }
  const stated = words.some((word) => word !== '');
  return {
    mode: stated ? mode : undefined,
    sign,
    unknown,
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
  const perHour = (i: number) => Math.abs(current[i] ?? 0) * (field === 'energy' ? (potential?.[i] ?? 0) : 1);
  return netCounter({
    counter,
    rate: (i) => perHour(i) / 3600,
    sign: states.sign,
    time,
    stepTime: found.get('step_time'),
    isStepStart: stepStartFlags(found, states),
  });
}

/** Where the step or cycle number, the direction or the mode changes, or the step time falls behind the test time. */
function stepStartFlags(found: ReadonlyMap<RecordField, Float64Array>, { sign, mode }: States): Uint8Array {
  const keys = [found.get('step'), found.get('cycle'), sign, mode].filter((column) => column !== undefined);
  const advance = (field: RecordField, i: number) => {
    const column = found.get(field);
    return column === undefined ? Number.NaN : (column[i] ?? Number.NaN) - (column[i - 1] ?? Number.NaN);
  };
  return Uint8Array.from(sign, (_, i) => {
    const changes = keys.some((column) => differs(column[i] ?? Number.NaN, column[i - 1] ?? Number.NaN));
    const isBehind = advance('step_time', i) < advance('time', i) - TIME_RESOLUTION_S;
    return i === 0 || changes || isBehind ? 1 : 0;
  });
}

/** A missing number is no other number. */
function differs(a: number, b: number): boolean {
  return !Number.isNaN(a) && !Number.isNaN(b) && a !== b;
}

/** Mass in g by which the export divided Capacity to print SpeCap; undefined where it did not. */
function impliedMass(reader: RecordReader, capacity: Float64Array | undefined): number | undefined {
  for (const [name, extra] of reader.extras) {
    const header = parseHeader(name);
    if (header.name !== 'specap' || header.unit !== 'mAh/g' || capacity === undefined) continue;
    const specific = extra.values.finish();
    const known = specific.map((value, i) => (value > 0 && (capacity[i] ?? 0) > 0 ? value : 0));
    const largest = known.reduce((best, value, i) => (value > (known[best] ?? 0) ? i : best), 0);
    const [ampHours, milliampHoursPerGram] = [capacity[largest] ?? 0, known[largest] ?? 0];
    if (milliampHoursPerGram > 0) return (ampHours * 1e3) / milliampHoursPerGram;
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
  const missing = missingEverywhere(layouts).map((field): ColumnFate => {
    return { source: '', name: TARGETS[field], unit: RECORD_FIELDS[field].unit, fate: 'missing' };
  });
  return [...fates.values(), ...missing, ...tables.flatMap(tableFates)];
}

function tableFates({ name, columns }: InstrumentTable): ColumnFate[] {
  return [...columns].map(([header, values]) => {
    const source = `${name}: ${header}`;
    const isEmpty = values instanceof Float64Array && values.every(Number.isNaN);
    if (isEmpty) return { source, name: '', unit: '', fate: header.startsWith('(column ') ? 'spacer' : 'empty' };
    return { source, name: header, unit: parseHeader(header).unit, fate: 'table' };
  });
}
