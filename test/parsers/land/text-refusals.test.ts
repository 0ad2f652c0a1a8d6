/** What a text export is refused or warned for, damage, and whose files are not LAND's. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../../parsers/index.ts';
import { landText } from '../../../parsers/land/text.ts';
import { memoryFile, SourceError } from '../../../src/model/source.ts';
import { sharedData } from '../../shared-data.ts';
import { column, expectContained, randomIntegers, rawFile, sourceError } from '../support.ts';
import type { Measurement } from './flavours.ts';
import { apart, encoded, plainStyle, TEXT_FLAVOURS, textOf } from './text-flavours.ts';
import { CHARGE_FIRST, cycleTruths, makeRecords } from './workbook.ts';

const MADE: Measurement = {
  steps: CHARGE_FIRST,
  rows: makeRecords(CHARGE_FIRST, 7200),
  truths: cycleTruths(CHARGE_FIRST),
};

async function readText(text: string) {
  const file = rawFile(text, 'raw/cell.csv');
  expect(await landText.claims(file)).toBe(true);
  return landText.parse(file);
}

const table = (header: string, ...rows: string[]) => [header, ...rows, ''].join('\n');

describe('times', () => {
  test('without a unit, as plain numbers', async () => {
    const text = table('TestTime,Current/mA,Voltage/V,SysTime', '0,1,3.1,-', '30,1,3.2,-');
    const { place, detail, remedy } = await sourceError(landText, rawFile(text));
    expect({ place, detail }).toEqual({
      place: '2:1',
      detail: 'column "TestTime" states no unit, and this cell is a plain number: "0"',
    });
    expect(remedy).toContain('TestTime/Sec');
  });

  test('without a unit, as plain numbers from some row on', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => `${i < 70 ? `0:00:${10 + (i % 50)}` : i},1,3,-`);
    const { place } = await sourceError(landText, rawFile(table('TestTime,Current/mA,Voltage/V,SysTime', ...rows)));
    expect(place).toBe('72:1');
  });

  test('of the step, without a unit, as plain numbers', async () => {
    const text = table('TestTime/Sec,StepTime,Current/mA,Voltage/V', '0,0,1,3.1', '30,30,1,3.2');
    expect((await sourceError(landText, rawFile(text))).place).toBe('2:2');
  });

  test('in hours, as on a clock from the second day on', async () => {
    const text = table('TestTime/h,Current/mA,Voltage/V,SysTime', '0.5,1,3.1,-', '23.5,1,3.2,-', '1-00:30:00,1,3.3,-');
    const { datasets } = await readText(text);
    expect(column(datasets[0], 'time')).toEqual([1800, 84_600, 88_200]);
  });
});

describe('cells', () => {
  const header = 'Record,TestTime/Sec,Current/mA,Capacity/mAh,Voltage/V,SysTime,AuxTemp/dC.,CycleNo';

  test('unreadable, missing and impossible ones are named', async () => {
    const text = table(
      header,
      '1,0,1,0,3.1,2022-07-27 13:45:17,-,1',
      '2,10,1,-0.5,3.2,2022-07-27 13:45:27,-,1',
      '3,20,1,0.01,3.3,yesterday,-,1',
      '4,30,1,,3.4,2022-07-27 13:45:47,-,one',
    );
    const { datasets, issues } = await readText(text);
    expect(column(datasets[0], 'cycle')).toEqual([1, 1, 1, Number.NaN]);
    const named = issues.filter(({ code }) => code === 'LAND_CELLS_UNREADABLE');
    expect(named.map(({ place }) => place).sort()).toEqual(['3:4', '5:4']);
    expect(named.map(({ message }) => message).join()).toContain('3 cells not understood, the first one holds "-0.5"');
  });

  test('a row without a potential is left out and named', async () => {
    const text = table(header, '1,0,1,0,3.1,-,-,1', '2,10,1,0,,-,-,1', '3,20,1,0,3.3,-,-,1');
    const { datasets, issues } = await readText(text);
    expect(column(datasets[0], 'time')).toEqual([0, 20]);
    const skipped = issues.find(({ code }) => code === 'LAND_ROWS_SKIPPED');
    expect(skipped?.place).toBe('3:1');
    const jump = issues.find(({ code }) => code === 'LAND_RECORDS_MISSING');
    expect(jump?.place).toBe('4:1');
  });

  test('a word where a potential should be', async () => {
    const text = table(header, '1,0,1,0,3.1,-,-,1', '2,10,1,0,overflow,-,-,1');
    expect((await sourceError(landText, rawFile(text))).place).toBe('3:5');
  });

  test('a state nobody knows', async () => {
    const text = table('TestTime/Sec,Current/mA,Voltage/V,StepStatus', '0,1,3.1,CCC', '10,1,3.2,Zap');
    const { issues } = await readText(text);
    const unknown = issues.find(({ code }) => code === 'LAND_UNKNOWN_STATE');
    expect(unknown).toMatchObject({ place: '3:4', message: 'unknown step states: Zap' });
  });
});

describe('directions', () => {
  const flavour = TEXT_FLAVOURS.find(({ name }) => name.startsWith('F8'))!;
  const unsigned = flavour
    .columns()
    .map(({ header, cell }) =>
      header === '电流/A' ? { header, cell: (row) => Math.abs(Number(cell(row))) } : { header, cell },
    ) as ReturnType<typeof flavour.columns>;

  test('tables side by side without signs are refused', async () => {
    const { detail } = await sourceError(landText, rawFile(textOf(apart(MADE, unsigned), plainStyle(flavour))));
    expect(detail).toContain('charge and discharge look alike');
  });

  test('tables side by side whose times start again are continued', async () => {
    const { datasets, issues } = await readText(textOf(apart(MADE, flavour.columns(), true), plainStyle(flavour)));
    expect(issues.filter(({ code }) => code === 'LAND_TIME_RESTARTED').map(({ place }) => place)).toEqual(['1:7']);
    const times = column(datasets[0], 'time');
    expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true);
    expect(times.at(-1)).toBe(36_000 + 27_000);
  });
});

describe('several tables', () => {
  const flavour = TEXT_FLAVOURS.find(({ name }) => name === 'F6 mixed')!;

  test('records first, many of them, then the cycles', async () => {
    const rows = flavour.rows(MADE, flavour.columns());
    const at = rows.findIndex(([cell]) => cell === 'Record');
    const many = makeRecords(CHARGE_FIRST, 600);
    const own = flavour.rows({ ...MADE, rows: many }, flavour.columns()).slice(at);
    const { datasets, issues } = await readText(textOf([...own, ...rows.slice(0, at)], plainStyle(flavour)));
    expect(datasets[0]?.length).toBe(many.length);
    expect(datasets[0]?.instrumentTables.map(({ name, length }) => `${name} ${length}`)).toEqual([
      'cycles 3',
      'steps 9',
    ]);
    expect(issues.filter(({ code }) => code === 'LAND_COUNTER_MISMATCH')).toEqual([]);
  });

  test('a cycle table that the records contradict', async () => {
    const rows = flavour
      .rows(MADE, flavour.columns())
      .map((row, i) => (i === 1 ? [row[0]!, 99, ...row.slice(2)] : row));
    const { issues } = await readText(textOf(rows, plainStyle(flavour)));
    expect(issues.find(({ code }) => code === 'LAND_COUNTER_MISMATCH')?.place).toBe('2:2');
  });

  test('rows that fit no header', async () => {
    const rows = flavour.rows(MADE, flavour.columns());
    const headers = [rows[0]!, rows.find(([cell]) => cell === 'Step')!, rows.find(([cell]) => cell === 'Record')!];
    const { place, detail } = await sourceError(
      landText,
      rawFile(textOf([...headers, [1, 2, 3]], plainStyle(flavour))),
    );
    expect(place).toBe('4:1');
    expect(detail).toContain('fits none of the headers above');
  });
});

describe('damage', () => {
  test.each(TEXT_FLAVOURS)('$name', async (flavour) => {
    const text = textOf(flavour.rows(MADE, flavour.columns()), plainStyle(flavour));
    const intact = encoded(text, 'utf-8');
    const rows = (await landText.parse(rawFile(intact))).datasets[0]!.length;
    const random = randomIntegers(4711);
    let refused = 0;
    for (let run = 0; run < 60; run++) {
      // A blow may break a line in two, or a header into rows: then there are more of them.
      const damaged = intact.slice();
      for (let hit = 0; hit <= run % 4; hit++) damaged[random(damaged.length)] = random(256);
      await containedOrTables(damaged, rows + 8);
      if ((await containedOrTables(intact.subarray(0, random(intact.length)), rows)) !== 'read') refused++;
    }
    expect(refused).toBeGreaterThan(0);
  });
});

/** A file cut before its records is no mistake of the reader's: it has no dataset, and says so. */
async function containedOrTables(bytes: Uint8Array, rows: number): Promise<string> {
  const file = rawFile(bytes);
  const tables = await landText.parse(file).then(
    ({ datasets, issues }) => datasets.length === 0 && issues.some(({ code }) => code === 'LAND_CYCLE_TABLE_ONLY'),
    (error: unknown) => {
      if (!(error instanceof SourceError)) throw error;
      return false;
    },
  );
  return tables ? 'tables' : expectContained(landText, bytes, rows);
}

describe('claims', () => {
  test.each(TEXT_FLAVOURS)('$name is claimed by this parser alone', async (flavour) => {
    const bytes = encoded(textOf(flavour.rows(MADE, flavour.columns()), plainStyle(flavour)), 'utf-8');
    const file = memoryFile('raw/cell.csv', bytes);
    const claimed = [];
    for (const parser of PARSERS) if (await parser.claims(file)) claimed.push(parser.id);
    expect(claimed).toEqual(['land-text']);
  });

  test.each([
    ['a table of samples', 'name,file,active_mass,role,cycle\nA1,raw/a1.xlsx,1.2 mg,cathode,3\n'],
    ['a list of results', 'cycle,capacity,efficiency\n1,150.2,99.1\n'],
    [
      'Arbin',
      'Data_Point,Date_Time,Test_Time(s),Step_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V)\n1,x,0,0,1,1,0,3\n',
    ],
    ['Neware', '循环号,充电容量(mAh),放电容量(mAh)\n1,2,3\n'],
    ['a plain table', 'TestTime/s,Current/A,Voltage/V\n0,1,3\n'],
    ['nothing', '\n'],
  ])('%s is not claimed', async (_, text) => {
    expect(await landText.claims(rawFile(text))).toBe(false);
  });

  const foreign = ['cyclers/maccor', 'cyclers/other', 'cyclers/biologic', 'cyclers/land-derived', 'impedance'];
  const folders = foreign.flatMap((folder) => sharedData(folder) ?? []);
  test.skipIf(folders.length === 0)('files of other makers are not claimed', async () => {
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf-8' })
        .map((name) => path.join(folder, name))
        .filter((name) => statSync(name).isFile() && statSync(name).size < 2e6),
    );
    expect(files.length).toBeGreaterThan(20);
    const claimed = [];
    for (const name of files) if (await landText.claims(memoryFile(name, readFileSync(name)))) claimed.push(name);
    expect(claimed).toEqual([]);
  });
});
