/**
 * Delimited text → columns of numbers, read byte by byte: no string is made of a cell that is a number.
 *
 * For text whose delimiters and digits are single ASCII bytes that occur in no other character: UTF-8, GB18030 and the
 * single-byte encodings. Cells may be quoted (`"` doubled inside), blanks around them do not count, `\n`, `\r\n` and
 * `\r` end a line, blank lines are no rows.
 */

import { NumberColumn } from '../model/column-builder.ts';
import { linePlace, type RawFile, SourceError } from '../model/source.ts';
import { type DecimalMark, decodeText } from '../model/text.ts';
import { parseDecimal } from './decimal.ts';
import { MAX_DELIMITED_COLUMNS, MAX_LINE_BYTES } from './limits.ts';

export interface DelimitedOptions {
  /** A space stands for any run of spaces. */
  readonly delimiter: '\t' | ',' | ';' | ' ';
  readonly decimalMark: DecimalMark;
  /** Byte at which the first row begins: after the header. */
  readonly start: number;
  /** 0-based number of the line that begins there, for places. */
  readonly firstLine: number;
  /** Cells of a row, as the header has them. */
  readonly columns: number;
}

export interface DelimitedColumns {
  readonly length: number;
  /** One per column; NaN where the cell is empty or a word. */
  readonly numbers: readonly Float64Array[];
  /** For each column the cells that are neither empty nor numbers, by row. */
  readonly words: readonly ReadonlyMap<number, string>[];
  /** 0-based line of each row. */
  readonly lines: Float64Array;
  /** Rows with fewer cells than columns: their missing cells are empty. */
  readonly shortRows: readonly number[];
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const POINT = 0x2e;

/**
 * Throws SourceError with `line:column` for a row with more cells than columns (unless these are empty, as after a
 * trailing delimiter), an unclosed quote, and what exceeds the limits.
 */
export function readDelimited(file: RawFile, options: DelimitedOptions): DelimitedColumns {
  if (options.columns < 1 || options.columns > MAX_DELIMITED_COLUMNS) {
    const place = linePlace(Math.max(0, options.firstLine - 1), 0);
    const detail = `${options.columns} columns, at most ${MAX_DELIMITED_COLUMNS} are read`;
    throw new SourceError(file.path, place, detail, 'check the delimiter of the file');
  }
  return new DelimitedReader(file, options).read();
}

class DelimitedReader {
  readonly #bytes: Uint8Array;
  readonly #path: string;
  readonly #delimiter: number;
  readonly #comma: boolean;
  readonly #columns: number;
  readonly #numbers: NumberColumn[];
  readonly #words: Map<number, string>[];
  readonly #lines = new NumberColumn();
  readonly #shortRows: number[] = [];
  /** A number with a decimal comma is copied here with a point. */
  readonly #scratch = new Uint8Array(64);
  #position: number;
  #line: number;
  #lineStart: number;
  #length = 0;

  constructor(file: RawFile, { delimiter, decimalMark, start, firstLine, columns }: DelimitedOptions) {
    this.#bytes = file.bytes;
    this.#path = file.path;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#comma = decimalMark === ',';
    this.#columns = columns;
    this.#numbers = Array.from({ length: columns }, () => new NumberColumn());
    this.#words = Array.from({ length: columns }, () => new Map());
    this.#position = start;
    this.#lineStart = start;
    this.#line = firstLine;
  }

  read(): DelimitedColumns {
    while (this.#position < this.#bytes.length) this.#row();
    return {
      length: this.#length,
      numbers: this.#numbers.map((column) => column.finish()),
      words: this.#words,
      lines: this.#lines.finish(),
      shortRows: this.#shortRows,
    };
  }

  #row(): void {
    const row = this.#length;
    const line = this.#line;
    this.#lineStart = this.#position;
    if (this.#delimiter === SPACE) this.#skipSpaces();
    let cells = 0;
    let filled = false;
    for (let open = true; open; cells++) {
      const [start, end] = this.#cell();
      filled = this.#put(row, cells, start, end) || filled;
      open = this.#afterCell();
    }
    if (!filled && cells === 1) {
      this.#numbers.forEach((column) => {
        column.truncate(row);
      });
      return;
    }
    for (let k = cells; k < this.#columns; k++) this.#numbers[k]!.push(Number.NaN);
    if (cells < this.#columns) this.#shortRows.push(row);
    this.#lines.push(line);
    this.#length += 1;
  }

  /** Start and end of the cell's content; the position moves to what ends it. */
  #cell(): [number, number] {
    const bytes = this.#bytes;
    let start = this.#position;
    while (start < bytes.length && bytes[start] === SPACE && this.#delimiter !== SPACE) start++;
    if (bytes[start] === QUOTE) return this.#quoted(start);
    let end = start;
    while (end < bytes.length && bytes[end] !== this.#delimiter && bytes[end] !== LF && bytes[end] !== CR) end++;
    if (end - this.#lineStart > MAX_LINE_BYTES)
      this.#fail(this.#lineStart, `a line of more than ${MAX_LINE_BYTES} bytes`);
    this.#position = end;
    return [start, end];
  }

  #quoted(quote: number): [number, number] {
    const bytes = this.#bytes;
    let end = quote + 1;
    for (; ; end++) {
      if (end >= bytes.length || end - quote > MAX_LINE_BYTES) this.#fail(quote, 'a quote that is not closed');
      if (bytes[end] === QUOTE && bytes[end + 1] === QUOTE) end++;
      else if (bytes[end] === QUOTE) break;
    }
    this.#position = end + 1;
    while (bytes[this.#position] === SPACE && this.#delimiter !== SPACE) this.#position++;
    const next = bytes[this.#position];
    if (next !== undefined && next !== this.#delimiter && next !== LF && next !== CR) {
      this.#fail(this.#position, 'text after a closing quote');
    }
    return [quote + 1, end];
  }

  /** Moves behind what ends the cell; false at the end of the row. */
  #afterCell(): boolean {
    const bytes = this.#bytes;
    if (this.#delimiter === SPACE) this.#skipSpaces();
    const byte = bytes[this.#position];
    if (this.#delimiter === SPACE && byte !== undefined && byte !== LF && byte !== CR) return true;
    if (byte === this.#delimiter && byte !== undefined) {
      this.#position++;
      return true;
    }
    if (byte === CR && bytes[this.#position + 1] === LF) this.#position++;
    this.#position++;
    this.#line++;
    return false;
  }

  #skipSpaces(): void {
    while (this.#bytes[this.#position] === SPACE) this.#position++;
  }

  /** Whether the cell holds anything. */
  #put(row: number, column: number, start: number, end: number): boolean {
    let last = end;
    while (last > start && this.#bytes[last - 1] === SPACE) last--;
    const isEmpty = last <= start;
    const target = this.#numbers[column];
    if (target === undefined) {
      if (!isEmpty) this.#fail(start, `more cells than the ${this.#columns} columns of the header`);
      return false;
    }
    const value = isEmpty ? Number.NaN : this.#number(start, last);
    target.push(value);
    if (!isEmpty && Number.isNaN(value)) this.#words[column]!.set(row, this.#word(start, last));
    return !isEmpty;
  }

  #number(start: number, end: number): number {
    if (!this.#comma) return parseDecimal(this.#bytes, start, end);
    if (end - start > this.#scratch.length) return Number.NaN;
    for (let i = start; i < end; i++) {
      const byte = this.#bytes[i]!;
      if (byte === POINT) return Number.NaN;
      this.#scratch[i - start] = byte === COMMA ? POINT : byte;
    }
    return parseDecimal(this.#scratch, 0, end - start);
  }

  #word(start: number, end: number): string {
    const { text } = decodeText(this.#bytes.subarray(start, end));
    return this.#bytes[start - 1] === QUOTE ? text.replaceAll('""', '"') : text;
  }

  #fail(position: number, detail: string): never {
    const place = linePlace(this.#line, position - this.#lineStart);
    throw new SourceError(this.#path, place, detail, 'check the delimiter and the quotes of the file');
  }
}
