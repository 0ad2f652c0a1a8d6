/** What became of every source column. */
import type { ColumnFate, InstrumentTable } from '../../src/model/dataset.ts';
import { parseHeader, RECORD_FIELDS, type RecordField } from './columns.ts';
import { missingEverywhere } from './record-issues.ts';
import type { Layout } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';

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
  for (const [field, source] of layouts.flatMap(({ context }) => [...(context ?? [])])) {
    const key = `above the records: ${field}`;
    const mapped = field === 'state' ? stated : found.has(field);
    if (mapped && !fates.has(key)) fates.set(key, { source, name: TARGETS[field], unit: '', fate: 'mapped' });
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
