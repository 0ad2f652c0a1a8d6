import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, parseIndex } from '../../src/io/decimal.ts';

/** Between other digits, so that reading beyond the range shows. */
function parse(text: string): number {
  const bytes = Buffer.from(`99${text}99`, 'latin1');
  return parseDecimal(bytes, 2, bytes.length - 2);
}

/** `Number`, with NaN for what overflows. */
function finite(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((list) => list.join(''));

describe('parseDecimal gives the nearest double', () => {
  it.each([
    ['shortest form', (value: number) => String(value)],
    ['17 digits, as spreadsheets write', (value: number) => value.toPrecision(17)],
    ['16 digits', (value: number) => value.toPrecision(16)],
    ['exponent', (value: number) => value.toExponential(14)],
    ['22 digits', (value: number) => value.toPrecision(22)],
    ['40 digits', (value: number) => value.toPrecision(40)],
  ])('of any double written in %s', (_, write) => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parse(write(value))).toBe(finite(write(value)));
      }),
      { numRuns: 3000 },
    );
  });

  it('of laboratory-sized numbers with 15 to 22 digits', () => {
    fc.assert(
      fc.property(digits(1, 6), digits(14, 16), fc.integer({ min: -25, max: 8 }), (whole, fraction, exponent) => {
        for (const text of [`${whole}.${fraction}`, `-${whole}.${fraction}E${exponent}`, `${whole}${fraction}`]) {
          expect(parse(text)).toBe(Number(text));
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('of any digits, point and exponent', () => {
    fc.assert(
      fc.property(digits(0, 30), digits(0, 30), fc.integer({ min: -420, max: 420 }), (whole, fraction, exponent) => {
        fc.pre(whole + fraction !== '');
        const text = `${whole}.${fraction}e${exponent}`;
        expect(parse(text)).toBe(finite(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('half way between two doubles and next to it', () => {
    // 2^53 + 1 lies half way: ties go to the even neighbour; one digit more decides upwards.
    expect(parse('9007199254740993')).toBe(9_007_199_254_740_992);
    expect(parse('9007199254740993.00001')).toBe(9_007_199_254_740_994);
    expect(parse('9007199254740992.99999')).toBe(9_007_199_254_740_992);
    expect(parse('9007199254740993.0000000000000000000000000001')).toBe(9_007_199_254_740_994);
    for (let odd = 2 ** 53 + 1; odd < 2 ** 53 + 2000; odd += 2) {
      const text = (2n ** 53n + BigInt(odd - 2 ** 53)).toString();
      expect(parse(text)).toBe(Number(text));
    }
  });
});

describe('parseDecimal', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['+5', 5],
    ['007', 7],
    ['.5', 0.5],
    ['5.', 5],
    [' 1.5\n', 1.5],
    ['1E3', 1000],
    ['1e+3', 1000],
    ['1e-400', 0],
    ['0.000000000000000000000000000001', 1e-30],
    ['2.4146000000000001', 2.4146],
    ['9.8402777777777783E-2', 0.09840277777777778],
    ['44504.586076388892', 44504.58607638889],
  ])('reads %j', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1,5',
    '0x1F',
    '1 2',
    'NaN',
    'INF',
    'Infinity',
    '1e400',
    '--1',
    '1_0',
    '1-',
    '５',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeNaN();
  });
});

describe('parseIndex', () => {
  it.each([
    ['0', 0],
    ['26610', 26_610],
    ['', -1],
    ['-1', -1],
    ['1.0', -1],
    ['9999999999999999', -1],
  ])('reads %j as %d', (text, value) => {
    const bytes = Buffer.from(text);
    expect(parseIndex(bytes, 0, bytes.length)).toBe(value);
  });
});
