/** Exports of the current's magnitude: the states give its sign, or the file is refused. */
import { describe, expect, test } from 'vitest';
import { expectTruth, near, places, read, refusal } from './reading.ts';
import {
  CHARGE_FIRST,
  type ColumnOptions,
  cycleTruths,
  DISCHARGE_FIRST,
  landColumns,
  makeRecords,
  type RecordRow,
  type Rows,
  recordSheet,
  workbookFile,
} from './workbook.ts';

const WORDS = ['R', 'RateC', 'RateD', 'CVC', 'CVD'] as const;

/** A record sheet whose current has no sign. */
function magnitudes(rows: readonly RecordRow[], options: ColumnOptions = {}, without = 'no such column'): Rows {
  const columns = landColumns(options).filter(({ header }) => !header.startsWith(without));
  return recordSheet(
    columns,
    rows.map((row) => ({ ...row, current: Math.abs(row.current) })),
  );
}

function expectCurrent(found: Float64Array, rows: readonly RecordRow[]): void {
  expect(found).toHaveLength(rows.length);
  for (const [i, { current }] of rows.entries()) near(found[i]! * 1e3, current, 1e-9, `current ${i}`);
}

describe.each([
  ['charged first', CHARGE_FIRST],
  ['discharged first', DISCHARGE_FIRST],
])('a cell that is %s', (_, steps) => {
  const rows = makeRecords(steps, 1200);

  test('the states give every current its sign, and the user is told', async () => {
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': magnitudes(rows) }));
    const first = rows.findIndex(({ current }) => current < 0);
    expect(places(issues)).toEqual([`LAND_CURRENT_UNSIGNED Record-Tab!D${first + 2}`]);
    expect(issues[0]!.message).toContain(`${rows.filter(({ current }) => current < 0).length} records`);
    expectCurrent(dataset.columns.current, rows);
    expectTruth(dataset, cycleTruths(steps));
  });

  test('an offset of the current at rest is no sign', async () => {
    const sheet = magnitudes(rows).map((cells, i) =>
      i > 0 && rows[i - 1]!.action === 'rest' ? cells.with(3, -1e-4) : cells,
    );
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': sheet }));
    expect(issues.map(({ code }) => code)).toEqual(['LAND_CURRENT_UNSIGNED']);
    expectTruth(dataset, cycleTruths(steps));
  });

  test('one state that nobody knows: refused there', async () => {
    const words = [...WORDS.slice(0, 3), 'Hold', 'Hold'] as unknown as typeof WORDS;
    const held = rows.findIndex((row) => row.held && row.current !== 0);
    const error = await refusal(workbookFile({ 'Record-Tab': magnitudes(rows, { words }) }));
    expect(error.place).toBe(`Record-Tab!Q${held + 2}`);
    expect(error.detail).toContain('does not tell the direction');
    expect(error.remedy).toContain('signed current');
  });

  test('no states: refused, as no cell is charged in two cycles and never discharged', async () => {
    const error = await refusal(workbookFile({ 'Record-Tab': magnitudes(rows, {}, 'Step-State') }));
    const first = rows.findIndex(({ current }) => current !== 0);
    expect(error.place).toBe(`Record-Tab!A${first + 2}`);
  });
});

describe('nothing is changed', () => {
  const charge = makeRecords(CHARGE_FIRST.slice(0, 3), 1200);

  test.each(['no such column', 'Step-State'])('where a cell is only charged (without %s)', async (without) => {
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': magnitudes(charge, {}, without) }));
    expect(issues.filter(({ code }) => code !== 'COLUMN_MISSING')).toEqual([]);
    expectCurrent(dataset.columns.current, charge);
  });

  test('where one current is negative', async () => {
    const rows = makeRecords(CHARGE_FIRST, 1200);
    const sheet = magnitudes(rows).map((cells, i) => (i === 40 ? cells.with(3, -0.5) : cells));
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': sheet }));
    expect(places(issues)).toEqual([expect.stringContaining('LAND_SIGN_MISMATCH')]);
    near(dataset.columns.current.at(-20)! * 1e3, Math.abs(rows.at(-20)!.current), 1e-9);
  });
});
