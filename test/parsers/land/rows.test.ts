/** Rows that are no records, cells that are no values, and tables that disagree: each reported at its place. */
import { describe, expect, test } from 'vitest';
import { expectTruth, near, places, read } from './reading.ts';
import {
  type Cell,
  CHARGE_FIRST,
  cycleSheet,
  cycleTruths,
  landColumns,
  makeRecords,
  type RecordRow,
  type Rows,
  recordSheet,
  workbookFile,
} from './workbook.ts';

const TRUTH = cycleTruths(CHARGE_FIRST);
const ROWS = makeRecords(CHARGE_FIRST, 1800);
const COLUMNS = landColumns();
const SHEET = recordSheet(COLUMNS, ROWS);
const HALF = ROWS.findIndex(({ step }) => step === 4) + 5;

/** The rows with one cell replaced: 1-based row and column letter as a spreadsheet shows them. */
function withCell(rows: Rows, row: number, column: string, cell: Cell): Cell[][] {
  const at = column.charCodeAt(0) - 65;
  return rows.map((cells, i) => (i === row - 1 ? cells.map((old, j) => (j === at ? cell : old)) : [...cells]));
}

describe('rows', () => {
  test.each<[string, Rows, string[]]>([
    ['titles above the header', [['My cell'], [], ['exported', 2022], ...SHEET], []],
    ['blank rows', [...SHEET.slice(0, 9), [], [null, '  '], ...SHEET.slice(9), [], []], []],
    ['the header again', [...SHEET.slice(0, 30), SHEET[0]!, ...SHEET.slice(30)], []],
    ['a footer', [...SHEET, [], ['Total records', ROWS.length]], [`LAND_ROWS_SKIPPED Record-Tab!A${ROWS.length + 3}`]],
    ['a footer of one word', [...SHEET, ['End']], [`LAND_ROWS_SKIPPED Record-Tab!A${ROWS.length + 2}`]],
  ])('%s', async (_, rows, wanted) => {
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(wanted);
    expect(dataset.length).toBe(ROWS.length);
    expectTruth(dataset, TRUTH);
  });

  test('records without a required value are left out and named', async () => {
    const rows = withCell(withCell(withCell(SHEET, 17, 'D', null), 20, 'B', '-'), 9, 'H', ' ');
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(['LAND_ROWS_SKIPPED Record-Tab!A9', 'LAND_RECORDS_MISSING Record-Tab!A10']);
    expect(issues[0]!.message).toContain('3 rows');
    expect(dataset.length).toBe(ROWS.length - 3);
    expectTruth(dataset, TRUTH, 0.03);
  });

  test('a gap in the records', async () => {
    const rows = [...SHEET.slice(0, 10), ...SHEET.slice(15)];
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(['LAND_RECORDS_MISSING Record-Tab!A11']);
    expect(issues[0]!.message).toContain('from record 9 to 15');
    expect(dataset.length).toBe(ROWS.length - 5);
    near(dataset.columns.charge!.reduce((a, b) => Math.max(a, b)) * 1e3, TRUTH[0]!.charge.capacity, 1e-9);
  });

  test('the first records are not there: the counter of the step still tells', async () => {
    const rows = [SHEET[0]!, ...SHEET.slice(8)];
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(['LAND_RECORDS_MISSING Record-Tab!A2']);
    near(dataset.columns.charge!.reduce((a, b) => Math.max(a, b)) * 1e3, TRUTH[0]!.charge.capacity, 1e-9);
  });
});

describe('places of issues', () => {
  test.each<[string, Rows, string[]]>([
    ['a word in the clock', withCell(SHEET, 17, 'M', 'noon'), ['LAND_CELLS_UNREADABLE Record-Tab!M17']],
    [
      'a date whose order is not known',
      withCell(SHEET, 4, 'M', '07/08/2022 10:00'),
      ['LAND_CELLS_UNREADABLE Record-Tab!M4'],
    ],
    ['a word in the step number', withCell(SHEET, 30, 'P', 'x'), ['LAND_CELLS_UNREADABLE Record-Tab!P30']],
    [
      'an error value in the energy',
      withCell(SHEET, 12, 'I', { t: 'e', v: 0x2a }),
      ['LAND_CELLS_UNREADABLE Record-Tab!I12'],
    ],
    ['true in the capacity', withCell(SHEET, 12, 'E', true), ['LAND_CELLS_UNREADABLE Record-Tab!E12']],
    ['an impossible clock', withCell(SHEET, 12, 'M', 1e300), ['LAND_CELLS_UNREADABLE Record-Tab!M12']],
    ['an empty cycle number', withCell(SHEET, 12, 'O', null), ['LAND_CELLS_UNREADABLE Record-Tab!O12']],
    [
      'a header in the middle of a record',
      withCell(SHEET, 12, 'C', 'StepTime'),
      ['LAND_CELLS_UNREADABLE Record-Tab!C12'],
    ],
    ['an unknown state', withCell(SHEET, 17, 'Q', 'Zap'), ['LAND_UNKNOWN_STATE Record-Tab!Q17']],
    ['a contradicting state', withCell(SHEET, 17, 'Q', 'RateD'), ['LAND_SIGN_MISMATCH Record-Tab!D17']],
  ])('%s', async (_, rows, wanted) => {
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(wanted);
    expect(dataset.length).toBe(ROWS.length);
  });

  test('cells right of the table', async () => {
    const rows = SHEET.map((row, i) => (i === 40 ? [...row, null, 'look here'] : row));
    const { issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(['LAND_CELLS_UNREADABLE Record-Tab!S41']);
  });

  test('in the second sheet', async () => {
    const second = withCell(recordSheet(COLUMNS, ROWS.slice(HALF)).slice(1), 3, 'Q', 'Zap');
    const { issues } = await read(workbookFile({ A: recordSheet(COLUMNS, ROWS.slice(0, HALF)), B: second }));
    expect(places(issues)).toEqual(['LAND_UNKNOWN_STATE B!Q3']);
  });

  test('a cycle table that the records contradict, below a title, beside an open and a summary row', async () => {
    const table: Cell[][] = [['Cell 5'], ...cycleSheet(TRUTH), ['Average', 4, 3]];
    table[3]![2] = 1.5;
    table[4]![2] = '-';
    const { dataset, issues } = await read(workbookFile({ 'Cycle-Tab': table, 'Record-Tab': SHEET }));
    expect(places(issues)).toEqual(['LAND_COUNTER_MISMATCH Cycle-Tab!C4']);
    expect([...dataset.instrumentTables[0]!.columns.get('CapD/mAh')!].slice(1)).toEqual([1.5, Number.NaN, 3]);
    expect(issues[0]!.message).toBe('cycle 2 CapD/mAh: table 1.5, records 3.3333');
  });

  test.each([1e-3 + 5e-4, -2e-3])(
    'a cycle table off by %s mAh is reported, one within its rounding is not',
    async (off) => {
      const table = cycleSheet(TRUTH.slice(0, 2).map((truth) => truth));
      const rows = makeRecords(CHARGE_FIRST.slice(0, 4), 1800);
      const small = rows.map((row): RecordRow => ({ ...row, capacity: row.capacity / 10 }));
      const ours = [table[0]!, table[1]!.map((cell, j) => (j === 1 || j === 2 ? Number(cell) / 10 : cell))];
      const same = await read(workbookFile({ 'Cycle-Tab': ours, 'Record-Tab': recordSheet(COLUMNS, small) }));
      expect(same.issues).toEqual([]);
      ours[1]![1] = Number(ours[1]![1]) + off;
      const other = await read(workbookFile({ 'Cycle-Tab': ours, 'Record-Tab': recordSheet(COLUMNS, small) }));
      expect(places(other.issues)).toEqual(['LAND_COUNTER_MISMATCH Cycle-Tab!B2']);
    },
  );
});

describe('the unit of the test time', () => {
  test('seconds without unit are proved wrong by the clock', async () => {
    const rows = recordSheet(landColumns({ time: 'seconds without unit' }), ROWS);
    const { issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual([`LAND_TIME_UNIT Record-Tab!B${ROWS.length + 1}`]);
  });

  test.each(['serial', 'text'] as const)('a clock that is set back by an hour proves nothing (%s)', async (clock) => {
    const late = landColumns({ clock }).map((column) =>
      column.header === 'SysTime'
        ? { ...column, cell: (row: RecordRow) => column.cell({ ...row, time: row.time - (row.time > 4e4 ? 3600 : 0) }) }
        : column,
    );
    const { issues } = await read(workbookFile({ 'Record-Tab': recordSheet(late, ROWS) }));
    expect(issues).toEqual([]);
  });

  test('pauses prove nothing', async () => {
    const paused = COLUMNS.map((column) =>
      column.header === 'SysTime'
        ? { ...column, cell: (row: RecordRow) => column.cell({ ...row, time: row.time + (row.step > 3 ? 1e6 : 0) }) }
        : column,
    );
    const { issues } = await read(workbookFile({ 'Record-Tab': recordSheet(paused, ROWS) }));
    expect(issues).toEqual([]);
  });
});
