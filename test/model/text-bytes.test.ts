import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatExact } from '../../src/model/format.ts';
import { TextBytes } from '../../src/model/text-bytes.ts';

function written(value: number): string {
  const out = new TextBytes();
  out.number(value);
  return Buffer.from(out.take()).toString();
}

/** Decimals as instruments write them. */
const decimals = fc
  .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 20 }))
  .map(([mantissa, places]) => Number(`${mantissa}e-${places}`));
const short = fc
  .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 12 }))
  .map(([mantissa, places]) => mantissa / 10 ** places);

test('numbers are written as JavaScript writes them', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), decimals, short), (value) => {
      expect(written(value)).toBe(formatExact(value));
    }),
    { numRuns: 20_000 },
  );
});

test('numbers at the edges', () => {
  const edges = [
    0,
    -0,
    1e-6,
    9.99e-7,
    1e-7,
    1e15,
    1e15 - 1,
    1e15 - 0.125,
    2 ** 53,
    1e21,
    1e22,
    5e-324,
    Number.MAX_VALUE,
  ];
  const more = [
    0.1,
    0.3,
    0.1 + 0.2,
    1 / 3,
    100,
    1000.5,
    123456789.125,
    99999999,
    100000000,
    100000001,
    0.000123,
    Infinity,
    Number.NaN,
  ];
  for (const value of [...edges, ...more]) {
    expect(written(value)).toBe(formatExact(value));
    expect(written(-value)).toBe(formatExact(-value));
  }
});

test('text of any script, mixed with numbers, beyond the first buffer', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.double())), (parts) => {
      const out = new TextBytes();
      const filler = 'x'.repeat(65_530);
      out.text(filler);
      for (const part of parts) {
        if (typeof part === 'number') out.number(part);
        else out.text(part);
        out.character(0x2c);
      }
      const expected = parts.map((part) => `${typeof part === 'number' ? formatExact(part) : part},`).join('');
      expect(Buffer.from(out.take()).toString()).toBe(filler + expected);
      expect(out.take()).toHaveLength(0);
    }),
  );
});
