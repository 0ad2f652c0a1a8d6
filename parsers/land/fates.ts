/** What became of every source column. */
import type { ColumnFate, InstrumentTable } from '../../src/model/dataset.ts';
import { parseHeader, RECORD_FIELDS, type RecordField } from './columns.ts';
import type { RecordColumns } from './record-columns.ts';
import { missingEverywhere } from './record-issues.ts';
import type { Layout } from './record-layout.ts';
import { countersFate } from './split-counters.ts';

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

export function columnFates(
  records: RecordColumns,
  layouts: readonly Layout[],
  tables: readonly InstrumentTable[],
  found: ReadonlyMap<RecordField, Float64Array>,
): ColumnFate[] {
  const fates = new Map<string, ColumnFate>();
  const stated = records.states.words.some((word) => word !== '');
  for (const { source, field, name, unit } of layouts.flatMap(({ slots }) => slots)) {
    if (fates.has(name)) continue;
    if (field !== undefined) {
      const mapped = field === 'state' ? stated : found.has(field);
      const target = { name: TARGETS[field], unit: RECORD_FIELDS[field].unit, fate: 'mapped' } as const;
      fates.set(name, mapped ? { source, ...target } : { source, name: '', unit: '', fate: 'empty' });
    } else if (records.extras.get(name)?.hasData === true) {
      fates.set(name, { source, name, unit, fate: 'extra' });
    } else {
      fates.set(name, { source, name: '', unit: '', fate: source === '' ? 'spacer' : 'empty' });
    }
  }
  for (const [field, source] of layouts.flatMap(({ context }) => [...(context ?? [])])) {
    const key = `above the records: ${field}`;
    const mapped = field === 'state' ? stated : found.has(field);
    if (mapped && !fates.has(key)) fates.set(key, { source, name: TARGETS[field], unit: '', fate: 'mapped' });
  }
  for (const counted of ['capacity', 'energy'] as const) {
    const fate = found.has(counted) ? undefined : countersFate(records, counted);
    if (fate !== undefined) fates.set(fate.source, fate);
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
    return { source, name: header, unit: parseHeader(header).unit, fate: 'extra' };
  });
}
