/** Cells of record sheets → records, row by row; of text files the rows that may be no records. */
import type { CellSink } from '../../src/io/spreadsheet.ts';
import { secondsFromSerial, secondsFromText } from '../../src/model/calendar.ts';
import { SourceError } from '../../src/model/source.ts';
import { type DecimalMark, parseElapsed, parseNumber } from '../../src/model/text.ts';
import { isAbsent, parseHeader, RECORD_FIELDS, recordField } from './columns.ts';
import { RecordColumns } from './record-columns.ts';
import type { Layout, RecordContext, Slot } from './record-layout.ts';
import { note } from './sightings.ts';

/** 9999-12-31, the last day that a spreadsheet knows, in seconds since 1970. */
const LATEST_CLOCK = 253_402_300_800;
const SPLIT_SHEETS = 'put each table into a sheet of its own, or export the workbook again';

export interface CellFormat {
  /** Dates count from 1904. */
  readonly date1904?: boolean;
  /** Of numbers that come as text. */
  readonly decimalMark?: DecimalMark;
}

/** For each table: `open` with its layout, its cells in the order of rows, `close`. */
export class RecordReader implements CellSink {
  readonly records = new RecordColumns();
  #layout: Layout = { sheet: '', headerRow: -1, slots: [], place: () => '' };
  readonly #path: string;
  readonly #date1904: boolean;
  readonly #mark: DecimalMark;
  #row = -1;
  #cells = new Float64Array(0);
  #required: readonly number[] = [];
  /** For each column its factor and its least value; NaN where a number alone does not decide. */
  #factors = new Float64Array(0);
  #least = new Float64Array(0);
  /** Column → what stands in the row where a number should. */
  #words = new Map<number, string>();
  #state = '';

  constructor(path: string, { date1904 = false, decimalMark = '.' }: CellFormat = {}) {
    this.#path = path;
    this.#date1904 = date1904;
    this.#mark = decimalMark;
  }

  /** Starts a sheet; its cells come next. */
  open(layout: Layout): void {
    const { slots } = layout;
    this.#layout = layout;
    this.records.open(layout);
    this.#row = -1;
    this.#cells = new Float64Array(slots.length).fill(Number.NaN);
    this.#required = [...slots.keys()].filter((i) => {
      const field = slots[i]?.field;
      return field !== undefined && RECORD_FIELDS[field].required;
    });
    const isPlain = ({ kind }: Slot) => kind === 'number' || kind === 'extra';
    this.#factors = Float64Array.from(slots, (slot) => (isPlain(slot) ? slot.factor : Number.NaN));
    this.#least = Float64Array.from(slots, ({ field }) => (field === 'capacity' ? 0 : -Number.MAX_VALUE));
  }

  /** For the records of the open sheet, after `open`. */
  setContext(context: RecordContext): void {
    this.records.setContext(context);
  }

  /** Ends a sheet: its last row is complete. */
  close(): void {
    this.#commit();
    this.#row = -1;
  }

  number(row: number, column: number, value: number): void {
    if (row !== this.#row && !this.#enter(row)) return;
    const scaled = value * (this.#factors[column] ?? Number.NaN);
    if (scaled >= (this.#least[column] ?? Number.NaN) && scaled <= Number.MAX_VALUE) {
      this.#cells[column] = scaled;
      return;
    }
    const slot = this.#layout.slots[column];
    if (slot === undefined) note(this.records.unreadable, this.#layout.place(row, column), String(value));
    else if (slot.kind === 'state') this.#state = String(value);
    else this.#cells[column] = this.#possible(slot, column, this.#scaled(slot, value), value);
  }

  text(row: number, column: number, value: string): void {
    if (row !== this.#row && !this.#enter(row)) return;
    const word = value.trim();
    if (isAbsent(word)) return;
    const slot = this.#layout.slots[column];
    if (slot === undefined) note(this.records.unreadable, this.#layout.place(row, column), word);
    else if (slot.source === word) this.#words.set(column, word);
    else if (slot.kind === 'state') this.#state = word;
    else this.#cells[column] = this.#possible(slot, column, this.#readText(slot, word), word);
  }

  #scaled(slot: Slot, value: number): number {
    if (slot.kind === 'clock') return secondsFromSerial(value, this.#date1904);
    const scaled = value * slot.factor;
    return slot.kind === 'elapsed' ? Math.round(scaled * 1000) / 1000 : scaled;
  }

  #readText(slot: Slot, word: string): number {
    if (slot.kind === 'clock') return secondsFromText(word);
    const elapsed = slot.kind === 'elapsed' ? parseElapsed(word) : Number.NaN;
    return Number.isNaN(elapsed) ? this.#scaled(slot, parseNumber(word, this.#mark)) : elapsed;
  }

  /** The value, or NaN and a word kept for what cannot be one; an impossible required value is refused. */
  #possible(slot: Slot, column: number, value: number, cell: string | number): number {
    if (slot.kind === 'clock' ? value >= 0 && value < LATEST_CLOCK : Number.isFinite(value)) {
      if (slot.field !== 'capacity' || value >= 0) return value;
    }
    if (slot.field !== undefined && RECORD_FIELDS[slot.field].required) {
      const expected = slot.kind === 'elapsed' ? 'a number of days or d-hh:mm:ss' : 'a number';
      const detail = `${slot.source} should be ${expected}, the cell holds "${String(cell).slice(0, 40)}"`;
      throw this.#error(column, detail, 'correct the cell or export the workbook again');
    }
    this.#words.set(column, String(cell));
    return Number.NaN;
  }

  #error(column: number, detail: string, remedy: string): SourceError {
    return new SourceError(this.#path, this.#layout.place(this.#row, column), detail, remedy);
  }

  /** False for the header row and what stands above it. */
  #enter(row: number): boolean {
    if (row <= this.#layout.headerRow) return false;
    this.#commit();
    this.#row = row;
    return true;
  }

  #commit(): void {
    if (this.#row < 0) return;
    const values = this.#cells;
    let isRecord = true;
    for (const column of this.#required) if (Number.isNaN(values[column])) isRecord = false;
    if (isRecord) this.records.append(this.#row, values, this.#words, this.#state);
    else if (!this.#isBlank() && !this.#isRepeatedHeader()) {
      note(this.records.skippedRows, this.#layout.place(this.#row, 0), '');
    }
    values.fill(Number.NaN);
    this.#words.clear();
    this.#state = '';
  }

  #isBlank(): boolean {
    return this.#state === '' && this.#words.size === 0 && this.#cells.every(Number.isNaN);
  }

  /** Throws SourceError for a header that names other columns than the one above: what follows would be misread. */
  #isRepeatedHeader(): boolean {
    const { slots } = this.#layout;
    if (!this.#required.every((column) => this.#words.get(column) === slots[column]?.source)) return false;
    for (const [column, word] of this.#words) {
      const source = slots[column]?.source ?? '';
      if (word === source || recordField(parseHeader(word)) === undefined) continue;
      throw this.#error(column, `a second header names "${word}" where the first one has "${source}"`, SPLIT_SHEETS);
    }
    return true;
  }
}
