/** Collects the cells of record tables into typed columns, row by row: those of sheets, and of text files alike. */
import type { CellSink } from '../../src/io/spreadsheet.ts';
import { secondsFromSerial, secondsFromText } from '../../src/model/calendar.ts';
import { NumberColumn, WordColumn } from '../../src/model/column-builder.ts';
import { SourceError } from '../../src/model/source.ts';
import { type DecimalMark, parseElapsed, parseNumber } from '../../src/model/text.ts';
import { isAbsent, parseHeader, RECORD_FIELDS, type RecordField, recordField } from './columns.ts';
import type { Layout, Slot } from './record-layout.ts';
import { note, type Sighting } from './sighting.ts';

export interface ExtraValues {
  readonly unit: string;
  /** NaN where the cell is empty or a word. */
  readonly values: NumberColumn;
  /** Row → word, for cells that are no numbers. */
  readonly words: Map<number, string>;
  hasData: boolean;
}

/** 9999-12-31, the last day that a spreadsheet knows, in seconds since 1970. */
const LATEST_CLOCK = 253_402_300_800;
const SPLIT_SHEETS = 'put each table into a sheet of its own, or export the workbook again';

function isCounter(field: RecordField): boolean {
  return field === 'capacity' || field === 'energy';
}

/** Words of many rows: indices into the list of those that occur. */
export interface Words {
  readonly codes: Float64Array;
  readonly words: readonly string[];
}

/** What holds for all records that follow, as far as their layout takes it from above. */
export interface RecordContext {
  readonly cycle?: number;
  readonly step?: number;
  readonly state?: string;
}

/** One of column and extra at most. */
interface Target {
  readonly field: RecordField | undefined;
  readonly column: NumberColumn | undefined;
  readonly extra: ExtraValues | undefined;
}

export interface CellFormat {
  /** Dates count from 1904. */
  readonly date1904?: boolean;
  /** Of numbers that come as text. */
  readonly decimalMark?: DecimalMark;
}

/** For each table: `open` with its layout, its cells in the order of rows, `close`. */
export class RecordReader implements CellSink {
  readonly columns = new Map<RecordField, NumberColumn>();
  readonly states = new WordColumn();
  readonly extras = new Map<string, ExtraValues>();
  readonly skippedRows: Sighting = { count: 0, place: '', sample: '' };
  readonly unreadable: Sighting = { count: 0, place: '', sample: '' };
  /** Empty cells, by field, in rows where the instrument had something to write. */
  readonly gaps = new Map<RecordField, Sighting>();
  #layout: Layout = { sheet: '', headerRow: -1, slots: [], place: () => '' };
  readonly #path: string;
  readonly #date1904: boolean;
  readonly #mark: DecimalMark;
  #row = -1;
  #cells = new Float64Array(0);
  #required: readonly number[] = [];
  /** For each column of the sheet where its cells go. */
  #targets: readonly Target[] = [];
  #currentColumn = -1;
  #context: RecordContext = {};
  /** Column → what stands in the row where a number should. */
  #words = new Map<number, string>();
  #state = '';
  #length = 0;
  /** Sheet row of every record, and the sheets by their first record. */
  readonly #sheetRows = new NumberColumn();
  readonly #sheets: { readonly layout: Layout; readonly first: number }[] = [];

  constructor(path: string, { date1904 = false, decimalMark = '.' }: CellFormat = {}) {
    this.#path = path;
    this.#date1904 = date1904;
    this.#mark = decimalMark;
  }

  get length(): number {
    return this.#length;
  }

  /** Starts a sheet; its cells come next. */
  open(layout: Layout): void {
    this.#layout = layout;
    this.#sheets.push({ layout, first: this.#length });
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
    for (const field of layout.context?.keys() ?? []) if (field !== 'state') this.#column(field);
    this.#context = {};
    this.#targets = layout.slots.map((slot) => this.#targetOf(slot));
    this.#currentColumn = layout.slots.findIndex(({ field }) => field === 'current');
  }

  #targetOf({ field, kind, name }: Slot): Target {
    if (field !== undefined) return { field, column: this.columns.get(field), extra: undefined };
    return { field, column: undefined, extra: kind === 'extra' ? this.extras.get(name) : undefined };
  }

  /** For the records of the open sheet, after `open`. */
  setContext(context: RecordContext): void {
    const above = this.#layout.context;
    this.#context = {
      ...(above?.has('cycle') && context.cycle !== undefined && { cycle: context.cycle }),
      ...(above?.has('step') && context.step !== undefined && { step: context.step }),
      ...(above?.has('state') && context.state !== undefined && { state: context.state }),
    };
  }

  /** Ends a sheet: its last row is complete. */
  close(): void {
    this.#commit();
    this.#row = -1;
  }

  number(row: number, column: number, value: number): void {
    if (!this.#enter(row)) return;
    const slot = this.#layout.slots[column];
    if (slot === undefined) note(this.unreadable, this.#layout.place(row, column), String(value));
    else if (slot.kind === 'state') this.#state = String(value);
    else this.#cells[column] = this.#possible(slot, column, this.#scaled(slot, value), value);
  }

  text(row: number, column: number, value: string): void {
    if (!this.#enter(row) || isAbsent(value)) return;
    const word = value.trim();
    const slot = this.#layout.slots[column];
    if (slot === undefined) note(this.unreadable, this.#layout.place(row, column), word);
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
    if (row !== this.#row) {
      this.#commit();
      this.#row = row;
    }
    return true;
  }

  #commit(): void {
    if (this.#row < 0) return;
    const values = this.#cells;
    if (!this.#required.some((column) => Number.isNaN(values[column]))) this.#append(values);
    else if (!this.#isBlank() && !this.#isRepeatedHeader()) {
      note(this.skippedRows, this.#layout.place(this.#row, 0), '');
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

  #append(values: Float64Array): void {
    const isAtRest = values[this.#currentColumn] === 0;
    for (let i = 0; i < this.#targets.length; i++) {
      const target = this.#targets[i];
      const value = values[i] ?? Number.NaN;
      const word = this.#words.size === 0 ? undefined : this.#words.get(i);
      target?.column?.push(value);
      if (target?.extra !== undefined) this.#appendExtra(target.extra, value, word);
      else if (target?.field === undefined) continue;
      else if (word !== undefined) note(this.unreadable, this.#layout.place(this.#row, i), word);
      else if (Number.isNaN(value) && !(isAtRest && isCounter(target.field))) this.#noteGap(target.field, i);
    }
    this.states.push(this.#context.state ?? this.#state);
    this.#sheetRows.push(this.#row);
    this.#length += 1;
    this.#pad();
  }

  /**
   * Adds rows of the open table at once, by column; `rows` are their places. None of their cells may be in doubt: see
   * text-table.ts.
   */
  appendRows(rows: Float64Array, values: readonly (Float64Array | undefined)[], states: Words | undefined): void {
    this.#targets.forEach(({ column, extra }, i) => {
      const cells = values[i] ?? new Float64Array(rows.length).fill(Number.NaN);
      column?.append(cells);
      extra?.values.append(cells);
      if (extra !== undefined) extra.hasData ||= cells.some((value) => !Number.isNaN(value));
    });
    const { codes, words } = states ?? { codes: new Float64Array(rows.length), words: [this.#context.state ?? ''] };
    this.states.append(codes, words);
    this.#sheetRows.append(rows);
    this.#length += rows.length;
    this.#pad();
  }

  #appendExtra(extra: ExtraValues, value: number, word: string | undefined): void {
    extra.values.push(value);
    if (word !== undefined) extra.words.set(this.#length, word);
    extra.hasData ||= word !== undefined || !Number.isNaN(value);
  }

  #noteGap(field: RecordField, column: number): void {
    if (field === 'state' || !RECORD_FIELDS[field].expected) return;
    const gap = this.gaps.get(field) ?? { count: 0, place: '', sample: '' };
    note(gap, this.#layout.place(this.#row, column), '');
    this.gaps.set(field, gap);
  }

  /** Where a record stands: the cell of a field, or the start of the row where its sheet lacks the field. */
  place(record: number, field: RecordField): string {
    const { layout } = this.#sheets.findLast(({ first }) => first <= record) ?? { layout: this.#layout };
    const column = layout.slots.findIndex((slot) => slot.field === field);
    return layout.place(this.#sheetRows.finish()[record] ?? 0, Math.max(0, column));
  }

  /** Columns that this sheet does not have get a gap. */
  #pad(): void {
    for (const [field, column] of this.columns) {
      const filling = field === 'cycle' || field === 'step' ? (this.#context[field] ?? Number.NaN) : Number.NaN;
      while (column.length < this.#length) column.push(filling);
    }
    for (const { values } of this.extras.values()) while (values.length < this.#length) values.push(Number.NaN);
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
