import { describe, expect, test } from 'vitest';
import { checkDataset } from '../../src/model/conformance.ts';
import type { DatasetOf } from '../../src/model/dataset.ts';
import { MODES, modeCode, SCHEMA, schemaColumns } from '../../src/model/schema.ts';

function cycling(columns: Partial<DatasetOf<'cycling'>['columns']>, length = 3): DatasetOf<'cycling'> {
  const zeros = () => new Float64Array(length);
  return {
    kind: 'cycling',
    length,
    columns: { time: Float64Array.of(0, 1, 2), potential: zeros(), current: zeros(), ...columns },
    extras: [],
    instrumentTables: [],
    fates: [],
    meta: {},
    started: '',
    source: { path: 'a.xlsx', sha256: '', parser: 'toy' },
  };
}

/** Required columns that count or point, and so have no unit. */
const COUNTS = ['cycle', 'direction'];

describe('checkDataset', () => {
  test('accepts gaps in optional columns', () => {
    expect(checkDataset(cycling({ temperature: Float64Array.of(25, Number.NaN, 25) }))).toEqual([]);
  });

  test('a missing, short or unfinished required column is a defect of the parser', () => {
    const { time: _, ...others } = cycling({}).columns;
    const without = { ...cycling({}), columns: others as DatasetOf<'cycling'>['columns'] };
    expect(() => checkDataset(without)).toThrow('column time has the wrong length');
    expect(() => checkDataset(cycling({ current: new Float64Array(2) }))).toThrow(
      'column current has the wrong length',
    );
    const gap = Float64Array.of(0, Number.NaN, 0);
    expect(() => checkDataset(cycling({ current: gap }))).toThrow('column current is not finite');
    expect(() => checkDataset(cycling({ potential: Float64Array.of(0, 0, Infinity) }))).toThrow('not finite');
  });

  test('an optional column of the wrong length is a defect too', () => {
    expect(() => checkDataset(cycling({ charge: new Float64Array(4) }))).toThrow('column charge');
    expect(() => checkDataset(cycling({ mode: new Uint8Array(1) }))).toThrow('column mode');
  });

  test('time that goes back is the data: an issue with the row, counted from 1', () => {
    const [found, ...more] = checkDataset(cycling({ time: Float64Array.of(0, 5, 4) }));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: 'TIME_NOT_MONOTONIC', path: 'a.xlsx' });
    expect(found?.message).toContain('row 3 (5 s, then 4 s)');
  });

  test('time that stands still is no issue', () => {
    expect(checkDataset(cycling({ time: Float64Array.of(0, 0, 1) }))).toEqual([]);
  });

  test('no rows are no defect', () => {
    expect(checkDataset(cycling({ time: new Float64Array(0) }, 0))).toEqual([]);
  });
});

test('every column of the schema has a description; what is measured has a unit', () => {
  for (const kind of Object.keys(SCHEMA) as (keyof typeof SCHEMA)[]) {
    const columns = schemaColumns(kind);
    expect(columns.some(([, { required }]) => required)).toBe(true);
    for (const [name, { unit, description, required }] of columns) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(description.length).toBeGreaterThan(5);
      if (required && !COUNTS.includes(name)) expect(unit).not.toBe('');
    }
  }
});

test('a mode is its place in the list', () => {
  expect(MODES.map(modeCode)).toEqual([...MODES.keys()]);
});
