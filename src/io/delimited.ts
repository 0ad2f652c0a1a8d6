/**
 * Delimited text → typed columns, in one pass over the bytes and piece by piece: no string is made of a cell that is a
 * number, a time or a word met before, and no more of the file is held than the row that is being read.
 *
 * For text whose delimiters and digits are single ASCII bytes that occur in no other character: UTF-8, GB18030 and the
 * single-byte encodings; for UTF-16 see `textFile`. Cells may be quoted (`"` doubled inside), blanks around them do not
 * count, `\n`, `\r\n` and `\r` end a line, blank lines are no rows.
 */
import { linePlace, type RawFile, SourceError } from '../model/source.ts';
import type { DecimalMark } from '../model/text.ts';
import { DelimitedReader } from './delimited-reader.ts';
import { MAX_DELIMITED_COLUMNS } from './limits.ts';

/**
 * What the cells of a column are. `number`: decimal numbers. `duration`: `[d-]h:mm:ss[.f]` and `d h:mm:ss[.f]`, in
 * seconds. `elapsed`: durations, or numbers as they are. `clock`: dates with time, in seconds since 1970-01-01 00:00 of
 * their own zone, as `secondsFromText` reads them. `american clock`: the same, or month first, as
 * `secondsFromAmericanText` reads them. Fractions of seconds stand behind a point or the
 * decimal mark. `word`: text of which there are few different ones. `ignore`: not kept.
 */
export type CellKind = 'number' | 'elapsed' | 'duration' | 'clock' | 'american clock' | 'word' | 'ignore';

export interface DelimitedOptions {
  /** A space stands for any run of spaces. */
  readonly delimiter: '\t' | ',' | ';' | ' ';
  readonly decimalMark: DecimalMark;
  /** Byte at which the first row begins: after the header. */
  readonly start: number;
  /** 0-based number of the line that begins there, for places. */
  readonly firstLine: number;
  /** Cells of a row, as the header has them. */
  readonly columns: readonly CellKind[];
  /** A number or time may be written `-` where there is none. */
  readonly dashIsEmpty?: boolean;
}

export interface DelimitedColumns {
  /** Rows. */
  readonly length: number;
  /**
   * One per column. Numbers and times: NaN where the cell is empty or cannot be read. Words: the index into the
   * column's dictionary. Ignored columns have no values.
   */
  readonly columns: readonly Float64Array[];
  /** One per column: its words, in order of their first cell, '' for empty cells; none for other kinds. */
  readonly dictionaries: readonly (readonly string[])[];
  /** For each column of numbers or times the cells that are neither empty nor readable, by row. */
  readonly words: readonly ReadonlyMap<number, string>[];
  /** One per column: false where a cell has no number or time, that of a last row left out counted. */
  readonly isWhole: readonly boolean[];
  /** 0-based line in which a row starts. */
  lineOf(row: number): number;
  /** Rows with fewer cells than columns: their missing cells are empty. */
  readonly shortRows: readonly number[];
  /**
   * The file ends without a line end in a row of fewer cells than the row before (the first: than columns). It is still
   * being written, and that row is left out.
   */
  readonly incompleteLastRow: boolean;
}

/**
 * Throws SourceError with `line:column` for a row with more cells than columns (unless these are empty, as after a
 * trailing delimiter), an unclosed quote, and what exceeds the limits.
 */
export function readDelimited(file: RawFile, options: DelimitedOptions): DelimitedColumns {
  const columns = options.columns.length;
  if (columns < 1 || columns > MAX_DELIMITED_COLUMNS) {
    const place = linePlace(Math.max(0, options.firstLine - 1), 0);
    const detail = `${columns} columns, at most ${MAX_DELIMITED_COLUMNS} are read`;
    throw new SourceError(file.path, place, detail, 'check the delimiter of the file');
  }
  return new DelimitedReader(file, options).read();
}
