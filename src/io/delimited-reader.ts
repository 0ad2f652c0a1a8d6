/** The scanner behind `readDelimited`. */
import { linePlace, type RawFile, SourceError } from '../model/source.ts';
import type { DelimitedColumns, DelimitedOptions } from './delimited.ts';
import { DelimitedValues, ELAPSED, IGNORE, NUMBER } from './delimited-values.ts';
import { MAX_LINE_BYTES } from './limits.ts';
import { goesOn, LongDecimal } from './long-decimal.ts';
import { cellDecoder, headEncoding } from './text-file.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;

/** Bytes scanned at once: they stay in the processor's cache. */
const PIECE_BYTES = 1 << 16;

/** Decimal digits that an integer of 32 bits holds. */
const INTEGER_DIGITS = 9;
/** Decimal digits that a double holds exactly. */
const DOUBLE_DIGITS = 15;
const POWERS = Float64Array.from({ length: DOUBLE_DIGITS + 1 }, (_, k) => Number(10n ** BigInt(k)));

/** The position that says: the rest of the cell is not here yet; and what no byte equals. */
const UNFINISHED = -1;
const NONE = -1;

export class DelimitedReader {
  readonly #file: RawFile;
  readonly #start: number;
  readonly #delimiter: number;
  /** The decimal mark, unless it is the delimiter: then it can stand in quotes only. */
  readonly #mark: number;
  readonly #values: DelimitedValues;
  readonly #kinds: Uint8Array;
  readonly #longDecimal = new LongDecimal();
  /** What is being read: the unfinished row of the pieces before and the newest piece, then a line feed that ends it. */
  #window = new Uint8Array(0);
  #filled = 0;
  #isLast = false;
  /** Where in the window the row begins that is being read, and how many bytes of rows stood before the window. */
  #rowStart = 0;
  #before = 0;
  #line: number;
  /** Line ends within quotes in the row. */
  #linesWithin = 0;
  /** Cells of the row, and of the row before as far as there are columns for them. */
  #count = 0;
  #countBefore: number;
  /** Whether the cell read last is empty. */
  #isEmpty = false;

  constructor(file: RawFile, options: DelimitedOptions) {
    const { delimiter, decimalMark, start, firstLine, columns, dashIsEmpty = false } = options;
    const mark = decimalMark === ',' ? COMMA : POINT;
    this.#file = file;
    this.#start = start;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#mark = mark === this.#delimiter ? NONE : mark;
    this.#values = new DelimitedValues(columns, {
      mark,
      delimiter: this.#delimiter,
      firstLine,
      dashIsEmpty,
      decode: cellDecoder(headEncoding(file)),
      size: Math.max(0, file.size - start),
    });
    this.#kinds = this.#values.kinds;
    this.#countBefore = columns.length;
    this.#line = firstLine;
  }

  read(): DelimitedColumns {
    let skip = this.#start;
    for (const block of this.#file.blocks()) {
      for (let from = Math.min(skip, block.length); from < block.length; from += PIECE_BYTES) {
        this.#take(block.subarray(from, from + PIECE_BYTES));
        this.#rows();
      }
      skip = Math.max(0, skip - block.length);
    }
    this.#isLast = true;
    this.#rows();
    return this.#values.finish();
  }

  /** Puts a piece behind the unfinished row. */
  #take(piece: Uint8Array): void {
    const kept = this.#filled - this.#rowStart;
    const needed = kept + piece.length + 1;
    const old = this.#window;
    if (needed > old.length) this.#window = new Uint8Array(2 * needed);
    this.#window.set(old.subarray(this.#rowStart, this.#filled));
    this.#window.set(piece, kept);
    this.#window[needed - 1] = LF;
    this.#before += this.#rowStart;
    this.#rowStart = 0;
    this.#filled = needed - 1;
  }

  /** Reads the rows that are here as a whole; of the last one, at the end of the file, what there is. */
  #rows(): void {
    const bytes = this.#window;
    const filled = this.#filled;
    while (this.#rowStart < filled) {
      if (this.#values.isFull) this.#grow();
      this.#linesWithin = 0;
      let end = this.#cells(this.#delimiter === SPACE ? this.#skipSpaces(this.#rowStart) : this.#rowStart);
      const isUnfinished = end === UNFINISHED || end >= filled || (bytes[end] === CR && end + 1 === filled);
      if ((isUnfinished ? filled : end) - this.#rowStart > MAX_LINE_BYTES) {
        this.#fail(this.#rowStart, `a line of more than ${MAX_LINE_BYTES} bytes`);
      }
      if (isUnfinished && !this.#isLast) return;
      if (this.#count > 1 || !this.#isEmpty) this.#endRow(end >= filled);
      if (bytes[end] === CR && bytes[end + 1] === LF && end + 1 < filled) end++;
      this.#line += 1 + this.#linesWithin;
      this.#rowStart = Math.min(end + 1, filled);
    }
  }

  /**
   * Reads cells from `start` to the end of the row and returns where that is. Numbers are read while the end of the cell
   * is looked for; integers of 32 bits run over where there are more digits, and are not used then. The rest: `#cell`.
   */
  #cells(start: number): number {
    const bytes = this.#window;
    const kinds = this.#kinds;
    const delimiter = this.#delimiter;
    const mark = this.#mark;
    const values = this.#values;
    const longDecimal = this.#longDecimal;
    const { columns, row } = values;
    const surplus = kinds.length;
    this.#isEmpty = false;
    let i = start;
    for (let k = 0; ; k++) {
      if (bytes[i] === SPACE) i = this.#skipSpaces(i);
      const from = i;
      let seen = i;
      const kind = k < surplus ? kinds[k]! : IGNORE;
      if (kind <= ELAPSED) {
        if (bytes[i] === MINUS) i++;
        const first = i;
        let whole = 0;
        for (let digit = bytes[i]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++i]! - 0x30) {
          whole = (Math.imul(whole, 10) + digit) | 0;
        }
        const digits = i - first;
        let fraction = 0;
        let scale = 0;
        if (bytes[i] === mark) {
          const point = ++i;
          const most = point + INTEGER_DIGITS;
          for (let digit = bytes[i]! - 0x30; digit >= 0 && digit <= 9 && i < most; digit = bytes[++i]! - 0x30) {
            fraction = (Math.imul(fraction, 10) + digit) | 0;
          }
          scale = i - point;
        }
        seen = i;
        if (digits <= INTEGER_DIGITS && (digits + scale - 1) >>> 0 < DOUBLE_DIGITS) {
          const leading = whole * POWERS[scale]! + fraction;
          if (goesOn(bytes[i]!)) {
            const value = longDecimal.read(bytes, i, leading, scale);
            i = Number.isNaN(value) ? from : longDecimal.end;
            columns[k]![row] = bytes[from] === MINUS ? -value : value;
          } else {
            const value = leading / POWERS[scale]!;
            columns[k]![row] = bytes[from] === MINUS ? -value : value;
          }
          if (bytes[i] === SPACE && delimiter !== SPACE && i > from) i = this.#skipSpaces(i);
        } else i = from;
      }
      let byte = bytes[i];
      if (kind !== NUMBER && (i === from || (byte !== delimiter && byte !== LF && byte !== CR))) {
        i = values.putPlain(kind, k, bytes, from);
        byte = bytes[i];
      }
      if (i === from || (byte !== delimiter && byte !== LF && byte !== CR)) {
        i = this.#cell(from, k, seen);
        if (i === UNFINISHED) return UNFINISHED;
        byte = bytes[i];
      }
      if (delimiter === SPACE && byte === SPACE) {
        i = this.#skipSpaces(i) - 1;
        byte = bytes[i + 1] === LF || bytes[i + 1] === CR ? LF : SPACE;
        if (byte === LF) i++;
      }
      this.#count = k + 1;
      if (byte !== delimiter) return i;
      i++;
    }
  }

  /** Ends the row; one that the file leaves unfinished is no row. */
  #endRow(endsFile: boolean): void {
    const count = Math.min(this.#count, this.#kinds.length);
    if (endsFile && count < this.#countBefore) this.#values.cutRow();
    else this.#values.endRow(count, this.#line);
    this.#countBefore = count;
  }

  /** Any cell, from its first byte on; up to `seen` it does not end. Returns the position of what ends it. */
  #cell(from: number, k: number, seen: number): number {
    const bytes = this.#window;
    const delimiter = this.#delimiter;
    const start = delimiter === SPACE ? from : this.#skipSpaces(from);
    if (bytes[start] === QUOTE && start < this.#filled) return this.#quoted(start, k);
    let end = Math.max(start, seen);
    for (let byte = bytes[end]; byte !== delimiter && byte !== LF && byte !== CR; ) byte = bytes[++end];
    if (end >= this.#filled && !this.#isLast) return UNFINISHED;
    let last = end;
    while (last > start && bytes[last - 1] === SPACE) last--;
    this.#put(k, start, last, false);
    return end;
  }

  /** A cell whose opening quote is at `quote`. */
  #quoted(quote: number, k: number): number {
    const bytes = this.#window;
    const filled = this.#filled;
    const most = this.#rowStart + MAX_LINE_BYTES;
    let doubled = false;
    let lines = 0;
    let end = quote + 1;
    for (; ; end++) {
      if (end > most || (end >= filled && this.#isLast)) this.#fail(quote, 'a quote that is not closed');
      // What follows the quote tells whether it closes.
      if (end + 1 >= filled && !this.#isLast) return UNFINISHED;
      const byte = bytes[end];
      if (byte === QUOTE && end + 1 < filled && bytes[end + 1] === QUOTE) {
        doubled = true;
        end++;
      } else if (byte === QUOTE) break;
      else if (byte === LF || (byte === CR && bytes[end + 1] !== LF)) lines++;
    }
    const next = this.#delimiter === SPACE ? end + 1 : this.#skipSpaces(end + 1);
    if (next >= filled && !this.#isLast) return UNFINISHED;
    const byte = bytes[next];
    if (byte !== this.#delimiter && byte !== LF && byte !== CR) this.#fail(next, 'text after a closing quote');
    this.#linesWithin += lines;
    let last = end;
    while (last > quote + 1 && bytes[last - 1] === SPACE) last--;
    if (doubled) this.#putUndoubled(k, quote + 1, last);
    else this.#put(k, quote + 1, last, true);
    return next;
  }

  /** Puts the cell with the content in [start, end). */
  #put(k: number, start: number, end: number, isQuoted: boolean): void {
    this.#isEmpty = end <= start;
    if (k >= this.#kinds.length) this.#refuseSurplus(start);
    else if (this.#isEmpty) this.#values.putEmpty(k);
    else this.#values.put(k, this.#window, start, end, isQuoted);
  }

  /** A quoted cell with doubled quotes in it. */
  #putUndoubled(k: number, start: number, end: number): void {
    this.#isEmpty = false;
    if (k >= this.#kinds.length) this.#refuseSurplus(start);
    const bytes = new Uint8Array(end - start);
    let size = 0;
    for (let i = start; i < end; i++) {
      bytes[size++] = this.#window[i]!;
      if (this.#window[i] === QUOTE) i++;
    }
    this.#values.put(k, bytes, 0, size, true);
  }

  /** Empty cells behind the last column come from delimiters that end the row. */
  #refuseSurplus(position: number): void {
    if (!this.#isEmpty) this.#fail(position, `more cells than the ${this.#kinds.length} columns of the header`);
  }

  #skipSpaces(start: number): number {
    let i = start;
    while (this.#window[i] === SPACE) i++;
    return i;
  }

  /** Room for as many rows as the rest of the file has if they are as long as those so far. */
  #grow(): void {
    const { row } = this.#values;
    const whole = this.#file.size - this.#start;
    this.#values.grow((row * whole) / (this.#before + this.#rowStart));
  }

  #fail(position: number, detail: string): never {
    let line = this.#line;
    let lineStart = this.#rowStart;
    for (let i = lineStart; i < position; i++) {
      const byte = this.#window[i];
      if (byte !== LF && (byte !== CR || this.#window[i + 1] === LF)) continue;
      line++;
      lineStart = i + 1;
    }
    const place = linePlace(line, position - lineStart);
    throw new SourceError(this.#file.path, place, detail, 'check the delimiter and the quotes of the file');
  }
}
