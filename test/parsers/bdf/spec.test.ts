/** Files of instruments → BDF: names and units of the format's ontology 1.2.0, and the same numbers when read back. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bdf } from '../../../parsers/bdf/index.ts';
import { bdfTable } from '../../../reports/bdf.ts';
import { readDataFile } from '../../../src/engine/read.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { csvPieces } from '../../../src/model/normalized.ts';
import { sharedData } from '../../shared-data.ts';
import { cycling } from '../delimited/reading.ts';
import { rawFile, sourceError } from '../support.ts';

/** Preferred labels of the ontology, of the quantities that a writer of cycling data may need. */
const LABELS = new Set([
  'Test Time / s',
  'Voltage / V',
  'Current / A',
  'Unix Time / s',
  'Cycle Count / 1',
  'Step Count / 1',
  'Step ID',
  'Step Type',
  'Record Index / 1',
  'Step Time / s',
  'Net Capacity / Ah',
  'Net Energy / Wh',
  'Temperature T1 / degC',
]);
const REQUIRED = ['Test Time / s', 'Voltage / V', 'Current / A'];

const FILES = [
  'cyclers/land-xlsx/LSE_DS_4.1Vcutoff_fulcells_004_1.xlsx',
  'cyclers/land-ccs/AA.ccs',
  'cyclers/biologic/yadg/gcpl.pr_182.1.mpt',
  'cyclers/biologic/other/GCPL-0.mpr',
];

async function measured(relative: string): Promise<DatasetOf<'cycling'>> {
  const { dir, base } = path.parse(sharedData(relative) ?? '');
  const { datasets } = await readDataFile(dir, base, { named: true });
  const found = datasets.find(({ kind }) => kind === 'cycling');
  if (found?.kind !== 'cycling') throw new Error(`${relative} holds no cycling data`);
  return found;
}

function same(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): boolean {
  return (
    a !== undefined && b?.length === a.length && Array.from(a).every((value, i) => Object.is(value + 0, b[i]! + 0))
  );
}

describe.skipIf(sharedData('cyclers') === undefined)('files of instruments', () => {
  test.each(FILES)('%s', async (relative) => {
    const dataset = await measured(relative);
    const { table, leftOut } = bdfTable(dataset)!;
    const names = table.columns.map(({ name }) => name);
    expect(names.filter((name) => !LABELS.has(name))).toEqual([]);
    expect(names.slice(0, 3)).toEqual(REQUIRED);
    expect(new Set(names).size).toBe(names.length);
    const result = await bdf.parse(rawFile(Buffer.concat([...csvPieces(table)])));
    const again = cycling(result);
    expect(again.length).toBe(dataset.length);
    const kept = Object.keys(dataset.columns).filter((name) => !leftOut.includes(name) && name !== 'mode');
    expect(kept).toEqual(expect.arrayContaining(['time', 'potential', 'current']));
    const columns = (of: DatasetOf<'cycling'>) => of.columns as Readonly<Record<string, ArrayLike<number> | undefined>>;
    expect(kept.filter((name) => !same(columns(dataset)[name], columns(again)[name]))).toEqual([]);
    expect(result.issues.filter(({ code }) => code === 'CURRENT_SIGN_REVERSED')).toEqual([]);
  });
});

test('cycles that begin at 0, or anywhere, keep their numbers; numbers that fall are no cycle count', async () => {
  const file = rawFile(`${REQUIRED.join(',')},Cycle Count / 1\n0,3,1,0\n1,3,1,0\n2,3,1,7\n`);
  const dataset = cycling(await bdf.parse(file));
  const { table } = bdfTable(dataset)!;
  const [header, ...rows] = Buffer.concat([...csvPieces(table)])
    .toString()
    .trimEnd()
    .split('\n');
  const column = header!.split(',').indexOf('Cycle Count / 1');
  expect(rows.map((row) => row.split(',')[column])).toEqual(['0', '0', '7']);
  const falling = { ...dataset, columns: { ...dataset.columns, cycle: Float64Array.of(2, 1, 1) } };
  expect(bdfTable(falling)!.leftOut).toEqual(['cycle']);
});

const ROWS = [
  [0, 3.7, 0.25],
  [36.5, 3.8125, -0.001],
  [73, 1e-7, 0],
];

describe('the same numbers however they are written', () => {
  const expected = (dataset: DatasetOf<'cycling'>) => {
    const { time, potential, current } = dataset.columns;
    expect(ROWS.map((_, i) => [time[i], potential[i], current[i]])).toEqual(ROWS);
    expect(dataset.length).toBe(ROWS.length);
  };
  const lines = (header: readonly string[], delimiter: string, tail = '') =>
    [header, ...ROWS].map((cells) => `${cells.join(delimiter)}${tail}`);

  test.each<[string, string]>([
    ['CR LF', `${lines(REQUIRED, ',').join('\r\n')}\r\n`],
    ['CR', `${lines(REQUIRED, ',').join('\r')}\r`],
    ['byte order mark', `\ufeff${lines(REQUIRED, ',').join('\n')}\n`],
    ['no line end at the end', lines(REQUIRED, ',').join('\n')],
    ['delimiter at the end', `${lines(REQUIRED, ',', ',').join('\n')}\n`],
    ['tab', `${lines(REQUIRED, '\t').join('\n')}\n`],
    ['decimal comma', `${lines(REQUIRED, ';').join('\n').replaceAll('.', ',')}\n`],
    [
      'quotes',
      `${lines(REQUIRED, '","')
        .map((line) => `"${line}"`)
        .join('\n')}\n`,
    ],
    ['machine names', `${lines(['test_time_second', 'voltage_volt', 'current_ampere'], ',').join('\n')}\n`],
    ['short machine names', `${lines(['test_time_s', 'voltage_v', 'current_a'], ',').join('\n')}\n`],
  ])('%s', async (_, text) => {
    expect(await bdf.claims(rawFile(text))).toBe(true);
    expected(cycling(await bdf.parse(rawFile(text))));
  });

  test('other order, unknown columns, a column twice', async () => {
    const text = `mine,Current / A,note,Voltage / V,mine,Test Time / s\n${ROWS.map(([t, v, i], k) => `${k},${i},n${k},${v},${-k},${t}\n`).join('')}`;
    const dataset = cycling(await bdf.parse(rawFile(text)));
    expected(dataset);
    expect(dataset.extras.map(({ name, values }) => [name, [...values]])).toEqual([
      ['mine', [0, 1, 2]],
      ['note', ['n0', 'n1', 'n2']],
      ['mine (2)', [0, -1, -2]],
    ]);
  });

  test('a file that lacks a required column is not claimed; read as BDF all the same it says what is wanted', async () => {
    const file = rawFile('Test Time / s,Voltage / V\n0,1\n');
    expect(await bdf.claims(file)).toBe(false);
    const error = await sourceError(bdf, file);
    expect([error.place, error.remedy]).toEqual(['1:1', expect.stringContaining('Current / A')]);
  });
});
