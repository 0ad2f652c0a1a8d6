import { describe, expect, test } from 'vitest';
import { isUnit, plainHeader, splitHeader, unitConversion } from '../../src/io/header-unit.ts';

test.each([
  ['I (mA)', 'I', 'mA'],
  ['Current [mA]', 'Current', 'mA'],
  ['U[V]', 'U', 'V'],
  ['Voltage/V', 'Voltage', 'V'],
  ['SpeCap/mAh/g', 'SpeCap', 'mAh/g'],
  ['Test Time / s', 'Test Time', 's'],
  ['Test_Time(s)', 'Test_Time', 's'],
  ['current_mA', 'current', 'mA'],
  ['U, V', 'U', 'V'],
  ['Total Time (Seconds)', 'Total Time', 'Seconds'],
  ['Cell surface temperature (°C)', 'Cell surface temperature', '°C'],
  ["-Z'' (Ω)", "-Z''", 'Ω'],
  // What looks like a unit and is none belongs to the name.
  ['Voltage', 'Voltage', ''],
  ['Test_Time', 'Test_Time', ''],
  ['Time (local)', 'Time (local)', ''],
  ['SOC|DOD', 'SOC|DOD', ''],
  ['Aux #1', 'Aux #1', ''],
  ['', '', ''],
])('%s', (header, name, unit) => {
  expect(splitHeader(header)).toEqual({ name, unit });
});

describe('conversion', () => {
  test.each([
    ['mA', 'A', 1640, 1.64],
    ['uA', 'A', 12, 0.000012],
    ['Seconds', 's', 7, 7],
    ['min', 's', 2.5, 150],
    ['hours', 's', 0.5, 1800],
    ['d', 's', 1.5, 129_600],
    ['mAh', 'Ah', 11_634.168, 11.634168],
    ['A.h', 'Ah', 2, 2],
    ['degC', 'C', 25.3, 25.3],
    ['℃', 'C', -4, -4],
    ['K', 'C', 300, 26.85],
    ['kPa', 'Pa', 3, 3000],
  ])('%s to %s', (from, to, value, expected) => {
    expect(unitConversion(from, to)?.(value)).toBeCloseTo(expected, 12);
  });

  test.each([
    ['mA/cm2', 'A'],
    ['V', 'A'],
    ['degC', 's'],
    ['furlong', 'nm'],
    ['', 'A'],
  ])('none from %s to %s', (from, to) => {
    expect(unitConversion(from, to)).toBe(undefined);
  });

  test('thousandths keep their decimals', () => {
    const toAmpere = unitConversion('mA', 'A');
    for (const milliampere of [1639.9, 0.1, 7, 123.456]) {
      expect(toAmpere?.(milliampere)).toBe(milliampere / 1000);
    }
  });
});

test('units and words', () => {
  expect(['mA', 'degC', '°C', 'Seconds', 'mAh/g'].every(isUnit)).toBe(true);
  expect(['', 'Time', 'local', 'x'].some(isUnit)).toBe(false);
});

test('a header for comparison has single blanks and composed letters', () => {
  expect(plainHeader('  Ho\u0308he\t (nm) ')).toBe('Höhe (nm)');
});
