/** Which column of a record sheet goes where, and by which factor: read off the header row. */
import { columnLetters, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, parseElapsed, parseNumber } from '../../src/model/text.ts';
import { conversionFactor } from '../../src/model/units.ts';
import {
  isCelsius,
  isLandMark,
  parseHeader,
  RECORD_FIELDS,
  type RecordField,
  recordField,
  timeUnit,
} from './columns.ts';

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

/** Where a cell stands, as errors and issues name it; rows and columns 0-based. */
export type Place = (row: number, column: number) => string;

export interface Layout {
  /** Sheet of a workbook, or what else messages call the table. */
  readonly sheet: string;
  /** 0-based row of the header, −1 for a continuation sheet without one: rows up to it hold no records. */
  readonly headerRow: number;
  /** By column. */
  readonly slots: readonly Slot[];
  readonly place: Place;
  /** Fields that stand above the records instead of in a column, with the header of that cell as written. */
  readonly context?: ReadonlyMap<ContextField, string>;
}

/** What a title or a step's row above the records may say of all of them. */
export type ContextField = 'cycle' | 'step' | 'state';

/** What holds for all records that follow, as far as their layout takes it from above. */
export interface RecordContext {
  readonly cycle?: number;
  readonly step?: number;
  readonly state?: string;
}

/** A header row and where it stands, in a workbook or a text file. */
export interface HeaderRow {
  readonly path: string;
  readonly sheet: string;
  /** 0-based. */
  readonly row: number;
  readonly cells: PreviewRow;
  /** Columns of the table: rows may be longer than their header. */
  readonly width: number;
  readonly place: Place;
}

export type PreviewRow = readonly (string | number | undefined)[];

const SECONDS_PER_DAY = 86_400;

/** A row is the header of a record sheet if it names test time, and potential or current. */
export function isRecordHeader(row: PreviewRow): boolean {
  const fields = new Set(row.map((cell) => (typeof cell === 'string' ? recordField(parseHeader(cell)) : undefined)));
  return fields.has('time') && (fields.has('potential') || fields.has('current'));
}

/** Whether a record header shows that it is LAND's, by a name that other makers do not use. */
export function hasLandMark(row: PreviewRow): boolean {
  return row.some((cell) => typeof cell === 'string' && isLandMark(parseHeader(cell)));
}

/**
 * Layout by a header row. A column without a header, and a second column of the same meaning, become extra columns named
 * by their letter. Throws SourceError where a required column is missing, two tables stand side by side, or a physical
 * column states no unit or one that does not fit.
 */
export function layoutFromHeader(header: HeaderRow): Layout {
  const { path, sheet, row, place } = header;
  requireOneTable(header);
  const seen = new Set<RecordField>();
  const names = new Set<string>();
  const slots = Array.from({ length: header.width }, (_, column): Slot => {
    const source = String(header.cells[column] ?? '').trim();
    const slot = slotFor(source, path, place(row, column));
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
    throw new SourceError(path, place(row, 0), detail, 'export with all record columns');
  }
  return { sheet, headerRow: row, slots, place };
}

/** Cycles side by side would be read as the first of them alone. */
function requireOneTable({ path, row, cells, place }: HeaderRow): void {
  const fields = Array.from(cells, (cell) => (typeof cell === 'string' ? recordField(parseHeader(cell)) : undefined));
  const second = (field: RecordField) => fields.indexOf(field, fields.indexOf(field) + 1);
  const repeated = second('time');
  if (repeated < 0 || (second('potential') < 0 && second('current') < 0)) return;
  const detail = 'the header row names the same columns again: tables side by side are not read';
  throw new SourceError(path, place(row, repeated), detail, 'export all records below each other');
}

/** Whether a row without header can be a record of this layout: a whole number, and all required values. */
export function fitsLayout(row: PreviewRow, { slots }: Layout, mark: DecimalMark = '.'): boolean {
  return slots.every(({ field, kind }, column) => {
    if (field === undefined || !(field === 'record' || RECORD_FIELDS[field].required)) return true;
    const cell = row[column];
    const text = String(cell ?? '');
    const value = kind === 'elapsed' && typeof cell === 'string' ? parseElapsed(text) : Number.NaN;
    const number = Number.isNaN(value) ? parseNumber(text, mark) : value;
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
    const own = timeUnit(header.unit) ?? header.unit;
    const factor = own === '' ? SECONDS_PER_DAY : unitFactor(own, unit, source, path, place);
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
