/** `inspect` and `convert` over every cycler and impedance file of the shared data, as the contract words them. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../parsers/index.ts';
import { openRawFile } from '../../src/engine/raw-file.ts';
import { readDataFile } from '../../src/engine/read.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { csvPieces, nativeTable } from '../../src/model/normalized.ts';
import { interphase, readCsv } from '../program.ts';
import { sharedData } from '../shared-data.ts';
import { tempFolder } from '../temp-folder.ts';

const FOLDERS = ['cyclers', 'impedance'];
const root = sharedData('cyclers') === undefined ? undefined : path.dirname(sharedData('cyclers')!);
const all = root === undefined ? [] : filesBelow(root);
const named = all.filter((file) => FOLDERS.some((folder) => file.startsWith(`${folder}/`)));
/** Rows of each measurement that are written and read back here; the writer has property tests of its own. */
const SHOWN_ROWS = 40;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** The names that the contract fixes, by kind. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  cycling: ['time_s', 'potential_V', 'current_A'],
  impedance: ['frequency_Hz', 'z_real_ohm', 'z_imag_ohm'],
  voltammetry: ['time_s', 'potential_V', 'current_A'],
  chronoamperometry: ['time_s', 'potential_V', 'current_A'],
  'open-circuit': ['time_s', 'potential_V'],
};

/** Columns of the converted file by what `inspect` says of the columns. */
function expectedNames({ fates, instrumentTables }: Dataset): string[] {
  const ofTables = (source: string) => instrumentTables.some(({ name }) => source.startsWith(`${name}: `));
  const names = fates.flatMap(({ source, name, unit, fate }) => {
    if (fate === 'mapped') return [unit === '' ? name : `${name}_${unit}`];
    return fate === 'extra' && !ofTables(source) ? [name] : [];
  });
  return [...new Set(names)];
}

function faultOf(dataset: Dataset): string {
  const table = nativeTable(dataset);
  const shown = Math.min(SHOWN_ROWS, table.length);
  const text = Buffer.concat([...csvPieces({ ...table, length: shown })]).toString();
  const { data } = Papa.parse<string[]>(text.trimEnd(), { delimiter: ',' });
  const [header = [], ...rows] = data;
  const missing = (NAMES[dataset.kind] ?? []).filter((name) => !header.includes(name));
  if (missing.length > 0) return `lacks ${missing}`;
  if (new Set(header).size < header.length) return 'a column name stands twice';
  if (rows.length !== shown || table.columns.some(({ name }, k) => header[k]?.replace(/^'/, '') !== name))
    return 'rows or header';
  for (const [k, { name, values }] of table.columns.entries()) {
    if (!(values instanceof Float64Array)) continue;
    if (values.length !== dataset.length) return `${name} has ${values.length} rows`;
    const differs = rows.some((cells, row) => {
      const cell = cells[k] ?? '';
      return !Object.is(cell === '' ? Number.NaN : Number(cell), values[row]! + 0);
    });
    if (differs) return `${name} reads back differently`;
  }
  const expected = expectedNames(dataset);
  const lost = expected.filter((name) => !table.columns.some((column) => column.name === name));
  return lost.length === 0 ? '' : `inspect names ${lost}`;
}

describe.skipIf(root === undefined)('shared files', () => {
  test('no file is claimed by two parsers', async () => {
    expect(all.length).toBeGreaterThan(300);
    const claims: string[] = [];
    for (const file of all) {
      const raw = openRawFile(path.join(root!, file), file, {});
      const ids = [];
      for (const parser of PARSERS) if (await parser.claims(raw)) ids.push(parser.id);
      if (ids.length > 1) claims.push(`${file}: ${ids}`);
    }
    expect(claims).toEqual([]);
  });

  test.each(FOLDERS)(
    '%s: what is converted is what was inspected, and reads back to the same numbers',
    async (folder) => {
      const faults: string[] = [];
      let [datasets, rows] = [0, 0];
      for (const file of named.filter((name) => name.startsWith(`${folder}/`))) {
        const read = await readDataFile(root!, file, { named: true });
        if (read.issues.some(({ code }) => code === 'PROGRAM_DEFECT')) faults.push(`${file}: defect`);
        if (read.datasets.length === 0 && read.issues.length === 0)
          faults.push(`${file}: nothing and no word about it`);
        for (const dataset of read.datasets) {
          datasets += 1;
          rows += dataset.length;
          const fault = faultOf(dataset);
          if (fault !== '') faults.push(`${file} (${dataset.kind}): ${fault}`);
        }
      }
      expect(datasets).toBeGreaterThan(50);
      expect(rows).toBeGreaterThan(5000);
      expect(faults).toEqual([]);
    },
  );

  const some = named.filter((file) =>
    /GCPL-0\.mpr|peis\.mpt|AA\.ccs|Circuit1_EIS_1\.z|exampleDataGamry\.DTA|pec\.csv|cv_data\.dta/.test(file),
  );

  test.concurrent('the program: exit codes, keys of inspect --json, one file per measurement with its rows', async () => {
    expect(some.length).toBeGreaterThan(6);
    const cwd = tempFolder({});
    const files = some.map((file) => path.join(root!, file));
    const [inspected, converted] = await Promise.all([
      interphase(['inspect', ...files, '--json'], { cwd }),
      interphase(['convert', ...files, '--out', 'out'], { cwd }),
    ]);
    // pec.csv needs a map of its columns.
    expect([inspected.code, converted.code]).toEqual([1, 1]);
    const reports: { path: string; format: string; datasets: { kind: string; rows: number }[] }[] = JSON.parse(
      inspected.stdout,
    );
    expect(reports.map((report) => report.path)).toEqual(files);
    for (const report of reports) {
      expect(Object.keys(report)).toEqual(['path', 'format', 'instrument', 'datasets', 'issues']);
      for (const dataset of report.datasets) {
        const keys = ['kind', 'rows', 'columns', 'started'];
        expect(Object.keys(dataset)).toEqual(expect.arrayContaining(keys));
      }
    }
    const columns = reports
      .flatMap(({ datasets }) => datasets)
      .flatMap((dataset) => dataset['columns' as 'kind'] as unknown);
    expect(columns.flat()).toContainEqual({ source: 'time/s', name: 'time', unit: 's', fate: 'mapped' });
    const lines = converted.stdout
      .trimEnd()
      .split('\n')
      .map((line) => /: (\S+), (\d+) rows? → (.*)$/.exec(line));
    const written = lines.map((line) => ({ kind: line?.[1], rows: Number(line?.[2]) }));
    expect(written).toEqual(reports.flatMap(({ datasets }) => datasets.map(({ kind, rows }) => ({ kind, rows }))));
    expect(written.length).toBeGreaterThan(6);
    for (const line of lines) expect(readCsv(cwd, line?.[3] ?? '')).toHaveLength(Number(line?.[2]));
    const good = files.filter((file) => !file.includes('pec'));
    const again = await interphase(['convert', ...good, '--out', 'out', '--to', 'json'], { cwd });
    expect(again.code).toBe(0);
  });
});
