import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberColumn, WordColumn } from '../../src/model/column-builder.ts';

test('numbers come back in order, over every growth of the column', () => {
  for (const length of [0, 1, 1023, 1024, 1025, 5000]) {
    const column = new NumberColumn();
    for (let i = 0; i < length; i++) column.push(i === 7 ? Number.NaN : -i / 3);
    const values = column.finish();
    expect(column.length).toBe(length);
    expect(values).toHaveLength(length);
    expect(values.every((value, i) => (i === 7 ? Number.isNaN(value) : value === -i / 3))).toBe(true);
  }
});

test('words come back through their codes, each stored once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('', 'R', 'RateC', 'RateD', '__proto__', 'constructor')), (written) => {
      const column = new WordColumn();
      for (const word of written) column.push(word);
      expect(Array.from(column.codes(), (code) => column.words[code])).toEqual(written);
      expect(new Set(column.words).size).toBe(column.words.length);
    }),
  );
});
