/** The columns of all records of a file while it is read: record by record from sheets, table by table from text. */
import { NumberColumn, WordColumn } from '../../src/model/column-builder.ts';
import { parseNumber } from '../../src/model/text.ts';
import { isAbsent, RECORD_FIELDS, type RecordField } from './columns.ts';
import type { Layout, RecordContext } from './record-layout.ts';
import { newSighting, note, type Sighting } from './sightings.ts';

export interface ExtraValues {
  readonly unit: string;
  /** NaN where the cell is empty or a word. */
  readonly values: NumberColumn;
  /** By record, for cells that are no numbers; no more than the last of them, holes where there is none. */
  readonly words: string[];
  hasData: boolean;
}

/** Cells of a column of many rows. */
export type BlockCells =
  /** In the dataset's unit, NaN where there is no number; the words that stand there instead, by row. */
  | {
      readonly values: Float64Array;
      readonly words: ReadonlyMap<number, string>;
      /** No number is missing. */
      readonly isWhole: boolean;
    }
  /** Indices into the list of those that occur. */
  | { readonly codes: Float64Array; readonly dictionary: readonly string[] };

/** Records of the open table; all of them have what a record requires. */
export interface Block {
  readonly length: number;
  /** By column of the layout; undefined where another table's column stands. The arrays change hands. */
  readonly columns: readonly (BlockCells | undefined)[];
  /** Row of the file in which a record stands. */
  readonly rowOf: (record: number) => number;
}

/** Where the cells of a column of the table go. */
interface Target {
  readonly field: RecordField | undefined;
  /** Undefined for words. */
  readonly values: NumberColumn | undefined;
  readonly extra: ExtraValues | undefined;
  /** Reported where the instrument wrote nothing. */
  readonly isExpected: boolean;
}

interface OpenTable {
  readonly layout: Layout;
  readonly first: number;
  readonly rowOf: (record: number) => number;
}

export class RecordColumns {
  readonly columns = new Map<RecordField, NumberColumn>();
  readonly states = new WordColumn();
  readonly extras = new Map<string, ExtraValues>();
  readonly skippedRows = newSighting();
  readonly unreadable = newSighting();
  /** Empty cells, by field, in rows where the instrument had something to write. */
  readonly gaps = new Map<RecordField, Sighting>();
  #layout: Layout = { sheet: '', headerRow: -1, slots: [], place: () => '' };
  #targets: readonly Target[] = [];
  /** Columns that the table does not have. */
  #absent: readonly { readonly field: RecordField | undefined; readonly values: NumberColumn }[] = [];
  #currentColumn = -1;
  #context: RecordContext = {};
  #length = 0;
  /** Row of every record that came by itself, and the tables by their first record. */
  readonly #rows = new NumberColumn();
  readonly #tables: OpenTable[] = [];

  get length(): number {
    return this.#length;
  }

  /** Starts a table; its records come next. */
  open(layout: Layout): void {
    this.#layout = layout;
    const [first, firstRow] = [this.#length, this.#rows.length];
    this.#tables.push({ layout, first, rowOf: (record) => this.#rows.finish()[record - first + firstRow] ?? 0 });
    for (const slot of layout.slots) {
      if (slot.field !== undefined && slot.field !== 'state') this.#column(slot.field);
      else if (slot.kind === 'extra' && !this.extras.has(slot.name)) {
        this.extras.set(slot.name, { unit: slot.unit, values: this.#backfilled(), words: [], hasData: false });
      }
    }
    for (const field of layout.context?.keys() ?? []) if (field !== 'state') this.#column(field);
    this.#context = {};
    this.#currentColumn = layout.slots.findIndex(({ field }) => field === 'current');
    this.#aim(layout);
  }

  /** Prepares what is looked up for every record. */
  #aim({ slots }: Layout): void {
    this.#targets = slots.map(({ field, kind, name }): Target => {
      const extra = field === undefined && kind === 'extra' ? this.extras.get(name) : undefined;
      const values = field === undefined ? extra?.values : this.columns.get(field);
      const isExpected = field !== undefined && field !== 'state' && RECORD_FIELDS[field].expected;
      return { field, values, extra, isExpected };
    });
    const present = new Set(this.#targets.map(({ values }) => values));
    const all = [
      ...[...this.columns].map(([field, values]) => ({ field, values })),
      ...[...this.extras.values()].map(({ values }) => ({ field: undefined, values })),
    ];
    this.#absent = all.filter(({ values }) => !present.has(values));
  }

  /** For the records of the open table, after `open`. */
  setContext(context: RecordContext): void {
    const above = this.#layout.context;
    this.#context = {
      ...(above?.has('cycle') && context.cycle !== undefined && { cycle: context.cycle }),
      ...(above?.has('step') && context.step !== undefined && { step: context.step }),
      ...(above?.has('state') && context.state !== undefined && { state: context.state }),
    };
  }

  /** Adds the record of a row: by column a number in the dataset's unit or NaN, and what stands there instead. */
  append(row: number, values: Float64Array, words: ReadonlyMap<number, string>, state: string): void {
    const isAtRest = values[this.#currentColumn] === 0;
    for (let i = 0; i < this.#targets.length; i++) {
      const target = this.#targets[i];
      const value = values[i] ?? Number.NaN;
      target?.values?.push(value);
      if (!Number.isNaN(value)) {
        if (target?.extra !== undefined) target.extra.hasData = true;
        continue;
      }
      const word = words.size === 0 ? undefined : words.get(i);
      if (word !== undefined) this.#takeWord(i, this.#length, row, word);
      else if (target?.isExpected === true) this.#noteGap(i, row, isAtRest);
    }
    for (const { field, values: column } of this.#absent) column.push(this.#above(field));
    this.states.push(this.#context.state ?? state);
    this.#rows.push(row);
    this.#length += 1;
  }

  /** Adds records at once. */
  appendBlock({ length, columns, rowOf }: Block): void {
    const first = this.#length;
    this.#tables.push({ layout: this.#layout, first, rowOf: (record) => rowOf(record - first) });
    const current = columns[this.#currentColumn];
    const currents = current !== undefined && 'values' in current ? current.values : new Float64Array(length);
    let states: BlockCells | undefined;
    this.#targets.forEach((target, i) => {
      const cells = columns[i];
      if (target.field === 'state') states = cells;
      else if (cells === undefined) target.values?.append(new Float64Array(length).fill(Number.NaN));
      else if ('codes' in cells) this.#appendWords(target, cells.codes, cells.dictionary);
      else this.#appendNumbers(i, cells, rowOf, currents);
    });
    for (const { field, values } of this.#absent) values.append(new Float64Array(length).fill(this.#above(field)));
    if (states !== undefined && 'codes' in states) {
      this.states.append(
        states.codes,
        states.dictionary.map((word) => (isAbsent(word) ? '' : word)),
      );
    } else this.states.append(new Float64Array(length), [this.#context.state ?? '']);
    this.#length += length;
  }

  #appendNumbers(
    column: number,
    { values, words, isWhole }: Extract<BlockCells, { values: Float64Array }>,
    rowOf: Block['rowOf'],
    currents: Float64Array,
  ): void {
    const target = this.#targets[column];
    target?.values?.append(values);
    for (const [row, word] of words) if (!isAbsent(word)) this.#takeWord(column, this.#length + row, rowOf(row), word);
    const missing = isWhole ? 0 : countMissing(values);
    if (target?.extra !== undefined) target.extra.hasData ||= missing < values.length;
    if (target?.isExpected !== true || missing === 0) return;
    for (let row = 0; row < values.length; row++) {
      if (!Number.isNaN(values[row]) || !isAbsent(words.get(row) ?? '')) continue;
      this.#noteGap(column, rowOf(row), currents[row] === 0);
    }
  }

  /** An extra column in which words occur; numbers among them stay numbers. */
  #appendWords({ extra }: Target, codes: Float64Array, dictionary: readonly string[]): void {
    if (extra === undefined) return;
    const numbers = dictionary.map((word) => parseNumber(word));
    const isWord = dictionary.map((word, code) => Number.isNaN(numbers[code]) && !isAbsent(word));
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] ?? 0;
      if (isWord[code] === true) extra.words[this.#length + row] = dictionary[code] ?? '';
      codes[row] = numbers[code] ?? Number.NaN;
    }
    extra.hasData ||= extra.words.length > 0 || codes.some((value) => !Number.isNaN(value));
    extra.values.append(codes);
  }

  #above(field: RecordField | undefined): number {
    return field === 'cycle' || field === 'step' ? (this.#context[field] ?? Number.NaN) : Number.NaN;
  }

  /** A word where a number should be: extra columns keep it. */
  #takeWord(column: number, record: number, row: number, word: string): void {
    const { extra, field } = this.#targets[column] ?? {};
    if (extra !== undefined) {
      extra.words[record] = word;
      extra.hasData = true;
    } else if (field !== undefined) note(this.unreadable, this.#layout.place(row, column), word);
  }

  /** Counters stand still at rest: some exports leave them empty then. */
  #noteGap(column: number, row: number, isAtRest: boolean): void {
    const field = this.#targets[column]?.field;
    if (field === undefined || (isAtRest && (field === 'capacity' || field === 'energy'))) return;
    const gap = this.gaps.get(field) ?? newSighting();
    note(gap, this.#layout.place(row, column), '');
    this.gaps.set(field, gap);
  }

  /** Where a record stands: the cell of a field, or the start of the row where its table lacks the field. */
  place(record: number, field: RecordField): string {
    const table = this.#tables.findLast(({ first }) => first <= record);
    if (table === undefined) return '';
    const column = table.layout.slots.findIndex((slot) => slot.field === field);
    return table.layout.place(table.rowOf(record), Math.max(0, column));
  }

  #column(field: RecordField): void {
    if (!this.columns.has(field)) this.columns.set(field, this.#backfilled());
  }

  #backfilled(): NumberColumn {
    const column = new NumberColumn();
    if (this.#length > 0) column.append(new Float64Array(this.#length).fill(Number.NaN));
    return column;
  }
}

function countMissing(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) count += 1;
  return count;
}
