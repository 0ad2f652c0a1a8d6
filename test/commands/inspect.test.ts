import { describe, expect, test } from 'vitest';
import { interphase } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook, workbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);
const NAME = '电池 一/循环 数据 (1).xlsx';
const WRONG_CELL = workbook({
  'Record-Tab': [
    ['TestTime/Sec.', 'Current/mA', 'Voltage/V'],
    [0, 'broken', 1],
  ],
});

async function inspectJson(files: string[], cwd: string) {
  const { code, stdout, stderr } = await interphase(['inspect', ...files, '--json'], { cwd });
  return { code, stderr, reports: JSON.parse(stdout) };
}

test.concurrent('--json: what the contract names, for each of several files, in the order typed', async () => {
  const files = { [NAME]: GOOD, 'unknown.txt': 'a;b\n1;2\n', 'wrong.xlsx': WRONG_CELL };
  const typed = ['wrong.xlsx', NAME, 'unknown.txt'];
  const { code, stderr, reports } = await inspectJson(typed, tempFolder(files));
  expect(code).toBe(1);
  expect(stderr).toBe('');
  expect(reports.map((report: { path: string }) => report.path)).toEqual(typed);

  const [wrong, good, unknown] = reports;
  expect(good).toMatchObject({ format: 'land-xlsx', instrument: 'LAND (LANHE) cycler', issues: [] });
  expect(good.datasets).toHaveLength(1);
  expect(good.datasets[0]).toMatchObject({ kind: 'cycling', rows: 66, started: '2022-01-01T00:00:00' });
  expect(good.datasets[0].columns).toContainEqual({ source: 'Current/mA', name: 'current', unit: 'A', fate: 'mapped' });
  for (const column of good.datasets[0].columns) {
    expect(Object.keys(column).sort()).toEqual(['fate', 'name', 'source', 'unit']);
    expect(['mapped', 'extra', 'table', 'spacer', 'empty', 'missing']).toContain(column.fate);
  }

  expect(unknown).toMatchObject({ format: '', instrument: '', datasets: [] });
  expect(unknown.issues).toMatchObject([{ code: 'FILE_UNKNOWN_NAMED', severity: 'error', path: 'unknown.txt' }]);
  expect(wrong).toMatchObject({ format: 'land-xlsx', instrument: 'LAND (LANHE) cycler', datasets: [] });
  expect(wrong.issues).toMatchObject([{ code: 'FILE_UNUSABLE', path: 'wrong.xlsx', place: 'Record-Tab!B2' }]);
});

test.concurrent('every column of the file is accounted for exactly once', async () => {
  const header = ['TestTime/Sec.', 'Current/mA', '', 'Voltage/V', 'My column/K', 'Empty one'];
  const rows = [header, [0, 1, '', 1, 300, ''], [1, 1, '', 1.1, 301, '']];
  const { code, reports } = await inspectJson(['a.xlsx'], tempFolder({ 'a.xlsx': workbook({ 'Record-Tab': rows }) }));
  expect(code).toBe(0);
  const columns: { source: string; fate: string }[] = reports[0].datasets[0].columns;
  const present = columns.filter(({ fate }) => fate !== 'missing');
  expect(present.map(({ source, fate }) => `${source}: ${fate}`).toSorted()).toEqual(
    [
      ': spacer',
      'Current/mA: mapped',
      'Empty one: empty',
      'My column/K: extra',
      'TestTime/Sec.: mapped',
      'Voltage/V: mapped',
    ].toSorted(),
  );
});

test.concurrent('for people: path, format, rows and what became of the columns', async () => {
  const { code, stdout } = await interphase(['inspect', NAME], { cwd: tempFolder({ [NAME]: GOOD }) });
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    NAME,
    '  LAND (LANHE) cycler (land-xlsx)',
    "  cycling: 66 rows, started 2022-01-01T00:00:00 by the instrument's clock",
  ]);
  expect(stdout).toMatch(/^ {4}Current\/mA +mapped → current \(A\)$/m);
});

test.concurrent('a header that would break or colour the lines is shown in one line', async () => {
  const rows = [
    ['TestTime/Sec.', 'Current/mA', 'Voltage/V', 'my\ncolumn\u001b[31m'],
    [0, 1, 1, 5],
  ];
  const { stdout } = await interphase(['inspect', 'a.xlsx'], {
    cwd: tempFolder({ 'a.xlsx': workbook({ Record: rows }) }),
  });
  expect(stdout).toMatch(/^ {4}my column \[31m +extra/m);
  expect(stdout).not.toContain('\u001b');
});

describe.concurrent('files that cannot be used', () => {
  test('the reason stands below the file, and the others are shown', async () => {
    const cwd = tempFolder({ 'bad.xlsx': GOOD.slice(0, -100), 'good.xlsx': GOOD });
    const { code, stdout } = await interphase(['inspect', 'bad.xlsx', 'missing.xlsx', 'good.xlsx'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad\.xlsx\n {2}no format recognised\n {2}error FILE_UNUSABLE: .*damaged/m);
    expect(stdout).toMatch(/^missing\.xlsx\n.*\n {2}error FILE_UNUSABLE: cannot be read: ENOENT/m);
    expect(stdout).toContain('cycling: 66 rows');
  });

  test('--format says who shall read it', async () => {
    const cwd = tempFolder({ 'a.txt': 'x' });
    const { code, stdout } = await interphase(['inspect', 'a.txt', '--format', 'land-xlsx'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('error FILE_UNUSABLE: the file is not a workbook');
  });
});
