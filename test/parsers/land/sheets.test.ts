/** What a LAND workbook is told by, and on which sheets its records stand. */

import { describe, expect, test } from 'vitest';
import { land } from '../../../parsers/land/index.ts';
import { memoryFile } from '../../../src/model/source.ts';
import { expectTruth, near, PATH, parseBytes, places, read } from './reading.ts';
import {
  CHARGE_FIRST,
  type Column,
  cycleSheet,
  cycleTruths,
  landColumns,
  makeRecords,
  type Rows,
  recordSheet,
  stepSheet,
  workbookFile,
} from './workbook.ts';

const TRUTH = cycleTruths(CHARGE_FIRST);
const ROWS = makeRecords(CHARGE_FIRST, 1800);
const COLUMNS = landColumns();
const SHEET = recordSheet(COLUMNS, ROWS);
const HALF = ROWS.findIndex(({ step }) => step === 4) + 5;

function shuffled(columns: readonly Column[]): Column[] {
  return [...columns.slice(7), ...columns.slice(0, 7)].reverse();
}

describe('containers and names', () => {
  const sheets = { 'Cycle-Tab': cycleSheet(TRUTH), 'Step-Tab': stepSheet(CHARGE_FIRST), 'Record-Tab': SHEET };

  test.each([
    ['xlsx', 'raw/cell.xlsx'],
    ['xlsx', 'raw/cell.xls'],
    ['xlsx', 'raw/cell.txt'],
    ['biff8', 'raw/cell.xls'],
    ['biff8', 'raw/cell.xlsx'],
    ['biff5', 'raw/cell'],
  ] as const)('%s content in %s', async (bookType, path) => {
    const { dataset, issues } = await read(workbookFile(sheets, { bookType }), path);
    expect(issues).toEqual([]);
    expectTruth(dataset, TRUTH);
    expect(dataset.length).toBe(ROWS.length);
    expect(dataset.source.path).toBe(path);
  });

  test.each(['xlsx', 'biff8'] as const)('Chinese sheet names and a name that says nothing (%s)', async (bookType) => {
    const chinese = { 循环: cycleSheet(TRUTH), 工步: stepSheet(CHARGE_FIRST), 记录: SHEET, Sheet7: [] };
    const { dataset, issues } = await read(workbookFile(chinese, { bookType }));
    expect(issues).toEqual([]);
    expectTruth(dataset, TRUTH);
    expect(dataset.instrumentTables.map(({ name, length }) => [name, length])).toEqual([
      ['循环', TRUTH.length],
      ['工步', CHARGE_FIRST.length],
    ]);
  });

  test.each([18, 26] as const)('a cycle table of %s columns is kept as it is', async (count) => {
    const table = cycleSheet(TRUTH, count);
    const { dataset } = await read(workbookFile({ 'Cycle-Tab': table, 'Record-Tab': SHEET }));
    const [kept] = dataset.instrumentTables;
    expect([...kept!.columns.keys()]).toEqual(table[0]);
    expect([...kept!.columns.values()].map((values) => [...values])).toEqual(
      table[0]!.map((_, j) => table.slice(1).map((row) => row[j])),
    );
  });

  test.each([
    ['an empty workbook', { Sheet1: [], Sheet2: [] }],
    [
      'another table',
      {
        Sheet1: [
          ['Time', 'Voltage(V)', 'Current(A)'],
          [0, 3, 1],
        ],
      },
    ],
    [
      'an impedance table',
      {
        Sheet1: [
          ['Freq/Hz', 'Zreal/ohm'],
          [1e5, 3],
        ],
      },
    ],
  ] as [string, Record<string, Rows>][])('%s is not claimed', async (_, others) => {
    for (const bookType of ['xlsx', 'biff8'] as const) {
      const bytes = workbookFile(others, { bookType });
      expect(await land.claims(memoryFile(PATH, bytes))).toBe(false);
    }
  });

  test.each([
    ['text', new TextEncoder().encode('Record\tTestTime\tCurrent/mA\tVoltage/V\n1\t0\t0\t3\n')],
    ['nothing', new Uint8Array()],
    ['the first bytes of a zip', Uint8Array.of(0x50, 0x4b, 3, 4)],
  ])('%s under the name of a workbook is not claimed', async (_, bytes) => {
    expect(await land.claims(memoryFile('raw/Record-Tab.xlsx', bytes))).toBe(false);
  });

  test('tables without records', async () => {
    const { datasets, issues } = await parseBytes(workbookFile({ 'Cycle-Tab': cycleSheet(TRUTH) }));
    expect(datasets).toEqual([]);
    expect(places(issues)).toEqual(['LAND_CYCLE_TABLE_ONLY']);
  });
});

describe('sheets of records', () => {
  const part = (from: number, to: number | undefined, columns = COLUMNS) => recordSheet(columns, ROWS.slice(from, to));

  test.each<[string, Record<string, Rows>]>([
    ['with header', { 'Record-Tab': part(0, HALF), 'Record-Tab2': part(HALF, undefined) }],
    ['without header', { 'Record-Tab': part(0, HALF), 'Record-Tab2': part(HALF, undefined).slice(1) }],
    ['Chinese without header', { 记录: part(0, HALF), '记录(2)': part(HALF, undefined).slice(1) }],
    ['of any name, after blank rows', { A: part(0, HALF), B: [[], [], ...part(HALF, undefined).slice(1)] }],
    ['in another order', { A: part(0, HALF), B: part(HALF, undefined, shuffled(COLUMNS)) }],
    [
      'in other units, then on without header',
      {
        A: part(0, 20),
        B: part(20, HALF, shuffled(landColumns({ current: '', capacity: 'u', energy: '', time: 'hours' }))),
        C: recordSheet(shuffled(landColumns({ current: '', capacity: 'u', energy: '', time: 'hours' })), ROWS)
          .slice(1)
          .slice(HALF),
      },
    ],
  ])('%s', async (_, records) => {
    const { dataset, issues } = await read(workbookFile({ ...records, 'Cycle-Tab': cycleSheet(TRUTH) }));
    expect(issues).toEqual([]);
    expect(dataset.length).toBe(ROWS.length);
    expectTruth(dataset, TRUTH);
    expect(dataset.meta['sheets']).toBe(Object.keys(records).join(', '));
  });

  test('continued with numbers as text', async () => {
    const second = part(HALF, undefined).slice(1);
    const texts = second.map((row) => row.map((cell, j) => (j === 12 || cell === null ? cell : String(cell))));
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': part(0, HALF), 'Record-Tab2': texts }));
    expect(issues).toEqual([]);
    expectTruth(dataset, TRUTH);
  });

  test('a sheet of other things is named, not read', async () => {
    const notes = [
      ['notes', 'of', 'the user'],
      [1, 2, 3],
    ];
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': SHEET, notes, empty: [] }));
    expect(issues).toEqual([]);
    expect(dataset.length).toBe(ROWS.length);
    expect(dataset.meta).toEqual({ sheets: 'Record-Tab', 'sheets not read': 'notes' });
  });

  test('the second sheet lacks columns: reported, and its records stand', async () => {
    const fewer = COLUMNS.filter(({ header }) => !/^(Capacity|Step-Index)/.test(header));
    const { dataset, issues } = await read(
      workbookFile({ 'Record-Tab': part(0, HALF), More: part(HALF, undefined, fewer) }),
    );
    expect(issues.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'COLUMN_MISSING: no column capacity, step-index in sheet More',
    ]);
    expect(dataset.length).toBe(ROWS.length);
    expect(dataset.columns.step!.at(-1)).toBeNaN();
  });

  test('the second sheet lacks step numbers only: every capacity stands', async () => {
    const fewer = COLUMNS.filter(({ header }) => header !== 'Step-Index');
    const { dataset } = await read(workbookFile({ 'Record-Tab': part(0, HALF), More: part(HALF, undefined, fewer) }));
    const net = TRUTH.reduce((sum, { charge, discharge }) => sum + charge.capacity - discharge.capacity, 0);
    near(dataset.columns.charge!.at(-1)! * 1e3, net, 1e-9);
  });
});
