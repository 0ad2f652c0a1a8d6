/** Files of cyclers that have no parser of their own, read by a map; the counters of each file are its oracle. */
import { describe, expect, test } from 'vitest';
import type { DatasetOf, ParseResult } from '../../../src/model/dataset.ts';
import { sharedData } from '../../shared-data.ts';
import { cycling, readShared, type TableMap } from './reading.ts';

const MACCOR_WORDS = { C: 'charge', D: 'discharge', R: 'rest' };
const AMPERE_UNITS = { potential: 'V', current: 'A', unsigned_capacity: 'Ah', unsigned_energy: 'Wh' };

/** Charge in Ah by the trapezoid rule. */
function integral({ columns: { time, current }, length }: DatasetOf<'cycling'>): number {
  let charge = 0;
  for (let i = 1; i < length; i++) charge += ((current[i]! + current[i - 1]!) / 2) * ((time[i]! - time[i - 1]!) / 3600);
  return charge;
}

/** Largest |net charge| since the start: what a difference is measured against. */
function swing({ columns: { charge } }: DatasetOf<'cycling'>): number {
  if (charge === undefined) throw new Error('no net charge');
  return charge.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function expectCountersToAgree(result: ParseResult, share: number): DatasetOf<'cycling'> {
  const dataset = cycling(result);
  const { charge, energy } = dataset.columns;
  expect(Math.abs(integral(dataset) - charge!.at(-1)!) / swing(dataset)).toBeLessThan(share);
  expect(energy!.at(-1)! / charge!.at(-1)!).toBeGreaterThan(0);
  expect(result.issues.map(({ code }) => code).filter((code) => code === 'CURRENT_SIGN_CONTRADICTED')).toEqual([]);
  return dataset;
}

function fates(dataset: DatasetOf<'cycling'>, fate: string): string[] {
  return dataset.fates.filter((found) => found.fate === fate).map(({ source }) => source);
}

const MACCOR: TableMap = {
  columns: {
    time: 'Test Time',
    step_time: 'Step Time',
    potential: 'Voltage',
    current: 'Current',
    cycle: 'Cycle',
    step: 'Step',
    mode: 'MD',
    clock: 'DPT Time',
    unsigned_capacity: 'Capacity',
    unsigned_energy: 'Energy',
  },
  units: AMPERE_UNITS,
  words: MACCOR_WORDS,
};
const MACCOR_1: TableMap = {
  ...MACCOR,
  columns: {
    time: 'TestTime',
    step_time: 'StepTime',
    potential: 'Volts',
    current: 'Amps',
    cycle: 'Cyc#',
    step: 'Step',
    mode: 'State',
    clock: 'DPt Time',
    unsigned_capacity: 'Amp-hr',
    unsigned_energy: 'Watt-hr',
  },
};
const MACCOR_2: TableMap = {
  columns: {
    time: 'TestTime',
    step_time: 'StepTime',
    potential: 'Voltage [V]',
    current: 'Current [A]',
    cycle: 'Cycle C',
    step: 'Step',
    mode: 'Md',
    clock: 'DPT Time',
    unsigned_capacity: 'Cap. [Ah]',
    unsigned_energy: 'Ener. [Wh]',
  },
  units: { time: 'min', step_time: 'min' },
  words: MACCOR_WORDS,
};
const PEC: TableMap = {
  columns: {
    time: 'Total Time (Seconds)',
    step_time: 'Step Time (Seconds)',
    potential: 'Voltage (mV)',
    current: 'Current (mA)',
    cycle: 'Cycle',
    step: 'Step',
    clock: 'Real Time',
    charge_capacity: 'Charge Capacity (mAh)',
    discharge_capacity: 'Discharge Capacity (mAh)',
    charge_energy: 'Charge Capacity (mWh)',
    discharge_energy: 'Discharge Capacity (mWh)',
    temperature: 'Cell surface temperature (°C)',
  },
};
const BASYTEC: TableMap = {
  columns: {
    time: '~Time[s]',
    step_time: 't-Step[s]',
    potential: 'U[V]',
    current: 'I[A]',
    cycle: 'Cyc-Count',
    charge: 'Ah[Ah]',
    energy: 'Wh[Wh]',
    mode: 'Command',
    temperature: '#23',
  },
  units: { temperature: 'degC' },
  words: { Pause: 'rest', Charge: 'charge' },
};

const maccor = sharedData('cyclers/maccor/maccor.txt');
const maccor1 = sharedData('cyclers/maccor/maccor_001.txt');
const maccor2 = sharedData('cyclers/maccor/maccor_002.txt');
const pec = sharedData('cyclers/other/pec.csv');
const basytec = sharedData('cyclers/other/sample_data_basytec.txt');

describe('Maccor', () => {
  test.skipIf(maccor === undefined)('elapsed times, a state column, months before days', async () => {
    const dataset = expectCountersToAgree(await readShared(maccor!, MACCOR), 0.005);
    expect(dataset.length).toBe(342);
    expect(dataset.started).toBe('2023-11-28T10:45:55');
    expect([...dataset.columns.time.slice(0, 3), dataset.columns.time.at(-1)]).toEqual([0, 1, 2, 4225.56]);
    // The last reading of the file's own counters, which restarted with the one charge step.
    expect(dataset.columns.charge?.at(-1)).toBeCloseTo(0.153, 12);
    expect(dataset.columns.energy?.at(-1)).toBeCloseTo(0.556, 12);
    expect(fates(dataset, 'extra')).toEqual(['Rec', 'ES', 'Aux #1', 'Units']);
  });

  test.skipIf(maccor1 === undefined)('a current without a sign gets that of the state', async () => {
    const result = await readShared(maccor1!, MACCOR_1);
    const dataset = expectCountersToAgree(result, 0.0005);
    const { current, step } = dataset.columns;
    expect(dataset.length).toBe(6704);
    const stepsOf = (sign: number) => [...new Set(step!.filter((_, i) => Math.sign(current[i]!) === sign))];
    expect(stepsOf(-1)).toEqual([2, 7, 12, 17, 22]);
    expect(stepsOf(1)).toEqual([4, 5, 9, 10, 14, 15, 19, 20]);
    // Step 2 discharges from the first record on; its last counter reading is what has passed when step 3 starts.
    expect(dataset.columns.charge![step!.indexOf(3)]).toBeCloseTo(-0.63781, 12);
    expect(result.issues.map(({ code }) => code)).toEqual(['STATE_WORDS_UNKNOWN']);
  });

  test.skipIf(maccor2 === undefined)('time in minutes, a blank line below the header, AM and PM', async () => {
    const dataset = expectCountersToAgree(await readShared(maccor2!, MACCOR_2), 0.001);
    expect(dataset.length).toBe(7446);
    expect(dataset.started).toBe('2021-05-11T15:40:24');
    // The clock of the PC and the test time run at the same speed.
    const { clock, time } = dataset.columns;
    expect(clock!.at(-1)! - clock![0]! - time.at(-1)!).toBeLessThan(2);
  });

  test.skipIf(maccor1 === undefined)('without words for the states the file is refused', async () => {
    const { words: _, ...map } = MACCOR_1;
    await expect(readShared(maccor1!, map)).rejects.toThrow(
      /:7:1: the current is never negative, and whether "D" is charge or discharge is not said \(write `words: \{D: charge\}`/,
    );
  });
});

test.skipIf(pec === undefined)('PEC: 32 lines above the header, counters that restart with the cycle', async () => {
  const dataset = expectCountersToAgree(await readShared(pec!, PEC), 0.0005);
  expect(dataset.length).toBe(16_255);
  expect(dataset.started).toBe('2019-02-22T16:23:27');
  const { charge, cycle, potential } = dataset.columns;
  expect(potential[0]).toBe(3.272632);
  // Cycle 0 discharges 11634.168 mAh by the file's own counter.
  expect(charge![cycle!.indexOf(1)]).toBeCloseTo(-11.634168, 9);
  expect(fates(dataset, 'mapped')).toHaveLength(12);
});

test.skipIf(basytec === undefined)('Basytec: signed counters, a column by its number', async () => {
  const dataset = expectCountersToAgree(await readShared(basytec!, BASYTEC), 0.001);
  expect(dataset.length).toBe(74);
  expect(dataset.columns.charge?.at(-1)).toBe(0.001248916998009);
  expect(dataset.columns.temperature?.[0]).toBe(25.47953);
});
