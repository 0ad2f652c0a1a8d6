/** Files of other programs and instruments, where the machine has them: read, compared with an independent reader. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { biologicBinary, biologicText } from '../../parsers/biologic/index.ts';
import { gamry } from '../../parsers/gamry/index.ts';
import { impedanceText } from '../../parsers/impedance-text/index.ts';
import { zview } from '../../parsers/zview/index.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { sharedData } from '../shared-data.ts';
import { column, expectContained, expectWellFormed, rawFile, sourceError } from './support.ts';

const PARSERS = [gamry, zview, impedanceText];
const ALL_PARSERS = [...PARSERS, biologicText, biologicBinary];
const folder = sharedData('impedance');

function filesBelow(root: string, pattern: RegExp): string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const found = paths.filter((path) => pattern.test(path) && statSync(join(root, path)).isFile()).sort();
  if (found.length === 0) throw new Error(`no file in ${root} matches ${pattern}`);
  return found;
}

const load = (path: string) => rawFile(readFileSync(join(folder ?? '', path)), path);

interface PlainTable {
  readonly name: string;
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Tables of a DTA file by the shortest means: words between blanks, everything else left alone. */
function plainTables(path: string): PlainTable[] {
  const lines = readFileSync(join(folder ?? '', path), 'latin1').split(/\r?\n/);
  return lines.flatMap((line, at) => {
    const name = /^(\w+)\tTABLE/.exec(line)?.[1];
    if (name === undefined) return [];
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((l) => !/^\s+\S/.test(l));
    const [names = [], , ...rows] = rest.slice(0, end < 0 ? rest.length : end).map((l) => l.trim().split(/\s+/));
    return [{ name, names, rows }];
  });
}

const plainNumber = (word: string | undefined) => Number((word ?? 'missing').replace(',', '.'));

/** Files that hold nothing to read, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  'gamry-parser/tests__cv_data_incompleteheader.dta': 'experiment CV: the file has no table of data',
  'impedance.py/data__exampleDataBioLogic_MissingFreq.mpt': 'the row has 18 cells, the header names 17 columns',
};

/** Source column → our column and the factor between their units, with the sign of oxidation. */
const SPOTS: Readonly<Record<Dataset['kind'], readonly (readonly [string, string, number])[]>> = {
  impedance: [
    ['Freq', 'frequency', 1],
    ['Zreal', 'z_real', 1],
    ['Zimag', 'z_imag', 1],
    ['Idc', 'current', 1],
  ],
  voltammetry: [
    ['T', 'time', 1],
    ['Vf', 'potential', 1],
    ['Im', 'current', 1],
  ],
  chronoamperometry: [
    ['Vf', 'potential', 1],
    ['Voltage', 'potential', 1],
    ['Im', 'current', 1],
    ['Current', 'current', 1],
  ],
  'square-wave-voltammetry': [
    ['Vstep', 'potential', 1],
    ['Idif', 'current', -1],
    ['Ifwd', 'forward_current', -1],
  ],
  'open-circuit': [
    ['T', 'time', 1],
    ['Vf', 'potential', 1],
  ],
  cycling: [
    ['Vf', 'potential', 1],
    ['Im', 'current', 1],
    ['Pt', 'record', 1],
  ],
  'half-cycles': [
    ['Cycle', 'cycle', 1],
    ['Energy', 'energy', 1 / 3600],
    ['Vend', 'end_potential', 1],
  ],
};

describe.skipIf(folder === undefined)('Gamry files', () => {
  const paths = folder === undefined ? [] : filesBelow(folder, /\.dta$/i);

  it.each(paths)('%s', async (path) => {
    const file = load(path);
    const refusal = REFUSED[path];
    expect(await gamry.claims(file)).toBe(true);
    if (refusal !== undefined) {
      const error = await sourceError(gamry, file);
      expect(error.detail).toBe(refusal);
      expect(error.message).not.toContain('\n');
      return;
    }
    const result = await gamry.parse(file);
    expectWellFormed(result, file, gamry);
    const tables = plainTables(path).filter(({ name }) => name !== 'FRACURVE');
    expect(result.datasets.flatMap(({ meta }) => meta['TABLE']?.split(' '))).toEqual(tables.map(({ name }) => name));
    for (const dataset of result.datasets) {
      const own = tables.filter(({ name }) => dataset.meta['TABLE']?.split(' ').includes(name));
      const rows = own.flatMap((table) => table.rows);
      expect(dataset.length).toBe(rows.length);
      expect(
        dataset.fates
          .filter(({ fate, source }) => fate !== 'missing' && !['FREQ', 'CURVEn'].includes(source))
          .map(({ source }) => source),
      ).toEqual(own[0]?.names);
      let compared = 0;
      for (const [source, name, factor] of SPOTS[dataset.kind]) {
        const corrected = own[0]?.names.indexOf(`${source}DrCor`) ?? -1;
        const at = corrected >= 0 ? corrected : (own[0]?.names.indexOf(source) ?? -1);
        if (at < 0) continue;
        const values = column(dataset, name);
        for (const i of [0, 1, Math.floor(rows.length / 2), rows.length - 1]) {
          expect(values[i], `${name} ${i}`).toBeCloseTo(plainNumber(rows[i]?.[at]) * factor, 14);
          compared++;
        }
      }
      expect(compared).toBeGreaterThanOrEqual(8);
    }
  });

  it('are contained when cut or damaged', async () => {
    for (const path of paths.filter((p) => statSync(join(folder ?? '', p)).size < 12_000)) {
      const { bytes } = load(path);
      for (let part = 1; part < 12; part++) {
        const damaged = bytes.slice(0, Math.floor((bytes.length * part) / 12));
        await expectContained(gamry, damaged, Number.POSITIVE_INFINITY);
      }
    }
  });

  it('hold what other programs read from them', async () => {
    const charge = (await gamry.parse(load('echem/CHARGE_#3.DTA'))).datasets[0];
    expect(column(charge, 'time')[0]).toBeCloseTo(16.83167 + 0.1, 10);
    expect(column(charge, 'current').every((i) => i > 0)).toBe(true);
    const half = (await gamry.parse(load('echem/mrgPWRCAPACITY.DTA'))).datasets[0];
    expect(half?.length).toBe(100);
    expect(column(half, 'charge')[0]).toBeCloseTo(4362.108 / 3600, 12);
    expect(column(half, 'charge')[1]).toBeCloseTo(-4013.866 / 3600, 12);
  });
});

/** The 29 points that pyimpspec's test files hold in many formats. */
async function spectra(path: string): Promise<readonly Dataset[]> {
  const file = load(path);
  for (const parser of PARSERS) {
    if (await parser.claims(file))
      return (await parser.parse(file)).datasets.filter(({ kind }) => kind === 'impedance');
  }
  throw new Error(`${path} is claimed by none`);
}

describe.skipIf(folder === undefined)('one spectrum in many formats', () => {
  const reference = 'pyimpspec/tests__data-comma.csv';
  it.each([
    ['pyimpspec/tests__data.dta', 1e-11, 1],
    ['pyimpspec/tests__data.z', 5e-7, 1],
    ['pyimpspec/tests__data-comma-decimal-separator.csv', 0, 1],
    ['pyimpspec/tests__data-header-variant-1.csv', 0, 1],
    ['pyimpspec/tests__data-header-variant-2.csv', 1e-12, 1],
    ['pyimpspec/tests__data-header-variant-3.csv', 0, 1],
    ['pyimpspec/tests__data-header-variant-4.csv', 1e-11, 1],
    ['pyimpspec/tests__data-semicolon.csv', 0, 1],
    ['pyimpspec/tests__data-space.csv', 0, 1],
    ['pyimpspec/tests__data-tab.csv', 0, 1],
    ['pyimpspec/tests__case-negative-real-imaginary.csv', 0, 1],
    ['pyimpspec/tests__case-multiple-spectra.csv', 0, 4],
    ['pyimpspec/tests__case-multiple-spectra-reverse.csv', 1e-12, 2],
    ['DearEIS/tests__data-2.csv', 0, 1],
  ])('%s', async (path, tolerance, count) => {
    const [expected] = await spectra(reference);
    const found = await spectra(path);
    expect(found).toHaveLength(count);
    const rising = path.includes('reverse');
    for (const dataset of found) {
      for (const name of ['frequency', 'z_real', 'z_imag']) {
        const values = rising ? column(dataset, name).toReversed() : column(dataset, name);
        const truth = column(expected, name);
        expect(values).toHaveLength(29);
        for (const [i, value] of values.entries()) {
          expect(Math.abs(value / (truth[i] ?? 0) - 1), `${name} ${i}`).toBeLessThanOrEqual(tolerance);
        }
      }
    }
  });

  it('is not disturbed by being a fragment', async () => {
    const [whole] = await spectra(reference);
    const [fragment] = await spectra('pyimpspec/tests__case-fragment.csv');
    expect(column(fragment, 'z_imag')).toEqual(column(whole, 'z_imag').slice(1, 7));
  });
});

describe.skipIf(folder === undefined)('claims', () => {
  it('are exclusive, and keep away from every other kind of file', async () => {
    const foreign = ['cyclers', 'ndp', 'tofsims'].flatMap((name) => sharedData(name) ?? []);
    for (const root of foreign) {
      for (const path of filesBelow(root, /./)) {
        const file = rawFile(readFileSync(join(root, path)), path);
        for (const parser of PARSERS) expect(await parser.claims(file), `${parser.id}: ${path}`).toBe(false);
      }
    }
    const claimed: Record<string, number> = { none: 0 };
    for (const path of filesBelow(folder ?? '', /./)) {
      const file = load(path);
      const by: string[] = [];
      for (const parser of ALL_PARSERS) if (await parser.claims(file)) by.push(parser.id);
      expect(by.length, path).toBeLessThanOrEqual(1);
      const id = by[0] ?? 'none';
      claimed[id] = (claimed[id] ?? 0) + 1;
      const parser = ALL_PARSERS.find((p) => p.id === id);
      if (parser !== undefined && !(path in REFUSED)) expectWellFormed(await parser.parse(file), file, parser);
    }
    expect(claimed['biologic-mpt']).toBe(filesBelow(folder ?? '', /\.mpt$/i).length);
    expect(claimed['gamry']).toBe(filesBelow(folder ?? '', /\.dta$/i).length);
    expect(claimed['zview']).toBeGreaterThanOrEqual(10);
    expect(claimed['impedance-text']).toBeGreaterThanOrEqual(40);
  });
});
