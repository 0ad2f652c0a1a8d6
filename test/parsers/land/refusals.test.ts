/** What is refused, at which place, with which advice. */
import { expect, test } from 'vitest';
import { refusal } from './reading.ts';
import { type Cell, CHARGE_FIRST, landColumns, makeRecords, type Rows, recordSheet, workbookFile } from './workbook.ts';

const SHEET = recordSheet(landColumns(), makeRecords(CHARGE_FIRST, 3600));

function without(header: string): Rows {
  const at = SHEET[0]!.indexOf(header);
  return SHEET.map((row) => row.filter((_, j) => j !== at));
}

function renamed(from: string, to: string): Rows {
  return [SHEET[0]!.map((cell) => (cell === from ? to : cell)), ...SHEET.slice(1)];
}

function withCell(row: number, header: string, cell: Cell): Rows {
  const at = SHEET[0]!.indexOf(header);
  return SHEET.map((cells, i) => (i === row - 1 ? cells.map((old, j) => (j === at ? cell : old)) : cells));
}

test.each<[string, Rows, string, string, string]>([
  ['no current', without('Current/mA'), 'A1', 'names no current column', 'all record columns'],
  ['no potential', without('Voltage/V'), 'A1', 'names no voltage column', 'all record columns'],
  ['no current, below titles', [['Cell'], [], ...without('Current/mA')], 'A3', 'no current', 'all record columns'],
  ['current without unit', renamed('Current/mA', 'Current'), 'D1', '"Current" states no unit', 'such as mA'],
  ['capacity without unit', renamed('Capacity/mAh', 'Capacity'), 'E1', '"Capacity" states no unit', 'such as mAh'],
  ['unknown unit', renamed('Current/mA', 'Current/mQ'), 'D1', 'unit "mQ" of column "Current/mQ"', 'such as mA'],
  ['unit of something else', renamed('Voltage/V', 'Voltage/mAh'), 'H1', 'unit "mAh"', 'such as V'],
  ['unit in capitals', renamed('Current/mA', 'Current/MAH'), 'D1', 'unit "MAH"', 'such as mA'],
  ['unknown unit of time', renamed('TestTime', 'TestTime/fortnight'), 'B1', '"fortnight"', 'such as s'],
  [
    'text in the current',
    withCell(17, 'Current/mA', 'n/a'),
    'D17',
    'a number, the cell holds "n/a"',
    'correct the cell',
  ],
  ['decimal comma', withCell(5, 'Voltage/V', '3,7'), 'H5', 'holds "3,7"', 'correct the cell'],
  ['text in the time', withCell(17, 'TestTime', 'later'), 'B17', 'days or d-hh:mm:ss', 'correct the cell'],
  ['half a time', withCell(17, 'TestTime', '1-00:04'), 'B17', '"1-00:04"', 'correct the cell'],
  ['a boolean', withCell(17, 'Voltage/V', true), 'H17', '"TRUE"', 'correct the cell'],
  ['an error value', withCell(17, 'Voltage/V', { t: 'e', v: 0x07 }), 'H17', '"#DIV/0!"', 'correct the cell'],
  ['a time beyond all numbers', withCell(17, 'TestTime', 1e306), 'B17', '"1e+306"', 'correct the cell'],
  ['header without records', SHEET.slice(0, 1), 'A1', 'holds a header but no records', 'export the workbook again'],
  ['header and blanks', [...SHEET.slice(0, 1), [], ['-', '-']], 'A1', 'but no records', 'export the workbook again'],
  ['blocks side by side', SHEET.map((row) => [...row, null, ...row]), 'T1', 'side by side', 'below each other'],
  [
    'another header in the middle',
    [...SHEET.slice(0, 9), renamed('Capacity/mAh', 'Capacity/Ah')[0]!, ...SHEET.slice(9)],
    'E10',
    'a second header names "Capacity/Ah" where the first one has "Capacity/mAh"',
    'a sheet of its own',
  ],
  [
    'another current in the middle',
    [...SHEET.slice(0, 9), renamed('Current/mA', 'Current/A')[0]!, ...SHEET.slice(9)],
    'D10',
    'Current/A',
    'correct the cell',
  ],
])('%s', async (_, rows, cell, detail, remedy) => {
  for (const bookType of ['xlsx', 'biff8'] as const) {
    const error = await refusal(workbookFile({ Notes: [], 'Record-Tab': rows }, { bookType }));
    expect({ path: error.path, place: error.place }).toEqual({ path: 'raw/cell.xlsx', place: `Record-Tab!${cell}` });
    expect(error.detail).toContain(detail);
    expect(error.remedy).toContain(remedy);
  }
});
