/** Columns of delimited text while they are filled: what a cell's bytes are worth in the column they stand in. */
import { secondsFromAmericanText, secondsFromText } from '../model/calendar.ts';
import { parseElapsed } from '../model/text.ts';
import { parseDecimal } from './decimal.ts';
import type { CellKind, DelimitedColumns } from './delimited.ts';
import { RowColumns } from './row-columns.ts';
import { RowLines } from './row-lines.ts';
import { TimeCells } from './time-cells.ts';
import { WordCodes } from './word-codes.ts';

const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;

/** Kinds as the scanner tells them apart; what may be a plain number comes first. */
export const NUMBER = 0;
export const ELAPSED = 1;
export const WORD = 2;
export const CLOCK = 3;
export const IGNORE = 4;
const DURATION = 5;
const AMERICAN_CLOCK = 6;
const KIND_CODES: Record<CellKind, number> = {
  number: NUMBER,
  elapsed: ELAPSED,
  word: WORD,
  duration: DURATION,
  clock: CLOCK,
  'american clock': AMERICAN_CLOCK,
  ignore: IGNORE,
};

/** By kind: the one place that knows all forms of a time. */
const READ_TIME: Readonly<Record<number, (text: string) => number>> = {
  [ELAPSED]: parseElapsed,
  [DURATION]: parseElapsed,
  [CLOCK]: secondsFromText,
  [AMERICAN_CLOCK]: secondsFromAmericanText,
};

export interface ValueOptions {
  /** Bytes that stand between digits and between cells. */
  readonly mark: number;
  readonly delimiter: number;
  /** 0-based number of the line before which no row stands. */
  readonly firstLine: number;
  /** A lone `-` is no number and no word. */
  readonly dashIsEmpty: boolean;
  readonly decode: (bytes: Uint8Array) => string;
  /** Bytes of all rows, at most. */
  readonly size: number;
}

export class DelimitedValues {
  /** One per column. */
  readonly kinds: Uint8Array;
  /** One per column of words. */
  readonly codes: readonly (WordCodes | undefined)[];
  readonly #mark: number;
  readonly #dashIsEmpty: boolean;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #columns: RowColumns;
  readonly #words: readonly Map<number, string>[];
  readonly #lines: RowLines;
  readonly #times: TimeCells;
  readonly #isWhole: boolean[];
  readonly #shortRows: number[] = [];
  /** A number with a decimal comma is copied here with a point. */
  #scratch = new Uint8Array(64);
  #row = 0;
  #isCut = false;

  constructor(kinds: readonly CellKind[], { mark, delimiter, firstLine, dashIsEmpty, decode, size }: ValueOptions) {
    this.kinds = Uint8Array.from(kinds, (kind) => KIND_CODES[kind]);
    this.#mark = mark;
    this.#dashIsEmpty = dashIsEmpty;
    this.#decode = decode;
    // Most rows have a byte and a delimiter for each cell; where many are shorter, the columns grow.
    const mostRows = Math.ceil(size / (2 * kinds.length)) + 1;
    this.#columns = new RowColumns(
      kinds.map((kind) => kind !== 'ignore'),
      mostRows,
    );
    this.codes = kinds.map((kind) => (kind === 'word' ? new WordCodes(decode) : undefined));
    this.#words = kinds.map(() => new Map());
    this.#isWhole = kinds.map(() => true);
    this.#lines = new RowLines(firstLine);
    this.#times = new TimeCells(mark === delimiter ? POINT : mark, delimiter);
  }

  /** The row that is being filled: so many are whole. */
  get row(): number {
    return this.#row;
  }

  /** The same array for good; its columns are replaced when they grow. */
  get columns(): readonly Float64Array[] {
    return this.#columns.arrays;
  }

  get isFull(): boolean {
    return this.#row === this.#columns.capacity;
  }

  /** Makes room for more rows: as many as are expected in all. */
  grow(expectedRows: number): void {
    this.#columns.grow(expectedRows);
  }

  putEmpty(k: number): void {
    const kind = this.kinds[k];
    if (kind === IGNORE) return;
    if (kind !== WORD) this.#isWhole[k] = false;
    this.columns[k]![this.#row] = kind === WORD ? this.codes[k]!.emptyCode() : Number.NaN;
  }

  /** Puts the cell in bytes [start, end), not empty, into column `k`. */
  put(k: number, bytes: Uint8Array, start: number, end: number, isQuoted: boolean): void {
    const kind = this.kinds[k];
    if (kind === IGNORE) return;
    const column = this.columns[k]!;
    if (kind === WORD) {
      column[this.#row] = this.codes[k]!.code(bytes, start, end, !isQuoted);
      return;
    }
    if (this.#dashIsEmpty && end - start === 1 && bytes[start] === MINUS) {
      this.putEmpty(k);
      return;
    }
    let value = kind === NUMBER || kind === ELAPSED ? this.#number(bytes, start, end) : Number.NaN;
    if (Number.isNaN(value) && kind !== NUMBER) {
      value = this.#time(kind, bytes, start);
      if (this.#times.end !== end) value = Number.NaN;
    }
    column[this.#row] = Number.isNaN(value) ? this.#putUnread(k, this.#decode(bytes.subarray(start, end))) : value;
  }

  /**
   * Puts the word or time that starts at `start` if it is one of the plainest; position behind it, `start` where it is
   * not. Whether the cell ends there is left to be seen.
   */
  putPlain(kind: number, k: number, bytes: Uint8Array, start: number): number {
    if (kind === WORD) {
      const codes = this.codes[k]!;
      const length = codes.repeats(bytes, start);
      if (length > 0) this.columns[k]![this.#row] = codes.lastCode;
      return start + length;
    }
    if (kind === NUMBER || kind === IGNORE) return start;
    const value = this.#time(kind, bytes, start);
    if (Number.isNaN(value)) return start;
    this.columns[k]![this.#row] = value;
    return this.#times.end;
  }

  #time(kind: number | undefined, bytes: Uint8Array, start: number): number {
    if (kind === CLOCK) return this.#times.clock(bytes, start);
    return kind === AMERICAN_CLOCK ? this.#times.americanClock(bytes, start) : this.#times.elapsed(bytes, start);
  }

  /** Times in other forms are left to the one place that knows them. */
  #putUnread(k: number, text: string): number {
    const kind = this.kinds[k];
    const plain = this.#mark === COMMA ? text.replace(',', '.') : text;
    const value = READ_TIME[kind ?? NUMBER]?.(plain) ?? Number.NaN;
    if (Number.isNaN(value)) {
      this.#words[k]!.set(this.#row, text);
      this.#isWhole[k] = false;
    }
    return value;
  }

  /** The row has `count` cells and starts in `line`. */
  endRow(count: number, line: number): void {
    const row = this.#row;
    if (count < this.kinds.length) {
      for (let k = count; k < this.kinds.length; k++) this.putEmpty(k);
      this.#shortRows.push(row);
    }
    this.#lines.note(row, line);
    this.#row = row + 1;
  }

  /** Leaves out the row that is being filled, and the words that only it has. */
  cutRow(): void {
    this.#isCut = true;
    for (const words of this.#words) words.delete(this.#row);
    this.codes.forEach((codes, k) => {
      if (codes === undefined) return;
      let most = -1;
      for (let row = 0; row < this.#row; row++) most = Math.max(most, this.columns[k]![row]!);
      codes.truncate(most + 1);
    });
  }

  finish(): DelimitedColumns {
    const lines = this.#lines;
    return {
      length: this.#row,
      columns: this.#columns.finish(this.#row),
      dictionaries: this.codes.map((codes) => codes?.words ?? []),
      words: this.#words,
      isWhole: this.#isWhole,
      lineOf: (row) => lines.lineOf(row),
      shortRows: this.#shortRows,
      incompleteLastRow: this.#isCut,
    };
  }

  #number(bytes: Uint8Array, start: number, end: number): number {
    if (this.#mark !== COMMA) return parseDecimal(bytes, start, end);
    const size = end - start;
    if (size > this.#scratch.length) this.#scratch = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const byte = bytes[start + i]!;
      if (byte === POINT) return Number.NaN;
      this.#scratch[i] = byte === COMMA ? POINT : byte;
    }
    return parseDecimal(this.#scratch, 0, size);
  }
}
