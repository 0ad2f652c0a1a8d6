import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../../parsers/index.ts';
import { landCex } from '../../../parsers/land-cex/index.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { readDataFile } from '../../../src/engine/read.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import type { DatasetOf, ParseResult } from '../../../src/model/dataset.ts';
import { MODES } from '../../../src/model/schema.ts';
import { tempFolder } from '../../temp-folder.ts';
import { codes, expectContained, expectWellFormed, randomIntegers, rawFile, sourceError } from '../support.ts';
import {
  CHARGE,
  cexFile,
  DISCHARGE,
  type FileTruth,
  LAYOUTS,
  type LayoutName,
  REST,
  rowsOf,
  type StepTruth,
  TWO_CYCLES,
  TWO_CYCLES_ROWS,
} from './cex-file.ts';

async function parse(truth: FileTruth): Promise<ParseResult> {
  const file = rawFile(cexFile(truth));
  expect(await landCex.claims(file)).toBe(true);
  const result = await landCex.parse(file);
  expectWellFormed(result, file, landCex);
  return result;
}

const steps = fc
  .array(
    fc.record({
      mode: fc.constantFrom(REST, CHARGE, DISCHARGE, 0x75, 0x76),
      processStep: fc.integer({ min: 0, max: 200 }),
      magnitude: fc.integer({ min: 200, max: 16_000 }),
      voltages: fc.array(fc.integer({ min: 9000, max: 10_000 }), { minLength: 3, maxLength: 12 }),
      // shorter than any step: a timer that restarts falls
      interval: fc.constantFrom(3000, 6000, 8000),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) => {
    const sign = (mode: number) => (mode === REST ? 0 : mode === CHARGE || mode === 0x76 ? 1 : -1);
    const made = list.map(({ magnitude, ...step }): StepTruth => ({ ...step, counts: sign(step.mode) * magnitude }));
    // without charge the scales cannot be found
    return [
      ...made,
      { mode: CHARGE, processStep: 1, counts: 5000, voltages: [9000, 9100, 9200, 9300], interval: 6000 },
    ];
  });

const fileTruth = fc
  .record({
    layout: fc.constantFrom(...(Object.keys(LAYOUTS) as LayoutName[])),
    secondsPerTick: fc.constantFrom(1, 0.01, 0.001),
    voltsPerCount: fc.constantFrom(5 / 16128, 5 / 32256),
    energyUnit: fc.constantFrom(1, 1e-3),
    restarts: fc.boolean(),
    stepMarker: fc.constantFrom(0xcc as const, 0xcd as const),
    currentRange: fc.constantFrom(0x0005, 0xc005, 0xe005),
    milligram: fc.integer({ min: 1, max: 99_999 }).map((thousandths) => thousandths / 1000),
    controls: fc.subarray([0x23, 0x33, 0x44, 0x88, 0x91, 0x92, 0xb1, 0xb2]),
    steps,
  })
  .map((truth) => (truth.layout.startsWith('float') ? { ...truth, energyUnit: 1 } : truth));

test('round trip: every layout, whatever the descriptions leave open', async () => {
  await fc.assert(
    fc.asyncProperty(fileTruth, async (truth) => {
      const { datasets, issues } = await parse(truth);
      const { columns, extras, activeMass, length } = datasets[0] as DatasetOf<'cycling'>;
      const rows = rowsOf(truth);
      expect(length).toBe(rows.length);
      expect(issues.map(({ code }) => code)).toEqual(['LAND_CEX_UNCONFIRMED']);
      expect(activeMass! * 1e3).toBeCloseTo(truth.milligram, 9);
      const total = rows.reduce((sum, { ampereHour }) => Math.max(sum, Math.abs(ampereHour)), 0);
      rows.forEach((row, i) => {
        expect(columns.time[i]! / row.second).toBeCloseTo(1, 9);
        expect(columns.step_time![i]! / row.stepSecond).toBeCloseTo(1, 6);
        expect(columns.potential[i]).toBeCloseTo(row.volt, 9);
        expect(columns.current[i]).toBeCloseTo(row.ampere, 12);
        expect(Math.abs(columns.charge![i]! - row.ampereHour)).toBeLessThan(2e-6 * total + 1e-9);
        expect(Math.abs(columns.energy![i]! - row.wattHour)).toBeLessThan(1e-5 * total + 1e-9);
        expect(columns.step![i]).toBe(row.step);
        const { mode, processStep } = truth.steps[row.step - 1]!;
        expect(MODES[columns.mode![i]!]).toBe(mode === REST ? 'rest' : 'constant-current');
        expect(extras[0]!.values[i]).toBe(processStep);
      });
    }),
    { numRuns: 60 },
  );
});

test('cycles as the analysis finds them, start and place of the channel', async () => {
  const only = (await parse(TWO_CYCLES)).datasets[0] as DatasetOf<'cycling'>;
  expect(checkDataset(only)).toEqual([]);
  const cycles = findCycles(only, 'cathode-half-cell');
  const milliampereHours = cycles.flatMap(({ charge, discharge }) => [charge.capacity * 1e3, discharge.capacity * 1e3]);
  const perRecord = ((3000 * 5) / 16128 / 3600) * 60;
  [20, 18, 17, 16].forEach((records, i) => {
    expect(milliampereHours[i]).toBeCloseTo(records * perRecord, 6);
  });
  expect(only.started).toBe('2019-05-06T07:08:09');
  expect(only.meta).toMatchObject({ box: '29', channel: '5', layout: '07 00 04 00 (float)' });
});

describe('only on request', () => {
  const root = tempFolder({ 'a.cex': cexFile(TWO_CYCLES) });

  test('otherwise the message points to it', async () => {
    const { datasets, issues } = await readDataFile(root, 'a.cex', { named: false });
    expect(datasets).toEqual([]);
    expect(issues.map(({ code }) => code)).toEqual(['FILE_UNKNOWN']);
    expect(issues[0]!.message).toContain('--format land-cex-experimental');
  });

  test('with --format it is read, with a warning', async () => {
    const { datasets, issues } = await readDataFile(root, 'a.cex', { named: true, format: 'land-cex-experimental' });
    expect(datasets[0]!.length).toBe(TWO_CYCLES_ROWS);
    expect(issues.map(({ code }) => code)).toEqual(['LAND_CEX_UNCONFIRMED']);
  });

  test('claimed by this parser alone, which claims nothing else', async () => {
    const file = rawFile(cexFile(TWO_CYCLES));
    for (const parser of PARSERS) expect(await parser.claims(file), parser.id).toBe(parser === landCex);
    for (const text of ['', 'time,potential\n1,2\n', '\u0010\u0011\t']) {
      expect(await landCex.claims(rawFile(text))).toBe(false);
    }
  });
});

describe('refusals', () => {
  const bytes = cexFile(TWO_CYCLES);
  const firstStep = 64 + (32 + 64) + (32 + 16) + (32 + 176) + 16;
  const changed = (at: number, values: readonly number[]) => {
    const copy = bytes.slice();
    copy.set(values, at);
    return rawFile(copy);
  };

  test.each([
    ['an unknown layout', 4, [3, 1, 1, 0], 4, '03 01 01 00'],
    ['another voltage range', 24, [10], 24, 'voltage range 0xa'],
    ['a current range of unknown scale', 26, [0x14, 0xc0], 26, 'current range 0xc014'],
    ['a block without its end', 64 + 16 + 64, [0xbc], 64 + 16 + 64, 'no end of the block'],
    ['a block that ends as another', 64 + 16 + 64 + 4, [0xab], 64 + 16 + 64, 'no end of the block'],
    ['a block of part of a slot', 64 + 6, [65], 64, '65 bytes'],
    ['an end without block', firstStep, [0xbb, 0xbb], firstStep, '0xffffbbbb'],
    ['an unknown marker', firstStep, [0x12, 0x34], firstStep, '0xffff3412'],
    ['an unknown control slot', firstStep, [0xcc, 0xcc, 0xff, 0xff, 0x99], firstStep, 'kind 0x99'],
    ['an event marked as a step', firstStep, [0xcd, 0xcc, 0xff, 0xff, 0x33], firstStep, 'kind 0x33'],
    ['a record before the first step', firstStep, [1, 0, 0, 0], firstStep, 'before the first step'],
    ['a capacity that is no number', firstStep + 24, [0, 0, 0xc0, 0x7f], firstStep + 16, 'capacity NaN'],
    ['a negative capacity', firstStep + 24, [0, 0, 0x80, 0xbf], firstStep + 16, 'capacity -1'],
    ['a timer that falls within a step', firstStep + 48, [0, 0, 0, 0], firstStep + 48, 'timer falls'],
  ])('%s', async (_, at, values, place, seen) => {
    const error = await sourceError(landCex, changed(at, values));
    expect(error.place).toBe(`@${place}`);
    expect(error.detail).toContain(seen);
    expect(error.remedy).not.toBe('');
  });

  test('a capacity counter that falls within a step', async () => {
    const charging = firstStep + 6 * 16;
    const error = await sourceError(landCex, changed(charging + 5 * 16 + 8, [0, 0, 0, 0]));
    expect(error.detail).toContain('capacity counter falls');
    expect(error.place).toBe(`@${charging + 5 * 16}`);
  });

  test('a file that ends within a block', async () => {
    expect((await sourceError(landCex, rawFile(bytes.slice(0, 100)))).detail).toContain('within the block');
  });

  test.each([
    ['no charge passes', { steps: TWO_CYCLES.steps.slice(0, 1) }, 'capacity counters'],
    ['another scale of the current', { secondsPerTick: 0.02 }, 'capacity counters'],
    ['another scale of the voltage', { voltsPerCount: 5 / 16128 / 3 }, 'energy counters'],
    ['another unit of energy', { energyUnit: 1e-6 }, 'energy counters'],
  ])('%s: the counters confirm nothing', async (_, more, seen) => {
    const made = cexFile({ ...TWO_CYCLES, ...more });
    // a file is written as described; only what it was measured with differs
    expect((await sourceError(landCex, rawFile(made))).detail).toContain(seen);
  });

  test('a timer of which nothing tells that it restarts but the charge', async () => {
    const [, charge, discharge] = TWO_CYCLES.steps as [StepTruth, StepTruth, StepTruth];
    const short = { ...charge, voltages: charge.voltages.slice(0, 3), interval: 1000 };
    const truth = { ...TWO_CYCLES, steps: [short, { ...discharge, interval: 9000, counts: -300 }] };
    expect((await parse(truth)).datasets[0]!.length).toBe(3 + 18);
    const error = await sourceError(landCex, rawFile(cexFile({ ...truth, restarts: true })));
    expect(error.detail).toContain('a timer that restarts');
  });
});

describe('what the user should know', () => {
  const charge = TWO_CYCLES.steps[1]!;
  test('a mode without known direction: the sign of the current decides', async () => {
    const result = await parse({ ...TWO_CYCLES, steps: [charge, { ...charge, mode: 0x1a, counts: -3000 }] });
    expect(codes(result)).toEqual(['LAND_CEX_UNCONFIRMED', 'LAND_UNKNOWN_STATE']);
    const { columns } = result.datasets[0] as DatasetOf<'cycling'>;
    expect(columns.charge!.at(-1)! / columns.charge![19]!).toBeCloseTo(0, 5);
  });

  test('a current against the mode', async () => {
    const result = await parse({ ...TWO_CYCLES, steps: [charge, { ...charge, mode: DISCHARGE }] });
    expect(codes(result)).toEqual(['LAND_CEX_UNCONFIRMED', 'LAND_SIGN_MISMATCH']);
    expect(result.issues[1]!.message).toContain('in 20 records');
  });
});

describe('damage', () => {
  const bytes = cexFile(TWO_CYCLES);

  test('cut at and within every slot', async () => {
    const outcomes = { read: 0, refused: 0 };
    for (let at = 0; at <= bytes.length; at += 16) {
      outcomes[await expectContained(landCex, bytes.subarray(0, at), TWO_CYCLES_ROWS)]++;
      const file = rawFile(bytes.subarray(0, at + 5));
      const outcome = await expectContained(landCex, file.bytes, TWO_CYCLES_ROWS);
      outcomes[outcome]++;
      if (outcome === 'read' && at < bytes.length) {
        expect(codes(await landCex.parse(file))).toContain('LAND_TEST_UNFINISHED');
      }
    }
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(20);
  });

  test('bytes overwritten at random', async () => {
    const random = randomIntegers(815);
    const outcomes = { read: 0, refused: 0 };
    for (let run = 0; run < 600; run++) {
      const copy = bytes.slice();
      for (let hit = 0; hit <= run % 5; hit++) copy[random(copy.length)] = random(256);
      outcomes[await expectContained(landCex, copy, TWO_CYCLES_ROWS)]++;
    }
    expect(outcomes.refused).toBeGreaterThan(50);
    expect(outcomes.read).toBeGreaterThan(50);
  });
});
