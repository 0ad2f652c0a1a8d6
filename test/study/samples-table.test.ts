import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { utils, write } from 'xlsx';
import { StudyError } from '../../src/study/faults.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { headerUnit } from '../../src/study/samples-table.ts';
import type { Study } from '../../src/study/study.ts';
import { tree } from './tree.ts';

const COLUMNS =
  'id: Cell, group: Material, role: Role, active_mass: "Mass (mg)", area: Area/cm^2, paired: Paired, files: Files';

function load(table: string, content: string | Uint8Array, columns = COLUMNS, ...files: string[]): Promise<Study> {
  const text = `samples: {table: ${table}, ${columns}}\n`;
  const root = tree({ 'study.yaml': text, [table]: content, ...Object.fromEntries(files.map((file) => [file, ''])) });
  return loadStudy(path.join(root, 'study.yaml'), {}, []);
}

async function faultsOf(promise: Promise<unknown>): Promise<string[]> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    return error.message.split('\n');
  }
  throw new Error('the study has no faults');
}

function workbook(sheets: Readonly<Record<string, unknown[][]>>): Uint8Array {
  const book = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) utils.book_append_sheet(book, utils.aoa_to_sheet(rows), name);
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
}

const HEADER = 'Cell,Material,Role,Mass (mg),Area/cm^2,Paired,Files';

describe('text', () => {
  test('units of the header for bare numbers, those of the cell before them', async () => {
    const csv = `${HEADER}\nA1,SiO, anode-half-cell ,1.42,1.13 ± 3 %,TRUE,a*.csv; b.csv\n012,,,1420 ug ± 10 ug,,,\nA3,SiO,,from-file,,,\n`;
    const { samples, issues } = await load('cells.csv', csv, COLUMNS, 'a1.csv', 'b.csv', '012_x.csv', 'A3/x.csv');
    expect(samples.map((sample) => [sample.id, sample.group])).toEqual([
      ['A1', 'SiO'],
      ['012', '012'],
      ['A3', 'SiO'],
    ]);
    expect(samples[0]).toMatchObject({ role: 'anode-half-cell', paired: true });
    expect(samples[0]?.activeMass).toEqual({ value: expect.closeTo(1.42e-3, 12), standardUncertainty: Number.NaN });
    expect(samples[0]?.area).toEqual({
      value: expect.closeTo(1.13, 9),
      standardUncertainty: expect.closeTo(0.0339, 9),
    });
    expect(samples[1]?.activeMass).toEqual({
      value: expect.closeTo(1.42e-3, 12),
      standardUncertainty: expect.closeTo(1e-5, 12),
    });
    expect(samples[2]?.activeMass).toBe('from-file');
    expect(samples.map((sample) => sample.files.map((file) => file.path))).toEqual([
      ['a1.csv', 'b.csv'],
      ['012_x.csv'],
      ['A3/x.csv'],
    ]);
    expect(issues).toEqual([]);
  });

  test('semicolons come with decimal commas; GB18030; a title above the header; the table is no data', async () => {
    const row = Buffer.from([0xd1, 0xf9, 0xc6, 0xb7]);
    const csv = Buffer.concat([
      Buffer.from('Cells of March;;\r\n;;\r\nCell;"Mass (mg)";\r\n'),
      row,
      Buffer.from(';1,42 +/- 0,02;x\r\n'),
    ]);
    const { samples } = await load('样品.csv', csv, 'id: Cell, active_mass: "Mass (mg)"', '样品/x.csv');
    expect(samples).toMatchObject([{ id: '样品', files: [{ path: '样品/x.csv' }] }]);
    expect(samples[0]?.activeMass).toEqual({
      value: expect.closeTo(1.42e-3, 12),
      standardUncertainty: expect.closeTo(2e-5, 12),
    });
  });

  test('a pattern without file is at its cell', async () => {
    const { issues } = await load('cells.csv', 'Cell,Files\nA,"a.csv;b.csv"\nB,\n', 'id: Cell, files: Files', 'a.csv');
    expect(issues).toEqual([
      {
        code: 'PATTERN_WITHOUT_FILE',
        path: 'cells.csv',
        place: '2:2',
        sample: 'A',
        message: 'no file matches "b.csv"; did you mean "a.csv"?',
      },
      expect.objectContaining({ path: 'cells.csv', place: '3:1', sample: 'B' }),
    ]);
  });

  test.each([
    [`${HEADER}\nA,,,1.42,,,\nA,,,1,,,\n`, 'cells.csv:3:1: the sample "A" stands twice, first at 2:1'],
    [`${HEADER}\n"A\nB",,,1,,,\nC,,anod,1,,,\n`, /^cells.csv:4:3: samples.C.role: expected one of/],
    [`${HEADER}\n"A\nB",,,1,,,\n`, /^cells.csv:2:1: the sample name "A\\nB" is not accepted/],
    [`${HEADER}\n\n,,,1.5,,,\n`, 'cells.csv:3:1: the row has no "Cell", but "1.5"'],
    [`${HEADER}\nA,,,0,,,\n`, 'cells.csv:2:4: samples.A.active_mass: must be greater than zero (found "0 mg")'],
    [`${HEADER}\nA,,,"1,5",,,\n`, /^cells.csv:2:4: samples.A.active_mass: the decimal mark is a point/],
    [`${HEADER}\nA,,,x,,,\n`, /^cells.csv:2:4: samples.A.active_mass: expected a number with a unit/],
    [`${HEADER}\nA,,,,,maybe,\n`, 'cells.csv:2:6: samples.A.paired: expected true or false (found "maybe")'],
    [`${HEADER}\nA,,,,,,..\\x\n`, /^cells.csv:2:7: samples.A.files: use \/ between folders/],
    [`${HEADER}\nA,,,,,,a;../x\n`, /^cells.csv:2:7: samples.A.files: \.\. is not accepted/],
    [`${HEADER}\nA,"x,,,,,\n`, /^cells.csv:2:1: a quotation mark is not closed/],
    [
      'Cell,Material,Role,Mass (mg),Area/cm^2,Files\nA,,,,,\n',
      'study.yaml:1:119: samples.paired: unknown column "Paired"; accepted: Cell, Material, Role, Mass (mg), Area/cm^2, Files',
    ],
    [`${HEADER},Role\nA,,,,,,,\n`, 'study.yaml:1:62: samples.role: the table has 2 columns "Role"'],
    [
      'Zelle,Mass (mg)\nA,1\n',
      /^study.yaml:1:33: samples.id: "cells.csv" has no such column; unknown column "Cell"; accepted: Zelle, Mass \(mg\)/,
    ],
  ])('fault: %j', async (csv, expected) => {
    const faults = await faultsOf(load('cells.csv', csv));
    if (typeof expected === 'string') expect(faults).toContain(expected);
    else expect(faults).toContainEqual(expect.stringMatching(expected));
  });

  test('a number without unit in the cell and in the header', async () => {
    const faults = await faultsOf(load('cells.csv', 'Cell,Mass\nA,1.42\n', 'id: Cell, active_mass: Mass'));
    expect(faults).toEqual([
      'cells.csv:2:2: samples.A.active_mass: "1.42" has no unit, and neither has the header "Mass"; write for example `Mass (mg)`',
    ]);
  });

  test.each([
    ['table: cells.csv, id: Cell, layers: L', /unknown key "layers"; accepted: table, sheet, id, group/],
    ['table: cells.csv', 'study.yaml:1:10: samples: "id" is missing'],
    ['table: none.csv, id: Cell', 'study.yaml:1:18: samples.table: there is no file "none.csv"'],
    ['table: ../cells.csv, id: Cell', /^study.yaml:1:18: samples.table: \.\. is not accepted/],
    ['table: cells.csv, id: Cell, id: Cell', /the key "id" stands twice/],
  ])('fault of the study file: %s', async (samples, expected) => {
    const root = tree({ 'study.yaml': `samples: {${samples}}`, 'cells.csv': 'Cell\nA\n' });
    const faults = await faultsOf(loadStudy(path.join(root, 'study.yaml'), {}, []));
    if (typeof expected === 'string') expect(faults).toContain(expected);
    else expect(faults).toContainEqual(expect.stringMatching(expected));
  });

  test('a sample may be called table', async () => {
    const root = tree({ 'study.yaml': 'samples: {table: {files: []}}' });
    const { samples } = await loadStudy(path.join(root, 'study.yaml'), {}, []);
    expect(samples.map((sample) => sample.id)).toEqual(['table']);
  });

  test('baseline and figures know the samples of a table', async () => {
    const root = tree({
      'study.yaml': 'samples: {table: c.csv, id: Cell, group: G}\nbaseline: X\nfigures: [{id: f, samples: [A, Y]}]',
      'c.csv': 'Cell,G\nA,X\n',
    });
    expect(await faultsOf(loadStudy(path.join(root, 'study.yaml'), {}, ['f']))).toEqual([
      'study.yaml:3:32: figures.samples: unknown sample or group "Y"; accepted: A, X',
    ]);
  });
});

describe('workbook', () => {
  const rows = [
    ['Cell', 'Mass (mg)', 'Area/cm^2', 'Paired'],
    ['A1', 1.42, '113 mm^2', true],
    [12, '1.5 mg ± 0.1 mg', 1.13, false],
  ];
  const columns = 'id: Cell, active_mass: "Mass (mg)", area: Area/cm^2, paired: Paired';

  test('numbers and text', async () => {
    const { samples } = await load(
      'cells.xlsx',
      workbook({ Notes: [['x']], Cells: rows, Empty: [] }),
      columns,
      'A1_x.csv',
      '12.csv',
    );
    expect(samples).toMatchObject([
      { id: 'A1', paired: true, files: [{ path: 'A1_x.csv' }] },
      { id: '12', paired: false, files: [{ path: '12.csv' }] },
    ]);
    expect(samples[0]?.activeMass).toMatchObject({ value: expect.closeTo(1.42e-3, 12) });
    expect(samples[0]?.area?.value).toBeCloseTo(1.13, 9);
    expect(samples[1]?.activeMass).toMatchObject({ standardUncertainty: expect.closeTo(1e-4, 12) });
  });

  test('faults name the cell', async () => {
    const bad = [...rows, ['A1', -1, '', 'x'], ['', 2]];
    expect(await faultsOf(load('cells.xlsx', workbook({ Cells: bad }), columns))).toEqual([
      'cells.xlsx:Cells!A5: the row has no "Cell", but "2"',
      'cells.xlsx:Cells!A4: the sample "A1" stands twice, first at Cells!A2',
    ]);
    const negative = [...rows, ['B', -1]];
    expect(await faultsOf(load('cells.xlsx', workbook({ Cells: negative }), columns))).toEqual([
      'cells.xlsx:Cells!B4: samples.B.active_mass: must be greater than zero (found "-1 mg")',
    ]);
  });

  test('two sheets that fit: the study chooses', async () => {
    const two = workbook({ March: rows, April: [rows[0] ?? [], ['B', 1, 1, true]] });
    expect(await faultsOf(load('cells.xlsx', two, columns))).toEqual([
      'study.yaml:1:18: samples.table: the sheets "March" and "April" have a column "Cell"; choose with `sheet:`',
    ]);
    const chosen = await load('cells.xlsx', two, `${columns}, sheet: April`);
    expect(chosen.samples.map((sample) => sample.id)).toEqual(['B']);
    expect(await faultsOf(load('cells.xlsx', two, `sheet: Mai, ${columns}`))).toEqual([
      'study.yaml:1:37: samples.sheet: unknown sheet "Mai"; accepted: March, April',
    ]);
  });

  test('a damaged workbook is a fault of the table', async () => {
    const damaged = workbook({ Cells: rows }).slice(0, 400);
    expect((await faultsOf(load('cells.xlsx', damaged, columns)))[0]).toMatch(/^cells.xlsx: /);
  });
});

test.each([
  ['Mass (mg)', 'mg'],
  ['Mass [mg]', 'mg'],
  ['质量（mg）', 'mg'],
  ['Mass/mg', 'mg'],
  ['Capacity/mAh/g', 'mAh/g'],
  ['Capacity (mAh/g)', 'mAh/g'],
  ['Mass (mg) of cell', ''],
  ['Mass', ''],
  ['Role/Type', ''],
  ['Mass (by hand)', ''],
])('unit of the header %s', (header, unit) => {
  expect(headerUnit(header)).toBe(unit);
});
