import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { interphase, readCsv } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook, workbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);
const BDF = 'Test Time / s,Voltage / V,Current / A,Net Capacity / Ah\n0,3.7,0.1,0\n36,3.8,0.1,0.001\n';
const SPECTRUM = 'Frequency/Hz,Zreal/Ohm,-Zimag/Ohm\n1000,10,1\n100,20,5\n10,30,2\n1,31,1\n';

describe.concurrent('native', () => {
  test('one file per measurement, named after its input, with the columns that inspect names', async () => {
    const rows = [
      ['TestTime/Sec.', 'Current/mA', 'Voltage/V', 'Cycle', 'State', '=cmd|x', 'note'],
      [0, 0.1, 0.3, 1, 'RateC', 7, '=1+1'],
      [1.5, 1 / 3, 1.1, 1, 'RateC', '', 'a, "b"'],
    ];
    const cwd = tempFolder({ 'my cell #1.xlsx': workbook({ 'Record-Tab': rows }) });
    const { code, stdout, stderr } = await interphase(['convert', 'my cell #1.xlsx', '--out', 'out'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`my cell #1.xlsx: cycling, 2 rows → ${path.join('out', 'my_cell_1.csv')}\n`);
    const text = readFileSync(path.join(cwd, 'out/my_cell_1.csv'), 'utf8');
    expect(text.endsWith('\n') && !text.includes('\r')).toBe(true);
    const [first, second] = readCsv(cwd, 'out', 'my_cell_1.csv');
    expect(first).toMatchObject({ time_s: '0', potential_V: '0.3', cycle: '1', mode: 'constant-current' });
    expect(first?.["'=cmd|x"]).toBe('7');
    expect(first?.['note']).toBe("'=1+1");
    expect(second?.["'=cmd|x"]).toBe('');
    expect(second?.['note']).toBe('a, "b"');
    expect(Number(second?.['current_A'])).toBeCloseTo(1 / 3000, 18);
    const inspected = await interphase(['inspect', 'my cell #1.xlsx', '--json'], { cwd });
    const columns: { name: string; unit: string; fate: string }[] = JSON.parse(inspected.stdout)[0].datasets[0].columns;
    const named = columns.flatMap(({ name, unit, fate }) => {
      if (fate === 'mapped') return [unit === '' ? name : `${name}_${unit}`];
      return fate === 'extra' ? [name.replace(/^=/, "'=")] : [];
    });
    expect(named.length).toBeGreaterThan(5);
    expect(Object.keys(first ?? {}).toSorted()).toEqual(named.toSorted());
  });

  test('impedance', async () => {
    const cwd = tempFolder({ 'eis.csv': SPECTRUM });
    expect((await interphase(['convert', 'eis.csv', '--out', 'out'], { cwd })).code).toBe(0);
    expect(readFileSync(path.join(cwd, 'out/eis.csv'), 'utf8')).toBe(
      'frequency_Hz,z_real_ohm,z_imag_ohm\n1000,10,-1\n100,20,-5\n10,30,-2\n1,31,-1\n',
    );
  });

  test('the same bytes every time, and on top of a former output', async () => {
    const cwd = tempFolder({ 'a.xlsx': GOOD });
    const contents = [];
    for (let i = 0; i < 2; i++) {
      expect((await interphase(['convert', 'a.xlsx', '--out', 'out'], { cwd })).code).toBe(0);
      contents.push(readFileSync(path.join(cwd, 'out/a.csv'), 'utf8'));
    }
    expect(contents[0]).toBe(contents[1]);
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['a.csv']);
  });

  test('inputs of one name do not replace each other', async () => {
    const cwd = tempFolder({ 'x/a.bdf.csv': BDF, 'y/A.csv': SPECTRUM });
    expect((await interphase(['convert', 'x/a.bdf.csv', 'y/A.csv', '--out', 'out'], { cwd })).code).toBe(0);
    expect(readdirSync(path.join(cwd, 'out')).toSorted()).toEqual(['A-2.csv', 'a.csv']);
  });

  test('JSON: columns by name, with where they come from', async () => {
    const cwd = tempFolder({ 'a.bdf.csv': `${BDF}72,3.9,0.1,\n` });
    expect((await interphase(['convert', 'a.bdf.csv', '--out', 'out', '--to', 'json'], { cwd })).code).toBe(0);
    const document = JSON.parse(readFileSync(path.join(cwd, 'out/a.json'), 'utf8'));
    expect(document).toMatchObject({ kind: 'cycling', rows: 3, source: 'a.bdf.csv', parser: 'bdf' });
    expect(document.columns).toEqual({
      time_s: [0, 36, 72],
      potential_V: [3.7, 3.8, 3.9],
      current_A: [0.1, 0.1, 0.1],
      charge_Ah: [0, 0.001, null],
    });
  });
});

test.concurrent('file names: equal ones, case, reserved ones, any script; the same whenever it is run', async () => {
  const names = ['x/a.bdf.csv', 'y/A.csv', 'x/a-2.csv', 'x/CON.csv', 'x/aux.txt', '电池 1.csv'];
  const cwd = tempFolder(Object.fromEntries(names.map((name) => [name, BDF])));
  const runs = [];
  for (let i = 0; i < 2; i++) {
    expect((await interphase(['convert', ...names, '--out', 'out'], { cwd })).code).toBe(0);
    runs.push(readdirSync(path.join(cwd, 'out')).toSorted());
  }
  expect(runs[0]).toEqual(['A-2.csv', '_CON.csv', '_aux.csv', 'a-2-2.csv', 'a.csv', '电池_1.csv']);
  expect(runs[1]).toEqual(runs[0]);
});

test.concurrent('a folder, or what is no file, is refused in words, and the rest is converted', async () => {
  const cwd = tempFolder({ 'd/a.csv': BDF, 'b.csv': BDF });
  const inputs = process.platform === 'win32' ? ['d'] : ['d', '/dev/null'];
  const { code, stderr } = await interphase(['convert', ...inputs, 'b.csv', '--out', 'out'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('error FILE_UNUSABLE d: cannot be read: it is a folder; name the files in it');
  expect(stderr.split('\n')).toHaveLength(inputs.length + 1);
  expect(readdirSync(path.join(cwd, 'out'))).toEqual(['b.csv']);
});

describe.concurrent('Battery Data Format', () => {
  test('labels of the format; reading it back gives the same file', async () => {
    const cwd = tempFolder({ 'a.xlsx': GOOD });
    const { code, stdout } = await interphase(['convert', 'a.xlsx', '--out', 'out', '--schema', 'bdf'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('not in BDF: clock\n');
    const text = readFileSync(path.join(cwd, 'out/a.bdf.csv'), 'utf8');
    expect(text.split('\n')[0]).toBe(
      'Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1,Step Type,Record Index / 1,Step Time / s,Net Capacity / Ah,Net Energy / Wh',
    );
    const again = await interphase(['convert', 'out/a.bdf.csv', '--out', 'again', '--schema', 'bdf'], { cwd });
    expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(path.join(cwd, 'again/a.bdf.csv'), 'utf8')).toBe(text);
  });

  test('other data cannot be written', async () => {
    const cwd = tempFolder({ 'eis.csv': SPECTRUM });
    const { code, stderr } = await interphase(['convert', 'eis.csv', '--out', 'out', '--schema', 'bdf'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('eis.csv: impedance data cannot be written as BDF');
  });
});

describe.concurrent('exit codes', () => {
  test('1: a file that cannot be used does not stop the others', async () => {
    const cwd = tempFolder({ 'a.bdf.csv': BDF, 'notes.txt': 'x' });
    const { code, stderr } = await interphase(['convert', 'notes.txt', 'none', 'a.bdf.csv', '--out', 'out'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/FILE_UNKNOWN_NAMED notes\.txt/);
    expect(stderr).toMatch(/FILE_UNUSABLE none/);
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['a.csv']);
  });

  test.each([
    [['convert', 'a.bdf.csv'], /--out/],
    [['convert', '--out', 'out'], /file/],
    [['convert', 'a.bdf.csv', '--out', 'out', '--to', 'xml'], /csv, json, parquet/],
    [['convert', 'a.bdf.csv', '--out', 'out', '--format', 'x'], /no such format/],
  ])('2: %j', async (args, message) => {
    const { code, stderr } = await interphase(args, { cwd: tempFolder({ 'a.bdf.csv': BDF }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('2: an input is never replaced, under whatever name it is given', async () => {
    const cwd = tempFolder({ 'data/eis.csv': SPECTRUM });
    const { code, stderr } = await interphase(['convert', './data/../data/eis.csv', '--out', 'data'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('is an input and is not replaced');
    expect(readFileSync(path.join(cwd, 'data/eis.csv'), 'utf8')).toBe(SPECTRUM);
  });

  test('74: what somebody else wrote is not replaced; a folder that cannot be made', async () => {
    const cwd = tempFolder({ 'a.bdf.csv': BDF, file: 'x' });
    mkdirSync(path.join(cwd, 'out'));
    writeFileSync(path.join(cwd, 'out/a.csv'), 'mine\n');
    const foreign = await interphase(['convert', 'a.bdf.csv', '--out', 'out'], { cwd });
    expect(foreign.code).toBe(74);
    expect(readFileSync(path.join(cwd, 'out/a.csv'), 'utf8')).toBe('mine\n');
    const blocked = await interphase(['convert', 'a.bdf.csv', '--out', 'file/out'], { cwd });
    expect(blocked.code).toBe(74);
    expect(blocked.stderr).toContain('cannot be written');
  });
});
