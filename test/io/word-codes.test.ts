import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowLines } from '../../src/io/row-lines.ts';
import { WordCodes } from '../../src/io/word-codes.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('codes of words', () => {
  it('numbers words in the order in which they are met, whatever their bytes', () => {
    const words = fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.constantFrom('on', 'off', '充电')));
    fc.assert(
      fc.property(words, (cells) => {
        const codes = new WordCodes((bytes) => new TextDecoder().decode(bytes));
        const given = cells.map((cell) => codes.code(encode(`x${cell}y`), 1, encode(cell).length + 1, true));
        expect(codes.words).toEqual([...new Set(cells)]);
        expect(given.map((code) => codes.words[code])).toEqual(cells);
      }),
    );
  });

  it('tells words of the same FNV-1a hash from each other', () => {
    const codes = new WordCodes((bytes) => new TextDecoder().decode(bytes));
    const pair = ['costarring', 'liquid'];
    const given = [...pair, ...pair].map((word) => codes.code(encode(word), 0, word.length, true));
    expect(given).toEqual([0, 1, 0, 1]);
    expect(codes.words).toEqual(pair);
  });

  it('repeats only the plain word met last', () => {
    const codes = new WordCodes((bytes) => new TextDecoder().decode(bytes));
    expect(codes.repeats(encode('on'), 0)).toBe(0);
    codes.code(encode('on'), 0, 2, true);
    codes.code(encode('a,b'), 0, 3, false);
    expect(codes.repeats(encode(',on,'), 1)).toBe(2);
    expect(codes.repeats(encode(',of,'), 1)).toBe(0);
    expect(codes.repeats(encode('a,b'), 0)).toBe(0);
    expect(codes.lastCode).toBe(0);
  });
});

describe('lines of rows', () => {
  it('are those noted', () => {
    const steps = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 })), { maxLength: 50 });
    fc.assert(
      fc.property(fc.nat({ max: 9 }), steps, (first, gaps) => {
        const rowLines = new RowLines(first);
        let line = first - 1;
        const lines = gaps.map((gap) => {
          line += gap;
          return line;
        });
        lines.forEach((noted, row) => {
          rowLines.note(row, noted);
        });
        expect(lines.map((_, row) => rowLines.lineOf(row))).toEqual(lines);
      }),
    );
  });
});
