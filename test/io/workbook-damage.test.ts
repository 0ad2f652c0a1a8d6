import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as XLSX from 'xlsx';
import { isWorkbook, openWorkbook } from '../../src/io/spreadsheet.ts';
import { memoryFile, SourceError } from '../../src/model/source.ts';
import { sharedData } from '../shared-data.ts';
import { type BookType, ROWS, type Row, written } from './sheetjs-workbooks.ts';
import { type Cell, damagedCopies, rawFile, readAll, readCells } from './workbook-fixtures.ts';

/** Nothing may come of a damaged .xlsx but the same cells or a SourceError. */
async function checkDamage(bytes: Uint8Array, cuts: number, flips: number): Promise<number> {
  const sound = await readAll(bytes);
  let refused = 0;
  for (const [what, copy] of damagedCopies(bytes, cuts, flips)) {
    try {
      expect(await readAll(copy), what).toEqual(sound);
    } catch (error) {
      if (!(error instanceof SourceError)) throw new Error(what, { cause: error });
      refused++;
    }
  }
  return refused;
}

describe('damage shows as SourceError', () => {
  const rows = Array.from({ length: 200 }, (_, i): Row => [i, i / 7, `${i % 7}-00:00:01`, i % 2 === 0]);

  it.each([{ compression: true, bookSST: true }, { compression: false }])('in .xlsx %j', async (options) => {
    const bytes = written('xlsx', { Data: rows, More: ROWS }, options);
    expect(await checkDamage(bytes, 150, 600)).toBeGreaterThan(300);
  });

  it.each<BookType>(['biff8', 'biff5'])(
    'in %s: cut off anywhere, or the same; never NaN nor another error',
    async (bookType) => {
      const plain = bookType === 'biff5' ? rows.map((row) => row.slice(0, 2)) : rows;
      const bytes = written(bookType, { Data: plain });
      const sound = await readAll(bytes);
      for (const [what, copy] of damagedCopies(bytes, 80, 300)) {
        try {
          const cells = await readAll(copy);
          if (what.startsWith('first')) expect(cells, what).toEqual(sound);
          for (const [, , value] of Object.values(cells).flat()) expect(value).not.toBeNaN();
        } catch (error) {
          if (!(error instanceof SourceError)) throw new Error(what, { cause: error });
        }
      }
    },
  );
});

const REAL = [
  'cyclers/land-xlsx/Land_Nb700test2.xlsx',
  'cyclers/land-xlsx/LP57_4Vcutoff_alclad_004_5.xlsx',
  'cyclers/land-xlsx/LSEDS_4Vcutoff_alclad_004_8.xlsx',
  'cyclers/land-xlsx/LSE_DS_4.1Vcutoff_fulcells_004_1.xlsx',
  'cyclers/land-xlsx/LSE_DS_4.1Vcutoff_fulcells_004_2.xlsx',
  'cyclers/land-xlsx/landt_processing_blank.xlsx',
  'impedance/pyimpspec/tests__data.xlsx',
];

describe.each(REAL)('%s', (relative) => {
  const path = sharedData(relative);
  it.skipIf(path === undefined)('reads cell by cell as SheetJS does', async () => {
    const bytes = readFileSync(path!);
    expect(isWorkbook(memoryFile('x', bytes))).toBe(true);
    const workbook = await openWorkbook(rawFile(bytes));
    const book = XLSX.read(bytes, { dense: true, cellText: true });
    expect(workbook.sheets.map(({ name }) => name)).toEqual(book.SheetNames);
    for (const name of book.SheetNames) {
      const expected: Cell[] = [];
      (book.Sheets[name]?.['!data'] ?? []).forEach((row, r) => {
        row?.forEach(({ t, v, w }, c) => {
          if (t === 'n' || t === 's') expected.push([r, c, v as number | string]);
          else if (t !== 'z') expected.push([r, c, String(w)]);
        });
      });
      const cells = await readCells(workbook, name);
      expect(cells.length).toBe(expected.length);
      expect(
        cells.findIndex(
          ([r, c, v], i) => !Object.is(v, expected[i]?.[2]) || r !== expected[i]?.[0] || c !== expected[i]?.[1],
        ),
      ).toBe(-1);
    }
  });

  it.skipIf(path === undefined)('damaged is refused or the same', async () => {
    const bytes = readFileSync(path!);
    const rounds = bytes.length > 1e6 ? 6 : bytes.length > 2e5 ? 12 : 30;
    await checkDamage(bytes, Math.ceil(rounds / 2), rounds);
  });
});
