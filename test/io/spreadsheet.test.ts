import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as XLSX from 'xlsx';
import { isWorkbook, openWorkbook } from '../../src/io/spreadsheet.ts';
import { memoryFile } from '../../src/model/source.ts';
import { type BookType, ROWS, type Row, written } from './sheetjs-workbooks.ts';
import {
  type Cell,
  rawFile,
  readAll,
  readCells,
  relationshipsXml,
  sheetBytes,
  sourceError,
  workbookBytes,
  workbookParts,
  workbookXml,
  worksheetXml,
} from './workbook-fixtures.ts';
import { writeZip } from './zip-writer.ts';

/** Cells as SheetJS reads them with sheet_to_json. */
function jsonCells(bytes: Uint8Array, sheet: string): Cell[] {
  const book = XLSX.read(bytes, { dense: true });
  const rows = XLSX.utils.sheet_to_json<Row>(book.Sheets[sheet]!, { header: 1, raw: true, blankrows: true });
  return rows.flatMap((row, r) =>
    Array.from(row, (value, c): Cell | undefined => {
      if (value === null || value === undefined) return undefined;
      return [r, c, typeof value === 'boolean' ? String(value).toUpperCase() : value];
    }).filter((cell) => cell !== undefined),
  );
}

/** Text as it is before the XML's line ends are normalised; SheetJS keeps `\r\n`. */
const withoutReturns = (cells: readonly Cell[]) =>
  cells.map(([r, c, value]) => [r, c, typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value]);

describe('workbooks written by SheetJS', () => {
  it.each<[BookType, object]>([
    ['xlsx', {}],
    ['xlsx', { bookSST: true }],
    ['xlsx', { bookSST: true, compression: true }],
    ['xlsm', { compression: true }],
    ['biff8', { bookSST: true }],
    ['biff5', {}],
  ])('%s %j are read as sheet_to_json reads them', async (bookType, options) => {
    const rows =
      bookType === 'biff5'
        ? [
            ['Record', 'V'],
            [1, -2.5],
            [true, 1e-7],
          ]
        : ROWS;
    const bytes = written(bookType, { Data: rows }, options);
    expect(isWorkbook(memoryFile('x', bytes))).toBe(true);
    const cells = await readCells(await openWorkbook(rawFile(bytes)));
    const expected = jsonCells(bytes, 'Data');
    expect(expected.length).toBeGreaterThan(5);
    expect(withoutReturns(cells.filter(([, , value]) => value !== ''))).toEqual(
      withoutReturns(expected.filter(([, , value]) => value !== '')),
    );
  });

  it('any numbers and strings', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((value) => !/\p{Cc}|[\ufffe\uffff]|_x/u.test(value));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.oneof(number, text, fc.constant(null)), { maxLength: 6 }), { maxLength: 8 }),
        fc.boolean(),
        async (rows, bookSST) => {
          const bytes = written('xlsx', { Data: rows }, { bookSST });
          const expected = rows.flatMap((row, r) => row.flatMap((v, c): Cell[] => (v === null ? [] : [[r, c, v]])));
          expect(await readCells(await openWorkbook(rawFile(bytes)))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each<BookType>(['xlsx', 'biff8'])(
    '%s: several sheets, hidden ones, hostile and Chinese names',
    async (bookType) => {
      const names = ['__proto__', '记录(2)', 'constructor', "it's <&>"];
      const book = XLSX.utils.book_new();
      for (const i of names.keys()) XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([[i]]), `tmp${i}`);
      book.SheetNames.forEach((name, i) => {
        Object.defineProperty(book.Sheets, names[i]!, {
          value: book.Sheets[name],
          enumerable: true,
          configurable: true,
        });
      });
      book.SheetNames = names;
      book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }, { Hidden: 2 }, { Hidden: 0 }] };
      const workbook = await openWorkbook(rawFile(XLSX.write(book, { type: 'buffer', bookType })));
      expect(workbook.sheets.map(({ name }) => name)).toEqual(names);
      expect(workbook.sheets.map(({ hidden }) => hidden)).toEqual([false, true, true, false]);
      for (const [i, name] of names.entries()) expect(await readCells(workbook, name)).toEqual([[0, 0, i]]);
    },
  );

  it.each<BookType>(['xlsx', 'biff8'])('%s: dates are serial numbers, of either epoch', async (bookType) => {
    for (const date1904 of [false, true]) {
      const sheet: XLSX.WorkSheet = { '!ref': 'A1', A1: { t: 'n', v: 44_504.5, z: 'yyyy-mm-dd hh:mm' } };
      const book = { SheetNames: ['Data'], Sheets: { Data: sheet }, Workbook: { WBProps: { date1904 } } };
      const workbook = await openWorkbook(rawFile(XLSX.write(book, { type: 'buffer', bookType })));
      expect(workbook.date1904).toBe(date1904);
      expect(await readCells(workbook)).toEqual([[0, 0, 44_504.5]]);
    }
  });

  it.each<BookType>(['xlsx', 'biff8'])('%s: errors are their text', async (bookType) => {
    const sheet: XLSX.WorkSheet = {
      '!ref': 'A1:B1',
      A1: { t: 'e', v: 0x2a, w: '#N/A' },
      B1: { t: 'e', v: 7, w: '#DIV/0!' },
    };
    const bytes = XLSX.write({ SheetNames: ['Data'], Sheets: { Data: sheet } }, { type: 'buffer', bookType });
    expect(await readCells(await openWorkbook(rawFile(bytes)))).toEqual([
      [0, 0, '#N/A'],
      [0, 1, '#DIV/0!'],
    ]);
  });

  it.each<BookType>(['xlsx', 'biff8'])('%s: a preview is the first rows', async (bookType) => {
    const workbook = await openWorkbook(rawFile(written(bookType)));
    expect(await workbook.preview('Data', 2)).toEqual([
      [
        'Record',
        '电压/V',
        'Zeit/µs',
        'ok',
        ' padded ',
        expect.stringMatching(/^a\r?\nb$/),
        '<&>"\'',
        expect.any(String),
      ],
      [1, 2.3724, -1e-7, 'TRUE', 0, 44_504.586076388892, 1e21, 0.30000000000000004],
    ]);
    const all = await workbook.preview('Data', 100);
    expect(all).toHaveLength(5);
    expect(all[3]).toEqual([]);
    expect(await workbook.preview('Data', 0)).toEqual([]);
  });

  it.each<BookType>(['xlsx', 'biff8', 'biff5'])('%s: formulas are their stored values', async (bookType) => {
    const sheet: XLSX.WorkSheet = {
      '!ref': 'A1:D1',
      A1: { t: 'n', v: 2.5, f: '1+1.5' },
      B1: { t: 's', v: 'mAh', f: '"m"&"Ah"' },
      C1: { t: 'b', v: true, f: 'TRUE()' },
      D1: { t: 'n', v: -1 },
    };
    const bytes = XLSX.write({ SheetNames: ['Data'], Sheets: { Data: sheet } }, { type: 'buffer', bookType });
    const expected = [
      [0, 0, 2.5],
      [0, 1, 'mAh'],
      [0, 2, 'TRUE'],
      [0, 3, -1],
    ];
    expect(await readCells(await openWorkbook(rawFile(bytes)))).toEqual(expected);
  });

  it('under any file name: the content decides', async () => {
    const cells = await readCells(await openWorkbook(rawFile(written('xlsx'), 'raw/misnamed.xls')));
    expect(cells[0]).toEqual([0, 0, 'Record']);
    const old = await openWorkbook(rawFile(written('biff8'), 'raw/misnamed.xlsx'));
    expect(old.format).toBe('xls');
  });
});

describe('openWorkbook', () => {
  it('opens a file once', () => {
    const file = rawFile(sheetBytes(''));
    expect(openWorkbook(file)).toBe(openWorkbook(file));
  });

  it('takes a sheet name that is not there for a defect of the caller', async () => {
    const workbook = await openWorkbook(rawFile(sheetBytes('')));
    await expect(workbook.readSheet('No', { number() {}, text() {} })).rejects.toThrow(RangeError);
  });

  it('finds parts by absolute, relative, percent-encoded and oddly cased targets', async () => {
    for (const target of [
      '/xl/Worksheets/Sheet%201.xml',
      './worksheets/sheet 1.xml',
      '..\\xl/worksheets/SHEET 1.XML',
    ]) {
      const bytes = workbookBytes({
        'xl/worksheets/sheet1.xml': '',
        'XL/worksheets/Sheet 1.xml': worksheetXml('<row><c><v>3</v></c></row>'),
        'xl/_rels/workbook.xml.rels': relationshipsXml(['rId1', 'worksheet', target]),
      });
      expect(await readAll(bytes)).toEqual({ Data: [[0, 0, 3]] });
    }
  });

  it('finds a workbook part of another name, and does without package relations', async () => {
    const parts = workbookParts({ 'xl/worksheets/sheet1.xml': worksheetXml('<row><c><v>3</v></c></row>') });
    const moved = parts.map(({ name, content }) => ({
      name: name.replace('xl/workbook', 'xl/book2').replace('xl/_rels/workbook', 'xl/_rels/book2'),
      content: String(content).replaceAll('xl/workbook.xml', 'xl/book2.xml'),
    }));
    const bare = parts.filter(({ name }) => name !== '_rels/.rels' && name !== '[Content_Types].xml');
    for (const bytes of [writeZip(moved), writeZip(bare)]) {
      expect(isWorkbook(memoryFile('x', bytes))).toBe(true);
      expect(await readAll(bytes)).toEqual({ Data: [[0, 0, 3]] });
    }
  });

  it('reads strict namespaces and prefixes, and leaves out chart sheets', async () => {
    const strict = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
    const bytes = workbookBytes({
      'xl/workbook.xml': `<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:rel="${strict}"><x:workbookPr date1904="true"/><x:sheets><x:sheet name="Chart" sheetId="1" rel:id="c"/><x:sheet rel:id="w" name="D&amp;C" state="veryHidden" sheetId="2"/></x:sheets></x:workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Target="charts/c.xml" Type="${strict}/chartsheet" Id="c"/><Relationship Id="w" Type="${strict}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    });
    const workbook = await openWorkbook(rawFile(bytes));
    expect(workbook.sheets).toMatchObject([{ name: 'D&C', hidden: true }]);
    expect(workbook.sheets).toHaveLength(1);
    expect(workbook.date1904).toBe(true);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['a missing worksheet', { 'xl/worksheets/sheet1.xml': '' }, 'xl/workbook.xml', 'is missing'],
    [
      'a missing relationship',
      { 'xl/_rels/workbook.xml.rels': relationshipsXml() },
      'xl/workbook.xml',
      'names no part',
    ],
    ['missing relationships', { 'xl/_rels/workbook.xml.rels': '' }, 'xl/_rels/workbook.xml.rels', 'lacks this entry'],
    ['a missing workbook part', { 'xl/workbook.xml': '' }, 'xl/workbook.xml', 'lacks this entry'],
    ['another document', { 'xl/workbook.xml': '<document/>' }, 'xl/workbook.xml', 'not a workbook'],
    [
      'a sheet name twice',
      { 'xl/workbook.xml': workbookXml('<sheet name="A" r:id="rId1"/><sheet name="A" r:id="rId1"/>') },
      'xl/workbook.xml',
      'two sheets',
    ],
    ['a document type', { 'xl/workbook.xml': `<!DOCTYPE a>${workbookXml('')}` }, 'xl/workbook.xml', 'document type'],
    [
      'a binary workbook',
      { '_rels/.rels': relationshipsXml(['a', 'officeDocument', 'xl/workbook.bin']) },
      'xl/workbook.bin',
      'binary workbook',
    ],
  ])('refuses %s', async (_, changed, place, detail) => {
    const error = await sourceError(openWorkbook(rawFile(workbookBytes(changed))));
    expect(error.place).toBe(place);
    expect(error.detail).toContain(detail);
  });

  it('refuses text, and a binary workbook by name', async () => {
    expect((await sourceError(openWorkbook(rawFile(Buffer.from('a,b\n1,2\n'))))).detail).toContain('not a workbook');
    const binary = written('xlsb', { Data: [[1]] });
    expect(isWorkbook(memoryFile('x', binary))).toBe(true);
    expect((await sourceError(openWorkbook(rawFile(binary)))).remedy).toContain('.xlsx');
  });

  it('refuses a workbook with a password by name', async () => {
    const container = XLSX.CFB.utils.cfb_new();
    XLSX.CFB.utils.cfb_add(container, 'EncryptedPackage', Buffer.alloc(5000));
    XLSX.CFB.utils.cfb_add(container, 'EncryptionInfo', Buffer.alloc(100));
    const bytes: Buffer = XLSX.CFB.write(container, { type: 'buffer' });
    expect(isWorkbook(memoryFile('x', bytes))).toBe(true);
    const error = await sourceError(openWorkbook(rawFile(bytes)));
    expect(error.detail).toContain('encrypted');
    expect(error.remedy).toContain('without password');
  });
});
