/** A worksheet as a table: sheet and row of the header are found from the names looked for. */
import { NumberColumn } from '../model/column-builder.ts';
import { cellPlace, type RawFile, SourceError } from '../model/source.ts';
import { didYouMean } from '../model/suggest.ts';
import { parseNumber } from '../model/text.ts';
import { plainHeader } from './header-unit.ts';
import type { SourceTable, TableColumn } from './source-table.ts';
import { type CellSink, openWorkbook, type PreviewRow } from './spreadsheet.ts';

/** A header stands within the first rows of its sheet. */
const HEADER_ROWS = 100;

export interface SheetOptions {
  readonly sheet?: string;
  /** 0-based row of the header. */
  readonly headerLine?: number;
}

export interface SheetLayout {
  readonly file: RawFile;
  readonly sheet: string;
  readonly headers: readonly string[];
  /** 0-based, −1 without one. */
  readonly headerRow: number;
}

/** The sheet and row in which most of `names` are cells; of equals the first. Throws SourceError. */
export async function findSheetHeader(
  file: RawFile,
  names: readonly string[],
  { sheet: stated, headerLine }: SheetOptions,
): Promise<SheetLayout> {
  const workbook = await openWorkbook(file);
  const all = workbook.sheets.map(({ name }) => name);
  if (stated !== undefined && !all.includes(stated)) {
    const detail = `no sheet "${stated}"; the sheets are ${all.join(', ')}.${didYouMean(stated, all)}`;
    throw new SourceError(file.path, '', detail, 'correct `sheet` of the file in study.yaml');
  }
  let best: { score: number; layout: SheetLayout } | undefined;
  for (const sheet of stated === undefined ? all : [stated]) {
    const rows = await workbook.preview(sheet, Math.max(HEADER_ROWS, (headerLine ?? 0) + 1));
    const candidates = headerLine === undefined ? [...rows.keys()] : [headerLine];
    for (const headerRow of candidates) {
      const headers = headerCells(rows[headerRow]);
      const score = names.filter((name) => headers.includes(name)).length;
      if (best === undefined || score > best.score) best = { score, layout: { file, sheet, headers, headerRow } };
    }
  }
  if (best === undefined) throw new SourceError(file.path, '', 'the workbook has no cells', 'export the file again');
  return best.layout;
}

/** Of a sheet without names: the row before the first one that has a number in each of these columns. */
export async function findSheetRows(
  file: RawFile,
  columns: readonly number[],
  { sheet, headerLine }: SheetOptions,
): Promise<SheetLayout | undefined> {
  const workbook = await openWorkbook(file);
  for (const name of sheet === undefined ? workbook.sheets.map((one) => one.name) : [sheet]) {
    const rows = await workbook.preview(name, HEADER_ROWS);
    const first = rows.findIndex((row, i) => i > (headerLine ?? -1) && columns.every((k) => isNumber(row[k])));
    const width = rows[first]?.length ?? 0;
    if (first >= 0) return { file, sheet: name, headers: new Array(width).fill(''), headerRow: first - 1 };
  }
  return undefined;
}

function isNumber(cell: string | number | undefined): boolean {
  return typeof cell === 'number' || (cell !== undefined && !Number.isNaN(parseNumber(cell)));
}

function headerCells(row: PreviewRow | undefined): string[] {
  return Array.from(row ?? [], (cell) => plainHeader(String(cell ?? '')));
}

/** Reads the rows below the header. Throws SourceError where the sheet is damaged. */
export async function readSheetTable(layout: SheetLayout): Promise<SourceTable> {
  const { file, sheet, headers, headerRow } = layout;
  const workbook = await openWorkbook(file);
  const sink = new TableSink(headers.length, headerRow);
  await workbook.readSheet(sheet, sink);
  const { rows, columns } = sink.finish();
  return {
    path: file.path,
    length: rows.length,
    columns: columns.map(({ numbers, words }, k): TableColumn => {
      return { header: headers[k] ?? '', numbers: numbers.finish(), words, coded: undefined };
    }),
    decimalMark: '.',
    headerPlace: (column) => cellPlace(sheet, Math.max(0, headerRow), column),
    place: (row, column) => cellPlace(sheet, rows[row] ?? 0, column),
    date1904: workbook.date1904,
    meta: { sheet, ...(headerRow < 0 ? {} : { 'header row': String(headerRow + 1) }) },
    incompleteLastRow: false,
  };
}

interface SheetColumn {
  readonly numbers: NumberColumn;
  readonly words: Map<number, string>;
}

function emptyColumn(length: number): SheetColumn {
  const numbers = new NumberColumn();
  for (let i = 0; i < length; i++) numbers.push(Number.NaN);
  return { numbers, words: new Map() };
}

class TableSink implements CellSink {
  readonly #columns: SheetColumn[];
  readonly #headerRow: number;
  readonly #rows = new NumberColumn();
  #row = -1;

  constructor(columns: number, headerRow: number) {
    this.#columns = Array.from({ length: columns }, () => emptyColumn(0));
    this.#headerRow = headerRow;
  }

  number(row: number, column: number, value: number): void {
    this.#target(row, column)?.numbers.push(value);
  }

  text(row: number, column: number, value: string): void {
    const word = value.trim();
    if (word === '') return;
    const target = this.#target(row, column);
    const number = parseNumber(word);
    if (target === undefined) return;
    if (Number.isNaN(number)) target.words.set(this.#rows.length - 1, word);
    target.numbers.push(number);
  }

  finish(): { rows: Float64Array; columns: readonly SheetColumn[] } {
    this.#pad(this.#rows.length);
    return { rows: this.#rows.finish(), columns: this.#columns };
  }

  #target(row: number, column: number): SheetColumn | undefined {
    if (row <= this.#headerRow) return undefined;
    if (row !== this.#row) {
      this.#pad(this.#rows.length);
      this.#rows.push(row);
      this.#row = row;
    }
    for (let k = this.#columns.length; k <= column; k++) this.#columns.push(emptyColumn(this.#rows.length - 1));
    return this.#columns[column];
  }

  #pad(length: number): void {
    for (const { numbers } of this.#columns) while (numbers.length < length) numbers.push(Number.NaN);
  }
}
