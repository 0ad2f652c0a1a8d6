/** Real text files: read without options, whole, and in agreement with themselves and with the binary files. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../../parsers/index.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import type { Dataset, ParseResult, Parser } from '../../../src/model/dataset.ts';
import type { RawFile } from '../../../src/model/source.ts';
import { sharedData } from '../../shared-data.ts';
import { codes, column, expectRobust, expectWellFormed, rawFile, sourceError } from '../support.ts';

const yadg = sharedData('cyclers/biologic/yadg');
const other = sharedData('cyclers/biologic/other');
const impedance = sharedData('impedance');

function listed(folder: string | undefined, pattern: RegExp, count: number): string[] {
  const names = folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => pattern.test(name)).sort();
  if (folder !== undefined && found.length !== count) throw new Error(`${found.length} files match ${pattern}`);
  return found.map((name) => `${folder}/${name}`);
}

const TEXTS = [...listed(yadg, /\.mpt$/, 32), ...listed(other, /\.(?:mpt|txt)$/, 5), ...listed(impedance, /\.mpt$/, 7)];

const load = (path: string) => rawFile(readFileSync(path), path);

async function claimed(file: RawFile): Promise<Parser> {
  const parsers: Parser[] = [];
  for (const parser of PARSERS) if (await parser.claims(file)) parsers.push(parser);
  expect(parsers.map(({ id }) => id)).toHaveLength(1);
  return parsers[0]!;
}

async function read(name: string): Promise<ParseResult> {
  const file = load(name.includes('/') ? name : `${yadg}/${name}`);
  return (await claimed(file)).parse(file);
}

/** Lines that begin with a number behind the line of names, counted by the shortest means. */
function rowsOf(path: string): number {
  const lines = readFileSync(path, 'latin1').split(/\r?\n/);
  const names = lines.findIndex((line) => /(?:^|\t)(?:time\/s|freq\/Hz)(?:\t|$)/.test(line));
  return lines.slice(names + 1).filter((line) => /^-?\d/.test(line)).length;
}

const WITHOUT_ROWS = /wait/;
const LOST_NAME = /MissingFreq/;

describe.skipIf(yadg === undefined)('every text file', () => {
  test.each(TEXTS.filter((path) => !LOST_NAME.test(path)).map((path) => [path.slice(path.lastIndexOf('/') + 1), path]))(
    '%s',
    async (_, path) => {
      const file = load(path);
      const parser = await claimed(file);
      expect(parser.id).toBe('biologic-mpt');
      const result = await parser.parse(file);
      const rows = result.datasets.reduce((sum, { length }) => sum + length, 0);
      expect(rows).toBe(rowsOf(path));
      if (WITHOUT_ROWS.test(path)) return expect(codes(result)).toContain('NO_RECORDS');
      expectWellFormed(result, file, parser);
      const harmless = ['START_AMBIGUOUS', 'OVERLOAD_FLAGS'];
      expect(codes(result).filter((code) => !harmless.includes(code))).toEqual([]);
    },
  );

  test('a file that lost the name of its frequency is refused', async () => {
    const path = TEXTS.find((name) => LOST_NAME.test(name))!;
    const file = load(path);
    const error = await sourceError(await claimed(file), file);
    expect(error.place).toBe('62:1');
    expect(error.detail).toContain('the row has 18 cells, the header names 17 columns');
  });
});

describe.skipIf(yadg === undefined)('what the files themselves prove', () => {
  test('kinds', async () => {
    const expected: Record<string, readonly [string, number][]> = {
      'bcd.issue_241.mpt': [['cycling', 1]],
      'ca.mpt': [['chronoamperometry', 1]],
      'cov.issue_185.mpt': [['cycling', 1]],
      'cp.mpt': [['cycling', 1]],
      'cv.mpt': [['voltammetry', 1]],
      'gcpl.pr_182.1.mpt': [['cycling', 1]],
      'geis.mpt': [
        ['chronoamperometry', 1],
        ['impedance', 61],
      ],
      'lsv.mpt': [['voltammetry', 1]],
      'mb.mpt': [
        ['cycling', 1],
        ['impedance', 8],
      ],
      'mb.issue_149.mpt': [
        ['cycling', 1],
        ['impedance', 16],
      ],
      'ocv.mpt': [['open-circuit', 1]],
      'peis.issue_149.mpt': [['impedance', 4]],
      'vsp_ocv_with.mpt': [['open-circuit', 1]],
      'zir.mpt': [['impedance', 1]],
    };
    for (const [name, kinds] of Object.entries(expected)) {
      const found = new Map<string, number>();
      for (const { kind } of (await read(name)).datasets) found.set(kind, (found.get(kind) ?? 0) + 1);
      expect([...found], name).toEqual(kinds);
    }
  });

  test('the counted charge is the integral of the current, cycle by cycle', async () => {
    const tolerance: Record<string, number> = { 'bcd.issue_241.mpt': 1e-3, 'gcpl.pr_182.1.mpt': 1e-3, 'mb.mpt': 1e-3 };
    for (const [name, limit] of Object.entries(tolerance)) {
      const [dataset] = (await read(name)).datasets;
      if (dataset?.kind !== 'cycling') throw new Error(name);
      const halves = findCycles(dataset, undefined).flatMap(({ charge, discharge }) => [charge, discharge]);
      const passed = halves.filter(({ capacity }) => capacity > 0);
      expect(passed.length).toBeGreaterThan(1);
      for (const { capacity, integral } of passed) expect(Math.abs(integral / capacity - 1), name).toBeLessThan(limit);
    }
  });

  test('instrument cycles are a charge and then a discharge, but for the ends of the test', async () => {
    const [dataset] = (await read('gcpl.pr_182.1.mpt')).datasets;
    if (dataset?.kind !== 'cycling') throw new Error('no cycling data');
    const cycles = findCycles(dataset, undefined);
    expect(cycles.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
    expect(
      cycles.slice(1, 4).every(({ charge, discharge }) => charge.capacity > 1e-3 && discharge.capacity > 1e-3),
    ).toBe(true);
    expect([cycles[0]?.charge.capacity, cycles[4]?.discharge.capacity]).toEqual([0, 0]);
  });

  test('the energy counters of cells above 0 V agree with the integral of the power', async () => {
    for (const name of ['bcd.issue_241.mpt', 'gcpl.pr_182.1.mpt', `${other}/Sample_data_biologic_01_MB_CA1.txt`]) {
      const [dataset] = (await read(name)).datasets;
      const [time, potential, current] = (['time', 'potential', 'current'] as const).map((c) => column(dataset, c));
      let turnover = 0;
      let net = 0;
      for (let i = 1; i < time!.length; i++) {
        const power = (potential![i]! * current![i]! + potential![i - 1]! * current![i - 1]!) / 2;
        net += (power * (time![i]! - time![i - 1]!)) / 3600;
        turnover += Math.abs((power * (time![i]! - time![i - 1]!)) / 3600);
      }
      expect(Math.abs(column(dataset, 'energy').at(-1)! - net), name).toBeLessThan(0.015 * turnover);
    }
  });

  test('impedance: modulus and phase beside the parts agree, signs included', async () => {
    let points = 0;
    for (const name of [
      'peis.mpt',
      'geis.mpt',
      'mb.mpt',
      'peis.issue_225.with_ece.mpt',
      `${impedance}/PyEIS/Tutorials__data__ex1.mpt`,
    ]) {
      for (const dataset of (await read(name)).datasets.filter(({ kind }) => kind === 'impedance')) {
        const extra = (wanted: string) =>
          dataset.extras.find((candidate) => candidate.name === wanted)!.values as Float64Array;
        const [real, imaginary] = [column(dataset, 'z_real'), column(dataset, 'z_imag')];
        const [modulus, phase] = [extra('|Z|/Ohm'), extra('Phase(Z)/deg')];
        for (let i = 0; i < real.length; i++) {
          const angle = (phase[i]! * Math.PI) / 180;
          expect(Math.abs(real[i]! - modulus[i]! * Math.cos(angle))).toBeLessThan(2e-5 * modulus[i]!);
          expect(Math.abs(imaginary[i]! - modulus[i]! * Math.sin(angle))).toBeLessThan(2e-5 * modulus[i]!);
          points += 1;
        }
      }
    }
    expect(points).toBeGreaterThan(3000);
  });

  test('impedance in every format that holds the same spectrum', async () => {
    const names = ['tests__data.mpt', 'tests__data-metadata.mpt', 'tests__case-multiple-spectra.mpt'];
    const all: Dataset[] = [];
    for (const name of names) all.push(...(await read(`${impedance}/pyimpspec/${name}`)).datasets);
    const reference = (await read(`${impedance}/pyimpspec/tests__data.z`)).datasets[0];
    expect(all).toHaveLength(5);
    for (const dataset of all) {
      for (const name of ['frequency', 'z_real', 'z_imag']) {
        const truth = column(reference, name);
        expect(dataset).toHaveLength(truth.length);
        for (const [i, value] of column(dataset, name).entries())
          expect(Math.abs(value / truth[i]! - 1)).toBeLessThan(1e-6);
      }
    }
  });

  test('German and English exports of one measurement', async () => {
    const [german] = (await read('mb.issue_95.de.mpt')).datasets;
    const [english] = (await read('mb.issue_95.mpt')).datasets;
    expect(german?.columns).toEqual(english?.columns);
    expect(german?.extras).toEqual(english?.extras);
  });

  test('times as dates give the step times', async () => {
    const [dataset] = (await read(`${other}/Sample_data_biologic_timestamped.txt`)).datasets;
    expect(dataset?.started).toBe('2024-11-20T11:38:41.707');
    const [time, stepTime] = [column(dataset, 'time'), column(dataset, 'step_time')];
    expect(time).toHaveLength(8);
    for (const [i, value] of time.entries()) expect(value).toBeCloseTo(stepTime[i]!, 2);
  });
});

describe.skipIf(yadg === undefined)('damage to a real file is contained', () => {
  test.each(['gcpl.issue_226.I.mpt'])('%s', async (name) => {
    const bytes = new Uint8Array(readFileSync(`${yadg}/${name}`));
    await expectRobust(await claimed(rawFile(bytes)), bytes);
  });
});

describe.skipIf(yadg === undefined)('text and binary file of one measurement', () => {
  const pairs = listed(yadg, /\.mpt$/, 32).filter((path) => !/\.(?:old|de)\.mpt$|wait/.test(path));

  test.each(pairs.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]))('%s', async (_, path) => {
    const text = await read(path);
    const binary = await read(path.replace(/\.mpt$/, '.mpr'));
    const shape = ({ datasets }: ParseResult) => datasets.map(({ kind, length }) => [kind, length]);
    expect(shape(binary)).toEqual(shape(text));
    let compared = 0;
    for (const [k, dataset] of text.datasets.entries()) {
      const ours = dataset.columns as Record<string, Float64Array>;
      const theirs = binary.datasets[k]!.columns as Record<string, Float64Array>;
      for (const name of Object.keys(ours).filter((candidate) => candidate in theirs)) {
        const full = ours[name]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (const [i, value] of ours[name]!.entries()) {
          const isNear = Math.abs(value - theirs[name]![i]!) <= 1e-6 * full;
          if (!isNear) expect(theirs[name]![i], `${name} ${i}`).toBe(value);
        }
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(2 * text.datasets.length);
  });
});
