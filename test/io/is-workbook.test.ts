import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as XLSX from 'xlsx';
import { isWorkbook } from '../../src/io/spreadsheet.ts';
import { memoryFile } from '../../src/model/source.ts';
import { written } from './sheetjs-workbooks.ts';
import { damagedCopies, sheetBytes } from './workbook-fixtures.ts';
import { writeZip } from './zip-writer.ts';

describe('isWorkbook', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('PK,V\n')],
    ['another zip', writeZip([{ name: 'word/document.xml', content: '<x/>' }])],
    [
      'a document with a workbook in it',
      writeZip([
        {
          name: '[Content_Types].xml',
          content: '<Types><Override ContentType="wordprocessingml.document.main+xml"/></Types>',
        },
        { name: 'word/embeddings/sheet.xlsx', content: sheetBytes(''), store: true },
      ]),
    ],
    ['an open-document sheet', written('ods', { Data: [[1]] })],
    ['another compound file', XLSX.CFB.write(XLSX.CFB.utils.cfb_new(), { type: 'buffer' })],
  ])('is false for %s', (_, bytes) => {
    expect(isWorkbook(memoryFile('x', bytes))).toBe(false);
  });

  it('is true for workbooks that are cut off', () => {
    for (const bytes of [written('xlsx'), written('biff8')])
      expect(isWorkbook(memoryFile('x', bytes.subarray(0, -200)))).toBe(true);
  });

  it('never throws', () => {
    const starts = [
      Buffer.alloc(0),
      Buffer.from('PK\x03\x04'),
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      written('biff8').subarray(0, 600),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 2000 }), (start, rest) => {
        expect(typeof isWorkbook(memoryFile('x', Buffer.concat([start, rest])))).toBe('boolean');
      }),
    );
    for (const bookType of ['xlsx', 'biff8'] as const) {
      for (const [, copy] of damagedCopies(written(bookType), 100, 400))
        expect(typeof isWorkbook(memoryFile('x', copy))).toBe('boolean');
    }
  });
});
