/** Workbooks from real cyclers check themselves: their cycle and step tables against what the records add up to. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { read as readBook, utils } from 'xlsx';
import { land } from '../../../parsers/land/index.ts';
import { cycledTests } from '../../../src/analysis/cycling/cycled-test.ts';
import { type Cycle, findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { cyclesStage } from '../../../src/analysis/cycling/cycles-stage.ts';
import { findSteps } from '../../../src/analysis/cycling/steps.ts';
import { readDataFile } from '../../../src/engine/read.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { MODES } from '../../../src/model/schema.ts';
import { memoryFile, SourceError } from '../../../src/model/source.ts';
import { damagedCopies } from '../../io/workbook-fixtures.ts';
import { sharedData } from '../../shared-data.ts';
import { capacities, near, read } from './reading.ts';

type Row = Record<string, number | string>;

const FOLDER = sharedData('cyclers/land-xlsx');
const BLANK = 'landt_processing_blank.xlsx';
const BAD = 'LSEDS_4Vcutoff_alclad_004_8.xlsx';
const NAMES = FOLDER === undefined ? [] : readdirSync(FOLDER).filter((name) => name !== BLANK);

function bytesOf(name: string): Uint8Array {
  return readFileSync(path.join(FOLDER!, name));
}

/** Sheets by another reader; `rows` counts the header. */
function sheetRows(bytes: Uint8Array, sheet: string, rows = 0): Row[] {
  const book = readBook(bytes, { sheets: [sheet], ...(rows === 0 ? {} : { sheetRows: rows }) });
  return utils.sheet_to_json<Row>(book.Sheets[sheet]!);
}

/** Test time of a record sheet's cell in s. */
function seconds(cell: number | string | undefined): number {
  if (typeof cell === 'number') return Math.round(cell * 86_400);
  const [days = '', clock = ''] = String(cell).split('-');
  const [hours = '', minutes = '', rest = ''] = clock.split(':');
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

test.skipIf(FOLDER === undefined)('there are workbooks to check', () => {
  expect(NAMES.length).toBeGreaterThan(0);
  expect(NAMES).toContain(BAD);
});

describe.each(NAMES)('%s', (name) => {
  const bytes = bytesOf(name);
  const table = sheetRows(bytes, 'Cycle-Tab');
  const steps = sheetRows(bytes, 'Step-Tab');
  let reading: Promise<{ dataset: DatasetOf<'cycling'>; cycles: Map<number, Cycle> }> | undefined;
  const parsed = () => {
    reading ??= read(bytes, name).then(({ dataset, issues }) => {
      expect(issues).toEqual([]);
      return { dataset, cycles: new Map(findCycles(dataset, undefined).map((cycle) => [cycle.number, cycle])) };
    });
    return reading;
  };

  test('capacities, efficiency, energies and median voltages of every cycle', async () => {
    const { dataset, cycles } = await parsed();
    const sums = capacities(dataset);
    expect(table.length).toBeGreaterThan(0);
    expect([...cycles.keys()]).toEqual([...new Set(table.map((row) => row['Cycle']))]);
    for (const row of table) {
      const number = Number(row['Cycle']);
      const { charge, discharge } = cycles.get(number)!;
      near(charge.capacity * 1e3, Number(row['CapC/mAh']), 1e-3, `CapC of cycle ${number}`);
      near(discharge.capacity * 1e3, Number(row['CapD/mAh']), 1e-3, `CapD of cycle ${number}`);
      near(sums.get(number)!.charge, Number(row['CapC/mAh']), 1e-3, `added CapC of cycle ${number}`);
      near(sums.get(number)!.discharge, Number(row['CapD/mAh']), 1e-3, `added CapD of cycle ${number}`);
      const efficiency = charge.capacity > 0 ? (100 * discharge.capacity) / charge.capacity : 0;
      near(efficiency, Number(row['Efficiency/%']), 0.05, `efficiency of cycle ${number}`);
      near(charge.energy * 1e3, Number(row['EnergyC/mWh']), 2e-3, `EnergyC of cycle ${number}`);
      near(discharge.energy * 1e3, Number(row['EnergyD/mWh']), 2e-3, `EnergyD of cycle ${number}`);
      const median = (half: typeof charge) => (half.capacity > 0 ? half.medianPotential : 0);
      near(median(charge), Number(row['MedVoltC/V']), 1e-3, `MedVoltC of cycle ${number}`);
      near(median(discharge), Number(row['MedVoltD/V']), 1e-3, `MedVoltD of cycle ${number}`);
    }
  });

  test('capacity, energy, kind, duration and potentials of every step', async () => {
    const { dataset } = await parsed();
    const found = findSteps(dataset.columns);
    const modes: Record<string, string> = {
      Rest: 'rest rest',
      'CC-Rate': 'charge constant-current',
      'DC-Rate': 'discharge constant-current',
      CVC: 'charge constant-voltage',
    };
    expect(found.map(({ first }) => dataset.columns.step![first])).toEqual(steps.map((row) => row['Step']));
    steps.forEach((row, i) => {
      const { charge, energy, direction, mode, first, last } = found[i]!;
      near(Math.abs(charge) * 1e3, Number(row['Capacity/mAh']), 1e-3, `capacity of step ${i + 1}`);
      near(Math.abs(energy) * 1e3, Number(row['Power/mWh']), 2e-3, `energy of step ${i + 1}`);
      expect(`${direction} ${mode}`).toBe(modes[String(row['Mode'])]);
      near(dataset.columns.step_time![last]!, seconds(row['Period']), 1, `period of step ${i + 1}`);
      near(dataset.columns.potential[first]!, Number(row['StartVolt/V']), 5e-4, `start of step ${i + 1}`);
      near(dataset.columns.potential[last]!, Number(row['EndVolt/V']), 5e-4, `end of step ${i + 1}`);
    });
  });

  test('retention is counted from the largest discharge capacity', async () => {
    const { cycles } = await parsed();
    const listed = table.filter((row) => row['RetentionD/%'] !== undefined);
    const largest = Math.max(...[...cycles.values()].map(({ discharge }) => discharge.capacity));
    for (const row of listed) {
      const share = cycles.get(Number(row['Cycle']))!.discharge.capacity / largest;
      near(100 * share, Number(row['RetentionD/%']), 0.01, `retention of cycle ${row['Cycle']}`);
    }
    expect(listed.length).toBe('RetentionD/%' in table[0]! ? table.length : 0);
  });

  test('the first records as another reader shows them, with the first one after a day', async () => {
    const { dataset } = await parsed();
    const { columns } = dataset;
    const rows = sheetRows(bytes, 'Record-Tab', 600);
    const first = rows.findIndex((row) => typeof row['TestTime'] === 'string');
    expect(first).toBeGreaterThan(0);
    expect(columns.time[first - 1]).toBeLessThan(86_400);
    expect(columns.time[first]).toBeGreaterThanOrEqual(86_400);
    rows.forEach((row, i) => {
      expect(columns.time[i]).toBe(seconds(row['TestTime']));
      expect(columns.record![i]).toBe(row['Record']);
      expect(columns.cycle![i]).toBe(row['Cycle-Index']);
      near(columns.current[i]! * 1e3, Number(row['Current/mA']), 1e-9);
      near(columns.potential[i]!, Number(row['Voltage/V']), 1e-12);
      near(columns.clock![i]!, (Number(row['SysTime']) - 25_569) * 86_400, 1e-3);
      const word = { R: 'rest', CVC: 'constant-voltage' }[String(row['Step-State'])] ?? 'constant-current';
      expect(MODES[columns.mode![i]!]).toBe(word);
    });
  });

  test('the implied mass explains every specific capacity within its rounding', async () => {
    const { dataset } = await parsed();
    for (const row of table.filter(({ 'SpeCapC/mAh/g': specific }) => Number(specific) > 0)) {
      const specific = Number(row['SpeCapC/mAh/g']);
      const slack = 0.05 + specific * (1e-4 / Number(row['CapC/mAh']) + 1e-3);
      near(Number(row['CapC/mAh']) / dataset.activeMass!, specific, slack, `cycle ${row['Cycle']}`);
    }
  });
});

describe.skipIf(FOLDER === undefined)('poor files', () => {
  test('the bad cell gives issues', async () => {
    const { dataset } = await read(bytesOf(BAD), BAD);
    const sample = { id: 'cell', group: 'cell', exclude: [], layers: [], files: [] };
    const cell = {
      sample,
      role: undefined,
      roleInferred: false,
      mass: undefined,
      area: undefined,
      nominalCapacity: undefined,
    };
    const { tests } = cycledTests([dataset], undefined);
    const { issues } = cyclesStage.run({ cell, datasets: [dataset], tests, tables: new Map(), options: {} });
    expect(issues.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['CYCLE_INCOMPLETE', 'EFFICIENCY_IMPLAUSIBLE']),
    );
  });

  test('the blank workbook is not recognised, with what was seen in it', async () => {
    for (const [named, code] of [
      [false, 'FILE_UNKNOWN'],
      [true, 'FILE_UNKNOWN_NAMED'],
    ] as const) {
      const { datasets, issues } = await readDataFile(FOLDER!, BLANK, { named });
      expect(datasets).toEqual([]);
      expect(issues.map((found) => found.code)).toEqual([code]);
      expect(issues[0]!.message).toContain('Sheet1 (empty)');
    }
  });

  test('damaged copies of the smallest workbook are refused, or read as if whole', async () => {
    const [smallest] = NAMES.map(bytesOf).sort((a, b) => a.length - b.length);
    const whole = (await read(smallest!)).dataset.length;
    for (const [label, bytes] of damagedCopies(smallest!, 40, 40)) {
      const file = memoryFile('cell.xlsx', bytes);
      try {
        if (!(await land.claims(file))) continue;
        const { datasets } = await land.parse(file);
        expect(
          datasets.reduce((sum, { length }) => sum + length, 0),
          label,
        ).toBeLessThanOrEqual(whole);
      } catch (error) {
        expect(error, label).toBeInstanceOf(SourceError);
      }
    }
  });
});
