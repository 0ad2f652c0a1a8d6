/** Collects the cells of record sheets into typed columns, row by row. */
import type { CellSink } from '../../src/io/spreadsheet.ts';
import { secondsFromSerial, secondsFromText } from '../../src/model/calendar.ts';
import { NumberColumn, WordColumn } from '../../src/model/column-builder.ts';
import { cellPlace, SourceError } from '../../src/model/source.ts';
import { parseElapsed, parseNumber } from '../../src/model/text.ts';
import { RECORD_FIELDS, type RecordField } from './columns.ts';
import type { Layout, Slot } from './record-layout.ts';

export interface ExtraValues {
  readonly unit: string;
  /** NaN where the cell is empty or a word. */
  readonly values: NumberColumn;
  /** Row → word, for cells that are no numbers. */
  readonly words: Map<number, string>;
  hasData: boolean;
}

/** Something seen that the user should know, with where it was seen first. */
export interface Sighting {
  count: number;
  place: string;
  sample: string;
}

/** LAND writes `-` where a channel has no sensor. */
function isAbsent(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '-' || trimmed === '--';
}

export class RecordReader implements CellSink {
  readonly columns = new Map<RecordField, NumberColumn>();
  readonly states = new WordColumn();
  readonly extras = new Map<string, ExtraValues>();
  readonly skippedRows: Sighting = { count: 0, place: '', sample: '' };
  readonly unreadable: Sighting = { count: 0, place: '', sample: '' };
  #layout: Layout = { sheet: '', headerRow: -1, slots: [] };
  #path: string;
  #date1904: boolean;
  #row = -1;
  #cells = new Float64Array(0);
  #required: readonly number[] = [];
  #words = new Map<number, string>();
  #state = '';
  #isHeader = false;
  #length = 0;

  constructor(path: string, date1904: boolean) {
    this.#path = path;
    this.#date1904 = date1904;
  }

  get length(): number {
    return this.#length;
  }

  /** Starts a sheet; its cells come next. */
  open(layout: Layout): void {
    this.#layout = layout;
    this.#row = -1;
    this.#cells = new Float64Array(layout.slots.length).fill(Number.NaN);
    this.#required = [...layout.slots.keys()].filter((i) => {
      const field = layout.slots[i]?.field;
      return field !== undefined && RECORD_FIELDS[field].required;
    });
    for (const slot of layout.slots) {
      if (slot.field !== undefined && slot.field !== 'state') this.#column(slot.field);
      else if (slot.kind === 'extra' && !this.extras.has(slot.name)) {
        this.extras.set(slot.name, { unit: slot.unit, values: this.#backfilled(), words: new Map(), hasData: false });
      }
    }
  }

  /** Ends a sheet: its last row is complete. */
  close(): void {
    this.#commit();
    this.#row = -1;
  }

  number(row: number, column: number, value: number): void {
    if (!this.#enter(row)) return;
    const slot = this.#layout.slots[column];
    if (slot === undefined) note(this.unreadable, cellPlace(this.#layout.sheet, row, column), String(value));
    else if (slot.kind === 'state') this.#state = String(value);
    else if (slot.kind === 'clock') this.#cells[column] = secondsFromSerial(value, this.#date1904);
    else if (slot.kind === 'elapsed') this.#cells[column] = Math.round(value * slot.factor * 1000) / 1000;
    else this.#cells[column] = value * slot.factor;
  }

  text(row: number, column: number, value: string): void {
    if (!this.#enter(row) || isAbsent(value)) return;
    const slot = this.#layout.slots[column];
    if (slot === undefined) {
      note(this.unreadable, cellPlace(this.#layout.sheet, row, column), value);
    } else if (slot.source === value.trim()) {
      this.#isHeader = true;
    } else if (slot.kind === 'state') {
      this.#state = value.trim();
    } else {
      this.#cells[column] = this.#readText(slot, value, row, column);
    }
  }

  #readText(slot: Slot, value: string, row: number, column: number): number {
    const read =
      slot.kind === 'elapsed' ? parseElapsed(value) : slot.kind === 'clock' ? secondsFromText(value) : Number.NaN;
    if (!Number.isNaN(read)) return read;
    const number = parseNumber(value);
    if (slot.kind !== 'clock' && !Number.isNaN(number)) {
      const scaled = number * slot.factor;
      return slot.kind === 'elapsed' ? Math.round(scaled * 1000) / 1000 : scaled;
    }
    const place = cellPlace(this.#layout.sheet, row, column);
    if (slot.field !== undefined && RECORD_FIELDS[slot.field].required) {
      const expected = slot.kind === 'elapsed' ? 'a number of days or d-hh:mm:ss' : 'a number';
      const detail = `${slot.source} should be ${expected}, the cell holds "${value.trim().slice(0, 40)}"`;
      throw new SourceError(this.#path, place, detail, 'correct the cell or export the workbook again');
    }
    if (slot.kind === 'extra') this.#words.set(column, value.trim());
    else note(this.unreadable, place, value);
    return Number.NaN;
  }

  /** False for the header row and what stands above it. */
  #enter(row: number): boolean {
    if (row <= this.#layout.headerRow) return false;
    if (row !== this.#row) {
      this.#commit();
      this.#row = row;
    }
    return true;
  }

  #commit(): void {
    if (this.#row < 0) return;
    const values = this.#cells;
    const missing = this.#required.some((column) => Number.isNaN(values[column]));
    if (!missing && !this.#isHeader) this.#append(values);
    else if (!this.#isHeader && !this.#isBlank()) {
      note(this.skippedRows, cellPlace(this.#layout.sheet, this.#row, 0), '');
    }
    values.fill(Number.NaN);
    this.#words.clear();
    this.#state = '';
    this.#isHeader = false;
  }

  #isBlank(): boolean {
    return this.#state === '' && this.#words.size === 0 && this.#cells.every(Number.isNaN);
  }

  #append(values: Float64Array): void {
    this.#layout.slots.forEach((slot, i) => {
      const value = values[i] ?? Number.NaN;
      if (slot.field !== undefined) this.columns.get(slot.field)?.push(value);
      const extra = slot.kind === 'extra' ? this.extras.get(slot.name) : undefined;
      if (extra === undefined) return;
      extra.values.push(value);
      const word = this.#words.get(i);
      if (word !== undefined) extra.words.set(this.#length, word);
      extra.hasData ||= word !== undefined || !Number.isNaN(value);
    });
    this.states.push(this.#state);
    this.#length += 1;
    this.#pad();
  }

  /** Columns that this sheet does not have get a gap. */
  #pad(): void {
    for (const column of this.columns.values()) if (column.length < this.#length) column.push(Number.NaN);
    for (const { values } of this.extras.values()) if (values.length < this.#length) values.push(Number.NaN);
  }

  #column(field: RecordField): void {
    if (!this.columns.has(field)) this.columns.set(field, this.#backfilled());
  }

  #backfilled(): NumberColumn {
    const column = new NumberColumn();
    for (let i = 0; i < this.#length; i++) column.push(Number.NaN);
    return column;
  }
}

function note(sighting: Sighting, place: string, value: string): void {
  if (sighting.count === 0) {
    sighting.place = place;
    sighting.sample = value.trim().slice(0, 40);
  }
  sighting.count += 1;
}
