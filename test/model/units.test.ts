import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conversionFactor, parseQuantity, parseUnit } from '../../src/model/units.ts';

describe('conversionFactor', () => {
  test.each([
    ['mA', 'A', 1e-3],
    ['µA', 'A', 1e-6],
    ['μA', 'A', 1e-6],
    ['uA', 'A', 1e-6],
    ['nA', 'A', 1e-9],
    ['mAh', 'Ah', 1e-3],
    ['uAh', 'Ah', 1e-6],
    ['mA.h', 'mAh', 1],
    ['mA·h', 'Ah', 1e-3],
    ['Ah', 'C', 3600],
    ['C', 'mAh', 1 / 3.6],
    ['mWh', 'Wh', 1e-3],
    ['Wh', 'J', 3600],
    ['mAh/g', 'Ah/kg', 1],
    ['mAh/g', 'Ah/g', 1e-3],
    ['mAh/h', 'mA', 1],
    ['µg/cm^2', 'g/cm^2', 1e-6],
    ['um', 'nm', 1000],
    ['cm', 'm', 1e-2],
    ['cm2', 'mm2', 100],
    ['cm^2', 'm^2', 1e-4],
    ['cm⁻²', 'm⁻²', 1e4],
    ['cm^-2', 'm^-2', 1e4],
    ['L', 'cm^3', 1000],
    ['ohm cm2', 'ohm m^2', 1e-4],
    ['ohm*cm', 'ohm m', 1e-2],
    ['kOhm', 'ohm', 1000],
    ['Ω', 'ohm', 1],
    ['\u2126', 'ohm', 1],
    ['mS/cm', 'S/m', 0.1],
    ['kHz', 'Hz', 1000],
    ['min', 'h', 1 / 60],
    ['d', 's', 86_400],
    ['Sec.', 's', 1],
    ['min', 's', 60],
    ['keV', 'eV', 1000],
    ['b', 'cm^2', 1e-24],
    ['%', '%', 1],
    ['1e3', 'A', undefined],
  ])('%s → %s is exactly %s', (from, to, factor) => {
    expect(conversionFactor(from, to)).toBe(factor);
  });

  test('an electronvolt is the defined number of joules', () => {
    expect(conversionFactor('eV', 'J')! / 1.602176634e-19).toBeCloseTo(1, 15);
    expect(conversionFactor('J', 'eV')! * 1.602176634e-19).toBeCloseTo(1, 15);
  });

  test.each([
    ['mAh', 'A'],
    ['V', 'Ah'],
    ['mAh/g', 'mAh'],
    ['cm', 'cm^2'],
    ['ohm', 'S'],
    ['Hz', 's'],
    ['mol', '%'],
    ['g/mol', 'g'],
    ['cm^3/mol', 'cm^3'],
  ])('%s is no %s', (from, to) => {
    expect(conversionFactor(from, to)).toBeUndefined();
    expect(conversionFactor(to, from)).toBeUndefined();
  });

  const UNITS = ['A', 'mA', 'µA', 'nA', 'kA'].flatMap((a) => ['h', 'min', 's'].map((t) => `${a}.${t}`));

  test('there and back is 1, and a detour changes nothing, to the last digit but one', () => {
    const unit = fc.constantFrom(...UNITS, 'C', 'Ah', 'mAh', 'uAh');
    fc.assert(
      fc.property(unit, unit, unit, (a, b, c) => {
        const [ab, ba, bc, ac] = [
          conversionFactor(a, b),
          conversionFactor(b, a),
          conversionFactor(b, c),
          conversionFactor(a, c),
        ];
        expect(Math.abs(ab! * ba! - 1)).toBeLessThan(4e-16);
        expect(Math.abs((ab! * bc!) / ac! - 1)).toBeLessThan(1e-15);
      }),
    );
  });
});

describe('parseUnit', () => {
  test.each([
    '',
    ' ',
    'x',
    'mm^',
    'mg^',
    'A/',
    '/',
    'mmin',
    'mSec',
    'mm%',
    'mah',
    '°C',
    '1',
    '5 mg',
    'mAh/',
    'constructor',
    'mconstructor',
    'toString',
    '__proto__',
    'm__proto__',
  ])('"%s" is no unit', (text) => {
    expect(parseUnit(text)).toBeUndefined();
  });

  test('a slash inverts one factor only', () => {
    expect(parseUnit('mAh/g/h')?.dimension).toEqual(parseUnit('mAh g^-1 h^-1')?.dimension);
    expect(conversionFactor('mAh/g h', 'mA h^2/g')).toBe(1);
  });

  test('case matters: M is mega, m is milli', () => {
    expect(conversionFactor('MOhm', 'mOhm')).toBe(1e9);
  });

  test('long nonsense is refused at once', () => {
    const started = performance.now();
    for (const text of ['a'.repeat(1e6), ' '.repeat(1e6), `${'m '.repeat(1e5)}?`, './'.repeat(1e5)]) {
      expect(parseUnit(text)).toBeUndefined();
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('parseQuantity', () => {
  test.each([
    ['40 um', 'nm', 40_000],
    ['0.7 mg', 'g', 0.0007],
    ['1.42 mg', 'g', 0.00142],
    ['1.1 mAh', 'Ah', 0.0011],
    ['1800 mAh/g', 'Ah/g', 1.8],
    ['2.2 um', 'nm', 2200],
    ['0.3 keV', 'eV', 300],
    ['1.13cm^2', 'cm^2', 1.13],
    ['+5 V', 'mV', 5000],
    ['-12.45 keV', 'keV', -12.45],
    ['.5 V', 'V', 0.5],
    ['5. V', 'V', 5],
    ['3600.48 b', 'cm^2', 3600.48e-24],
    ['30 min', 'h', 0.5],
    ['1.5e3 mA', 'A', 1.5],
    ['2E-3 A', 'mA', 2],
  ])('%s is exactly that many %s', (text, unit, value) => {
    expect(parseQuantity(text, unit)?.value).toBe(value);
    expect(parseQuantity(text, unit)?.standardUncertainty).toBeNaN();
  });

  test('a decimal prefix moves the point and nothing else', () => {
    const digits = fc.tuple(fc.nat(99_999), fc.nat(99_999)).map(([a, b]) => `${a}.${b}`);
    fc.assert(
      fc.property(digits, (text) => {
        expect(parseQuantity(`${text} mg`, 'g')?.value).toBe(Number(`${text}e-3`));
        expect(parseQuantity(`${text} um`, 'nm')?.value).toBe(Number(`${text}e3`));
        expect(parseQuantity(`${text} mAh/g`, 'mAh/g')?.value).toBe(Number(text));
      }),
    );
  });

  test.each([
    ['1.42 mg ± 0.02 mg', 'mg', 1.42, 0.02],
    ['1.42 ± 0.02 mg', 'mg', 1.42, 0.02],
    ['1.42 mg ± 20 ug', 'mg', 1.42, 0.02],
    ['1.42 mg +/- 0.02 mg', 'mg', 1.42, 0.02],
    ['1.42 mg +- 0.02mg', 'mg', 1.42, 0.02],
    ['1.42 mg±0.02', 'mg', 1.42, 0.02],
    ['5.22e15 cm^-2 ± 3e13', 'cm^-2', 5.22e15, 3e13],
    ['2 cm^2 ± 3 %', 'cm^2', 2, 0.06],
    ['-2 V ± 10 %', 'V', -2, 0.2],
    ['50 ± 3 %', '%', 50, 3],
  ])('%s', (text, unit, value, spread) => {
    expect(parseQuantity(text, unit)?.value).toBeCloseTo(value, 12);
    expect(parseQuantity(text, unit)!.standardUncertainty / spread).toBeCloseTo(1, 14);
  });

  test.each([
    ['1.42', 'mg'],
    ['1.42 ± 0.02', 'mg'],
    ['1.42 ± 3 %', 'mg'],
    ['mg', 'mg'],
    ['', 'mg'],
    ['1,42 mg', 'mg'],
    ['1.42 mA', 'mg'],
    ['1.42 mg ± 0.02 mA', 'mg'],
    ['1.42 mg ±', 'mg'],
    ['1.42 mg ± x', 'mg'],
    ['1.42 mg 0.02', 'mg'],
    ['1.4.2 mg', 'mg'],
    ['0x10 mg', 'mg'],
    ['Infinity mg', 'mg'],
    ['NaN mg', 'mg'],
    ['1 mg^', 'mg'],
    ['28 g', 'g/mol'],
  ])('"%s" is refused as %s', (text, unit) => {
    expect(parseQuantity(text, unit)).toBeUndefined();
  });

  test('long text is refused at once', () => {
    const started = performance.now();
    for (const text of [`${'1'.repeat(1e6)} mg`, `1${' '.repeat(1e6)}x`, `1 mg ${'± '.repeat(1e5)}`]) {
      expect(parseQuantity(text, 'mg')).toBeUndefined();
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('a number beyond the range of doubles stays one: too large', () => {
    expect(parseQuantity('1e999 mg', 'g')?.value).toBe(Number.POSITIVE_INFINITY);
  });

  test('never throws, and never returns what is no number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.double(), fc.string()).map(([n, s]) => `${n} ${s}`),
        ),
        (text) => {
          const read = parseQuantity(text, 'mg');
          if (read !== undefined) expect(read.value).not.toBeNaN();
        },
      ),
    );
  });
});
