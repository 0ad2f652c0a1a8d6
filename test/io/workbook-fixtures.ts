/** Workbooks for tests: hand-written parts, zipped; cells as lists; seeded damage. */

import type { CellSink, Workbook } from '../../src/io/spreadsheet.ts';
import { openWorkbook } from '../../src/io/spreadsheet.ts';
import { memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';
import { writeZip, type ZipSource } from './zip-writer.ts';

export type Cell = readonly [row: number, column: number, value: string | number];

export function rawFile(bytes: Uint8Array, path = 'raw/test.xlsx'): RawFile {
  return memoryFile(path, bytes);
}

export class CellList implements CellSink {
  readonly cells: Cell[] = [];

  number(row: number, column: number, value: number): void {
    this.cells.push([row, column, value]);
  }

  text(row: number, column: number, value: string): void {
    this.cells.push([row, column, value]);
  }
}

export async function readCells(workbook: Workbook, name?: string): Promise<Cell[]> {
  const list = new CellList();
  await workbook.readSheet(name ?? workbook.sheets[0]!.name, list);
  return list.cells;
}

/** All cells of all sheets. */
export async function readAll(bytes: Uint8Array): Promise<Record<string, Cell[]>> {
  const workbook = await openWorkbook(rawFile(bytes));
  const sheets: Record<string, Cell[]> = {};
  for (const { name } of workbook.sheets) sheets[name] = await readCells(workbook, name);
  return sheets;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export function worksheetXml(rows: string): string {
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`;
}

export function stringsXml(items: string): string {
  return `${HEAD}<sst xmlns="${MAIN}">${items}</sst>`;
}

export function relationshipsXml(...relationships: readonly [id: string, type: string, target: string][]): string {
  const list = relationships.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

export function workbookXml(sheets: string, before = ''): string {
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${before}<sheets>${sheets}</sheets></workbook>`;
}

/** The parts of a workbook with the one sheet "Data"; `changed` replaces or adds parts, '' leaves one out. */
export function workbookParts(changed: Readonly<Record<string, string | Uint8Array>>): ZipSource[] {
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    '_rels/.rels': relationshipsXml(['rId1', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': workbookXml('<sheet name="Data" sheetId="1" r:id="rId1"/>'),
    'xl/_rels/workbook.xml.rels': relationshipsXml(
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'sharedStrings', 'sharedStrings.xml'],
    ),
    'xl/worksheets/sheet1.xml': worksheetXml(''),
    'xl/sharedStrings.xml': stringsXml('<si><t>zero</t></si><si><t>one</t></si>'),
    ...changed,
  };
  return Object.entries(parts)
    .filter(([, content]) => content.length > 0)
    .map(([name, content]) => ({ name, content }));
}

export function workbookBytes(changed: Readonly<Record<string, string | Uint8Array>> = {}): Buffer {
  return writeZip(workbookParts(changed));
}

export function sheetBytes(rows: string): Buffer {
  return workbookBytes({ 'xl/worksheets/sheet1.xml': worksheetXml(rows) });
}

/** The SourceError a promise rejects with; fails for any other outcome. */
export async function sourceError(promise: Promise<unknown>): Promise<SourceError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('expected a SourceError');
}

/** Whole numbers below `limit`, the same for the same seed. */
export function seededIntegers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * Copies cut off at `cuts` places and copies with one bit wrong at `flips` places; half of the latter in the first and
 * last two kilobytes, where the structure of an archive is.
 */
export function* damagedCopies(bytes: Uint8Array, cuts: number, flips: number): Generator<[string, Uint8Array]> {
  const integer = seededIntegers(bytes.length);
  for (let i = 0; i < cuts; i++) {
    const length = Math.floor((i * bytes.length) / cuts);
    yield [`first ${length} bytes`, bytes.subarray(0, length)];
  }
  for (let i = 0; i < flips; i++) {
    const near = integer(Math.min(2048, bytes.length));
    const at = [integer(bytes.length), near, bytes.length - 1 - near, integer(bytes.length)][i % 4] ?? 0;
    const bit = integer(8);
    const copy = new Uint8Array(bytes);
    copy[at] = (copy[at] ?? 0) ^ (1 << bit);
    yield [`bit ${bit} of byte ${at}`, copy];
  }
}
