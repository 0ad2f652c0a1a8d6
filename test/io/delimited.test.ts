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
    expect(read(chinese, { columns: ['word', 'number'] }).dictionaries[0]).toEqual(['充电']);
    const western = Uint8Array.from([0x48, 0xf6, 0x68, 0x65, 0x2c, 0x31, 0x0a, 0x80, 0x2c, 0x32, 0x0a]);
    expect(read(western, { columns: ['word', 'number'] }).dictionaries[0]).toEqual(['Höhe', '€']);
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

  it('numbers equal Number in the last bit, with point and with comma', () => {
    const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: most });
    const number = fc
      .tuple(fc.constantFrom('', '-', '+'), digits(19), fc.constantFrom('.', '.', ''), digits(19))
      .chain(([sign, whole, point, fraction]) =>
        fc
          .oneof(
            fc.constant(''),
            fc.integer({ min: -330, max: 310 }).map((exponent) => `e${exponent}`),
          )
          .map((exponent) => sign + whole + point + fraction + exponent),
      );
    const cell = fc.oneof(number, fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 50 }), (cells) => {
        const filled = cells.filter((text) => text !== '');
        const expected = filled.map((text) => (Number.isFinite(Number(text)) ? Number(text) : Number.NaN));
        const body = `${filled.join('\n')}\n`;
        expect(read(body, { columns: ['number'] }).columns[0]).toEqual(Float64Array.from(expected));
        const comma = { columns: ['elapsed'], delimiter: ';', decimalMark: ',' } as const;
        expect(read(body.replaceAll('.', ','), comma).columns[0]).toEqual(Float64Array.from(expected));
      }),
      { numRuns: 1000 },
    );
  });

  it('numbers with 16 digits and an exponent, as instruments write doubles, equal Number in the last bit', () => {
    const value = fc
      .tuple(fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 }), fc.integer({ min: -40, max: 25 }))
      .map(([mantissa, exponent]) => {
        const sign = exponent < 0 ? '-' : '+';
        return `${mantissa.toFixed(15)}E${sign}${String(Math.abs(exponent)).padStart(3, '0')}`;
      });
    fc.assert(
      fc.property(fc.array(value, { minLength: 50, maxLength: 50 }), (cells) => {
        const { columns, words } = read(`${cells.join('\n')}\n`, { columns: ['number'] });
        expect(columns[0]).toEqual(Float64Array.from(cells, Number));
        expect(words[0]?.size).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('reads durations, dates and words; keeps no column that is ignored', () => {
    const text = [
      '0:00:10,on,2024-01-02 03:04:05,"x,y"',
      '20.5,off,2024-01-02 03:04:06.5,z',
      '1-00:00:01, on ,2024/1/3 00:00:00,',
      ',"on",,',
      '1:60:00,,03.01.2024 00:00:00,',
    ].join('\n');
    const second = Date.UTC(2024, 0, 2, 3, 4, 5) / 1000;
    const { columns, dictionaries, words } = read(text, { columns: ['elapsed', 'word', 'clock', 'ignore'] });
    expect(columns[0]).toEqual(Float64Array.of(10, 20.5, 86_401, Number.NaN, Number.NaN));
    expect(columns[1]).toEqual(Float64Array.of(0, 1, 0, 0, 2));
    expect(columns[2]).toEqual(
      Float64Array.of(second, second + 1.5, Date.UTC(2024, 0, 3) / 1000, Number.NaN, Number.NaN),
    );
    expect(columns[3]!.length).toBe(0);
    expect(dictionaries).toEqual([[], ['on', 'off', ''], [], []]);
    expect(words.map((map) => [...map])).toEqual([[[4, '1:60:00']], [], [[4, '03.01.2024 00:00:00']], []]);
  });

  it('reads fractions of seconds with the decimal mark of the file', () => {
    const options = { delimiter: ';', decimalMark: ',', columns: ['elapsed', 'clock'] } as const;
    const { columns, words } = read('0:00:01,5;2024-01-01 00:00:00,25\n"1,5";"1970/1/1 0:01"\n', options);
    expect(columns[0]).toEqual(Float64Array.of(1.5, 1.5));
    expect(columns[1]).toEqual(Float64Array.of(Date.UTC(2024, 0, 1) / 1000 + 0.25, 60));
    expect(words.map((map) => map.size)).toEqual([0, 0]);
  });

  it('reads a decimal comma between commas only in quotes', () => {
    expect(rows('1,5\n"1,5","2"\n', { decimalMark: ',' })).toEqual([
      [1, 5],
      [1.5, 2],
    ]);
  });

  it('takes a word for the one before only where it stands whole', () => {
    const text = 'on\nonly\non \n"on"\no\nn\non\n"on\n"\non\n"""on"""\n';
    const { columns, dictionaries } = read(text, { columns: ['word'] });
    expect(dictionaries[0]).toEqual(['on', 'only', 'o', 'n', 'on\n', '"on"']);
    expect(columns[0]).toEqual(Float64Array.of(0, 1, 0, 0, 2, 3, 0, 4, 0, 5));
  });

  it('counts the lines within quotes', () => {
    const { lineOf } = read('1,"a\nb\r\nc"\n2,"\r"\n\n3,4\n5,6\n');
    expect([0, 1, 2, 3].map(lineOf)).toEqual([0, 3, 6, 7]);
    expect(place('1,"a\nb"\n2,3,4\n')).toBe('3:5');
    expect(place('1,"a\nb",4\n')).toBe('2:4');
  });

  it('leaves out the last row while it is being written, and its words', () => {
    const columns = ['number', 'word', 'number'] as const;
    const whole = read('1,on,2\n3,off,4\n', { columns });
    expect(whole.incompleteLastRow).toBe(false);
    for (const rest of ['3', '-', '3,', '3,of', '3,off']) {
      const { length, dictionaries, shortRows, incompleteLastRow, words } = read(`1,on,2\n${rest}`, { columns });
      expect({ length, dictionaries, shortRows, incompleteLastRow }).toEqual({
        length: 1,
        dictionaries: [[], ['on'], []],
        shortRows: [],
        incompleteLastRow: true,
      });
      expect(words.map((map) => map.size)).toEqual([0, 0, 0]);
    }
    expect(read('1,on,2\n3,off,4', { columns })).toMatchObject({ length: 2, incompleteLastRow: false });
    expect(read('1,on\n3,off', { columns })).toMatchObject({ length: 2, shortRows: [0, 1], incompleteLastRow: false });
    expect(read('1,on\n3', { columns })).toMatchObject({ length: 1, shortRows: [0], incompleteLastRow: true });
    expect(read('3', { columns })).toMatchObject({ length: 0, shortRows: [], incompleteLastRow: true });
    expect(read('1,on,2\n  ', { columns })).toMatchObject({ length: 1, incompleteLastRow: false });
    expect(read('1,on,2\n3\n', { columns })).toMatchObject({ length: 2, shortRows: [1], incompleteLastRow: false });
  });

  it('reads durations as on a clock only, where numbers would be ambiguous', () => {
    const { columns, words } = read('0:01:30,1\n1-00:00:05,2\n90,3\n', { columns: ['duration', 'number'] });
    expect([...columns[0]!]).toEqual([90, 86_405, Number.NaN]);
    expect([...words[0]!]).toEqual([[2, '90']]);
  });

  it('reads American dates only where they are expected', () => {
    const text = '7/27/2022 13:45:17,1\n07/27/2022 1:45:17 PM,2\n2022-07-27 13:45:17,3\n27/07/2022 13:45:17,4\n';
    const seconds = Date.UTC(2022, 6, 27, 13, 45, 17) / 1000;
    const american = read(text, { columns: ['american clock', 'number'] });
    expect([...american.columns[0]!]).toEqual([seconds, seconds, seconds, Number.NaN]);
    expect([...american.words[0]!]).toEqual([[3, '27/07/2022 13:45:17']]);
    expect(read(text, { columns: ['clock', 'number'] }).words[0]!.size).toBe(3);
  });

  it('takes a lone dash for nothing where asked to', () => {
    const columns = ['number', 'elapsed', 'word'] as const;
    const { words, dictionaries, ...plain } = read('-,-,-\n-1,2,x\n', { columns, dashIsEmpty: true });
    expect([...plain.columns[0]!, ...plain.columns[1]!]).toEqual([Number.NaN, -1, Number.NaN, 2]);
    expect(words.map(({ size }) => size)).toEqual([0, 0, 0]);
    expect(dictionaries[2]).toEqual(['-', 'x']);
    expect(read('-,-,-\n-1,2,x\n', { columns }).words.map(({ size }) => size)).toEqual([1, 1, 0]);
  });

  it('tells which columns have all their values', () => {
    const isWhole = (text: string) => read(text, { columns: ['number', 'clock', 'word'] }).isWhole;
    const clock = '2022-07-27 13:45:17';
    expect(isWhole(`1,${clock},\n2,${clock},a\n`)).toEqual([true, true, true]);
    expect(isWhole(`1,${clock},a\n,yesterday,b\n`)).toEqual([false, false, true]);
    expect(isWhole('1\n')).toEqual([true, false, true]);
  });

  it('gives fewer rows or a SourceError for any cut, never another error', () => {
    const text = '1,"a ""b"""\r\n2.5,x\n\n-3e4,"line\nbreak"\n';
    const whole = read(text).length;
    for (let cut = 0; cut < text.length; cut++) {
      if (place(text.slice(0, cut)) === undefined) expect(read(text.slice(0, cut)).length).toBeLessThanOrEqual(whole);
    }
  });
});
