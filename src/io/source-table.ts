/** A foreign table, from text or from a workbook, as columns of cells with their places. */
import { formatExact } from '../model/format.ts';
import { type DecimalMark, parseNumber } from '../model/text.ts';
import { asWritten } from './header-unit.ts';

/** Cells as words: for each row the index into the list. */
export interface WordCells {
  readonly codes: Float64Array;
  readonly words: readonly string[];
}

export interface TableColumn {
  /** As written, '' for a column without one. */
  readonly header: string;
  /** NaN where the cell is empty or no number; empty where the cells are all in `coded`. */
  readonly numbers: Float64Array;
  /** The cells that are neither empty nor numbers, by row. */
  readonly words: ReadonlyMap<number, string>;
  /** All cells of a column that seemed to hold words only. */
  readonly coded: WordCells | undefined;
}

export interface SourceTable {
  readonly path: string;
  readonly length: number;
  readonly columns: readonly TableColumn[];
  readonly decimalMark: DecimalMark;
  /** Where the header of a column stands, and where a cell does. */
  headerPlace(column: number): string;
  place(row: number, column: number): string;
  /** Of a workbook: numbers may be dates, and those count from 1904 (true) or 1900. */
  readonly date1904: boolean | undefined;
  /** What the table was found to be: sheet or delimiter, row or line of the header. */
  readonly meta: Readonly<Record<string, string>>;
  /** The file ends within a row, which is left out. */
  readonly incompleteLastRow: boolean;
}

/** A column of the table; a number that is none of its columns is a defect of the caller. */
export function columnAt({ columns }: SourceTable, column: number): TableColumn {
  const found = columns[column];
  if (found === undefined) throw new RangeError(`the table has no column ${column}`);
  return found;
}

/** All cells of a column as words, numbers in their shortest form, '' where empty. */
export function wordCells({ numbers, words, coded }: TableColumn): WordCells {
  if (coded !== undefined) return coded;
  const list: string[] = [];
  const index = new Map<string, number>();
  const codes = Float64Array.from(numbers, (number, row) => {
    const word = words.get(row) ?? formatExact(number);
    let code = index.get(word);
    if (code === undefined) {
      code = list.length;
      list.push(word);
      index.set(word, code);
    }
    return code;
  });
  return { codes, words: list };
}

/** A column's cells as numbers by two rules; an empty cell is NaN. May be the numbers of the column themselves. */
export function mapCells(
  { numbers, words, coded }: TableColumn,
  mark: DecimalMark,
  ofNumber: (value: number) => number,
  ofWord: (word: string) => number,
): Float64Array {
  if (coded !== undefined) {
    const values = coded.words.map((word) => {
      const number = parseNumber(word, mark);
      return word === '' ? Number.NaN : Number.isNaN(number) ? ofWord(word) : ofNumber(number);
    });
    return coded.codes.map((code) => values[code]!);
  }
  if (ofNumber === asWritten && words.size === 0) return numbers;
  const values = new Float64Array(numbers.length);
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row]!;
    values[row] = Number.isNaN(value) ? value : ofNumber(value);
  }
  for (const [row, word] of words) values[row] = ofWord(word);
  return values;
}

/** The different words of a column that are no numbers. */
export function wordsOf({ words, coded }: TableColumn, mark: DecimalMark): Iterable<string> {
  if (coded === undefined) return words.values();
  return coded.words.filter((word) => word !== '' && Number.isNaN(parseNumber(word, mark)));
}

/** The first cell that holds something which became NaN. */
export function firstUnread(column: TableColumn, values: Float64Array): { row: number; word: string } | undefined {
  const { numbers, words, coded } = column;
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) continue;
    const word = coded === undefined ? words.get(row) : coded.words[coded.codes[row]!];
    if (word !== undefined && word !== '') return { row, word };
    if (coded === undefined && !Number.isNaN(numbers[row])) return { row, word: formatExact(numbers[row]!) };
  }
  return undefined;
}

export function isEmptyColumn({ numbers, words, coded }: TableColumn): boolean {
  if (coded !== undefined) return coded.words.every((word) => word === '');
  return words.size === 0 && numbers.every(Number.isNaN);
}

/** The table with these rows only, in this order. */
export function selectRows(table: SourceTable, rows: Uint32Array): SourceTable {
  const columns = table.columns.map(({ header, numbers, words, coded }): TableColumn => {
    const kept = new Map<number, string>();
    if (words.size > 0) {
      rows.forEach((row, i) => {
        const word = words.get(row);
        if (word !== undefined) kept.set(i, word);
      });
    }
    const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
    if (coded !== undefined) return { header, numbers, words, coded: { codes: of(coded.codes), words: coded.words } };
    return { header, numbers: of(numbers), words: kept, coded };
  });
  return { ...table, length: rows.length, columns, place: (row, column) => table.place(rows[row] ?? row, column) };
}
