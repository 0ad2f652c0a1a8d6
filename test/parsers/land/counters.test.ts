/** Capacity and energy as LAND counts them: by step, restarting or running on, complete or not. */
import { describe, expect, test } from 'vitest';
import { netCounter } from '../../../parsers/land/counters.ts';
import { expectTruth, near, places, read } from './reading.ts';
import {
  CHARGE_FIRST,
  type ColumnOptions,
  cycleTruths,
  landColumns,
  makeRecords,
  type Rows,
  recordSheet,
  type Step,
  workbookFile,
} from './workbook.ts';

const TRUTH = cycleTruths(CHARGE_FIRST);
const ROWS = makeRecords(CHARGE_FIRST, 600);

function sheet(options: ColumnOptions = {}, rows = ROWS): Rows {
  return recordSheet(landColumns(options), rows);
}

function only(header: string, rows = ROWS): Rows {
  return recordSheet(
    landColumns().filter((column) => !column.header.startsWith(header)),
    rows,
  );
}

describe('counters', () => {
  const rateSteps = (runsOn: boolean): Step[] => [
    { cycle: 1, action: 'charge', current: 1, seconds: 3600, from: 3, to: 3.5 },
    { cycle: 1, action: 'charge', current: 0.5, seconds: 7200, from: 3.5, to: 3.8, runsOn },
    { cycle: 1, action: 'charge', current: 0.2, seconds: 9000, from: 3.8, to: 4, runsOn },
    { cycle: 1, action: 'discharge', current: 0.5, seconds: 14_400, from: 3.9, to: 2.6 },
    { cycle: 1, action: 'discharge', current: 0.1, seconds: 10_800, from: 2.6, to: 2.5, runsOn },
  ];
  const stepless = (rows: Rows) => {
    const at = rows[0]!.indexOf('Step-Index');
    return rows.map((row) => row.filter((_, i) => i !== at));
  };

  describe.each([
    ['restart', false],
    ['run on', true],
  ])('that %s between currents of one direction', (_, runsOn) => {
    test.each([
      ['dense records', 60, 0],
      ['sparse records', 1800, 0],
      ['steps without a record at their start', 600, 600],
      ['a late first record', 600, 1800],
    ])('%s', async (__, interval, firstAt) => {
      const rows = makeRecords(rateSteps(runsOn), interval, firstAt);
      const { dataset, issues } = await read(workbookFile({ 'Record-Tab': sheet({}, rows) }));
      expect(issues).toEqual([]);
      const { charge } = dataset.columns;
      const wanted = rows.at(-1)!;
      const [truth] = cycleTruths(rateSteps(runsOn));
      near(charge!.at(-1)! * 1e3, truth!.charge.capacity - truth!.discharge.capacity, 1e-9, `after ${wanted.record}`);
      const up = charge!.reduce((most, value) => Math.max(most, value), 0);
      near(up * 1e3, truth!.charge.capacity, 1e-9, 'charge');
    });

    test('without step numbers', async () => {
      const rows = makeRecords(rateSteps(runsOn), 600, 600);
      const { dataset } = await read(workbookFile({ 'Record-Tab': stepless(sheet({}, rows)) }));
      expectTruth(dataset, cycleTruths(rateSteps(runsOn)));
    });

    test('with a gap in the step numbers', async () => {
      const rows = makeRecords(rateSteps(runsOn), 600);
      const blanked = sheet({}, rows).map((row, i) =>
        row.map((cell, j) => (j === 15 && i > 3 && i < 20 ? null : cell)),
      );
      const { dataset } = await read(workbookFile({ 'Record-Tab': blanked }));
      near(dataset.columns.charge!.at(-1)! * 1e3, 2.5 - 2.3, 1e-9);
    });
  });

  test.each([
    ['restart', false],
    ['run on', true],
  ])('that %s at a low potential, in steps that pass alike, with and without step numbers', async (_, runsOn) => {
    const steps: Step[] = [
      { cycle: 1, action: 'charge', current: 1, seconds: 600, from: 0.05, to: 0.05 },
      { cycle: 1, action: 'charge', current: 1, seconds: 1200, from: 0.05, to: 0.06, runsOn },
    ];
    const rows = makeRecords(steps, 900, runsOn ? 600 : 900);
    for (const table of [sheet({}, rows), stepless(sheet({}, rows))]) {
      const { dataset } = await read(workbookFile({ 'Record-Tab': table }));
      expectTruth(dataset, cycleTruths(steps));
    }
  });

  test('a step time that runs on with the counter into the held potential', async () => {
    const rows = ROWS.map((row) =>
      row.held ? { ...row, stepTime: row.stepTime + (row.cycle === 1 ? 28_800 : 32_400) } : row,
    );
    const { dataset } = await read(workbookFile({ 'Record-Tab': sheet({}, rows) }));
    expectTruth(dataset, TRUTH);
  });

  test.each([
    ['charge', 'restarts'],
    ['charge', 'runs on'],
    ['charge', 'is not written'],
    ['discharge', 'restarts'],
    ['discharge', 'is not written'],
  ] as const)('across a rest that keeps the counter: then %s, where it %s', async (action, what) => {
    const steps: Step[] = [
      { cycle: 1, action: 'charge', current: 1, seconds: 3600, from: 3, to: 3.5 },
      { cycle: 1, action: 'rest', current: 0, seconds: 1800, from: 3.5, to: 3.5, runsOn: true },
      { cycle: 1, action, current: 0.8, seconds: 7200, from: 3.5, to: 3.6, runsOn: what === 'runs on' },
    ];
    const rows = makeRecords(steps, 600).map((row) =>
      row.action === 'rest' && what === 'is not written' ? { ...row, capacity: Number.NaN } : row,
    );
    const written = sheet({}, rows).map((row) => row.map((cell) => (Number.isNaN(cell) ? null : cell)));
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': written }));
    expect(issues).toEqual([]);
    near(dataset.columns.charge!.at(-1)! * 1e3, action === 'charge' ? 2.6 : -0.6, 1e-9);
  });

  test('records without step numbers are one step, however the current rises', async () => {
    const steps: Step[] = [{ cycle: 1, action: 'discharge', current: 1, seconds: 3000, from: 3, to: 2 }];
    const rows = makeRecords(steps, 1000).map((row, i) => ({ ...row, capacity: [0, 0.1, 0.3, 0.6][i]! }));
    const unnumbered = sheet({}, rows).map((row, i) => row.map((cell, j) => (j === 15 && i > 1 ? null : cell)));
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': unnumbered }));
    expect(places(issues)).toEqual(['LAND_CELLS_UNREADABLE Record-Tab!P3']);
    near(dataset.columns.charge!.at(-1)! * 1e3, -0.6, 1e-9);
  });

  test('charge counted while the current is printed as 0, without a state to tell the direction, is reported', async () => {
    const small = ROWS.map((row) => ({ ...row, current: row.current / 20, capacity: row.capacity / 20 }));
    const columns = landColumns({ current: '', decimals: 4 });
    const stateless = columns.filter(({ header }) => header !== 'Step-State');
    const told = await read(workbookFile({ 'Record-Tab': recordSheet(columns, small) }));
    expect(told.issues).toEqual([]);
    const net = TRUTH.reduce((sum, { charge, discharge }) => sum + charge.capacity - discharge.capacity, 0);
    near(told.dataset.columns.charge!.at(-1)! * 1e3, net / 20, 1e-3);
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': recordSheet(stateless, small) }));
    expect(dataset.columns.charge!.every((value) => value === 0)).toBe(true);
    const first = small.findIndex(({ capacity }) => capacity >= 5e-5);
    expect(places(issues)).toEqual(['COLUMN_MISSING', `LAND_SIGN_MISMATCH Record-Tab!E${first + 2}`]);
  });

  test('one wrong step number in the middle of a step counts nothing twice', async () => {
    const rows = ROWS.map((row, i) => (i === 40 ? { ...row, step: 77 } : row));
    const { dataset } = await read(workbookFile({ 'Record-Tab': sheet({}, rows) }));
    const net = TRUTH.reduce((sum, { charge, discharge }) => sum + charge.capacity - discharge.capacity, 0);
    near(dataset.columns.charge!.at(-1)! * 1e3, net, 1e-9);
  });

  test('neither cycle nor step numbers nor state: pairs of half-cycles', async () => {
    const rows = recordSheet(
      landColumns().filter(({ header }) => !/^(Cycle|Step)-/.test(header)),
      ROWS,
    );
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': rows }));
    expectTruth(dataset, TRUTH);
    expect(issues.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'COLUMN_MISSING: no column cycle-index, step-index, step-state',
    ]);
  });

  test('no counters: the integral of the current', async () => {
    const steps = CHARGE_FIRST.filter(({ decay }) => decay === undefined);
    const rows = only('Capacity', makeRecords(steps, 600)).map((row) => [...row]);
    const { dataset } = await read(workbookFile({ 'Record-Tab': rows }));
    expect(dataset.columns.charge).toBeUndefined();
    near(dataset.columns.energy!.at(-1)! * 1e3, netEnergy(steps), 1e-9);
  });

  test('an empty counter cell hands its increment to the next; at the end of a step it is reported', async () => {
    const rows = sheet();
    const lastOfDischarge = ROWS.findIndex(({ step }) => step === 5) - 1;
    const holes = rows.map((row, i) =>
      row.map((cell, j) => (j === 4 && (i === 20 || i === lastOfDischarge + 1) ? null : cell)),
    );
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': holes }));
    const lost = ROWS[lastOfDischarge]!.capacity - ROWS[lastOfDischarge - 1]!.capacity;
    const net = TRUTH.reduce((sum, { charge, discharge }) => sum + charge.capacity - discharge.capacity, 0);
    near(dataset.columns.charge!.at(-1)! * 1e3, net + lost, 1e-9);
    expect(places(issues)).toEqual(['LAND_CELLS_UNREADABLE Record-Tab!E21']);
    expect(issues[0]!.message).toContain('2 cells');
  });

  test('negative counters are no magnitudes: reported, not summed', async () => {
    const rows = ROWS.map((row) => (row.action === 'discharge' ? { ...row, capacity: -row.capacity } : row));
    const { dataset, issues } = await read(workbookFile({ 'Record-Tab': sheet({}, rows) }));
    expect(issues.map(({ code }) => code)).toContain('LAND_CELLS_UNREADABLE');
    const charged = TRUTH.reduce((sum, { charge }) => sum + charge.capacity, 0);
    near(dataset.columns.charge!.at(-1)! * 1e3, charged, 1e-9);
  });
});

function netEnergy(steps: readonly Step[]): number {
  return cycleTruths(steps).reduce((sum, { charge, discharge }) => sum + charge.energy - discharge.energy, 0);
}

describe('netCounter', () => {
  const count = (counter: number[], sign: number[], rate: number, starts: number[] = []) => [
    ...netCounter({
      counter: Float64Array.from(counter),
      rate: () => rate,
      sign: Float64Array.from(sign),
      time: Float64Array.from(counter.keys()),
      stepTime: undefined,
      isStepStart: Uint8Array.from(counter, (_, i) => (starts.includes(i) ? 1 : 0)),
    }),
  ];

  test('hands the increment of missing values on, within a step', () => {
    const net = count([0, Number.NaN, 2, 3, 0, Number.NaN, 1.5], [1, 1, 1, 1, -1, -1, -1], 1, [0, 4]);
    expect(net).toEqual([0, 0, 2, 3, 3, 3, 1.5]);
  });

  test('takes a fall for a restart where nothing else tells, and a small one for what it is', () => {
    expect(count([0, 1, 2, 1, 2], [1, 1, 1, 1, 1], 1)).toEqual([0, 1, 2, 3, 4]);
    expect(count([0, 1, 2, 1.875, 2], [1, 1, 1, 1, 1], 0)).toEqual([0, 1, 2, 1.875, 2]);
  });

  test('never runs on into the other direction, whatever the current suggests', () => {
    expect(count([1, 1.25], [1, -1], 0.25, [0, 1])).toEqual([1, -0.25]);
    expect(count([1, 1, 1.25], [1, 0, -1], 0.25, [0, 1, 2])).toEqual([1, 1, -0.25]);
  });
});
