/** A broken file is reported and does not stop the others. */
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderContent, interphase, readCsv } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook, workbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);
const WRONG_CELL = workbook({
  'Record-Tab': [
    ['TestTime/Sec.', 'Current/mA', 'Voltage/V'],
    [0, 1, 1],
    [1, 'broken', 1],
  ],
});

test.concurrent('each kind of broken file beside good ones', async () => {
  const cwd = tempFolder({
    'data/A/good.xlsx': GOOD,
    'data/A/truncated.xlsx': GOOD.slice(0, -100),
    'data/A/renamed.xlsx': 'cycle,capacity\n1,2\n',
    'data/B/empty.xlsx': '',
    'data/B/folder.xlsx/good.xlsx': GOOD,
    'data/C/wrong cell.xlsx': WRONG_CELL,
    'data/D/good.xlsx': GOOD,
    'data/D/no unit.xlsx': workbook({
      S: [
        ['TestTime', 'Current', 'Voltage/V', 'SysTime'],
        [0, 1, 1, 45_000],
      ],
    }),
    'good/A/good.xlsx': GOOD,
    'good/B/folder.xlsx/good.xlsx': GOOD,
    'good/D/good.xlsx': GOOD,
  });
  const { code, stderr, stdout } = await interphase(['run', 'data'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain('3 samples, 3 files read, 5 left out');

  const issues = readCsv(cwd, 'results/issues.csv').filter(({ code: kind }) => kind?.startsWith('FILE_'));
  expect(issues.map((row) => [row['severity'], row['code'], row['sample'], row['file'], row['place']])).toEqual([
    ['info', 'FILE_UNKNOWN', 'A', 'A/renamed.xlsx', ''],
    ['error', 'FILE_UNUSABLE', 'A', 'A/truncated.xlsx', ''],
    ['info', 'FILE_UNKNOWN', 'B', 'B/empty.xlsx', ''],
    ['error', 'FILE_UNUSABLE', 'C', 'C/wrong cell.xlsx', 'Record-Tab!B3'],
    ['error', 'FILE_UNUSABLE', 'D', 'D/no unit.xlsx', 'S!B1'],
  ]);
  expect(stderr).toContain('error FILE_UNUSABLE C/wrong cell.xlsx:Record-Tab!B3: ');
  expect(stderr).not.toContain('FILE_UNKNOWN');

  const report = readFileSync(path.join(cwd, 'results/report.md'), 'utf8');
  expect(report).toContain('- **error** FILE_UNUSABLE (3 times). ');
  expect(report).toContain('  - C, C/wrong cell.xlsx:Record-Tab!B3: ');
  expect(report).toContain('- **info** FILE_UNKNOWN (2 times). ');
  expect(report).toContain('  - B, B/empty.xlsx: ');

  await interphase(['run', 'good', '--out', 'clean'], { cwd });
  const [dirty, clean] = ['results', 'clean'].map((name) => folderContent(path.join(cwd, name)));
  const computed = [...clean!.keys()].filter((name) => /^(tables|figures)\/|^summary|^groups/.test(name));
  expect(computed.length).toBeGreaterThan(6);
  expect(computed.filter((name) => clean?.get(name) !== dirty?.get(name))).toEqual([]);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file without read permission', async () => {
  const cwd = tempFolder({ 'data/A/a.xlsx': GOOD, 'data/A/b.xlsx': GOOD });
  chmodSync(path.join(cwd, 'data/A/b.xlsx'), 0);
  const { code, stderr } = await interphase(['run', 'data'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('error FILE_UNUSABLE A/b.xlsx: cannot be read: EACCES');
});

test.concurrent('hostile names reach neither the terminal nor the report', async () => {
  const name = process.platform === 'win32' ? 'a`b' : 'a|b`<i>\u001b[31m\u202e\n# c';
  const cwd = tempFolder({ [`data/${name}/x.xlsx`]: GOOD, [`data/${name}/y.xlsx`]: GOOD.slice(0, -100) });
  const { code, stderr, stdout } = await interphase(['run', 'data'], { cwd });
  expect(code).toBe(1);
  const inspected = await interphase(['inspect', `data/${name}/x.xlsx`], { cwd });
  expect(inspected.code).toBe(0);
  const report = readFileSync(path.join(cwd, 'results/report.md'), 'utf8');
  for (const text of [stderr, stdout, inspected.stdout, report]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text).not.toMatch(/^# c/m);
  }
  expect(stderr.trim().split('\n')).toHaveLength(1);
  const slugs = [...folderContent(path.join(cwd, 'results')).keys()];
  expect(slugs.filter((file) => !/^[a-z0-9_/.-]+$/.test(file))).toEqual([]);
  expect(readCsv(cwd, 'results/summary.csv').map((row) => row['sample'])).toEqual([name]);
});
