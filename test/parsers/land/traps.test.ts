/** Each peculiarity of LAND's exports, one at a time, against the values that the workbook was made from. */
import { describe, expect, test } from 'vitest';
import { MODES } from '../../../src/model/schema.ts';
import { expectTruth, near, places, read } from './reading.ts';
import {
  CHARGE_FIRST,
  type ColumnOptions,
  cycleSheet,
  cycleTruths,
  DISCHARGE_FIRST,
  dayText,
  landColumns,
  makeRecords,
  type Rows,
  recordSheet,
  START,
  stepSheet,
  workbookFile,
} from './workbook.ts';

const TRUTH = cycleTruths(CHARGE_FIRST);
const ROWS = makeRecords(CHARGE_FIRST, 600);

function sheet(options: ColumnOptions = {}, rows = ROWS): Rows {
  return recordSheet(landColumns(options), rows);
}

function only(header: string, rows = ROWS, options: ColumnOptions = {}): Rows {
  return recordSheet(
    landColumns(options).filter((column) => !column.header.startsWith(header)),
    rows,
  );
}

describe.each([
  ['charge first', CHARGE_FIRST],
  ['discharge first', DISCHARGE_FIRST],
])('%s', (_, steps) => {
  const truths = cycleTruths(steps);
  const rows = makeRecords(steps, 600);

  test('capacities, energies and median voltages, without any issue', async () => {
    const { dataset, issues } = await read(
      workbookFile({
        'Cycle-Tab': cycleSheet(truths, 26),
        'Step-Tab': stepSheet(steps),
        'Record-Tab': recordSheet(landColumns(), rows),
      }),
    );
    expect(issues).toEqual([]);
    expectTruth(dataset, truths);
    expect(dataset.started).toBe('2022-07-27T13:45:17');
  });

  test('every record: times, current, potential, numbers, modes, net charge and energy', async () => {
    const { dataset } = await read(workbookFile({ 'Record-Tab': recordSheet(landColumns(), rows) }));
    const { columns } = dataset;
    expect(dataset.length).toBe(rows.length);
    expect([...columns.time]).toEqual(rows.map(({ time }) => time));
    expect([...columns.step_time!]).toEqual(rows.map(({ stepTime }) => stepTime));
    expect([...columns.record!]).toEqual(rows.map(({ record }) => record));
    expect([...columns.cycle!]).toEqual(rows.map(({ cycle }) => cycle));
    expect([...columns.step!]).toEqual(rows.map(({ step }) => step));
    const mode = (held: boolean, rest: boolean) => (rest ? 'rest' : held ? 'constant-voltage' : 'constant-current');
    expect([...columns.mode!].map((code) => MODES[code])).toEqual(
      rows.map(({ held, action }) => mode(held, action === 'rest')),
    );
    let [charge, energy] = [0, 0];
    rows.forEach((row, i) => {
      near(columns.current[i]! * 1e3, row.current, 1e-11, `current ${i}`);
      near(columns.potential[i]!, row.voltage, 1e-11, `potential ${i}`);
      near(columns.clock![i]!, START + row.time, 1e-3, `clock ${i}`);
      const before = rows[i - 1];
      const sign = { rest: 0, charge: 1, discharge: -1 }[row.action];
      const goesOn = before !== undefined && (before.step === row.step || row.held);
      charge += sign * (row.capacity - (goesOn ? before.capacity : 0));
      energy += sign * (row.energy - (goesOn ? before.energy : 0));
      near(columns.charge![i]! * 1e3, charge, 1e-9, `charge ${i}`);
      near(columns.energy![i]! * 1e3, energy, 1e-9, `energy ${i}`);
    });
  });
});

describe('units and spellings', () => {
  test.each<[string, ColumnOptions]>([
    ['A', { current: '', capacity: '', energy: '' }],
    ['uA', { current: 'u', capacity: 'u', energy: 'u' }],
    ['micro sign', { current: '\u00b5', capacity: '\u00b5', energy: '\u00b5' }],
    ['Greek mu', { current: '\u03bc', capacity: '\u03bc', energy: '\u03bc' }],
    ['mixed prefixes and mV', { current: 'u', capacity: '', energy: 'm', voltage: 'mV' }],
    ['time in seconds', { time: 'seconds' }],
    ['time in hours', { time: 'hours' }],
    ['numbers of days that do not end', { time: 'days without end' }],
    ['clock as text', { clock: 'text' }],
    ['words of the step table', { words: ['Rest', 'CC-Rate', 'DC-Rate', 'CVC', 'CVD'] }],
    ['words of old versions', { words: ['R', 'C_CC', 'D_CC', 'C_CV', 'D_CV'] }],
    ['words of rate steps', { words: ['R', 'C_Rate', 'D_Rate', 'C_CV', 'D_CV'] }],
  ])('%s', async (_, options) => {
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': sheet(options) }));
    expect(issues).toEqual([]);
    expectTruth(dataset, TRUTH, 1e-8);
    expect([...dataset.columns.time]).toEqual(ROWS.map(({ time }) => time));
    expect(dataset.started).toBe('2022-07-27T13:45:17');
    expect(MODES[dataset.columns.mode!.at(-1)!]).toBe('constant-current');
  });

  test.each([
    ['step table', 'Rest', 'CC-Rate', 'DC-Rate', 'CVC', 'CVD'],
    ['old versions', 'R', 'C_CC', 'D_CC', 'C_CV', 'D_CV'],
    ['older clients', 'R', 'CCC', 'CCD', 'CVC', 'CVD'],
  ])('the words of the %s for a cell that is discharged first', async (_, ...words) => {
    const columns = landColumns({ words });
    const rows = makeRecords(DISCHARGE_FIRST, 600);
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': recordSheet(columns, rows) }));
    expect(issues).toEqual([]);
    expectTruth(dataset, cycleTruths(DISCHARGE_FIRST));
  });

  test('a clock of the 1904 system', async () => {
    const sheets = { 'Record-Tab': sheet({ clock: '1904' }) };
    const { dataset } = await read(workbookFile(sheets, { date1904: true }));
    expect(dataset.started).toBe('2022-07-27T13:45:17');
    expectTruth(dataset, TRUTH);
  });

  test('numbers stored as text', async () => {
    const rows = sheet().map((row) => row.map((cell) => (typeof cell === 'number' ? ` ${cell} ` : cell)));
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(places(issues)).toEqual(['LAND_CELLS_UNREADABLE Record-Tab!M2']);
    expectTruth(dataset, TRUTH);
  });

  test('headers in mixed case and with blanks', async () => {
    const [header = [], ...body] = sheet();
    const odd = header.map((name, i) => {
      if (typeof name !== 'string') return name;
      const [first = '', ...unit] = name.split('/');
      return [i % 2 === 0 ? ` ${first.toUpperCase()} ` : first.replace('Time', ' tIME'), ...unit].join('/ ');
    });
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': [odd, ...body] }));
    expect(places(issues)).toEqual([]);
    expectTruth(dataset, TRUTH);
  });

  test('other names of the numbers and the state', async () => {
    const names: Record<string, string> = {
      Record: 'Index',
      'Cycle-Index': 'CycleNo',
      'Step-Index': 'StepNo',
      'Step-State': 'State',
    };
    const [header = [], ...body] = sheet();
    const renamed = header.map((name) => names[String(name)] ?? name);
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': [renamed, ...body] }));
    expect(issues).toEqual([]);
    expectTruth(dataset, TRUTH);
  });
});

test('the first record after a day is read from its text', async () => {
  const first = ROWS.findIndex(({ time }) => time >= 86_400);
  const rows = sheet();
  expect(rows[first]![1]).toBeTypeOf('number');
  expect(rows[first + 1]![1]).toBe(dayText(ROWS[first]!.time));
  const { dataset } = await read(workbookFile({ 'Record-Tab': rows }));
  expect(dataset.columns.time[first]).toBe(ROWS[first]!.time);
  expect(dataset.columns.time[first - 1]).toBe(ROWS[first - 1]!.time);
});

describe('the implied mass', () => {
  test.each([0.984, 8.45, 250])('%s mg, within the rounding of the two columns', async (mass) => {
    const { dataset } = await read(workbookFile({ 'Record-Tab': sheet({ mass, decimals: 4 }) }));
    const capacity = Math.max(...ROWS.map((row) => row.capacity));
    const rounding = 0.05 / ((capacity * 1e3) / mass) + 0.00005 / capacity;
    near(dataset.activeMass! * 1e3, mass, mass * rounding * 1.01);
  });

  test('also where the first specific capacity is not there', async () => {
    const rows = sheet().map((row, i) => row.map((cell, j) => (i === 1 && j === 5 ? '-' : cell)));
    const { dataset } = await read(workbookFile({ 'Record-Tab': rows }));
    near(dataset.activeMass! * 1e3, 8.45, 0.01);
  });

  test('none without specific capacities', async () => {
    const { dataset } = await read(workbookFile({ 'Record-Tab': only('SpeCap') }));
    expect(dataset.activeMass).toBeUndefined();
  });
});
