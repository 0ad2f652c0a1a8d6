/**
 * Workbooks of any format as streams of cells: the content decides what a file is, not its name.
 *
 * | content | reader |
 * |---|---|
 * | zip with a spreadsheet in it (.xlsx, .xlsm) | own, streaming: xlsx.ts |
 * | OLE compound file with a workbook stream (.xls) | SheetJS: xls.ts |
 */
import { inflateRawSync } from 'node:zlib';
import { type RawFile, SourceError } from '../model/source.ts';
import { MAX_ZIP_ENTRIES } from './limits.ts';
import { CompoundFile, isCompoundFile } from './ole.ts';
import type { Workbook } from './workbook.ts';
import { openXls } from './xls.ts';
import { openXlsx } from './xlsx.ts';
import { asBuffer } from './zip-archive.ts';

export type { CellSink, PreviewRow, Sheet, Workbook } from './workbook.ts';

const opened = new WeakMap<RawFile, Promise<Workbook>>();

/**
 * Opens a workbook; the same file is opened once. Throws SourceError where it is none, is damaged, has a password or is
 * beyond the limits of limits.ts.
 */
export function openWorkbook(file: RawFile): Promise<Workbook> {
  let workbook = opened.get(file);
  if (workbook === undefined) {
    workbook = openAny(file);
    opened.set(file, workbook);
  }
  return workbook;
}

async function openAny(file: RawFile): Promise<Workbook> {
  const bytes = asBuffer(file.bytes);
  if (isCompoundFile(bytes)) return openXls(file);
  if (isZip(bytes)) return openXlsx(file);
  throw new SourceError(file.path, '', 'the file is not a workbook (neither .xlsx nor .xls inside)', '');
}

const MAX_CONTENT_TYPES_BYTES = 1 << 20;
const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const CENTRAL_HEADER = 0x0201_4b50;
const DIRECTORY_END = Buffer.from('PK\x05\x06', 'latin1');
const DIRECTORY_END_BYTES = 22;

/**
 * Whether the content is a workbook: a zip archive with a spreadsheet in it, or a compound file with a workbook stream or
 * an encrypted package. A workbook that is cut off still counts, so that it can be reported as such. Never throws.
 */
export function isWorkbook(file: RawFile): boolean {
  const head = asBuffer(file.head);
  try {
    if (isCompoundFile(head)) return holdsWorkbookStream(asBuffer(file.bytes));
    return isZip(head) && holdsSpreadsheet(asBuffer(file.bytes));
  } catch {
    return false;
  }
}

function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, LOCAL_HEADER.length).equals(LOCAL_HEADER);
}

/** First bytes of an Excel 97 workbook stream, which usually begins right after the container's header. */
const WORKBOOK_BEGIN = Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]);

function holdsWorkbookStream(bytes: Buffer): boolean {
  try {
    const container = new CompoundFile(bytes);
    return ['Workbook', 'Book', 'EncryptedPackage'].some((name) => container.has(name));
  } catch {
    return bytes.subarray(512, 512 + WORKBOOK_BEGIN.length).equals(WORKBOOK_BEGIN);
  }
}

interface ListedEntry {
  readonly name: string;
  readonly headerOffset: number;
  readonly packedBytes: number;
}

function holdsSpreadsheet(bytes: Buffer): boolean {
  const entries = listCentralDirectory(bytes) ?? listLocalHeaders(bytes);
  if (entries.some(({ name }) => /^\/?xl[\\/]/.test(name))) return true;
  const types = entries.find(({ name }) => name === '[content_types].xml');
  if (types === undefined) return false;
  return /spreadsheetml\.sheet\.main|ms-excel\.sheet\./.test(inflateEntry(bytes, types));
}

/** Entries by the directory at the end of the archive; undefined where there is none. Names in lower case. */
function listCentralDirectory(bytes: Buffer): ListedEntry[] | undefined {
  const end = bytes.lastIndexOf(DIRECTORY_END);
  if (end < 0 || end + DIRECTORY_END_BYTES > bytes.length) return undefined;
  const entries: ListedEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  while (at + 46 <= end && bytes.readUInt32LE(at) === CENTRAL_HEADER && entries.length < MAX_ZIP_ENTRIES) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('latin1', at + 46, at + 46 + nameBytes).toLowerCase(),
      headerOffset: bytes.readUInt32LE(at + 42),
      packedBytes: bytes.readUInt32LE(at + 20),
    });
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries.length === 0 ? undefined : entries;
}

/** Entries by the header before each, for an archive that is cut off; sizes may be missing there. */
function listLocalHeaders(bytes: Buffer): ListedEntry[] {
  const entries: ListedEntry[] = [];
  let at = bytes.indexOf(LOCAL_HEADER);
  while (at >= 0 && at + 30 <= bytes.length && entries.length < MAX_ZIP_ENTRIES) {
    const nameBytes = bytes.readUInt16LE(at + 26);
    const name = bytes.toString('latin1', at + 30, at + 30 + nameBytes).toLowerCase();
    entries.push({ name, headerOffset: at, packedBytes: bytes.readUInt32LE(at + 18) });
    at = bytes.indexOf(LOCAL_HEADER, at + 4);
  }
  return entries;
}

function inflateEntry(bytes: Buffer, entry: ListedEntry): string {
  const at = entry.headerOffset;
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  const packed = bytes.subarray(start, start + entry.packedBytes);
  if (bytes.readUInt16LE(at + 8) === 0) return packed.toString('latin1');
  return inflateRawSync(packed, { maxOutputLength: MAX_CONTENT_TYPES_BYTES }).toString('latin1');
}
