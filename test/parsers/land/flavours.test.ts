/** One truth in every flavour: the same columns within what the flavour rounds to, whatever order and rows it comes in. */
import { describe, expect, test } from 'vitest';
import { MODES } from '../../../src/model/schema.ts';
import { conversionFactor } from '../../../src/model/units.ts';
import { FLAVOURS, type Flavour, type Measurement, type Sheets } from './flavours.ts';
import { near, type Reading, read } from './reading.ts';
import {
  CHARGE_FIRST,
  type Column,
  cycleTruths,
  DISCHARGE_FIRST,
  makeRecords,
  type RecordRow,
  START,
  type Step,
  workbookFile,
} from './workbook.ts';

function measurement(steps: readonly Step[]): Measurement {
  return { steps, rows: makeRecords(steps, 900), truths: cycleTruths(steps) };
}

const CHARGED = measurement(CHARGE_FIRST);

/** mAh or mWh since the first record, by the rows that the workbook was made from. */
function netSince(rows: readonly RecordRow[], of: 'capacity' | 'energy'): number[] {
  const sign = { rest: 0, charge: 1, discharge: -1 };
  let total = 0;
  return rows.map((row, i) => {
    const before = rows[i - 1];
    const goesOn = before !== undefined && (before.step === row.step || row.held);
    total += sign[row.action] * (row[of] - (goesOn ? before[of] : 0));
    return total;
  });
}

function expectRecords({ dataset, issues }: Reading, flavour: Flavour, { steps, rows }: Measurement): void {
  const { columns } = dataset;
  expect(issues.filter(({ code }) => code !== 'COLUMN_MISSING' && code !== 'LAND_MASS_STATED')).toEqual([]);
  expect(dataset.length).toBe(rows.length);
  const lacking = ['charge', 'energy', 'record', 'cycle', 'step', 'mode', 'clock'].filter((name) => !(name in columns));
  expect(lacking.sort()).toEqual([...flavour.lacks].sort());
  const mapped = dataset.fates.filter(({ fate }) => fate === 'mapped').map(({ name }) => name);
  expect(mapped.sort()).toEqual(Object.keys(columns).sort());
  expect([...columns.time]).toEqual(rows.map(({ time }) => time));
  expect([...columns.step_time!]).toEqual(rows.map(({ stepTime }) => stepTime));
  const half = 0.5001 * 10 ** -flavour.decimals;
  const net = { charge: netSince(rows, 'capacity'), energy: netSince(rows, 'energy') };
  const mode = ({ held, action }: RecordRow) =>
    action === 'rest' ? 'rest' : held ? 'constant-voltage' : 'constant-current';
  rows.forEach((row, i) => {
    near(columns.current[i]! * 1e3, row.current, half, `current ${i}`);
    near(columns.potential[i]!, row.voltage, half, `potential ${i}`);
    for (const name of ['charge', 'energy'] as const) {
      const found = columns[name]?.[i];
      if (found !== undefined) near(found * 1e3, net[name][i]!, 2 * half * steps.length, `${name} ${i}`);
    }
    if (columns.clock !== undefined) near(columns.clock[i]!, START + row.time, 1e-3, `clock ${i}`);
    expect(columns.record?.[i] ?? row.record).toBe(row.record);
    expect(columns.cycle?.[i] ?? row.cycle).toBe(row.cycle);
    expect(columns.step?.[i] ?? row.step).toBe(row.step);
    expect(columns.mode === undefined ? mode(row) : MODES[columns.mode[i]!]).toBe(mode(row));
  });
}

function file(flavour: Flavour, sheets: Sheets): Uint8Array {
  return workbookFile(sheets, flavour.bookType === undefined ? {} : { bookType: flavour.bookType });
}

/** The rows of a sheet with others put in before each of the given places. */
function spread(sheets: Sheets, change: (rows: Sheets[string], name: string) => Sheets[string]): Sheets {
  return Object.fromEntries(Object.entries(sheets).map(([name, rows]) => [name, change(rows, name)]));
}

const shuffled = (columns: readonly Column[]) => [...columns.slice(3), ...columns.slice(0, 3)];
const strangers: readonly Column[] = [
  { header: 'Torque/Nm', cell: ({ record }) => record * 3 },
  { header: '备注', cell: () => 'ok' },
  { header: 'AuxTemp/dC.', cell: () => '-' },
  { header: '', cell: () => null },
];

describe.each(FLAVOURS)('$name', (flavour) => {
  test.each([
    ['charged first', CHARGED],
    ['discharged first', measurement(DISCHARGE_FIRST)],
  ])('a cell that is %s', async (_, made) => {
    expectRecords(await read(file(flavour, flavour.sheets(made))), flavour, made);
  });

  test('columns in another order, among others that nobody knows', async () => {
    const sheets = flavour.sheets(CHARGED, (columns) => {
      const [first, ...rest] = columns;
      // The first column of a nested or split table tells it; the others are free.
      return flavour.name.startsWith('F9')
        ? [...shuffled(columns), ...strangers]
        : [first!, ...rest.toReversed(), ...strangers];
    });
    const reading = await read(file(flavour, sheets));
    expectRecords(reading, flavour, CHARGED);
    const torque = reading.dataset.extras.find(({ name }) => name === 'Torque/Nm');
    expect([...torque!.values]).toEqual(CHARGED.rows.map(({ record }) => record * 3));
    expect(reading.dataset.fates).toContainEqual({ source: '备注', name: '备注', unit: '', fate: 'extra' });
  });

  test('optional columns left out', async () => {
    const optional =
      /^(SCap|SEner|SpeCap|dQ|dQdV|AuxVolt|比容量|辅助温度|Humidity|Temperature|BatteryCode|StepInProcess|SOC)/;
    const sheets = flavour.sheets(CHARGED, (columns) => columns.filter(({ header }) => !optional.test(header)));
    expectRecords(await read(file(flavour, sheets)), flavour, CHARGED);
  });

  test('A and Ah in place of mA and mAh, mV in place of V', async () => {
    const other: Record<string, string> = { mA: 'A', uA: 'A', mAh: 'Ah', uAh: 'Ah', mWh: 'Wh', uWh: 'µWh', V: 'mV' };
    const sheets = flavour.sheets(CHARGED, (columns) =>
      columns.map((column): Column => {
        const [, name = '', unit = ''] =
          /^(Current|Capacity|Energy|Voltage|电流|容量|能量|电压)\/(\w+)$/.exec(column.header) ?? [];
        const wanted = other[unit];
        if (wanted === undefined) return column;
        const factor = conversionFactor(unit, wanted)!;
        return {
          header: `${name}/${wanted}`,
          cell: (row) => Number((Number(column.cell(row)) * factor).toPrecision(12)),
        };
      }),
    );
    expectRecords(await read(file(flavour, sheets)), flavour, CHARGED);
  });

  test('blank rows between the records', async () => {
    const sheets = spread(flavour.sheets(CHARGED), (rows, name) => {
      if (/information|Proc|Log/.test(name)) return rows;
      return rows.flatMap((row, i) => (i > 1 && i % 7 === 0 ? [[], [null, ' '], row] : [row]));
    });
    expectRecords(await read(file(flavour, sheets)), flavour, CHARGED);
  });

  test('a header a long way down', async () => {
    const titles = Array.from({ length: 300 }, (_, i) => [`remark ${i}`, i]);
    let isFirst = true;
    const sheets = spread(flavour.sheets(CHARGED), (rows, name) => {
      if (/information|Proc|Log|^Cycle$|循环/.test(name) || !isFirst) return rows;
      isFirst = false;
      return [...titles, ...rows];
    });
    const reading = await read(file(flavour, sheets));
    expectRecords(reading, flavour, CHARGED);
  });

  test('the record header again, as when pages were joined', async () => {
    const sheets = spread(flavour.sheets(CHARGED), (rows) => {
      const at = rows.findIndex((row) => row.some((cell) => /^(TestTime|测试时间)/.test(String(cell))));
      return at < 0 || flavour.name.startsWith('F4')
        ? rows
        : [...rows.slice(0, at + 4), rows[at]!, ...rows.slice(at + 4)];
    });
    expectRecords(await read(file(flavour, sheets)), flavour, CHARGED);
  });
});
