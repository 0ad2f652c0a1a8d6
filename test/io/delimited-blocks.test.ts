import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRawFile } from '../../src/engine/raw-file.ts';
import { type DelimitedOptions, readDelimited } from '../../src/io/delimited.ts';
import { memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';
import { cutFile, pieceFile } from './piece-file.ts';

const OPTIONS: DelimitedOptions = {
  delimiter: ',',
  decimalMark: '.',
  start: 0,
  firstLine: 0,
  columns: ['number', 'word', 'elapsed', 'clock'],
};

/** Everything that a reading gives, or where it fails. */
function outcome(file: RawFile, options: DelimitedOptions) {
  try {
    const { length, columns, dictionaries, words, lineOf, shortRows, incompleteLastRow } = readDelimited(file, options);
    const lines = Array.from({ length }, (_, row) => lineOf(row));
    return { length, columns, dictionaries, words, lines, shortRows, incompleteLastRow };
  } catch (error) {
    if (error instanceof SourceError) return { place: error.place, detail: error.detail };
    throw error;
  }
}

const TABLE = [
  '1,on,0:00:01,2024-01-02 03:04:05',
  '',
  '-2.5e3,"o""ff",1-02:03:04.5,2024/1/2 3:04',
  '  3 ,  on , 12 , x',
  '"line\nbreak","a\r\nb","c\rd","2024-01-02T03:04:05.25"',
  '5',
  '123456789012345678,on,,',
  '-,温度,0:99:00,2024-13-01 00:00:00,,',
  '""',
  '7,"on",7,2024-02-29 23:59:59.999',
];

describe('delimited text in pieces', () => {
  it.each(['\n', '\r\n', '\r'])('is read the same whatever the pieces, with lines ended by %j', (lineEnd) => {
    const bytes = new TextEncoder().encode(`${TABLE.join(lineEnd)}${lineEnd}`);
    const whole = outcome(memoryFile('a.csv', bytes), OPTIONS);
    expect(whole.length).toBe(8);
    for (const size of [1, 2, 3, 5, 7, 11, 64]) expect(outcome(pieceFile(bytes, size), OPTIONS)).toEqual(whole);
    for (let at = 0; at <= bytes.length; at++) expect(outcome(cutFile(bytes, at), OPTIONS)).toEqual(whole);
  });

  it('is the same for any text, errors and their places included', () => {
    const piece = fc.constantFrom(...'1230-.,;"\r\n :', '""', '\r\n', '"\n', 'e5', 'on', '1:02:03', 'µ', '\n\n');
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    const start = fc.nat({ max: 3 });
    const delimiter = fc.constantFrom(',', ';', ' ');
    const decimalMark = fc.constantFrom('.', ',');
    fc.assert(
      fc.property(
        text,
        start,
        delimiter,
        decimalMark,
        fc.integer({ min: 1, max: 9 }),
        (content, from, by, mark, size) => {
          const bytes = new TextEncoder().encode(content);
          const options = { ...OPTIONS, start: from, delimiter: by, decimalMark: mark } as DelimitedOptions;
          expect(outcome(pieceFile(bytes, size), options)).toEqual(outcome(memoryFile('a.csv', bytes), options));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('skips a header that is longer than the first pieces', () => {
    const bytes = new TextEncoder().encode('number,word\n1,on\n');
    const options = { ...OPTIONS, start: 12, firstLine: 1 };
    const { columns, lineOf } = readDelimited(pieceFile(bytes, 5), options);
    expect(columns[0]).toEqual(Float64Array.of(1));
    expect(lineOf(0)).toBe(1);
  });

  it('finds the same limits in pieces', () => {
    const long = new TextEncoder().encode(`1,on,2,x\n1,${'a'.repeat(2 ** 20)}\n`);
    const open = new TextEncoder().encode(`1,on,2,x\n1,"${'a,\n'.repeat(2 ** 19)}`);
    for (const file of [pieceFile(long, 300_000), memoryFile('a.csv', long)]) {
      expect(outcome(file, OPTIONS)).toEqual({ place: '2:1', detail: 'a line of more than 1048576 bytes' });
    }
    for (const file of [pieceFile(open, 300_000), memoryFile('a.csv', open)]) {
      expect(outcome(file, OPTIONS)).toEqual({ place: '2:3', detail: 'a quote that is not closed' });
    }
  });

  it('grows its columns when rows turn out shorter than the first', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => (i < 3000 ? `${i}.${'0'.repeat(60)}` : i));
    const file = pieceFile(new TextEncoder().encode(rows.join('\n')), 1 << 16);
    const { columns, length } = readDelimited(file, { ...OPTIONS, columns: ['number'] });
    expect(length).toBe(20_000);
    expect(columns[0]!.every((value, i) => value === i)).toBe(true);
  });

  it('reads a large file from disk block by block', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'delimited-'));
    try {
      const rest = 'x'.repeat(900);
      const rows = Array.from(
        { length: 20_000 },
        (_, i) => `${i * 0.25},${i % 3 === 0 ? 'rest' : 'charge'},${i},${rest}`,
      );
      const text = `\ufeffa,b,c,d\r\n${rows.join('\r\n')}\r\n20000,cha`;
      writeFileSync(path.join(folder, 'a.csv'), text);
      const file = openRawFile(path.join(folder, 'a.csv'), 'a.csv', {});
      expect([...file.blocks()].length).toBeGreaterThan(10);
      const options = { ...OPTIONS, start: 12, firstLine: 1, columns: ['number', 'word', 'number', 'ignore'] } as const;
      const large = readDelimited(file, options);
      expect(large).toMatchObject({ length: 20_000, incompleteLastRow: true, shortRows: [] });
      expect(large.columns[0]!.every((value, i) => value === i * 0.25)).toBe(true);
      expect(large.columns[1]!.every((code, i) => code === (i % 3 === 0 ? 0 : 1))).toBe(true);
      expect(large.columns[2]!.every((value, i) => value === i)).toBe(true);
      expect(large.dictionaries).toEqual([[], ['rest', 'charge'], [], []]);
      expect(large.lineOf(19_999)).toBe(20_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
