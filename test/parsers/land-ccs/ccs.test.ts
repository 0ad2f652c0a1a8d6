import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../../parsers/index.ts';
import { landCcs } from '../../../parsers/land-ccs/index.ts';
import { cycledTests } from '../../../src/analysis/cycling/cycled-test.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import type { DatasetOf, ParseResult } from '../../../src/model/dataset.ts';
import { MODES } from '../../../src/model/schema.ts';
import type { RawFile } from '../../../src/model/source.ts';
import { codes, column, expectContained, expectWellFormed, randomIntegers, rawFile, sourceError } from '../support.ts';
import {
  ascii,
  CHANNEL_MS,
  CHARGE,
  ccsFile,
  constantCurrent,
  DISCHARGE,
  END,
  type FileTruth,
  GUIDS,
  HOST,
  REST,
  STARTED_MS,
  STOP,
  type StepTruth,
  TWO_CYCLES,
  TWO_CYCLES_ROWS,
} from './ccs-file.ts';

async function parse(truth: FileTruth): Promise<ParseResult> {
  const file = rawFile(ccsFile(truth));
  expect(await landCcs.claims(file)).toBe(true);
  const result = await landCcs.parse(file);
  expectWellFormed(result, file, landCcs);
  return result;
}

async function dataset(truth: FileTruth): Promise<DatasetOf<'cycling'>> {
  return (await parse(truth)).datasets[0] as DatasetOf<'cycling'>;
}

const place = ({ issues }: ParseResult, code: string) => issues.find((found) => found.code === code)?.place;

const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(1e-9), max: 8 });
const recordTruth = fc.record({
  interval: fc.integer({ min: 1, max: 1e6 }),
  volt: fc.float({ noNaN: true, min: -5, max: 5 }),
  ampere: float,
  ampereHour: float,
  wattHour: fc.float({ noNaN: true, min: -5, max: 5 }),
});
const stepTruth = fc.record({
  mode: fc.constantFrom(REST, CHARGE, DISCHARGE),
  cycle: fc.integer({ min: 0, max: 5000 }),
  processStep: fc.integer({ min: 0, max: 50 }),
  pause: fc.constantFrom(0, 0, 5000),
  perPage: fc.integer({ min: 1, max: 6 }),
  records: fc.array(recordTruth, { minLength: 1, maxLength: 20 }),
});

/** Rest without current, charge positive, discharge negative, as instruments write them. */
function signed(step: StepTruth): StepTruth {
  const records = step.records.map((truth) => {
    if (step.mode === REST) return { ...truth, ampere: 0, ampereHour: 0, wattHour: 0 };
    return { ...truth, ampere: step.mode === CHARGE ? truth.ampere : -truth.ampere };
  });
  return { ...step, records };
}

const fileTruth = fc.record({
  steps: fc.array(stepTruth.map(signed), { minLength: 1, maxLength: 8 }),
  end: fc.constantFrom(END, STOP),
  programmeSteps: fc.integer({ min: 1, max: 40 }),
  milligram: fc.integer({ min: 1, max: 99_999 }).map((thousandths) => thousandths / 1000),
});

describe('round trip', () => {
  test('every column of every record of any file', async () => {
    await fc.assert(
      fc.asyncProperty(fileTruth, async (truth) => {
        const { columns, extras, activeMass, length } = await dataset(truth);
        expect(activeMass! * 1e3).toBeCloseTo(truth.milligram, 9);
        let [row, seconds, ampereHours, wattHours, pauses] = [0, 0, 0, 0, 0];
        truth.steps.forEach((step, number) => {
          let inStep = 0;
          pauses += step.pause!;
          for (const { interval, volt, ampere, ampereHour, wattHour } of step.records) {
            seconds += interval;
            inStep += interval;
            ampereHours += ampere < 0 ? -ampereHour : ampereHour;
            wattHours += wattHour;
            expect(columns.time[row]).toBe(seconds / 1000);
            expect(columns.step_time![row]).toBe(inStep / 1000);
            expect(columns.potential[row]).toBe(volt);
            expect(columns.current[row]).toBe(ampere);
            expect(columns.charge![row]).toBeCloseTo(ampereHours, 9);
            expect(columns.energy![row]).toBeCloseTo(wattHours, 9);
            expect(columns.record![row]).toBe(row + 1);
            expect(columns.cycle![row]).toBe(step.cycle + 1);
            expect(columns.step![row]).toBe(number + 1);
            expect(columns.clock![row]).toBeCloseTo((STARTED_MS + seconds + pauses - truth.steps[0]!.pause!) / 1000, 3);
            expect(MODES[columns.mode![row]!]).toBe(step.mode === REST ? 'rest' : 'constant-current');
            expect(extras[0]!.values[row]).toBe(step.processStep + 1);
            row++;
          }
        });
        expect(length).toBe(row);
      }),
      { numRuns: 60 },
    );
  });

  test('the same from pieces of any size', async () => {
    const bytes = ccsFile(TWO_CYCLES);
    const whole = await landCcs.parse(rawFile(bytes));
    for (const size of [1, 7, 127, 128, 129, 1000, bytes.length]) {
      const pieces: RawFile = {
        ...rawFile(bytes),
        *blocks() {
          const buffer = new Uint8Array(size);
          for (let at = 0; at < bytes.length; at += size) {
            const piece = bytes.subarray(at, at + size);
            buffer.set(piece);
            yield buffer.subarray(0, piece.length);
          }
        },
      };
      expect(await landCcs.parse(pieces)).toEqual(whole);
    }
  });
});

test('capacities, cycles and modes as the analysis sees them', async () => {
  const { datasets, issues } = await parse(TWO_CYCLES);
  expect(issues).toEqual([]);
  expect(checkDataset(datasets[0]!)).toEqual([]);
  const [only] = cycledTests(datasets, 'cathode-half-cell').tests;
  expect(only).toBeDefined();
  const cycles = findCycles(datasets[0] as DatasetOf<'cycling'>, undefined);
  expect(cycles.map(({ number }) => number)).toEqual([1, 2]);
  const expected = [
    [20, 19],
    [18, 13],
  ];
  cycles.forEach(({ charge, discharge }, i) => {
    expect(charge.capacity).toBeCloseTo((expected[i]![0]! * 2e-4) / 360, 10);
    expect(discharge.capacity).toBeCloseTo((expected[i]![1]! * 2e-4) / 360, 10);
  });
});

describe('header', () => {
  const texts = {
    16: ascii('DefaultGroup'),
    // 测试一 in GB18030
    176: Uint8Array.from([0xb2, 0xe2, 0xca, 0xd4, 0xd2, 0xbb]),
    720: ascii('4.3.3.04161'),
    864: ascii('M340A1'),
    1844: ascii('LC-C@10'),
    1908: ascii('0.90-1.80 V\n0.1C'),
  };

  test('texts, mass, start; nothing that names the PC or identifies file and process', async () => {
    const only = await dataset({ ...TWO_CYCLES, texts });
    expect(only.meta).toEqual({
      'test name': '测试一',
      'process name': 'LC-C@10',
      'process description': '0.90-1.80 V 0.1C',
      software: '4.3.3.04161',
      'instrument serial number': 'M340A1',
      group: 'DefaultGroup',
      'group number': '2',
      channel: '7',
      'nominal capacity (mAh/g)': '308',
      'programme steps': '3',
      'time zone of the start': 'UTC',
      'channel clock at the start': '2013-01-08T03:04:05',
    });
    expect(only.started).toBe('2024-02-29T10:20:30.250');
    expect(only.activeMass).toBe(0.00142);
    const told = JSON.stringify(only);
    for (const personal of [HOST, ...GUIDS]) expect(told).not.toContain(personal);
  });

  test('without a start in the header the clock of the channel tells', async () => {
    const only = await dataset({ ...TWO_CYCLES, startedMs: 0 });
    expect(only.started).toBe('2013-01-08T03:04:05');
    expect(column(only, 'clock')[0]).toBe(CHANNEL_MS / 1000 + 1);
  });

  test('without any clock there is neither start nor clock column', async () => {
    const only = await dataset({ ...TWO_CYCLES, startedMs: 0, channelClockMs: 0 });
    expect(only.started).toBe('');
    expect(only.columns.clock).toBeUndefined();
    expect(only.fates.filter(({ fate }) => fate === 'empty')).toHaveLength(1);
  });

  test('no mass where none was typed', async () => {
    expect((await dataset({ ...TWO_CYCLES, milligram: 0 })).activeMass).toBeUndefined();
  });

  test('a header that does not describe its own length', async () => {
    const bytes = ccsFile(TWO_CYCLES);
    bytes[0x72c] = 4;
    expect(await sourceError(landCcs, rawFile(bytes))).toMatchObject({ place: `@${0x72c}` });
  });
});

describe('what the user should know', () => {
  const charge = (more: Partial<StepTruth> = {}): StepTruth => {
    return { mode: CHARGE, cycle: 0, processStep: 0, records: constantCurrent(6, 1000, 1e-3), ...more };
  };

  test.each([
    ['ended', END, []],
    ['stopped', STOP, ['RUN_ABORTED']],
    ['running', undefined, ['LAND_TEST_UNFINISHED']],
  ])('a test that is %s', async (_, end, expected) => {
    const result = await parse({ steps: [charge()], ...(end === undefined ? {} : { end }) });
    expect(codes(result)).toEqual(expected);
  });

  test('a mode that no file has shown: the sign of the current decides, charge and discharge', async () => {
    const records = [...constantCurrent(3, 1000, 1e-3), ...constantCurrent(2, 1000, -1e-3)];
    const result = await parse({ steps: [charge(), charge({ mode: 0x25, records })], end: END });
    expect(codes(result)).toEqual(['LAND_UNKNOWN_STATE']);
    expect(result.issues[0]!.message).toContain('0x25');
    expect(result.issues[0]!.place).toBe(`@${0xa00 + 2 * 128}`);
    const charges = column(result.datasets[0], 'charge').map((value) => value * 3.6e6);
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7].forEach((wanted, i) => {
      expect(charges[i]).toBeCloseTo(wanted, 5);
    });
    expect(MODES[column(result.datasets[0], 'mode').at(-1)!]).toBe('other');
  });

  test('an unknown mode without records is no matter', async () => {
    const result = await parse({ steps: [charge(), charge({ mode: 0x70, records: [] })], end: END });
    expect(result.issues).toEqual([]);
    expect(Math.max(...column(result.datasets[0], 'step'))).toBe(1);
  });

  test('a current against the step', async () => {
    const records = [...constantCurrent(3, 1000, 1e-3), ...constantCurrent(2, 1000, -1e-3)];
    const result = await parse({ steps: [charge({ records })], end: END });
    expect(codes(result)).toEqual(['LAND_SIGN_MISMATCH']);
    expect(result.issues[0]!.message).toContain('in 2 records');
    expect(place(result, 'LAND_SIGN_MISMATCH')).toBe(`@${0xa00 + 128 + 8 + 3 * 20}`);
    expect(column(result.datasets[0], 'charge').map((value) => Math.round(value * 3.6e9))).toEqual([
      1000, 2000, 3000, 2000, 1000,
    ]);
  });

  test('a current too small to show in a step with a direction', async () => {
    const records = [{ interval: 1000, volt: 3, ampere: 0, ampereHour: 1e-6, wattHour: -3e-6 }];
    const result = await parse({ steps: [charge({ mode: DISCHARGE, records })], end: END });
    expect(result.issues).toEqual([]);
    expect(column(result.datasets[0], 'charge')[0]).toBeCloseTo(-1e-6, 12);
  });

  test('a charge that is no magnitude', async () => {
    const records = [{ interval: 1000, volt: 3, ampere: 1e-3, ampereHour: -1e-6, wattHour: 3e-6 }];
    expect(codes(await parse({ steps: [charge({ records })], end: END }))).toEqual(['LAND_SIGN_MISMATCH']);
  });

  test('a charge without current has no direction', async () => {
    const records = [{ interval: 1000, volt: 3, ampere: 0, ampereHour: 1e-6, wattHour: 0 }];
    const result = await parse({ steps: [charge({ mode: REST, records })], end: END });
    expect(codes(result)).toEqual(['LAND_SIGN_MISMATCH']);
    expect(column(result.datasets[0], 'charge')).toEqual([0]);
  });

  test('a pause moves the clock and not the test time', async () => {
    const result = await parse({ steps: [charge(), charge({ pause: 22_442 })], end: END });
    expect(codes(result)).toEqual(['LAND_TEST_PAUSED']);
    expect(result.issues[0]!.message).toContain('22.442 s');
    const [time, clock] = [column(result.datasets[0], 'time'), column(result.datasets[0], 'clock')];
    expect(time[6]! - time[5]!).toBe(1);
    expect(clock[6]! - clock[5]!).toBeCloseTo(23.442, 6);
  });

  test.each([1, -1, 4])('a test time that is %i ms off is rounded, no more', async (testTimeError) => {
    const result = await parse({ steps: [charge(), charge({ testTimeError })], end: END });
    expect(result.issues).toEqual([]);
    expect(column(result.datasets[0], 'time')[6]).toBe((7000 + testTimeError) / 1000);
  });

  test('records that are missing between two steps', async () => {
    const result = await parse({ steps: [charge(), charge({ testTimeError: 60_000 })], end: END });
    expect(codes(result)).toEqual(['LAND_CLOCK_MISMATCH']);
    expect(result.issues[0]!.message).toContain('60 s');
    expect(column(result.datasets[0], 'time')[6]).toBe(67);
  });

  test('a test of more than 49.7 days', async () => {
    const records = constantCurrent(60, 86_400_000, 1e-5);
    const result = await parse({ steps: [charge({ records }), charge()], end: END });
    expect(result.issues).toEqual([]);
    expect(column(result.datasets[0], 'time').at(-1)).toBe(60 * 86_400 + 6);
  });

  test('a negative voltage is kept', async () => {
    const records = constantCurrent(2, 20, 0, -1.419);
    expect(column(await dataset({ steps: [charge({ mode: REST, records })] }), 'potential')[0]).toBeCloseTo(-1.419, 6);
  });
});

describe('refusals', () => {
  const bytes = ccsFile(TWO_CYCLES);
  const first = 0xa00;
  const damaged = (at: number, values: readonly number[]) => {
    const copy = bytes.slice();
    copy.set(values, at);
    return rawFile(copy);
  };

  test.each([
    ['a page of unknown kind', first + 128, [4, 6, 0, 0], first + 128, '0x00000604'],
    ['a data page of seven records', first + 128, [3, 7, 0, 0], first + 128, '0x00000703'],
    ['a data page of none', first + 128, [3, 0, 0, 0], first + 128, '0x00000003'],
    ['a control page with records', first, [2, 1, 0, 0], first, '0x00000102'],
    ['records of another step', first + 3 * 128 + 4, [0, 10, 0, 0], first + 3 * 128, `@${first}`],
    ['a control page that follows none', first + 4, [0x80, 10, 0, 0], first, `@${first + 128}`],
    ['a voltage that is no number', first + 128 + 12, [0, 0, 0xc0, 0x7f], first + 136, 'numbers'],
    ['an infinite charge', first + 128 + 20, [0, 0, 0x80, 0x7f], first + 136, 'numbers'],
  ])('%s', async (_, at, values, place, seen) => {
    const error = await sourceError(landCcs, damaged(at, values));
    expect(error.place).toBe(`@${place}`);
    expect(error.detail).toContain(seen);
  });

  test('records before the first control page', async () => {
    const cut = Uint8Array.from([...bytes.subarray(0, first), ...bytes.subarray(first + 128)]);
    expect(await sourceError(landCcs, rawFile(cut))).toMatchObject({ place: `@${first}` });
  });

  test('nothing but a header', async () => {
    expect((await sourceError(landCcs, rawFile(bytes.slice(0, first + 128)))).detail).toContain('no records');
  });
});

describe('damage', () => {
  const bytes = ccsFile(TWO_CYCLES);

  test('cut at and within every page: what is complete is read and marked', async () => {
    let read = 0;
    for (let at = 0; at < bytes.length; at += 64) {
      for (const end of [at, at + 1, at + 63]) {
        const outcome = await expectContained(landCcs, bytes.subarray(0, end), TWO_CYCLES_ROWS);
        expect(outcome).toBe(end < 0xa00 + 256 ? 'refused' : 'read');
        if (outcome === 'refused') continue;
        read++;
        const result = await landCcs.parse(rawFile(bytes.subarray(0, end)));
        expect(codes(result)).toEqual(['LAND_TEST_UNFINISHED']);
      }
    }
    expect(read).toBeGreaterThan(50);
  });

  test('bytes overwritten at random', async () => {
    const random = randomIntegers(4711);
    const outcomes = { read: 0, refused: 0 };
    for (let run = 0; run < 600; run++) {
      const copy = bytes.slice();
      for (let hit = 0; hit <= run % 5; hit++) copy[random(copy.length)] = random(256);
      outcomes[await expectContained(landCcs, copy, TWO_CYCLES_ROWS)]++;
    }
    expect(outcomes.refused).toBeGreaterThan(20);
    expect(outcomes.read).toBeGreaterThan(20);
  });

  test('random bytes after the magic number', async () => {
    const random = randomIntegers(99);
    for (let run = 0; run < 100; run++) {
      const noise = Uint8Array.from({ length: random(6000) }, () => random(256));
      noise.set(bytes.subarray(0, Math.min(8, noise.length)));
      expect(await expectContained(landCcs, noise, 0)).toBe('refused');
    }
  });
});

test('claimed by this parser alone', async () => {
  const file = rawFile(ccsFile(TWO_CYCLES));
  for (const parser of PARSERS) expect(await parser.claims(file), parser.id).toBe(parser === landCcs);
  for (const text of ['', 'time,potential\n1,2\n', 'EXPLAIN\nTAG\tGALVEIS\n', '\0\0\0\u0002']) {
    expect(await landCcs.claims(rawFile(text))).toBe(false);
  }
});
