import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { type DelimitedOptions, readDelimited } from '../../src/io/delimited.ts';
import { memoryFile, SourceError } from '../../src/model/source.ts';

const NUMBERS = ['number', 'number'] as const;
const read = (text: string | Uint8Array, options: Partial<DelimitedOptions> = {}) => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const file = memoryFile('a.csv', bytes);
  return readDelimited(file, {
    delimiter: ',',
    decimalMark: '.',
    start: 0,
    firstLine: 0,
    columns: NUMBERS,
    ...options,
  });
};
const rows = (text: string, options: Partial<DelimitedOptions> = {}) => {
  const { columns, length } = read(text, options);
  return Array.from({ length }, (_, row) => columns.map((column) => column[row]));
};
const place = (text: string, options: Partial<DelimitedOptions> = {}) => {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof SourceError) return error.place;
    throw error;
  }
  return undefined;
};

describe('delimited text', () => {
  it.each([
    [',', '1,2\n-3.5e2,.25\n'],
    ['\t', '1\t2\r\n-3.5e2\t.25'],
    [';', ' 1 ;2\r-3.5e2; .25 \r'],
    [' ', '  1   2 \n-3.5e2 .25\n'],
  ] as const)('by %j, whatever ends the lines', (delimiter, text) => {
    expect(rows(text, { delimiter })).toEqual([
      [1, 2],
      [-350, 0.25],
    ]);
  });

  it('with a decimal comma: a point is then no decimal mark', () => {
    const { columns, words } = read('1,5;-2,25E-3\n1.5;7', { delimiter: ';', decimalMark: ',' });
    expect([...columns[0]!, ...columns[1]!]).toEqual([1.5, Number.NaN, -0.00225, 7]);
    expect(words[0]!.get(1)).toBe('1.5');
  });

  it('keeps words by row, tells empty cells from them, and skips blank lines', () => {
    const { columns, words, lineOf, length } = read('1,on\n\n,"say ""hi"", you"\n"3",\n');
    expect(length).toBe(3);
    expect([...columns[0]!]).toEqual([1, Number.NaN, 3]);
    expect([...words[1]!]).toEqual([
      [0, 'on'],
      [1, 'say "hi", you'],
    ]);
    expect(words[0]!.size).toBe(0);
    expect([0, 1, 2].map((row) => lineOf(row))).toEqual([0, 2, 3]);
  });

  it('leaves doubled quotes within an unquoted word as they are', () => {
    expect(read('1,a""b\n').words[1]!.get(0)).toBe('a""b');
  });

  it('counts rows that are too short, allows a trailing delimiter, refuses a cell too many', () => {
    expect(read('1\n1,2,\n').shortRows).toEqual([0]);
    expect(place('1,2\n3,4,5\n')).toBe('2:5');
    expect(place('1,2\n3,"4\n5,6\n')).toBe('2:3');
    expect(place('1,"2" x\n')).toBe('1:7');
    expect(place('x', { columns: Array.from({ length: 5000 }, () => 'number' as const) })).toBe('1:1');
    expect(place(`${'9'.repeat(2 ** 20 + 1)},1`)).toBe('1:1');
  });

  it('reads words of GB18030 and windows-1252 beside columns', () => {
    const chinese = Uint8Array.from([0xb3, 0xe4, 0xb5, 0xe7, 0x2c, 0x31, 0x0a]);
    expect(read(chinese).words[0]!.get(0)).toBe('充电');
    expect([...read(chinese).columns[1]!]).toEqual([1]);
  });

  it('equals papaparse and Number on any table', () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map(String),
      fc.constantFrom('', 'on', 'a,b', 'say "x"', '-', '1e5', '+4', '1-2'),
    );
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(table, (data) => {
        const text = Papa.unparse(data, { newline: '\n' });
        const expected = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
        const { columns, words, length } = read(text, { columns: ['number', 'number', 'number'] });
        expect(length).toBe(expected.length);
        expected.forEach((row, r) => {
          row.forEach((value, c) => {
            const number = value.trim() === '' || !Number.isFinite(Number(value)) ? Number.NaN : Number(value);
            expect(columns[c]![r]).toBe(number);
            expect(words[c]!.get(r)).toBe(Number.isNaN(number) && value !== '' ? value : undefined);
          });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('gives fewer rows or a SourceError for any cut, never another error', () => {
    const text = '1,"a ""b"""\r\n2.5,x\n\n-3e4,"line\nbreak"\n';
    const whole = read(text).length;
    for (let cut = 0; cut < text.length; cut++) {
      if (place(text.slice(0, cut)) === undefined) expect(read(text.slice(0, cut)).length).toBeLessThanOrEqual(whole);
    }
  });
});
