import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bdf } from '../../../parsers/bdf/index.ts';
import { readHeader } from '../../../parsers/bdf/terms.ts';
import { PARSERS } from '../../../parsers/index.ts';
import { MODES } from '../../../src/model/schema.ts';
import { sharedData } from '../../shared-data.ts';
import { cycling } from '../delimited/reading.ts';
import { column, expectRobust, expectWellFormed, rawFile, sourceError } from '../support.ts';

const LABELS = 'Test Time / s,Voltage / V,Current / A';
const NAMES = 'test_time_second,voltage_volt,current_ampere';

async function read(text: string) {
  const file = rawFile(text);
  const result = await bdf.parse(file);
  expectWellFormed(result, file, bdf);
  return { ...result, dataset: cycling(result) };
}

describe('claims', () => {
  test.each([
    [`${LABELS}\n0,3.7,0.1\n`, true],
    [`${NAMES}\n0,3.7,0.1\n`, true],
    ['\ufeffCycle Count / 1;Current / mA;Voltage / V;Test Time / h\r\n', true],
    ['Test Time / s,Voltage / V\n0,1\n', false],
    ['Test Time,Voltage,Current\n0,1,1\n', false],
    ['', false],
  ])('%j: %s', async (text, expected) => {
    expect(await bdf.claims(rawFile(text))).toBe(expected);
  });

  test('no other parser claims such a file', async () => {
    const file = rawFile(`${LABELS}\n0,3.7,0.1\n1,3.7,0.1\n`);
    const claimants = [];
    for (const parser of PARSERS) if (await parser.claims(file)) claimants.push(parser.id);
    expect(claimants).toEqual(['bdf']);
  });
});

test.each([
  ['Test Time / s', 'test time', 's'],
  ['test_time_second', 'test time', 's'],
  ['test_time_millisecond', 'test time', 'ms'],
  ['Cycle Count / 1', 'cycle count', ''],
  ['cycle_count', 'cycle count', ''],
  ['Step ID', 'step id', ''],
  ['Charge Capacity / Ah', 'charging capacity', 'Ah'],
  ['cycle_discharging_capacity_ah', 'cycle discharging capacity', 'Ah'],
  ['temperature_t1_celsius', 'temperature t1', 'degC'],
  ['Surface Temperature T1 / degC', 'surface temperature t1', 'degC'],
])('header %s', (header, quantity, unit) => {
  expect(readHeader(header)).toEqual({ quantity, unit });
});

test('units are those of the header', async () => {
  const { dataset } = await read(
    'Test Time / h,Voltage / mV,Current / mA,Step Time / min\n0,3700,100,0\n0.5,3600,100,30\n',
  );
  const { time, potential, current, step_time } = dataset.columns;
  expect([time[1], potential[1], current[1], step_time?.[1]]).toEqual([1800, 3.6, 0.1, 1800]);
  const error = await sourceError(bdf, rawFile('Test Time / s,Voltage / V,Current / mA/cm2\n0,1,1\n'));
  expect([error.place, error.remedy]).toEqual(['1:27', "the format's unit is A"]);
});

test('recommended and optional quantities; the rest is kept as it is', async () => {
  const header = `${NAMES},unix_time_second,cycle_count,step_id,step_type,record_index,temperature_t1_celsius,ambient_temperature_celsius,power_watt`;
  const { dataset } = await read(
    `${header}\n0,3.7,0,1714487599,3,7,REST,1,25,20,0\n1,3.7,0.1,1714487600,3,8,CC_CHG,2,26,21,1\n`,
  );
  expect(dataset.started).toBe('2024-04-30T14:33:19');
  expect(dataset.meta['time zone of the clock']).toBe('UTC');
  for (const [name, values] of Object.entries({ cycle: [3, 3], step: [7, 8], record: [1, 2], temperature: [25, 26] })) {
    expect(column(dataset, name), name).toEqual(values);
  }
  expect([...dataset.columns.mode!].map((code) => MODES[code])).toEqual(['rest', 'constant-current']);
  expect(dataset.extras.map(({ name, unit }) => [name, unit])).toEqual([
    ['ambient_temperature_celsius', 'degC'],
    ['power_watt', 'W'],
  ]);
});

test('a step index that counts points is none; one that repeats is the step', async () => {
  const counting = await read(`${LABELS},Step Index / 1\n0,1,1,1\n1,1,1,2\n2,1,1,1\n`);
  expect(counting.dataset.columns.step).toBeUndefined();
  expect(counting.dataset.extras.map(({ name }) => name)).toEqual(['Step Index / 1']);
  const numbers = await read(`${LABELS},Step Index / 1\n0,1,1,4\n1,1,1,4\n2,1,1,5\n`);
  expect(column(numbers.dataset, 'step')).toEqual([4, 4, 5]);
});

describe('capacities', () => {
  /** 1 A for two hours in, one hour out; hourly records. */
  const time = [0, 3600, 7200, 10_800];
  const current = [1, 1, 1, -1];
  const table = (names: string, cells: readonly (readonly number[])[]) =>
    `${LABELS},Cycle Count / 1,${names}\n${time.map((t, i) => `${t},3,${current[i]},1,${cells.map((c) => c[i]).join(',')}\n`).join('')}`;

  test.each([
    [
      'of the test',
      'Charging Capacity / Ah,Discharging Capacity / Ah',
      [
        [0, 1, 2, 2],
        [0, 0, 0, 1],
      ],
    ],
    [
      'of the step',
      'Step Charging Capacity / Ah,Step Discharging Capacity / Ah',
      [
        [0, 1, 2, 0],
        [0, 0, 0, 1],
      ],
    ],
    ['net', 'Net Capacity / Ah', [[0, 1, 2, 1]]],
    [
      'net before others',
      'Charging Capacity / Ah,Discharging Capacity / Ah,Net Capacity / Ah',
      [
        [0, 1, 2, 2],
        [0, 0, 0, 9],
        [0, 1, 2, 1],
      ],
    ],
    ['without sign', 'Step Cumulative Capacity / Ah', [[0, 1, 2, 1]]],
    ['cumulative', 'Cumulative Capacity / Ah', [[0, 1, 2, 3]]],
  ])('%s', async (_, names, cells) => {
    const text = table(names, cells);
    const { datasets, issues } = await bdf.parse(rawFile(text));
    expect(column(datasets[0], 'charge')).toEqual([0, 1, 2, 1]);
    expect(issues).toEqual([]);
  });
});

describe('sign of the current', () => {
  const header = `${LABELS},Step Type`;

  test('reversed where the file itself contradicts it throughout, and reported', async () => {
    const { dataset, issues } = await read(`${header}\n0,3,0,rest\n1,3,1,discharge\n2,3,1,discharge\n3,3,-1,charge\n`);
    expect(column(dataset, 'current')).toEqual([0, -1, -1, 1]);
    expect(issues.map(({ code, place }) => `${code} ${place}`)).toEqual(['CURRENT_SIGN_REVERSED 1:27']);
  });

  test('kept where the file contradicts it in part', async () => {
    const { dataset, issues } = await read(`${header}\n1,3,1,discharge\n2,3,-1,discharge\n3,3,1,charge\n`);
    expect(column(dataset, 'current')).toEqual([1, -1, 1]);
    expect(issues.map(({ code, place }) => `${code} ${place}`)).toEqual(['CURRENT_SIGN_CONTRADICTED 2:1']);
  });

  test('kept where a net charge alone goes against it: which of the two is wrong cannot be told', async () => {
    const { dataset, issues } = await read(`${LABELS},Net Capacity / Ah\n0,3,1,0\n3600,3,1,-1\n7200,3,1,-2\n`);
    expect(column(dataset, 'current')).toEqual([1, 1, 1]);
    expect(issues.map(({ code }) => code)).toEqual(['CURRENT_SIGN_CONTRADICTED']);
  });
});

test('damaged files give fewer rows or an error with a place', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${i * 10},${3 + i / 100},0.1,1,${i / 3600}`);
  const text = `${LABELS},Cycle Count / 1,Net Capacity / Ah\n${rows.join('\n')}\n`;
  await expectRobust(bdf, new TextEncoder().encode(text));
});

const batmo = sharedData('cyclers/other/batmo_bdf.csv');
const sample = sharedData('cyclers/other/sample.bdf.csv');

test.skipIf(batmo === undefined)(
  'BattMo: hours, a current positive on discharge, capacities that restart with each step',
  async () => {
    const file = rawFile(readFileSync(batmo!));
    const result = await bdf.parse(file);
    const dataset = cycling(result);
    expect(dataset.length).toBe(21_206);
    expect(result.issues.map(({ code }) => code)).toEqual(['CURRENT_SIGN_REVERSED']);
    const { time, current, charge, cycle, step } = dataset.columns;
    expect(time.at(-1)).toBeCloseTo(392.077777777778 * 3600, 6);
    expect([cycle![0], cycle!.at(-1), Math.max(...step!)]).toEqual([1, 109, 5]);
    // By the file's own step types: discharge lowers the charge and has a negative current.
    const types = dataset.extras.find(({ name }) => name === 'Step Type / 1')!.values as readonly string[];
    const sign = { charge: 1, discharge: -1, rest: 0 } as Record<string, number>;
    expect(types.every((type, i) => Math.sign(current[i]!) === sign[type])).toBe(true);
    // Sum of the last readings of all steps, taken from the file by an independent script.
    expect(charge!.at(-1)).toBeCloseTo(-0.110423, 5);
  },
);

test.skipIf(sample === undefined)('the sample of the format itself', async () => {
  const { dataset, issues } = await read(readFileSync(sample!, 'utf8'));
  expect(column(dataset, 'time')).toEqual([0, 1, 2]);
  expect(column(dataset, 'potential')).toEqual([3.7, 3.6, 3.5]);
  expect(issues).toEqual([]);
});
