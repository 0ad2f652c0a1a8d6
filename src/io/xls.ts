/** Old binary workbooks (.xls, Excel 5 to 2003), read by SheetJS after a check that the file is whole. */
import type { CellObject, WorkBook } from 'xlsx';
import { cellPlace, type RawFile, SourceError } from '../model/source.ts';
import { cellRecordsOnly, inspectBiff } from './biff.ts';
import { CompoundFile } from './ole.ts';
import { type CellSink, type PreviewRow, PreviewSink, type Sheet, sheetNamed, type Workbook } from './workbook.ts';
import { asBuffer } from './zip-archive.ts';

const COPY_AGAIN = 'the file is damaged or incomplete: copy or export it again, as .xlsx if you can';

/** Text of the error values of a cell (MS-XLS 2.5.10). */
const CELL_ERRORS: ReadonlyMap<unknown, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
]);

/**
 * Reads an .xls file as a whole. Throws SourceError for a damaged or incomplete file, and for one with a password (also an
 * .xlsx with a password, which comes in the same container).
 */
export async function openXls(file: RawFile): Promise<Workbook> {
  try {
    const container = new CompoundFile(asBuffer(file.bytes));
    if (container.has('EncryptedPackage')) throw locked(file);
    const name = container.has('Workbook') ? 'Workbook' : 'Book';
    if (!container.has(name)) throw new SourceError(file.path, '', 'the file holds no workbook', 'save it as .xlsx');
    const stream = container.stream(name);
    const { version, isEncrypted } = inspectBiff(stream);
    if (isEncrypted) throw locked(file);
    return new XlsWorkbook(file.path, await readBook(stream, version));
  } catch (cause) {
    throw damaged(file.path, '', cause);
  }
}

function locked(file: RawFile): SourceError {
  return new SourceError(file.path, '', 'the workbook is encrypted', 'save it without password');
}

function damaged(path: string, place: string, cause: unknown): SourceError {
  if (cause instanceof SourceError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SourceError(path, place, `the .xls workbook cannot be read: ${reason}`, COPY_AGAIN, cause);
}

/** SheetJS takes the bare stream and need not see the rest of the container, whose structure it does not check. */
async function readBook(stream: Buffer, version: 5 | 8): Promise<WorkBook> {
  const xlsx = await import('xlsx');
  if (version === 5) xlsx.set_cptable(await import('xlsx/dist/cpexcel.full.mjs'));
  return xlsx.read(cellRecordsOnly(stream), {
    type: 'buffer',
    dense: true,
    cellDates: false,
    cellFormula: false,
    cellHTML: false,
    cellText: false,
  });
}

class XlsWorkbook implements Workbook {
  readonly format = 'xls';
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
  readonly #path: string;
  readonly #book: WorkBook;

  constructor(path: string, book: WorkBook) {
    this.#path = path;
    this.#book = book;
    this.date1904 = book.Workbook?.WBProps?.date1904 ?? false;
    this.sheets = book.SheetNames.map((name, i) => ({
      name,
      hidden: (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0,
    })).filter(({ name }) => (book.Sheets[name]?.['!type'] ?? 'sheet') === 'sheet');
  }

  async readSheet(name: string, sink: CellSink): Promise<void> {
    this.#read(name, sink, Number.POSITIVE_INFINITY);
  }

  async preview(name: string, rows: number): Promise<readonly PreviewRow[]> {
    const sink = new PreviewSink();
    this.#read(name, sink, rows);
    return sink.rows;
  }

  #read(name: string, sink: CellSink, rowLimit: number): void {
    sheetNamed(this.sheets, name);
    const rows = this.#book.Sheets[name]?.['!data'] ?? [];
    for (let row = 0; row < rows.length && row < rowLimit; row++) {
      const cells = rows[row] ?? [];
      for (let column = 0; column < cells.length; column++) {
        const cell = cells[column];
        if (cell !== undefined) this.#give(cell, name, row, column, sink);
      }
    }
  }

  #give(cell: CellObject, sheet: string, row: number, column: number, sink: CellSink): void {
    const { t: type, v: value } = cell;
    if (type === 'n') {
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        throw new SourceError(this.#path, cellPlace(sheet, row, column), `"${value}" is not a number`, COPY_AGAIN);
      }
      sink.number(row, column, value);
    } else if (type === 's') sink.text(row, column, String(value ?? ''));
    else if (type === 'b') sink.text(row, column, value ? 'TRUE' : 'FALSE');
    else if (type === 'e') sink.text(row, column, CELL_ERRORS.get(value) ?? '#UNKNOWN!');
    else if (type === 'd') {
      throw new TypeError(`SheetJS gave a date in ${cellPlace(sheet, row, column)}`);
    }
  }
}
