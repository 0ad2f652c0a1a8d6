/** Which column of a record sheet goes where, and by which factor: read off the header row. */
import { cellPlace, columnLetters, SourceError } from '../../src/model/source.ts';
import { parseElapsed, parseNumber } from '../../src/model/text.ts';
import { conversionFactor } from '../../src/model/units.ts';
import { isCelsius, parseHeader, RECORD_FIELDS, type RecordField, recordField } from './columns.ts';

/** How a numeric cell becomes the schema's value. */
export type CellKind = 'number' | 'elapsed' | 'clock' | 'state' | 'extra';

export interface Slot {
  /** Header as written. */
  readonly source: string;
  readonly kind: CellKind;
  readonly field: RecordField | undefined;
  /** Name under which an extra column is kept. */
  readonly name: string;
  /** Unit as written, for extra columns. */
  readonly unit: string;
  /** Multiplies a numeric cell. */
  readonly factor: number;
}

export interface Layout {
  readonly sheet: string;
  /** 0-based row of the header, −1 for a continuation sheet without one. */
  readonly headerRow: number;
  readonly slots: readonly Slot[];
}

export type PreviewRow = readonly (string | number | undefined)[];

const SECONDS_PER_DAY = 86_400;

/** A row is the header of a record sheet if it names test time, and potential or current. */
export function isRecordHeader(row: PreviewRow): boolean {
  const fields = new Set(row.map((cell) => (typeof cell === 'string' ? recordField(parseHeader(cell)) : undefined)));
  return fields.has('time') && (fields.has('potential') || fields.has('current'));
}

/**
 * Layout by the header row of a sheet whose first rows are given. A column without a header, and a second column of the
 * same meaning, become extra columns named by their letter. Throws SourceError where a required column is missing, two
 * tables stand side by side, or a physical column states no unit or one that does not fit.
 */
export function layoutFromHeader(
  path: string,
  sheet: string,
  headerRow: number,
  preview: readonly PreviewRow[],
): Layout {
  const header = preview[headerRow] ?? [];
  requireOneTable(path, sheet, headerRow, header);
  const width = preview.slice(headerRow).reduce((most, row) => Math.max(most, row.length), 0);
  const seen = new Set<RecordField>();
  const names = new Set<string>();
  const slots = Array.from({ length: width }, (_, column): Slot => {
    const source = String(header[column] ?? '').trim();
    const slot = slotFor(source, path, cellPlace(sheet, headerRow, column));
    if (slot.field !== undefined && !seen.has(slot.field)) {
      seen.add(slot.field);
      names.add(source);
      return slot;
    }
    const name = source === '' || names.has(source) ? `${source} (column ${columnLetters(column)})`.trim() : source;
    names.add(name);
    return { ...slot, field: undefined, kind: 'extra', factor: 1, name };
  });
  for (const [name, spec] of Object.entries(RECORD_FIELDS)) {
    if (!spec.required || seen.has(name as RecordField)) continue;
    const detail = `the header row of ${sheet} names no ${spec.names[0]} column`;
    throw new SourceError(path, cellPlace(sheet, headerRow, 0), detail, 'export with all record columns');
  }
  return { sheet, headerRow, slots };
}

/** Cycles side by side would be read as the first of them alone. */
function requireOneTable(path: string, sheet: string, headerRow: number, header: PreviewRow): void {
  const fields = Array.from(header, (cell) => (typeof cell === 'string' ? recordField(parseHeader(cell)) : undefined));
  const second = (field: RecordField) => fields.indexOf(field, fields.indexOf(field) + 1);
  const repeated = second('time');
  if (repeated < 0 || (second('potential') < 0 && second('current') < 0)) return;
  const detail = 'the header row names the same columns again: tables side by side are not read';
  throw new SourceError(path, cellPlace(sheet, headerRow, repeated), detail, 'export all records below each other');
}

/** Whether a row without header can be a record of this layout: a whole number, and all required values. */
export function fitsLayout(row: PreviewRow, { slots }: Layout): boolean {
  return slots.every(({ field, kind }, column) => {
    if (field === undefined || !(field === 'record' || RECORD_FIELDS[field].required)) return true;
    const cell = row[column];
    const text = String(cell ?? '');
    const value = kind === 'elapsed' && typeof cell === 'string' ? parseElapsed(text) : Number.NaN;
    const number = Number.isNaN(value) ? parseNumber(text) : value;
    return field === 'record' ? Number.isInteger(number) : !Number.isNaN(number);
  });
}

function slotFor(source: string, path: string, place: string): Slot {
  const header = parseHeader(source);
  const field = recordField(header);
  const base = { source, field, name: source, unit: header.unit };
  if (field === undefined) return { ...base, kind: 'extra', factor: 1 };
  if (field === 'state') return { ...base, kind: 'state', factor: 1 };
  if (field === 'clock') return { ...base, kind: 'clock', factor: 1 };
  const { unit } = RECORD_FIELDS[field];
  if (unit === '') return { ...base, kind: 'number', factor: 1 };
  if (field === 'time' || field === 'step_time') {
    const factor = header.unit === '' ? SECONDS_PER_DAY : unitFactor(header.unit, unit, source, path, place);
    return { ...base, kind: 'elapsed', factor };
  }
  if (field === 'temperature' && isCelsius(header.unit)) return { ...base, kind: 'number', factor: 1 };
  return { ...base, kind: 'number', factor: unitFactor(header.unit, unit, source, path, place) };
}

function unitFactor(from: string, to: string, source: string, path: string, place: string): number {
  const factor = conversionFactor(from, to);
  if (factor !== undefined) return factor;
  const seen =
    from === '' ? `column "${source}" states no unit` : `the unit "${from}" of column "${source}" is not known`;
  const remedy = `export with a unit that measures ${to}, such as ${to === 'Ah' ? 'mAh' : to === 'A' ? 'mA' : to}`;
  throw new SourceError(path, place, seen, remedy);
}
