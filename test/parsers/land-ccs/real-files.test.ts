/** Files of real cyclers check themselves: stored increments against the current. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../../parsers/index.ts';
import { landCcs } from '../../../parsers/land-ccs/index.ts';
import { findSteps } from '../../../src/analysis/cycling/steps.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import type { DatasetOf, ParseResult } from '../../../src/model/dataset.ts';
import { sharedData } from '../../shared-data.ts';
import { codes, expectContained, expectWellFormed, randomIntegers, rawFile } from '../support.ts';

const CYCLERS = sharedData('cyclers');
const FOLDER = sharedData('cyclers/land-ccs');

interface Truth {
  readonly records: number;
  /** mAh of every step with records, by another reader. */
  readonly capacities: readonly number[];
  readonly directions: readonly string[];
  readonly cycles: readonly number[];
  readonly milligram: number;
  readonly codes: readonly string[];
  readonly started: string;
}

const TRUTHS: Readonly<Record<string, Truth>> = {
  'AA.ccs': {
    records: 85_756,
    capacities: [0, 0.143164],
    directions: ['rest', 'discharge'],
    cycles: [1, 1],
    milligram: 0.984,
    codes: [],
    started: '2023-03-15T17:11:02.825',
  },
  'BB.ccs': {
    records: 59_625,
    capacities: [0, 0, 0.270795, 0.360553, 0.373208, 0.387997, 0.362224, 0.273293],
    directions: ['rest', 'rest', 'discharge', 'charge', 'discharge', 'charge', 'discharge', 'charge'],
    cycles: [1, 1, 1, 1, 2, 2, 3, 3],
    milligram: 4.23,
    codes: ['RUN_ABORTED', 'LAND_TEST_PAUSED'],
    started: '2025-10-11T04:53:57.072',
  },
};

describe.skipIf(FOLDER === undefined).each(Object.entries(TRUTHS))('%s', (name, truth) => {
  const bytes = FOLDER === undefined ? new Uint8Array() : new Uint8Array(readFileSync(path.join(FOLDER, name)));
  let reading: Promise<ParseResult> | undefined;
  const parsed = async () => {
    reading ??= landCcs.parse(rawFile(bytes, name));
    const result = await reading;
    return { result, only: result.datasets[0] as DatasetOf<'cycling'> };
  };

  test('all records, and what is said about them', async () => {
    const { result, only } = await parsed();
    expectWellFormed(result, rawFile(bytes, name), landCcs);
    expect(checkDataset(only)).toEqual([]);
    expect(only.length).toBe(truth.records);
    expect(codes(result)).toEqual(truth.codes);
    expect(only.started).toBe(truth.started);
    expect(only.activeMass! * 1e3).toBeCloseTo(truth.milligram, 9);
    expect(only.meta['software']).toMatch(/^4\.3\.3\./);
  });

  test('every step: number, cycle, capacity, and charge and energy against the current', async () => {
    const { columns } = (await parsed()).only;
    const steps = new Map<
      number,
      { ampereHour: number; wattHour: number; cycle: number; before: number; last: number }
    >();
    for (let i = 0; i < columns.time.length; i++) {
      const number = columns.step![i]!;
      const step = steps.get(number) ?? {
        ampereHour: 0,
        wattHour: 0,
        cycle: columns.cycle![i]!,
        before: i - 1,
        last: i,
      };
      const first = step.before === i - 1;
      const hours = (columns.step_time![i]! - (first ? 0 : columns.step_time![i - 1]!)) / 3600;
      step.ampereHour += columns.current[i]! * hours;
      step.wattHour += columns.current[i]! * columns.potential[i]! * hours;
      step.last = i;
      expect(columns.cycle![i]).toBe(step.cycle);
      steps.set(number, step);
    }
    expect([...steps.keys()]).toEqual(truth.capacities.map((_, i) => i + 1));
    [...steps.values()].forEach(({ ampereHour, wattHour, cycle, before, last }, i) => {
      const stored = columns.charge![last]! - (columns.charge![before] ?? 0);
      const energy = columns.energy![last]! - (columns.energy![before] ?? 0);
      expect(cycle).toBe(truth.cycles[i]);
      expect(Math.abs(stored) * 1e3).toBeCloseTo(truth.capacities[i]!, 6);
      expect(Math.abs(stored - ampereHour)).toBeLessThanOrEqual(1e-4 * Math.abs(stored));
      expect(Math.abs(energy - wattHour)).toBeLessThanOrEqual(1e-4 * Math.abs(energy));
    });
  });

  test('the steps that the analysis finds', async () => {
    const { columns } = (await parsed()).only;
    expect(findSteps(columns).map(({ direction }) => direction)).toEqual(truth.directions);
  });

  test('a mean read time far below 100 ms', async () => {
    const from = performance.now();
    for (let run = 0; run < 5; run++) await landCcs.parse(rawFile(bytes, name));
    expect((performance.now() - from) / 5).toBeLessThan(100);
  });

  test('cut at 60 places and damaged at 60', async () => {
    const random = randomIntegers(bytes.length);
    for (let run = 0; run < 60; run++) {
      await expectContained(landCcs, bytes.subarray(0, random(bytes.length)), truth.records);
      const copy = bytes.slice(0, 0x8000);
      copy[random(copy.length)] = random(256);
      await expectContained(landCcs, copy, truth.records);
    }
  });
});

test.skipIf(FOLDER === undefined)('records before the cell makes contact are kept', async () => {
  const bytes = readFileSync(path.join(FOLDER!, 'BB.ccs'));
  const only = (await landCcs.parse(rawFile(bytes))).datasets[0] as DatasetOf<'cycling'>;
  expect([...only.columns.potential.subarray(0, 3)].map((volt) => volt.toFixed(3))).toEqual([
    '-1.419',
    '-1.419',
    '1.503',
  ]);
  expect([...only.columns.time.subarray(0, 3)]).toEqual([0.02, 0.021, 0.041]);
  expect(only.columns.clock![2]! - only.columns.clock![1]!).toBeCloseTo(22.462, 3);
});

test.skipIf(CYCLERS === undefined)('of all cycler files this parser claims its own, and no other does', async () => {
  const found = { own: 0, other: 0 };
  for (const entry of readdirSync(CYCLERS!, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = rawFile(readFileSync(path.join(entry.parentPath, entry.name)), entry.name);
    const isOwn = entry.name.endsWith('.ccs');
    expect(await landCcs.claims(file), entry.name).toBe(isOwn);
    found[isOwn ? 'own' : 'other']++;
    if (!isOwn) continue;
    for (const parser of PARSERS) expect(await parser.claims(file), parser.id).toBe(parser === landCcs);
  }
  expect(found.own).toBe(2);
  expect(found.other).toBeGreaterThan(10);
});
