/** Record columns → a cycling dataset: counters summed, states translated, every source column accounted for. */
import { isoFromSeconds } from '../../src/model/calendar.ts';
import type { DatasetOf, ExtraColumn } from '../../src/model/dataset.ts';
import { formatExact } from '../../src/model/format.ts';
import type { Issue } from '../../src/model/issues.ts';
import { modeCode } from '../../src/model/schema.ts';
import type { RawFile } from '../../src/model/source.ts';
import { isSpecificCapacity, parseHeader, RECORD_FIELDS, type RecordField } from './columns.ts';
import { netCounter } from './counters.ts';
import type { SheetTable } from './cycle-table.ts';
import { columnFates } from './fates.ts';
import type { RecordColumns } from './record-columns.ts';
import { recordIssues, type States } from './record-issues.ts';
import type { Layout } from './record-layout.ts';
import { signCurrent } from './signed-current.ts';
import { netOfBoth } from './split-counters.ts';
import { stepState } from './states.ts';

/** Two times of one-second resolution may differ by this much in what they advance by. */
const TIME_RESOLUTION_S = 2;

interface Built {
  readonly dataset: DatasetOf<'cycling'>;
  readonly issues: Issue[];
}

/** What a dataset is made of besides its records. */
export interface Facts {
  readonly file: RawFile;
  /** Id of the parser. */
  readonly parser: string;
  readonly tables: readonly SheetTable[];
  readonly meta: Readonly<Record<string, string>>;
  /** By the header of the file, where the records have no clock. */
  readonly started?: string;
  /** In g, where the file states one; else the mass implied by the specific capacities is used. */
  readonly activeMass?: number;
}

export function buildDataset(records: RecordColumns, layouts: readonly Layout[], facts: Facts): Built {
  const { file, parser, meta } = facts;
  const tables = facts.tables.map(({ table }) => table);
  const found = new Map<RecordField, Float64Array>();
  for (const [field, column] of records.columns) {
    const values = column.finish();
    if (RECORD_FIELDS[field].required || !values.every(Number.isNaN)) found.set(field, values);
  }
  const take = (field: RecordField) => found.get(field) ?? new Float64Array(records.length);
  const unsigned = signCurrent(records, take('current'), found.get('cycle'), file.path);
  const states = translateStates(records, take('current'));
  const started = isoFromSeconds(found.get('clock')?.[0] ?? Number.NaN);
  const mass = facts.activeMass ?? impliedMass(records, found.get('capacity'));
  const dataset: DatasetOf<'cycling'> = {
    kind: 'cycling',
    length: records.length,
    columns: {
      time: take('time'),
      potential: take('potential'),
      current: take('current'),
      ...optionalColumns(records, found, states),
    },
    extras: extraColumns(records),
    instrumentTables: tables,
    fates: columnFates(records, layouts, tables, found),
    meta,
    started: started === '' ? (facts.started ?? '') : started,
    ...(mass === undefined ? {} : { activeMass: mass }),
    source: { path: file.path, sha256: file.sha256, parser },
  };
  return { dataset, issues: [...unsigned, ...recordIssues(records, found, states, layouts, file.path)] };
}

function translateStates(records: RecordColumns, current: Float64Array): States {
  const { words } = records.states;
  const codes = records.states.codes();
  const known = words.map(stepState);
  const modes = Uint8Array.from(known, (state) => modeCode(state?.mode ?? 'other'));
  const signs = Float64Array.from(known, (state) => state?.sign ?? Number.NaN);
  const isUnknown = words.map((word, code) => word !== '' && known[code] === undefined);
  const sign = new Float64Array(current.length);
  const mode = new Uint8Array(current.length);
  const unknown = new Map<string, number>();
  const contradictions: number[] = [];
  for (let i = 0; i < current.length; i++) {
    const code = codes[i] ?? 0;
    const stated = signs[code] ?? Number.NaN;
    const value = current[i] ?? 0;
    const measured = value > 0 ? 1 : value < 0 ? -1 : 0;
    sign[i] = Number.isNaN(stated) ? measured : stated;
    mode[i] = modes[code] ?? 0;
    if (measured * stated < 0) contradictions.push(i);
    if (isUnknown[code] === true && !unknown.has(words[code] ?? '')) unknown.set(words[code] ?? '', i);
  }
  const stated = words.some((word) => word !== '');
  return {
    mode: stated ? mode : undefined,
    sign,
    unknown,
    contradictions,
  };
}

function optionalColumns(records: RecordColumns, found: ReadonlyMap<RecordField, Float64Array>, states: States) {
  const column = <N extends string>(name: N, values: Float64Array | undefined) =>
    (values === undefined ? {} : { [name]: values }) as Partial<Record<N, Float64Array>>;
  const isStepStart = stepStartFlags(found, states);
  return {
    ...column('step_time', found.get('step_time')),
    ...column('charge', netCounters(found, states, isStepStart, 'capacity') ?? netOfBoth(records, 'capacity')),
    ...column('energy', netCounters(found, states, isStepStart, 'energy') ?? netOfBoth(records, 'energy')),
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
  isStepStart: Uint8Array,
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
    isStepStart,
  });
}

/** Where the step or cycle number, the direction or the mode changes, or the step time falls behind the test time. */
function stepStartFlags(found: ReadonlyMap<RecordField, Float64Array>, { sign, mode }: States): Uint8Array {
  const time = found.get('time') ?? sign;
  const stepTime = found.get('step_time');
  const flags = new Uint8Array(sign.length);
  for (const column of [found.get('step'), found.get('cycle'), sign]) {
    if (column !== undefined) markChanges(flags, column);
  }
  for (let i = 1; mode !== undefined && i < flags.length; i++) if (mode[i] !== mode[i - 1]) flags[i] = 1;
  for (let i = 1; stepTime !== undefined && i < flags.length; i++) {
    const advance = (time[i] ?? Number.NaN) - (time[i - 1] ?? Number.NaN);
    if ((stepTime[i] ?? Number.NaN) - (stepTime[i - 1] ?? Number.NaN) < advance - TIME_RESOLUTION_S) flags[i] = 1;
  }
  if (flags.length > 0) flags[0] = 1;
  return flags;
}

/** A missing number is no other number. */
function markChanges(flags: Uint8Array, column: Float64Array): void {
  let before = Number.NaN;
  for (let i = 0; i < flags.length; i++) {
    const value = column[i] ?? Number.NaN;
    if (value !== before && !Number.isNaN(value) && !Number.isNaN(before)) flags[i] = 1;
    before = value;
  }
}

/** Mass in g by which the export divided Capacity to print SpeCap; undefined where it did not. */
function impliedMass(records: RecordColumns, capacity: Float64Array | undefined): number | undefined {
  for (const [name, extra] of records.extras) {
    const header = parseHeader(name);
    if (!isSpecificCapacity(header) || capacity === undefined) continue;
    const specific = extra.values.finish();
    let [ampHours, milliampHoursPerGram] = [0, 0];
    for (let i = 0; i < specific.length; i++) {
      const value = specific[i] ?? Number.NaN;
      if (value > milliampHoursPerGram && (capacity[i] ?? 0) > 0) {
        ampHours = capacity[i] ?? 0;
        milliampHoursPerGram = value;
      }
    }
    if (milliampHoursPerGram > 0) return (ampHours * 1e3) / milliampHoursPerGram;
  }
  return undefined;
}

function extraColumns(records: RecordColumns): ExtraColumn[] {
  return [...records.extras]
    .filter(([, extra]) => extra.hasData)
    .map(([name, { unit, values, words }]) => {
      const numbers = values.finish();
      if (words.length === 0) return { name, unit, values: numbers };
      return { name, unit, values: Array.from(numbers, (value, i) => words[i] ?? formatExact(value)) };
    });
}
