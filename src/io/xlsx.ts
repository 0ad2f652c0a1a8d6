/** Workbooks of the Office Open XML kind (.xlsx, .xlsm), transitional and strict. */
import type { RawFile } from '../model/source.ts';
import { SharedStrings } from './shared-strings.ts';
import { type CellSink, type PreviewRow, PreviewSink, sheetNamed, type Workbook } from './workbook.ts';
import { readWorkbookParts, type WorkbookParts, type WorksheetPart } from './workbook-xml.ts';
import { WorksheetReader } from './worksheet-xml.ts';
import { ZipArchive } from './zip-archive.ts';

/** Reads the list of sheets; sheets themselves are read on demand. Throws SourceError. */
export async function openXlsx(file: RawFile): Promise<Workbook> {
  const archive = await ZipArchive.open(file);
  return new XlsxWorkbook(file.path, archive, await readWorkbookParts(archive, file.path));
}

class XlsxWorkbook implements Workbook {
  readonly format = 'xlsx';
  readonly sheets: readonly WorksheetPart[];
  readonly date1904: boolean;
  readonly #path: string;
  readonly #archive: ZipArchive;
  readonly #stringsPart: string | undefined;
  #strings: Promise<SharedStrings | undefined> | undefined;

  constructor(path: string, archive: ZipArchive, parts: WorkbookParts) {
    this.#path = path;
    this.#archive = archive;
    this.sheets = parts.sheets;
    this.date1904 = parts.date1904;
    this.#stringsPart = parts.strings;
  }

  async readSheet(name: string, sink: CellSink): Promise<void> {
    const part = sheetNamed(this.sheets, name);
    const reader = await this.#reader(part, sink);
    for await (const chunk of this.#archive.chunks(part.entry)) reader.push(chunk);
    reader.finish();
  }

  async preview(name: string, rows: number): Promise<readonly PreviewRow[]> {
    const part = sheetNamed(this.sheets, name);
    const sink = new PreviewSink();
    const reader = await this.#reader(part, sink, rows);
    for await (const chunk of this.#archive.chunks(part.entry)) if (!reader.push(chunk)) return sink.rows;
    reader.finish();
    return sink.rows;
  }

  async #reader(part: WorksheetPart, sink: CellSink, rowLimit?: number): Promise<WorksheetReader> {
    this.#strings ??= this.#readStrings();
    const strings = await this.#strings;
    return new WorksheetReader({ path: this.#path, sheet: part.name, entry: part.entry, strings }, sink, rowLimit);
  }

  async #readStrings(): Promise<SharedStrings | undefined> {
    const entry = this.#stringsPart;
    if (entry === undefined || !this.#archive.has(entry)) return undefined;
    return new SharedStrings(this.#path, entry, await this.#archive.bytes(entry));
  }
}
