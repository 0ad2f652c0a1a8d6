/** What is special to single flavours: nesting, cycles side by side, facts on sheets of their own; and whose files are not LAND's. */
import { describe, expect, test } from 'vitest';
import { land } from '../../../parsers/land/index.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import { memoryFile, SourceError } from '../../../src/model/source.ts';
import { seededIntegers, workbookBytes, worksheetXml } from '../../io/workbook-fixtures.ts';
import { FLAVOURS, MASS_TEXT, type Measurement, type Sheets } from './flavours.ts';
import { expectTruth, near, PATH, places, read, refusal } from './reading.ts';
import { type Cell, CHARGE_FIRST, cycleTruths, makeRecords, type Rows, workbookFile } from './workbook.ts';

const MADE: Measurement = {
  steps: CHARGE_FIRST,
  rows: makeRecords(CHARGE_FIRST, 1800),
  truths: cycleTruths(CHARGE_FIRST),
};

const SHORT: Measurement = { ...MADE, rows: makeRecords(CHARGE_FIRST, 7200) };

function sheetsOf(name: string): Sheets {
  return FLAVOURS.find((flavour) => flavour.name === name)!.sheets(MADE);
}

function sheetOf(name: string): Cell[][] {
  return Object.values(sheetsOf(name))[0]!.map((row) => [...row]);
}

describe('records nested in their steps', () => {
  const sheet = sheetOf('F3 nested in cycles');

  test('the tables above are kept, and the cycles compared with the records', async () => {
    const { dataset, issues } = await read(workbookFile({ Data: sheet }));
    expect(issues).toEqual([]);
    expect(dataset.instrumentTables.map(({ name, length }) => [name, length])).toEqual([
      ['Data (cycles)', MADE.truths.length],
      ['Data (steps)', CHARGE_FIRST.length],
    ]);
    expectTruth(dataset, MADE.truths, 1e-3);
    expect(dataset.fates.filter(({ name }) => name === 'mode' || name === 'cycle')).toEqual([
      { source: 'Cycle', name: 'cycle', unit: '', fate: 'mapped' },
      { source: 'Mode', name: 'mode', unit: '', fate: 'mapped' },
    ]);
  });

  test.each([
    ['cycles numbered by an index too', sheet.map((row) => (row[0] === 'Cycle' ? row.with(0, 'Index') : row))],
    [
      'the cycle beside each step',
      sheetOf('F3 nested').map((row) => {
        if (row[1] === 'Mode') return [row[0]!, 'CycleNo', ...row.slice(1)];
        const cycle = CHARGE_FIRST[Number(row[0]) - 1]?.cycle ?? null;
        return row.length === 7 ? [row[0]!, cycle, ...row.slice(1)] : row;
      }),
    ],
  ])('%s', async (_, rows) => {
    const { dataset, issues } = await read(workbookFile({ Data: rows }));
    expect(issues).toEqual([]);
    expect([...dataset.columns.cycle!]).toEqual(MADE.rows.map(({ cycle }) => cycle));
    expect([...dataset.columns.step!]).toEqual(MADE.rows.map(({ step }) => step));
  });

  test('a cycle that the records contradict is named by its cell', async () => {
    const wrong = sheet.map((row, i) => (i === 1 ? row.with(1, 9) : row));
    const { issues } = await read(workbookFile({ Data: wrong }));
    expect(places(issues)).toEqual(['LAND_COUNTER_MISMATCH Data!B2']);
  });

  test.each([
    ['within a step', 2 / 3],
    ['soon after the start', 0.1],
  ])('cut into two sheets %s', async (_, share) => {
    const isRecord = (row: readonly Cell[]) => typeof row[0] === 'number' && row.length === 10;
    let cut = Math.floor(share * sheet.length);
    while (!isRecord(sheet[cut]!) || !isRecord(sheet[cut - 1]!)) cut += 1;
    const whole = await read(workbookFile({ Data: sheet }));
    const parts = await read(workbookFile({ Data: sheet.slice(0, cut), 'Data(2)': sheet.slice(cut) }));
    expect(parts.dataset.columns).toEqual(whole.dataset.columns);
    expect(parts.issues).toEqual([]);
    expect(parts.dataset.meta['sheets']).toBe('Data, Data(2)');
  });

  test('a list of steps above all records gives none of them its mode', async () => {
    const records = sheetsOf('F5 LANDT-py');
    const joined = [...records['Step-Tab']!, ...records['Record-Tab']!];
    const { dataset } = await read(workbookFile({ Data: joined }));
    expect([...dataset.columns.step!]).toEqual(MADE.rows.map(({ step }) => step));
    const stateless = joined.map((row, i) => (i > CHARGE_FIRST.length ? row.slice(0, -2) : row));
    const { dataset: plain } = await read(workbookFile({ Data: stateless }));
    expect(plain.columns.mode).toBeUndefined();
    expect(plain.columns.step).toBeUndefined();
    expect(plain.length).toBe(MADE.rows.length);
  });
});

describe('cycles side by side', () => {
  const sheet = sheetOf('F4 side by side');
  const width = sheet[1]!.indexOf('Record', 1);
  const cycleColumn = sheet[1]!.indexOf('CycleNo');

  test('the order of the records, and every column', async () => {
    const { dataset, issues } = await read(workbookFile({ Data: sheet }));
    expect(places(issues)).toEqual(['COLUMN_MISSING']);
    expect([...dataset.columns.record!]).toEqual(MADE.rows.map(({ record }) => record));
    expect(dataset.fates.filter(({ fate }) => fate === 'extra').map(({ name, unit }) => `${name} in ${unit}`)).toEqual([
      'SpeCap/mAh/g in mAh/g',
      'dQ/dV/mAh/V in mAh/V',
      'EnergyD in ',
    ]);
    near(dataset.activeMass! * 1e3, 8.45, 0.01);
  });

  test('no column of cycle numbers: the titles tell', async () => {
    const without = sheet.map((row) => row.filter((_, j) => j % width !== cycleColumn || j >= 3 * width));
    const { dataset } = await read(workbookFile({ Data: without }));
    expect([...dataset.columns.cycle!]).toEqual(MADE.rows.map(({ cycle }) => cycle));
    expect(dataset.fates.find(({ name }) => name === 'cycle')).toEqual({
      source: 'Cycle 1',
      name: 'cycle',
      unit: '',
      fate: 'mapped',
    });
  });

  test('a title above every column, and an empty column between the cycles', async () => {
    let title: Cell = null;
    const filled = sheet[0]!.map((cell) => {
      title = cell ?? title;
      return title;
    });
    const gapped = [filled, ...sheet.slice(1)].map((row) => {
      return row.flatMap((cell, j) => (j > 0 && j % width === 0 && j < 3 * width ? [null, cell] : [cell]));
    });
    const { dataset, issues } = await read(workbookFile({ Data: gapped }));
    expect(places(issues)).toEqual(['COLUMN_MISSING']);
    expect([...dataset.columns.record!]).toEqual(MADE.rows.map(({ record }) => record));
  });

  test('a title that names a cycle above a plain record sheet is a title', async () => {
    const plain = sheetsOf('F1 LANDdt')['Record-Tab']!;
    const wanted = await read(workbookFile({ Data: plain }));
    for (const titles of [['Cycle 1'], [null, null, 'Cycle 1']]) {
      const { dataset } = await read(workbookFile({ Data: [titles, ...plain] }));
      expect(dataset.columns).toEqual(wanted.dataset.columns);
    }
  });

  test('two tables below one title are still refused', async () => {
    const joined = sheet.map((row, i) => (i === 0 ? ['Cycle 1'] : row));
    expect((await refusal(workbookFile({ Data: joined }))).detail).toContain('side by side');
  });

  test('one cycle alone', async () => {
    const { dataset } = await read(workbookFile({ Data: sheet.map((row) => row.slice(0, width)) }));
    expect(dataset.length).toBe(MADE.rows.filter(({ cycle }) => cycle === 1).length);
  });

  test('a bad cell is named where it stands in the sheet', async () => {
    const bad = sheet.map((row, i) => (i === 4 ? row.with(width + 3, 'n/a') : row));
    const error = await refusal(workbookFile({ Data: bad }));
    expect(error.place).toBe(`Data!${String.fromCharCode(65 + width + 3)}5`);
  });

  test('a cycle without current is refused at its header', async () => {
    const missing = sheet.map((row, i) => (i === 1 ? row.with(width + 3, 'Amperage') : row));
    expect((await refusal(workbookFile({ Data: missing }))).place).toMatch(/^Data!.2$/);
  });
});

describe('facts of the newer client', () => {
  const sheets = sheetsOf('F9 LANHE');

  test('keys and values, tables, and the mass, which is reported', async () => {
    const { dataset, issues } = await read(workbookFile(sheets));
    expect(dataset.meta).toMatchObject({
      'Test name': 'coin 5',
      'Active material': MASS_TEXT,
      Operator: 'nobody',
      'Channel Number': '001-5',
      'Unit Scheme': 'uA',
      sheets: 'DefaultGroup_1',
    });
    expect(dataset.meta['sheets not read']).toBeUndefined();
    expect(dataset.activeMass).toBeCloseTo(0.984e-3, 12);
    expect(places(issues)).toEqual(['LAND_MASS_STATED Test information!D2']);
    expect(issues[0]!.message).toContain('0.984 mg');
    const [process, log] = dataset.instrumentTables;
    expect([...process!.columns.get('Work Mode')!]).toEqual(['Rest', 'CC Charge']);
    expect(log!.length).toBe(1);
  });

  test('keys in the first column, no mass typed in, no clock in the records', async () => {
    const down: Rows = [
      ['Test name', 'coin 6'],
      ['Start time', '2022-07-27 13:45:17'],
      ['Active material', 'Nominal specific capacity: 308 mAh/g Active material: 0 mg'],
    ];
    const clock = sheets['DefaultGroup_1']![2]!.indexOf('SysTime');
    const records = sheets['DefaultGroup_1']!.map((row) => row.filter((_, j) => j !== clock));
    const { dataset, issues } = await read(
      workbookFile({ ...sheets, 'Test information': down, DefaultGroup_1: records }),
    );
    expect(dataset.meta['Test name']).toBe('coin 6');
    expect(dataset.started).toBe('2022-07-27T13:45:17');
    expect(places(issues)).toEqual(['COLUMN_MISSING']);
    near(dataset.activeMass! * 1e3, 0.984, 1e-3);
  });

  test('rows of cycles and steps between the records are left out and named', async () => {
    const records = sheets['DefaultGroup_1']!;
    const mixed = [...records.slice(0, 5), [1, null, null, 'Cycle'], [1, 1, null, 'Step'], ...records.slice(5)];
    const { dataset, issues } = await read(workbookFile({ ...sheets, DefaultGroup_1: mixed }));
    expect(dataset.length).toBe(MADE.rows.length);
    expect(places(issues)).toContain('LAND_ROWS_SKIPPED DefaultGroup_1!A6');
    expectTruth(dataset, MADE.truths, 1e-4);
  });
});

test('a few columns in Chinese, with seconds', async () => {
  const body = MADE.rows.map(({ time, current, voltage, capacity }) => [time, capacity, current, voltage]);
  const { dataset } = await read(
    workbookFile({ 记录表: [['测试时间/Sec', '比容量/mAh/g', '电流/mA', '电压/V'], ...body] }),
  );
  expect([...dataset.columns.time]).toEqual(MADE.rows.map(({ time }) => time));
  near(dataset.columns.current.at(-1)! * 1e3, MADE.rows.at(-1)!.current, 1e-9);
});

test('saved again by a program that writes inline strings and no dimension', async () => {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const xml = (cell: Cell) => {
    if (cell === null) return '<c/>';
    return typeof cell === 'number'
      ? `<c><v>${cell}</v></c>`
      : `<c t="inlineStr"><is><t>${escaped(String(cell))}</t></is></c>`;
  };
  for (const name of ['F3 nested in cycles', 'F4 side by side']) {
    const rows = sheetOf(name).map((row) => `<row>${row.map(xml).join('')}</row>`);
    const saved = await read(workbookBytes({ 'xl/worksheets/sheet1.xml': worksheetXml(rows.join('')) }));
    const first = await read(workbookFile(sheetsOf(name)));
    expect(saved.dataset.columns).toEqual(first.dataset.columns);
  }
});

test('changed cells and rows: a dataset that keeps the schema, or a refusal at a place', async () => {
  const integer = seededIntegers(7);
  const strange: readonly Cell[] = [null, '-', 'x', '', -1, 1e9, 'Cycle 1', 'Index', 'TestTime', 'Voltage/V', 'R'];
  const outcomes = { read: 0, refused: 0, unclaimed: 0 };
  for (let run = 0; run < 100; run++) {
    const sheets = FLAVOURS[run % FLAVOURS.length]!.sheets(SHORT);
    const names = Object.keys(sheets);
    const name = names[integer(names.length)]!;
    const rows = sheets[name]!.map((row) => [...row]);
    for (let hit = 0; hit < 3; hit++) {
      const at = integer(rows.length);
      const column = integer(rows[at]!.length + 1);
      if (integer(3) > 0) rows[at]![column] = strange[integer(strange.length)]!;
      else if (integer(2) > 0) rows.splice(at, 1 + integer(3));
      else rows.splice(at, 0, rows[integer(rows.length)]!);
    }
    const file = memoryFile(PATH, workbookFile({ ...sheets, [name]: rows }, { compression: false }));
    try {
      if (!(await land.claims(file))) outcomes.unclaimed += 1;
      else {
        const { datasets } = await land.parse(file);
        for (const dataset of datasets) checkDataset(dataset);
        outcomes.read += 1;
      }
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
      expect((error as SourceError).place).not.toBe('');
      outcomes.refused += 1;
    }
  }
  expect(outcomes.read).toBeGreaterThan(30);
  expect(outcomes.refused).toBeGreaterThan(5);
});

describe('not claimed', () => {
  const record = [1, 1, 1, 0, 0, 0.1, 3.2, 0, 0];
  test.each<[string, Sheets]>([
    [
      'Arbin',
      {
        'Channel_1-008': [
          ['Data_Point', 'Test_Time(s)', 'Step_Time(s)', 'Cycle_Index', 'Step_Index', 'Current(A)', 'Voltage(V)'],
          record,
        ],
      },
    ],
    [
      'newer Arbin',
      {
        Channel_1_1: [
          ['Data Point', 'Cycle Index', 'Step Index', 'Test Time (s)', 'Step Time (s)', 'Current (A)', 'Voltage (V)'],
          record,
        ],
      },
    ],
    [
      'Maccor',
      {
        Sheet1: [
          ['Rec', 'Cycle P', 'Step', 'Test Time', 'Step Time', 'Current', 'Voltage', 'MD', 'ES', 'DPt Time'],
          record,
        ],
      },
    ],
    [
      'Maccor text',
      {
        Data: [
          ['Rec#', 'Cyc#', 'Step', 'TestTime', 'StepTime', 'Amp-hr', 'Watt-hr', 'Amps', 'Volts', 'State', 'ES'],
          record,
        ],
      },
    ],
    [
      'Neware',
      {
        cycle: [
          ['Cycle Index', 'Chg. Cap.(mAh)', 'DChg. Cap.(mAh)'],
          [1, 2, 3],
        ],
        step: [
          ['Cycle Index', 'Step Index', 'Step Type', 'Step Time'],
          [1, 1, 'CC Chg', 3],
        ],
        record: [
          ['DataPoint', 'Cycle Index', 'Step Index', 'Step Type', 'Time', 'Total Time', 'Current(A)', 'Voltage(V)'],
          record,
        ],
        log: [['Time', 'Event']],
      },
    ],
    [
      'Neware in Chinese',
      {
        循环层: [
          ['循环号', '充电容量(mAh)', '放电容量(mAh)'],
          [1, 2, 3],
        ],
        记录层: [['数据序号', '循环号', '工步号', '工步类型', '时间', '总时间', '电流(A)', '电压(V)'], record],
      },
    ],
    ['battery data format', { Sheet1: [['Test Time / s', 'Voltage / V', 'Current / A', 'Cycle Count / 1'], record] }],
    [
      'samples',
      {
        samples: [
          ['id', 'cycle', 'step', 'mode', 'active mass', 'note'],
          ['A1', 1, 2, 'x', '1.2 mg', 'Record'],
        ],
      },
    ],
    [
      'depth profile',
      {
        NDP: [
          ['Depth/nm', 'Li/at.%', 'sigma'],
          [1, 2, 3],
        ],
      },
    ],
    [
      'titles alone',
      {
        Sheet1: [
          ['Cycle 1', null, 'Cycle 2'],
          [1, 2, 3],
        ],
      },
    ],
  ])('%s', async (_, sheets) => {
    for (const bookType of ['xlsx', 'biff8'] as const) {
      expect(await land.claims(memoryFile(PATH, workbookFile(sheets, { bookType })))).toBe(false);
    }
  });
});
