/** What becomes of every column. */
import { describe, expect, test } from 'vitest';
import { near, read } from './reading.ts';
import {
  CHARGE_FIRST,
  type Column,
  landColumns,
  makeRecords,
  type RecordRow,
  recordSheet,
  stepSheet,
  workbookFile,
} from './workbook.ts';

const ROWS = makeRecords(CHARGE_FIRST, 1800);
const COLUMNS = landColumns();
const SHEET = recordSheet(COLUMNS, ROWS);

function fatesOf(fates: readonly { source: string; name: string; unit: string; fate: string }[]): string[] {
  return fates.map(({ source, name, unit, fate }) => `${source} > ${name} ${unit} ${fate}`);
}

describe('fates', () => {
  test('every column of the export', async () => {
    const { dataset } = await read(
      workbookFile({ 'Step-Tab': stepSheet(CHARGE_FIRST).map((row) => row.slice(0, 4)), 'Record-Tab': SHEET }),
    );
    expect(fatesOf(dataset.fates)).toEqual([
      'Record > record  mapped',
      'TestTime > time s mapped',
      'StepTime > step_time s mapped',
      'Current/mA > current A mapped',
      'Capacity/mAh > charge Ah mapped',
      'SpeCap/mAh/g > SpeCap/mAh/g mAh/g extra',
      'SOC|DOD/% > SOC|DOD/% % extra',
      'Voltage/V > potential V mapped',
      'Energy/mWh > energy Wh mapped',
      'SpeEnergy/Wh/kg > SpeEnergy/Wh/kg Wh/kg extra',
      'AuxTemp/dC. >   empty',
      'AuxVolt/V >   empty',
      'SysTime > clock s mapped',
      ' >   spacer',
      'Cycle-Index > cycle  mapped',
      'Step-Index > step  mapped',
      'Step-State > mode  mapped',
      'Step-Tab: Step > Step  table',
      'Step-Tab: Mode > Mode  table',
      'Step-Tab: Period > Period  table',
      'Step-Tab: Capacity/mAh > Capacity/mAh mAh table',
    ]);
  });

  test('missing, empty, unnamed, repeated and unknown columns', async () => {
    const odd: Column[] = [
      ...COLUMNS.filter(({ header }) => !/^(Energy|SysTime|Record)/.test(header)).map((column) =>
        column.header === '' ? { header: '', cell: (row: RecordRow) => row.record * 2 } : column,
      ),
      { header: 'Voltage/V', cell: ({ voltage }) => voltage + 1 },
      { header: 'Comment', cell: ({ record }) => (record === 3 ? 'here' : null) },
      { header: 'Comment', cell: ({ record }) => (record === 4 ? 7 : 'word') },
      { header: 'Nothing/V', cell: () => null },
      { header: '', cell: ({ record }) => -record },
    ];
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': recordSheet(odd, ROWS) }));
    expect(fatesOf(dataset.fates).slice(10)).toEqual([
      ' > (column K)  extra',
      'Cycle-Index > cycle  mapped',
      'Step-Index > step  mapped',
      'Step-State > mode  mapped',
      'Voltage/V > Voltage/V (column O) V extra',
      'Comment > Comment  extra',
      'Comment > Comment (column Q)  extra',
      'Nothing/V >   empty',
      ' > (column S)  extra',
      ' > record  missing',
      ' > energy Wh missing',
      ' > clock s missing',
    ]);
    expect(issues.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'COLUMN_MISSING: no column record, energy, systime',
    ]);
    near(dataset.columns.potential[5]!, ROWS[5]!.voltage, 1e-11);
    const extra = (name: string) => dataset.extras.find((column) => column.name === name)!.values;
    expect([...extra('(column K)')]).toEqual(ROWS.map(({ record }) => record * 2));
    expect([...extra('(column S)')]).toEqual(ROWS.map(({ record }) => -record));
    near(Number(extra('Voltage/V (column O)')[5]), ROWS[5]!.voltage + 1, 1e-11);
    expect(extra('Comment').slice(0, 4)).toEqual(['', '', 'here', '']);
    expect(extra('Comment (column Q)').slice(2, 5)).toEqual(['word', '7', 'word']);
  });

  test('auxiliary columns that hold data, some of it', async () => {
    const columns = COLUMNS.map((column) => {
      if (column.header === 'AuxTemp/dC.')
        return { ...column, cell: ({ record }: RecordRow) => (record === 1 ? '-' : 25.5) };
      return column.header === 'AuxVolt/V' ? { header: 'AuxVolt/mV', cell: () => 120 } : column;
    });
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': recordSheet(columns, ROWS) }));
    expect(issues).toEqual([]);
    expect([...dataset.columns.temperature!.slice(0, 3)]).toEqual([Number.NaN, 25.5, 25.5]);
    near(dataset.columns.auxiliary_potential![0]!, 0.12, 1e-12);
  });
});
