import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatExact, formatResult, formatShort, formatWithUncertainty, plural } from '../../src/model/format.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('formatResult', () => {
  test.each([
    [1 / 3, '0.3333333333'],
    [2 / 3, '0.6666666667'],
    [100, '100'],
    [123_456_789_012, '123456789000'],
    [0.1 + 0.2, '0.3'],
    [-1e-7, '-1e-7'],
    [0, '0'],
    [-0, '0'],
    [Number.NaN, ''],
  ])('%d', (value, text) => {
    expect(formatResult(value)).toBe(text);
  });

  test('at most 10 significant digits, within half of the last one', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const text = formatResult(value);
        const digits = text.replace(/^-/, '').replace(/e.*$/, '').replace('.', '').replace(/^0+/, '');
        expect(digits.replace(/0+$/, '').length).toBeLessThanOrEqual(10);
        if (Math.abs(value) > 1e-300 && Math.abs(value) < 1e300) {
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 5.1e-10);
        }
      }),
    );
  });
});

test('formatExact reads back to the same number', () => {
  fc.assert(fc.property(finite, (value) => Number(formatExact(value)) === value));
  expect(formatExact(Number.NaN)).toBe('');
});

test.each([
  [84.3141, 4, '84.31'],
  [-2.5, 2, '−2.5'],
  [-1.25e-9, 2, '−1.3e−9'],
  [1234.5, 2, '1200'],
  [0, 3, '0'],
  [Number.NaN, 3, ''],
])('formatShort(%d, %i)', (value, digits, text) => {
  expect(formatShort(value, digits)).toBe(text);
});

describe('formatWithUncertainty', () => {
  test.each([
    [84.3141, 0.4213, '84.31 ± 0.42'],
    [84.3141, 0.0996, '84.31 ± 0.10'],
    [84.3141, 9.96, '84 ± 10'],
    [1814.12, 15.9, '1814 ± 16'],
    [12_345, 1234, '12300 ± 1200'],
    [-2.5, 0.25, '−2.50 ± 0.25'],
    [-0.001, 0.5, '0.00 ± 0.50'],
    [0, 0.5, '0.00 ± 0.50'],
    [0.00012, 0.00003, '0.000120 ± 0.000030'],
    [2.1e-12, 1.5e-13, '(2.10 ± 0.15)e−12'],
    [5.22e15, 3e13, '(5.220 ± 0.030)e15'],
    [84.3141, Number.NaN, '84.31'],
    [84.3141, 0, '84.31'],
    [15.294532872992, 1.1e-11, '15.29'],
    [84.3141, 1e-6, '84.3141000 ± 0.0000010'],
    [84.3141, Number.POSITIVE_INFINITY, '84.31'],
    [Number.NaN, 0.1, ''],
  ])('%d ± %d', (value, spread, text) => {
    expect(formatWithUncertainty(value, spread)).toBe(text);
  });

  test('what is printed is the value to a few per cent of its uncertainty', () => {
    const decade = fc.integer({ min: -15, max: 12 });
    const digits = fc.integer({ min: 100, max: 999 });
    fc.assert(
      fc.property(digits, digits, decade, fc.integer({ min: 0, max: 4 }), (v, s, power, smaller) => {
        const [value, spread] = [v * 10 ** power, s * 10 ** (power - smaller)];
        const match = /^\(?([\d.]+) ± ([\d.]+)\)?(?:e(.*))?$/.exec(formatWithUncertainty(value, spread));
        const scale = 10 ** Number((match?.[3] ?? '0').replace('−', '-'));
        expect(Math.abs(Number(match?.[1]) * scale - value)).toBeLessThanOrEqual(0.051 * spread);
        expect(Math.abs(Number(match?.[2]) * scale - spread)).toBeLessThanOrEqual(0.051 * spread);
      }),
    );
  });
});

test('plural', () => {
  expect([0, 1, 2].map((count) => plural(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
});
