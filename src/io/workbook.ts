/** The vocabulary of workbooks, whatever their format. */

/** Takes the cells of a sheet, rows and columns 0-based, in the order of the file: row by row, left to right. */
export interface CellSink {
  number(row: number, column: number, value: number): void;
  /** Strings, text results of formulas and ISO dates; booleans as `TRUE` or `FALSE`; errors as their text (`#N/A`). */
  text(row: number, column: number, value: string): void;
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
}

/** A row of a preview: cells by column, with holes where the sheet has none. */
export type PreviewRow = readonly (string | number | undefined)[];

export interface Workbook {
  readonly format: 'xlsx' | 'xls';
  /** Worksheets in the order of their tabs; chart sheets are left out. */
  readonly sheets: readonly Sheet[];
  /** Dates count from 1904-01-01 instead of 1899-12-30. They come as numbers in either case. */
  readonly date1904: boolean;
  /**
   * Gives all cells of a sheet to the sink. Throws SourceError (place `Sheet!B17` or the part of the archive) where the
   * sheet is damaged; the checksum is compared at the end, so cells may have been given before: drop them then.
   */
  readSheet(name: string, sink: CellSink): Promise<void>;
  /**
   * The first `rows` rows, index = row. Reads no more of the sheet than it must, so damage further on stays unseen and
   * no checksum is compared: for telling what a sheet is, not for results. Throws SourceError.
   */
  preview(name: string, rows: number): Promise<readonly PreviewRow[]>;
}

/** The sheet of a name; a name that is not in the list is a defect of the caller. */
export function sheetNamed<S extends Sheet>(sheets: readonly S[], name: string): S {
  const sheet = sheets.find((candidate) => candidate.name === name);
  if (sheet === undefined) throw new RangeError(`the workbook has no sheet named ${name}`);
  return sheet;
}

/** Collects cells as rows. */
export class PreviewSink implements CellSink {
  readonly rows: (string | number | undefined)[][] = [];

  number(row: number, column: number, value: number): void {
    this.#rowAt(row)[column] = value;
  }

  text(row: number, column: number, value: string): void {
    this.#rowAt(row)[column] = value;
  }

  #rowAt(row: number): (string | number | undefined)[] {
    for (let k = this.rows.length; k <= row; k++) this.rows.push([]);
    return this.rows[row] ?? [];
  }
}
