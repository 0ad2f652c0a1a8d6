import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedStrings } from '../../src/io/shared-strings.ts';
import { WorksheetReader } from '../../src/io/worksheet-xml.ts';
import { SourceError } from '../../src/model/source.ts';
import { type Cell, CellList, sourceError, stringsXml, worksheetXml } from './workbook-fixtures.ts';

const STRINGS = stringsXml('<si><t>zero</t></si><si><t>电压/V</t></si>');

function strings(xml = STRINGS): SharedStrings {
  return new SharedStrings('raw/a.xlsx', 'xl/sharedStrings.xml', Buffer.from(xml));
}

/** Reads a worksheet part given in pieces. */
function readParts(parts: readonly Uint8Array[], rowLimit?: number): Cell[] {
  const list = new CellList();
  const source = { path: 'raw/a.xlsx', sheet: 'Data', entry: 'xl/worksheets/sheet1.xml', strings: strings() };
  const reader = new WorksheetReader(source, list, rowLimit);
  for (const part of parts) if (!reader.push(Buffer.from(part))) return list.cells;
  reader.finish();
  return list.cells;
}

const read = (xml: string) => readParts([Buffer.from(xml)]);
const readRows = (rows: string) => read(worksheetXml(rows));
const readCell = (cell: string) => readRows(`<row r="1">${cell}</row>`);
const errorOf = (xml: string) => sourceError((async () => read(xml))());

describe('cells', () => {
  it.each<[string, Cell[]]>([
    ['<c r="A1"><v>2.4146000000000001</v></c>', [[0, 0, 2.4146]]],
    ['<c r="A1" t="n"><v>-1.5E-3</v></c>', [[0, 0, -0.0015]]],
    ['<c t="s" s="4" r="XFD1"><v>1</v></c>', [[0, 16_383, '电压/V']]],
    [
      '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>',
      [
        [0, 0, 'TRUE'],
        [0, 1, 'FALSE'],
      ],
    ],
    ['<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', [[0, 0, '#DIV/0!']]],
    ['<c r="A1" t="d"><v>2021-11-05T10:00:00</v></c>', [[0, 0, '2021-11-05T10:00:00']]],
    ['<c r="A1" t="str"><f>A2&amp;"x"</f><v>a &lt; b</v></c>', [[0, 0, 'a < b']]],
    ['<c r="A1"><f t="shared" ref="A1:A9" si="0">B1*2</f><v>7</v></c>', [[0, 0, 7]]],
    ['<c r="A1"><f>B1*2</f><v></v></c><c r="B1"><f>1</f><v/></c>', []],
    ['<c r="A1"/><c r="B1" s="1"></c><c r="C1" t="s"/>', []],
    ['<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', [[0, 0, ' x ']]],
    [
      '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>mA</t></r><r><t>h</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>',
      [[0, 0, 'mAh']],
    ],
    [
      '<c r="A1" t="inlineStr"><is><t></t></is></c><c r="B1" t="str"><v></v></c>',
      [
        [0, 0, ''],
        [0, 1, ''],
      ],
    ],
    ['<c r="A1" t="str"><v>a_x000D_&#10;b_x005F_x000D_</v></c>', [[0, 0, 'a\r\nb_x000D_']]],
    ['<c r="A1" t="str"><v>&#x4e2d;&amp;&gt;&quot;&apos;&#128267;</v></c>', [[0, 0, '中&>"\'🔋']]],
    ['<c r="A1" t="str"><v>a\r\nb\rc</v></c>', [[0, 0, 'a\nb\nc']]],
    ['<c r="A1" t="str"><v><![CDATA[<&amp;>]]>-<![CDATA[]]]]><!-- c --></v></c>', [[0, 0, '<&amp;>-]]']]],
    ['<c r="A1"><v>1<!-- two -->2<![CDATA[.5]]></v></c>', [[0, 0, 12.5]]],
    ['<c r="A1" t="s"><v><![CDATA[0]]></v></c>', [[0, 0, 'zero']]],
    ["<c  r = 'B1'\n t\t=\t's' ><v\n>\n1 </v ></c >", [[0, 1, '电压/V']]],
    ['<c r="A1"><extLst><ext><v>9</v></ext></extLst><v>1</v></c>', [[0, 0, 1]]],
    ['<c r="A1" x:t="s" xr:r="Q1"><v>1</v></c>', [[0, 0, 1]]],
  ])('%s', (cell, expected) => {
    expect(readCell(cell)).toEqual(expected);
  });

  it('may go without references', () => {
    const rows =
      '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row><row><c r="B9"><v>5</v></c></row><row><c><v>6</v></c></row>';
    expect(readRows(rows)).toEqual([
      [0, 0, 1],
      [0, 2, 2],
      [3, 2, 3],
      [3, 3, 4],
      [8, 1, 5],
      [9, 0, 6],
    ]);
  });

  it('of prefixed elements, strict namespaces, behind a byte-order mark and an instruction', () => {
    const xml = `\ufeff<?xml version='1.0' encoding='utf-8'?><?mso x?><!-- c --><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:dimension ref="A1"/><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData><x:c r="A1"><x:v>9</x:v></x:c></x:worksheet>\n<!-- end -->`;
    expect(read(xml)).toEqual([[0, 0, 1]]);
  });

  it('stop at the row limit, whatever comes after', () => {
    const xml = Buffer.from(
      `${worksheetXml('').split('</sheetData>')[0]}<row r="1"><c><v>1</v></c></row><row r="3"><c><v>2</v></c></row><broken`,
    );
    expect(readParts([xml], 2)).toEqual([[0, 0, 1]]);
  });
});

describe('any cutting into chunks', () => {
  const xml = Buffer.from(
    `\ufeff${worksheetXml(
      '<row r="1" spans="1:3"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>2.4146000000000001</v></c><c r="C1" t="inlineStr"><is><t>℃ &#x4e2d;🔋</t></is></c></row><!-- 注 --><x:row xmlns:x="u" r=\'2\'><x:c><x:v>-1e-5</x:v></x:c></x:row><row><c r="A3" t="str"><f>"a"</f><v>é<![CDATA[<>]]>ü</v></c><c/><c><v>12<!----></v></c></row>',
    )} `,
  );
  const whole = readParts([xml]);

  it('into bytes', () => {
    expect(whole).toHaveLength(6);
    expect(readParts(Array.from(xml, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('at random places', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(xml.length), { maxLength: 12 }), (places) => {
        const cuts = [0, ...places.sort((a, b) => a - b), xml.length];
        expect(readParts(cuts.slice(1).map((cut, i) => xml.subarray(cuts[i], cut)))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});

describe('wrong cells are errors at their place', () => {
  it.each([
    ['<c r="B1"><v>abc</v></c>', 'Data!B1', '"abc" is not a number'],
    ['<c r="B1"><v>1,5</v></c>', 'Data!B1', 'not a number'],
    ['<c r="B1"><v>NaN</v></c>', 'Data!B1', 'not a number'],
    ['<c r="B1"><v>1e999</v></c>', 'Data!B1', 'not a number'],
    ['<c r="B1"><v>1<!-- -->x</v></c>', 'Data!B1', '"1x" is not a number'],
    ['<c r="B1" t="s"><v>2</v></c>', 'Data!B1', 'shared string'],
    ['<c r="B1" t="s"><v>-1</v></c>', 'Data!B1', 'shared string'],
    ['<c r="B1" t="s"><v>__proto__</v></c>', 'Data!B1', 'shared string'],
    ['<c r="B1" t="s"><v></v></c>', 'Data!B1', 'shared string'],
    ['<c r="B1" t="b"><v>2</v></c>', 'Data!B1', 'neither true nor false'],
    ['<c r="B1" t="q"><v>2</v></c>', 'Data!B1', 'unknown type "q"'],
    ['<c r="B1" t="constructor"><v>2</v></c>', 'Data!B1', 'unknown type'],
    ['<c r="B1"><v>1</v><v>2</v></c>', 'Data!B1', 'two values'],
    ['<c r="B1"><v><b>1</b></v></c>', 'Data!B1', 'inside the value'],
    ['<c r="B1" t="str"><v>&euro;</v></c>', 'Data!B1', 'unknown entity'],
    ['<c r="B1" t="str"><v>&#xD800;</v></c>', 'Data!B1', 'unknown entity'],
    ['<c r="B1" t="str"><v>a & b</v></c>', 'Data!B1', 'unknown entity'],
    [`<c r="B1" t="str"><v>${'x'.repeat(2 ** 20 + 1)}</v></c>`, 'Data!B1', 'longer than'],
    ['<c r="B2"><v>1</v></c>', 'sheet1.xml', 'says it is in row 2'],
    ['<c r="B1"/><c r="B1"/>', 'sheet1.xml', 'twice'],
    ['<c r="C1"/><c r="B1"/>', 'sheet1.xml', 'to its right'],
    ['<c r="XFE1"/>', 'sheet1.xml', 'XFD1048576'],
    ['<c r="XFD1"/><c/>', 'sheet1.xml', 'beyond column 16384'],
    ['<c r="b1"/>', 'sheet1.xml', 'malformed reference'],
    ['<c r="B"/>', 'sheet1.xml', 'malformed reference'],
  ])('%.60s', async (cell, place, detail) => {
    const error = await errorOf(worksheetXml(`<row r="1">${cell}</row>`));
    expect(error.place).toContain(place);
    expect(error.detail).toContain(detail);
    expect(error.path).toBe('raw/a.xlsx');
  });

  it('bytes that are not UTF-8', async () => {
    const xml = Buffer.from(worksheetXml('<row><c t="str"><v>é</v></c></row>'));
    xml[xml.indexOf(0xc3)] = 0xff;
    const error = await sourceError((async () => readParts([xml]))());
    expect(error.place).toBe('Data!A1');
  });

  it.each([
    ['<row r="0"/>', 'not in 1 to 1048576'],
    ['<row r="1048577"/>', 'not in 1 to 1048576'],
    ['<row r="x"/>', 'not in 1 to 1048576'],
    ['<row r="1048576"/><row/>', 'not in 1 to 1048576'],
    ['<row r="2"/><row r="2"/>', 'row 2 comes twice'],
    ['<row r="2"/><row r="1"/>', 'row 1 comes twice or after'],
  ])('row numbers: %s', async (rows, detail) => {
    expect((await errorOf(worksheetXml(rows))).detail).toContain(detail);
  });
});

describe('malformed and hostile XML is refused', () => {
  const row = '<row r="1"><c r="A1"><v>1</v></c></row>';
  it.each([
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${worksheetXml(row)}`, 'document type'],
    ['an entity declaration inside', worksheetXml(`<!ENTITY a "b">${row}`), 'document type'],
    ['UTF-16', Buffer.from(worksheetXml(row), 'utf16le').toString('latin1'), 'UTF-16'],
    ['another encoding', `<?xml version="1.0" encoding="GBK"?><worksheet/>`, 'gbk'],
    ['no worksheet', '<chartsheet/>', 'not a worksheet'],
    ['no sheetData', '<worksheet/>', 'no sheetData'],
    ['two sheetData', '<worksheet><sheetData/><sheetData/></worksheet>', 'two sheetData'],
    ['nothing', '', 'ends early'],
    ['an early end', worksheetXml(row).slice(0, -3), 'ends early'],
    ['an early end in a row', worksheetXml(row).split('</row>')[0]!, 'ends early'],
    ['an end tag of another name', worksheetXml('<row></raw>'), 'does not match'],
    ['crossed tags', worksheetXml('<row r="1"><c r="A1"></row></c>'), 'does not match'],
    ['two roots', '<worksheet><sheetData/></worksheet><worksheet/>', 'more than one root'],
    ['text outside', `x${worksheetXml(row)}`, 'outside the XML root'],
    ['text behind', `${worksheetXml(row)}x`, 'outside the XML root'],
    ['an unquoted attribute', worksheetXml('<row r=1/>'), 'malformed tag'],
    ['a tag in an attribute', worksheetXml('<row r="<c>"/>'), 'malformed tag'],
    ['a tag in a tag', worksheetXml('<row <c>/>'), 'malformed tag'],
    ['a stray <', worksheetXml('<row>< c></c></row>'), 'malformed tag'],
    ['deep nesting', worksheetXml('<a>'.repeat(100)), 'nested deeper'],
    [
      'many attributes',
      worksheetXml(`<row ${Array.from({ length: 300 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
      'attributes',
    ],
  ])('%s', async (_, xml, detail) => {
    const bytes = Buffer.from(xml, /UTF-16/.test(detail) ? 'latin1' : 'utf8');
    const error = await sourceError((async () => readParts([bytes]))());
    expect(error.detail).toContain(detail);
    expect(error.place).toMatch(/^xl\/worksheets\/sheet1.xml$|^Data!A1$/);
    expect(error.remedy).not.toBe('');
  });

  it('a tag without end, however it comes', async () => {
    const endless = Buffer.alloc(2 ** 18, 'a');
    const start = Buffer.from('<worksheet><sheetData><row ');
    const error = await sourceError((async () => readParts([start, ...Array(10).fill(endless)]))());
    expect(error.detail).toContain('longer than');
  });
});

describe('any bytes', () => {
  const xml = Buffer.from(
    worksheetXml(
      '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>2.5e-3</v></c><c r="C1" t="inlineStr"><is><r><t>a&amp;b</t></r></is></c></row><!-- c --><row><c t="b"><v>1</v></c><c t="str"><v><![CDATA[x]]></v></c></row>',
    ),
  );
  const pieces = [
    '<',
    '>',
    '/',
    '"',
    '&',
    ';',
    '<c>',
    '</c>',
    '<v>',
    '</v>',
    '<row>',
    '</row>',
    '<is>',
    '<!--',
    ']]>',
    'r="A2"',
    't="s"',
    '9',
    'e',
    '-',
    '\0',
    '\xff',
  ];

  it('give finite numbers or a SourceError', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(xml.length), fc.nat(6), fc.constantFrom('', ...pieces)), {
          minLength: 1,
          maxLength: 3,
        }),
        (edits) => {
          let bytes = xml;
          for (const [at, length, piece] of edits) {
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(piece, 'latin1'), bytes.subarray(at + length)]);
          }
          try {
            for (const [row, column, value] of readParts([bytes])) {
              expect(row).toBeGreaterThanOrEqual(0);
              expect(column).toBeGreaterThanOrEqual(0);
              expect(typeof value === 'string' || Number.isFinite(value)).toBe(true);
            }
          } catch (error) {
            if (!(error instanceof SourceError)) throw error;
            refused++;
          }
        },
      ),
      { numRuns: 5000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});
