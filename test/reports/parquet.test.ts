/** Parquet holds what CSV and JSON hold, cell by cell, with types; read back with another library. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { bdfTable } from '../../reports/bdf.ts';
import { parquetPieces } from '../../reports/parquet.ts';
import { readDataFile } from '../../src/engine/read.ts';
import type { DatasetOf } from '../../src/model/dataset.ts';
import { csvPieces, jsonPieces, type NormalizedTable, nativeTable } from '../../src/model/normalized.ts';
import { MODES } from '../../src/model/schema.ts';
import { interphase } from '../program.ts';
import { sharedData } from '../shared-data.ts';
import { tempFolder } from '../temp-folder.ts';

interface Content {
  readonly numbers: readonly number[];
  readonly counts: readonly number[];
  readonly words: readonly string[];
}

function dataset({ numbers, counts, words }: Content): DatasetOf<'cycling'> {
  const column = Float64Array.from(numbers);
  return {
    kind: 'cycling',
    length: numbers.length,
    columns: {
      time: column,
      potential: column,
      current: column,
      cycle: Float64Array.from(counts),
      mode: Uint8Array.from(numbers, (_, i) => i % MODES.length),
    },
    extras: [
      { name: 'time_s', unit: 'h', values: column },
      { name: '=Grüße, 电池', unit: '', values: words },
    ],
    instrumentTables: [],
    fates: [],
    meta: { comment: 'a "quoted"\nline' },
    started: '2024-01-01T00:00:00',
    source: { path: 'a/b.xlsx', sha256: 'f00d', parser: 'land' },
  };
}

function bytesOf(table: NormalizedTable): Buffer {
  return Buffer.concat([...parquetPieces(table)]);
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

async function expectAgreement(table: NormalizedTable): Promise<void> {
  const rows = await parquetReadObjects({ file: bufferOf(bytesOf(table)) });
  const document: Record<string, unknown[]> = JSON.parse(Buffer.concat([...jsonPieces(table)]).toString()).columns;
  const csv = Papa.parse<string[]>(Buffer.concat([...csvPieces(table)]).toString(), { delimiter: ',' }).data.slice(
    0,
    table.length + 1,
  );
  const [header = [], ...lines] = csv;
  const names = Object.keys(document);
  expect(rows).toHaveLength(table.length);
  expect(header).toHaveLength(names.length);
  let different = 0;
  names.forEach((name, k) => {
    for (let row = 0; row < table.length; row++) {
      const cell = rows[row]?.[name];
      const inJson = document[name]?.[row];
      const text = lines[row]?.[k] ?? '';
      const inCsv =
        typeof cell === 'string' ? text.replace(/^'(?=[=+\-@＝＋－＠\t\r\n])/, '') : text === '' ? null : Number(text);
      if (!Object.is(cell, inJson) || !Object.is(cell, inCsv)) different += 1;
    }
  });
  expect(different).toBe(0);
}

const finite = fc.double({ noDefaultInfinity: true });
const contents = fc.integer({ min: 0, max: 40 }).chain((length) => {
  const array = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: length, maxLength: length });
  const whole = fc.integer();
  const anyNumber = fc.oneof(finite, fc.constant(-0), fc.constant(0.25));
  return fc.record({
    numbers: array(fc.oneof(anyNumber, fc.constant(Number.NaN))),
    counts: array(fc.oneof(whole, fc.constant(Number.NaN), fc.constant(0.5), fc.constant(2 ** 40))),
    words: array(fc.oneof(fc.string(), fc.constantFrom('', '电池', "it's", '=1'))),
  });
});

test('CSV, JSON and Parquet agree cell by cell, whatever the numbers and words are', async () => {
  await fc.assert(
    fc.asyncProperty(contents, async (content) => {
      // What CSV itself cannot tell apart: a text that begins with the mark of a disarmed one.
      const words = content.words.map((word) => word.replaceAll(/['\r]/g, '').replaceAll('\0', ''));
      await expectAgreement(nativeTable(dataset({ ...content, words })));
    }),
    { numRuns: 60 },
  );
});

describe('what a reader is told', () => {
  const content = { numbers: [1, Number.NaN, -0], counts: [1, 2, 2], words: ['a', '', 'b'] };
  const metadata = parquetMetadata(bufferOf(bytesOf(nativeTable(dataset(content)))));
  const element = (name: string) => metadata.schema.find((candidate) => candidate.name === name);

  test('types: numbers, whole numbers, words', () => {
    expect(element('potential_V')).toMatchObject({ type: 'DOUBLE', repetition_type: 'OPTIONAL' });
    expect(element('cycle')).toMatchObject({ type: 'INT32', repetition_type: 'REQUIRED' });
    expect(element('mode')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
    expect(element('=Grüße, 电池')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
    expect(element('time_s (2)')).toMatchObject({ type: 'DOUBLE' });
  });

  test('numbers that should be whole and are not stay what they are', async () => {
    const table = nativeTable(dataset({ ...content, counts: [1, 1.5, 2 ** 40] }));
    const schema = parquetMetadata(bufferOf(bytesOf(table))).schema;
    expect(schema.find(({ name }) => name === 'cycle')).toMatchObject({ type: 'DOUBLE' });
    await expectAgreement(table);
  });

  test('where the data come from, and the unit and meaning of every column', () => {
    const facts = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, JSON.parse(value ?? '')]));
    expect(facts.get('interphase')).toMatchObject({ kind: 'cycling', rows: 3, source: 'a/b.xlsx', sha256: 'f00d' });
    expect(facts.get('columns')).toContainEqual(expect.objectContaining({ name: 'potential_V', unit: 'V' }));
    expect(facts.get('columns')).toContainEqual({ name: 'time_s (2)', unit: 'h', description: '' });
    const chunk = metadata.row_groups[0]!.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'current_A');
    const own = Object.fromEntries(chunk!.meta_data!.key_value_metadata!.map(({ key, value }) => [key, value]));
    expect(own).toEqual({ unit: 'A', description: expect.stringContaining('positive while the cell is charged') });
    expect(metadata.created_by).toBe('interphase');
  });
});

test('more than one row group: the same rows, the same bytes every time, in pieces', async () => {
  const length = 70_000;
  const numbers = Array.from({ length }, (_, i) => (i % 1000 === 7 ? Number.NaN : i / 7));
  const table = nativeTable(
    dataset({ numbers, counts: numbers.map((_, i) => i), words: numbers.map((_, i) => `w${i % 9}`) }),
  );
  const bytes = bytesOf(table);
  expect(bytesOf(table).equals(bytes)).toBe(true);
  expect([...parquetPieces(table)].length).toBe(3);
  expect(parquetMetadata(bufferOf(bytes)).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([65536, 4464]);
  const columns = ['potential_V', 'cycle', '=Grüße, 电池'];
  const rows = await parquetReadObjects({ file: bufferOf(bytes), columns, rowStart: 65_000, rowEnd: 70_000 });
  const wrong = rows.filter((row, k) => {
    const i = 65_000 + k;
    const number = i % 1000 === 7 ? null : i / 7;
    return row['potential_V'] !== number || row['cycle'] !== i || row['=Grüße, 电池'] !== `w${i % 9}`;
  });
  expect(rows).toHaveLength(5000);
  expect(wrong).toEqual([]);
});

test('infinite numbers stay infinite in all three', async () => {
  await expectAgreement(
    nativeTable(dataset({ numbers: [Infinity, -Infinity, 1], counts: [1, 2, 3], words: ['', '', ''] })),
  );
});

const measured = sharedData('cyclers/biologic/other/GCPL-0.mpr');
test.skipIf(measured === undefined)('a measured file, native and BDF', async () => {
  const { dir, base } = path.parse(measured!);
  const { datasets } = await readDataFile(dir, base, { named: true });
  expect(datasets.length).toBe(1);
  await expectAgreement(nativeTable(datasets[0]!));
  const bdf = bdfTable(datasets[0]!)!.table;
  await expectAgreement(bdf);
  const columns: { name: string; unit: string; description: string }[] = JSON.parse(
    parquetMetadata(bufferOf(bytesOf(bdf))).key_value_metadata!.find(({ key }) => key === 'columns')!.value!,
  );
  expect(columns[0]).toMatchObject({ name: 'Test Time / s', unit: 's' });
});

const BDF = 'Test Time / s,Voltage / V,Current / A,Cycle Count / 1\n0,3.7,0.1,1\n36,3.8,0.1,1\n';

test.concurrent('convert writes it, replaces its own and nobody else’s', async () => {
  const cwd = tempFolder({ 'a.bdf.csv': BDF });
  const args = ['convert', 'a.bdf.csv', '--out', 'out', '--to', 'parquet'];
  const contents = [];
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await interphase(args, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`a.bdf.csv: cycling, 2 rows → ${path.join('out', 'a.parquet')}\n`);
    contents.push(readFileSync(path.join(cwd, 'out/a.parquet')));
  }
  expect(contents[1]!.equals(contents[0]!)).toBe(true);
  const rows = await parquetReadObjects({ file: bufferOf(contents[0]!) });
  expect(rows).toEqual([
    { time_s: 0, potential_V: 3.7, current_A: 0.1, cycle: 1 },
    { time_s: 36, potential_V: 3.8, current_A: 0.1, cycle: 1 },
  ]);
  const foreign = Buffer.from(contents[0]!.toString('latin1').replaceAll('interphase', 'otherphase'), 'latin1');
  writeFileSync(path.join(cwd, 'out/a.parquet'), foreign);
  expect((await interphase(args, { cwd })).code).toBe(74);
  expect(readFileSync(path.join(cwd, 'out/a.parquet')).equals(foreign)).toBe(true);
});

const python = spawnSync('python3', ['-c', 'import pyarrow.parquet'], { timeout: 20_000 });
if (python.status !== 0) process.stderr.write('skipped: no pyarrow to read Parquet with\n');
test.skipIf(python.status !== 0)('pyarrow reads it', () => {
  const cwd = tempFolder({});
  const file = path.join(cwd, 'a.parquet');
  writeFileSync(file, bytesOf(nativeTable(dataset({ numbers: [1, Number.NaN], counts: [1, 2], words: ['a', 'b'] }))));
  const script = 'import json,sys,pyarrow.parquet as p; print(json.dumps(p.read_table(sys.argv[1]).to_pydict()))';
  const { status, stdout } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8', timeout: 20_000 });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ potential_V: [1, null], cycle: [1, 2], mode: ['rest', MODES[1]] });
});
