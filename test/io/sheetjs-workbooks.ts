/** Workbooks written by SheetJS, which shares no code with the readers under test. */
import * as XLSX from 'xlsx';

export type Row = (string | number | boolean | null)[];

export const ROWS: Row[] = [
  ['Record', '电压/V', 'Zeit/µs', 'ok', ' padded ', 'a\r\nb', '<&>"\'', '_x0041_'],
  [1, 2.3724, -1e-7, true, 0, 44_504.586076388892, 1e21, 0.1 + 0.2],
  [2, null, 5e-324, false, '', '🔋', '-', null],
  [],
  [Number.MAX_SAFE_INTEGER, -0.5, 1 / 3, true, '1-00:04:44', null, null, 7],
];

export type BookType = 'xlsx' | 'xlsm' | 'biff8' | 'biff5' | 'xlsb' | 'ods';

/** A workbook written by SheetJS. */
export function written(
  bookType: BookType,
  sheets: Readonly<Record<string, Row[]>> = { Data: ROWS },
  options = {},
): Buffer {
  const book = XLSX.utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), name);
  }
  return XLSX.write(book, { type: 'buffer', bookType, ...options });
}
