/** The rows of a text file that have all their cells. */
import type { DelimitedColumns } from '../../src/io/delimited.ts';

export interface WholeRows extends Pick<DelimitedColumns, 'length' | 'columns' | 'dictionaries' | 'words' | 'lineOf'> {
  /** 0-based lines of the rows that lack cells: the others would stand under wrong names where a line is broken in two. */
  readonly brokenLines: readonly number[];
}

/** Leaves out rows that lack cells, and the last one where it is known to be cut. */
export function wholeRows(read: DelimitedColumns, isCut: boolean): WholeRows {
  const end = isCut ? Math.max(0, read.length - 1) : read.length;
  const short = read.shortRows.filter((row) => row < end);
  const brokenLines = short.map((row) => read.lineOf(row));
  const { dictionaries } = read;
  const cutWords = read.words.map((words) => new Map([...words].filter(([row]) => row < end)));
  if (short.length === 0) {
    const columns = read.columns.map((values) => values.subarray(0, end));
    return { length: end, columns, dictionaries, words: cutWords, lineOf: (row) => read.lineOf(row), brokenLines };
  }
  const isShort = new Uint8Array(end);
  for (const row of short) isShort[row] = 1;
  const kept = Uint32Array.from({ length: end }, (_, row) => row).filter((row) => isShort[row] === 0);
  const place = new Map([...kept].map((row, index) => [row, index]));
  return {
    length: kept.length,
    columns: read.columns.map((values) => Float64Array.from(kept, (row) => values[row] ?? Number.NaN)),
    dictionaries,
    words: cutWords.map((words) => {
      return new Map([...words].flatMap(([row, word]) => (place.has(row) ? [[place.get(row) ?? 0, word]] : [])));
    }),
    lineOf: (row) => read.lineOf(kept[row] ?? end),
    brokenLines,
  };
}
