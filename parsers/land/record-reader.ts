/** Collects the cells of record tables into typed columns, row by row: those of sheets, and of text files alike. */
import type { CellSink } from '../../src/io/spreadsheet.ts';
import { secondsFromSerial, secondsFromText } from '../../src/model/calendar.ts';
import { NumberColumn, WordColumn } from '../../src/model/column-builder.ts';
import { SourceError } from '../../src/model/source.ts';
import { type DecimalMark, parseElapsed, parseNumber } from '../../src/model/text.ts';
import { isAbsent, parseHeader, RECORD_FIELDS, type RecordField, recordField } from './columns.ts';
import type { Layout, RecordContext, Slot } from './record-layout.ts';
import { newSighting, note, type Sighting } from './sightings.ts';

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

/** Where the cells of a column of the sheet go. */
interface Target {
  readonly field: RecordField | undefined;
  /** Undefined for words. */
  readonly values: NumberColumn | undefined;
  readonly extra: ExtraValues | undefined;
  /** Reported where the instrument wrote nothing. */
  readonly isExpected: boolean;
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
  readonly skippedRows = newSighting();
  readonly unreadable = newSighting();
  /** Empty cells, by field, in rows where the instrument had something to write. */
  readonly gaps = new Map<RecordField, Sighting>();
  #layout: Layout = { sheet: '', headerRow: -1, slots: [], place: () => '' };
  readonly #path: string;
  readonly #date1904: boolean;
  readonly #mark: DecimalMark;
  #row = -1;
  #cells = new Float64Array(0);
  #required: readonly number[] = [];
  #targets: readonly Target[] = [];
  /** For each column its factor and its least value; NaN where a number alone does not decide. */
  #factors = new Float64Array(0);
  #least = new Float64Array(0);
  /** Columns that the sheet does not have. */
  #absent: readonly { readonly field: RecordField | undefined; readonly values: NumberColumn }[] = [];
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
    this.#currentColumn = layout.slots.findIndex(({ field }) => field === 'current');
    this.#aim(layout);
  }

  /** Prepares what is looked up for every cell and every record. */
  #aim({ slots }: Layout): void {
    const isPlain = ({ kind }: Slot) => kind === 'number' || kind === 'extra';
    this.#factors = Float64Array.from(slots, (slot) => (isPlain(slot) ? slot.factor : Number.NaN));
    this.#least = Float64Array.from(slots, ({ field }) => (field === 'capacity' ? 0 : -Number.MAX_VALUE));
    this.#targets = slots.map(({ field, kind, name }): Target => {
      const extra = field === undefined && kind === 'extra' ? this.extras.get(name) : undefined;
      const values = field === undefined ? extra?.values : this.columns.get(field);
      return {
        field,
        values,
        extra,
        isExpected: field !== undefined && field !== 'state' && RECORD_FIELDS[field].expected,
      };
    });
    const present = new Set(this.#targets.map(({ values }) => values));
    const all = [
      ...[...this.columns].map(([field, values]) => ({ field, values })),
      ...[...this.extras.values()].map(({ values }) => ({ field: undefined, values })),
    ];
    this.#absent = all.filter(({ values }) => !present.has(values));
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
    if (row !== this.#row && !this.#enter(row)) return;
    const scaled = value * (this.#factors[column] ?? Number.NaN);
    if (scaled >= (this.#least[column] ?? Number.NaN) && scaled <= Number.MAX_VALUE) {
      this.#cells[column] = scaled;
      return;
    }
    const slot = this.#layout.slots[column];
    if (slot === undefined) note(this.unreadable, this.#layout.place(row, column), String(value));
    else if (slot.kind === 'state') this.#state = String(value);
    else this.#cells[column] = this.#possible(slot, column, this.#scaled(slot, value), value);
  }

  text(row: number, column: number, value: string): void {
    if (row !== this.#row && !this.#enter(row)) return;
    const word = value.trim();
    if (isAbsent(word)) return;
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
    this.#commit();
    this.#row = row;
    return true;
  }

  #commit(): void {
    if (this.#row < 0) return;
    const values = this.#cells;
    let isRecord = true;
    for (const column of this.#required) if (Number.isNaN(values[column])) isRecord = false;
    if (isRecord) this.#append(values);
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
    for (let i = 0; i < this.#targets.length; i++) {
      const target = this.#targets[i];
      const value = values[i] ?? Number.NaN;
      target?.values?.push(value);
      if (!Number.isNaN(value)) {
        if (target?.extra !== undefined) target.extra.hasData = true;
      } else if (target !== undefined) this.#appendMissing(target, i);
    }
    for (const { field, values: column } of this.#absent) {
      column.push(field === 'cycle' || field === 'step' ? (this.#context[field] ?? Number.NaN) : Number.NaN);
    }
    this.states.push(this.#context.state ?? this.#state);
    this.#sheetRows.push(this.#row);
    this.#length += 1;
  }

  /**
   * Adds rows of the open table at once, by column; `rows` are their places. None of their cells may be in doubt: see
   * text-table.ts.
   */
  appendRows(rows: Float64Array, columns: readonly (Float64Array | undefined)[], states: Words | undefined): void {
    this.#targets.forEach(({ values, extra }, i) => {
      const cells = columns[i] ?? new Float64Array(rows.length).fill(Number.NaN);
      values?.append(cells);
      if (extra !== undefined) extra.hasData ||= cells.some((value) => !Number.isNaN(value));
    });
    for (const { field, values } of this.#absent) {
      const above = field === 'cycle' || field === 'step' ? this.#context[field] : undefined;
      values.append(new Float64Array(rows.length).fill(above ?? Number.NaN));
    }
    const { codes, words } = states ?? { codes: new Float64Array(rows.length), words: [this.#context.state ?? ''] };
    this.states.append(codes, words);
    this.#sheetRows.append(rows);
    this.#length += rows.length;
  }

  /** A cell without a number: a word, which extra columns keep, or nothing. */
  #appendMissing({ field, extra, isExpected }: Target, column: number): void {
    const word = this.#words.size === 0 ? undefined : this.#words.get(column);
    if (word !== undefined && extra !== undefined) {
      extra.words.set(this.#length, word);
      extra.hasData = true;
    } else if (word !== undefined && field !== undefined) {
      note(this.unreadable, this.#layout.place(this.#row, column), word);
    } else if (field !== undefined && isExpected) {
      const isAtRest = this.#cells[this.#currentColumn] === 0;
      if (!isAtRest || !isCounter(field)) this.#noteGap(field, column);
    }
  }

  #noteGap(field: RecordField, column: number): void {
    const gap = this.gaps.get(field) ?? newSighting();
    note(gap, this.#layout.place(this.#row, column), '');
    this.gaps.set(field, gap);
  }

  /** Where a record stands: the cell of a field, or the start of the row where its sheet lacks the field. */
  place(record: number, field: RecordField): string {
    const { layout } = this.#sheets.findLast(({ first }) => first <= record) ?? { layout: this.#layout };
    const column = layout.slots.findIndex((slot) => slot.field === field);
    return layout.place(this.#sheetRows.finish()[record] ?? 0, Math.max(0, column));
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
