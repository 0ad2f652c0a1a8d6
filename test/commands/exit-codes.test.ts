import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderContent, interphase } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);
const TRUNCATED = GOOD.slice(0, -100);
/** Drawing takes most of the time of a small run. */
const STUDY = 'samples: {A: {active_mass: 1 mg, role: anode-half-cell, files: [raw/*]}}\nfigures: []\n';

function study(files: Readonly<Record<string, string | Uint8Array>>, text = STUDY): string {
  return tempFolder({ 'study.yaml': text, ...files });
}

describe.concurrent('0', () => {
  test('all files read', async () => {
    const cwd = study({ 'raw/a.xlsx': GOOD });
    expect(await interphase(['run'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(path.join(cwd, 'results'))).toContain('provenance.json');
  });

  test('a file that nobody claims is left out without harm where no study names it', async () => {
    const cwd = tempFolder({ 'data/A/a.xlsx': GOOD, 'data/A/notes.txt': 'x', 'data/B/empty.xlsx': '' });
    const { code, stdout } = await interphase(['run', 'data', '--strict'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('1 sample, 1 file read, 2 left out');
  });

  test.each([['--help'], ['--version'], ['run', '--help'], ['help', 'inspect']])('%s %s', async (...args) => {
    const { code, stderr } = await interphase(args, { cwd: tempFolder({}) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe.concurrent('1', () => {
  test.each([
    ['that a parser cannot read', TRUNCATED, 'FILE_UNUSABLE'],
    ['that nobody knows', 'time;potential\n', 'FILE_UNKNOWN_NAMED'],
    ['without content', '', 'FILE_UNKNOWN_NAMED'],
  ])('a file that the study names %s', async (_, content, issue) => {
    const cwd = study({ 'raw/a.xlsx': GOOD, 'raw/b.xlsx': content });
    const { code, stderr } = await interphase(['run'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(`error ${issue} raw/b.xlsx`);
  });

  test('a damaged file in a bare folder', async () => {
    const cwd = tempFolder({ 'data/A/a.xlsx': GOOD, 'data/A/b.xlsx': TRUNCATED });
    expect((await interphase(['run', 'data'], { cwd })).code).toBe(1);
  });

  test('a pattern that fits no file', async () => {
    const text = 'samples: {A: {files: [raw/*, more/*.xlsx]}}\nfigures: []\n';
    const { code, stderr } = await interphase(['run'], { cwd: study({ 'raw/a.xlsx': GOOD }, text) });
    expect(code).toBe(1);
    expect(stderr).toContain('PATTERN_WITHOUT_FILE');
  });

  test('--strict: a warning; without it 0', async () => {
    const cwd = study({ 'raw/a.xlsx': GOOD, 'raw/b.xlsx': GOOD });
    const lenient = await interphase(['run'], { cwd });
    expect(lenient.code).toBe(0);
    expect(lenient.stderr).toContain('warning FILE_DUPLICATE raw/b.xlsx');
    expect((await interphase(['run', '--strict'], { cwd })).code).toBe(1);
  });

  test('the study file regrades: an error becomes a note, a warning an error, one is ignored', async () => {
    const files = { 'raw/a.xlsx': GOOD, 'raw/b.xlsx': GOOD, 'raw/c.xlsx': TRUNCATED };
    const graded = async (issues: string) => {
      const cwd = study(files, `${STUDY}issues: {${issues}}\n`);
      const { code } = await interphase(['run'], { cwd });
      return [
        code,
        folderContent(path.join(cwd, 'results'))
          .get('issues.csv')
          ?.match(/^\w+,FILE_\w+/gm),
      ] as const;
    };
    expect(await graded('FILE_UNUSABLE: info')).toEqual([0, ['info,FILE_UNUSABLE', 'warning,FILE_DUPLICATE']]);
    expect(await graded('FILE_UNUSABLE: ignore, FILE_DUPLICATE: error')).toEqual([1, ['error,FILE_DUPLICATE']]);
  });

  test.each([
    ['damaged', { 'x.xlsx': TRUNCATED }],
    ['unknown', { 'x.xlsx': 'text' }],
    ['not there', {}],
    ['a folder', { 'x.xlsx/a.txt': '' }],
    ['fine, but another one is not', { 'x.xlsx': 'text', 'good.xlsx': GOOD }],
  ])('inspect of a file that is %s', async (_, files) => {
    const names = ['x.xlsx', ...Object.keys(files).filter((name) => name === 'good.xlsx')];
    expect((await interphase(['inspect', ...names], { cwd: tempFolder(files) })).code).toBe(1);
  });
});

describe.concurrent('2: a wrong command line', () => {
  test.each<[string[], string]>([
    [[], 'Usage: interphase'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['run', '--frobnicate'], "unknown option '--frobnicate'"],
    [['run', 'nowhere'], 'nowhere: there is no such file or folder'],
    [['run', 'data', 'nowhere.xlsx'], 'nowhere.xlsx: there is no such file or folder'],
    [['run', 'data/A/a.xlsx/b'], 'data/A/a.xlsx/b'],
    [['run', 'data', '--jobs', '0'], 'whole number'],
    [['run', 'data', '--jobs', '-1'], 'whole number'],
    [['run', 'data', '--jobs', '1.5'], 'whole number'],
    [['run', 'data', '--jobs', 'many'], 'whole number'],
    [['run', 'data', '--jobs', ''], 'whole number'],
    [['run', 'data', '--jobs'], 'argument missing'],
    [['run', 'data', '--log', 'xml'], 'Allowed choices are text, json'],
    [['run', 'data', '--only', 'cycles,retenton'], '--only retenton: no such stage; there are cycles, retention, '],
    [['run', 'data', '--only', ''], '--only names no stage; there are cycles, retention, '],
    [['run', 'data', '--format', 'lnd'], '--format lnd: no such format; there are land-xlsx'],
    [['run', 'data', 'data/A'], 'data/A: this lies inside data'],
    [['run', 'data', 'study'], 'is run alone'],
    [['inspect'], "missing required argument 'file'"],
    [['inspect', 'data/A/a.xlsx', '--format', 'lnd'], '--format lnd: no such format; there are land-xlsx'],
    [['list'], "missing required argument 'what'"],
    [['list', 'everything'], '"everything": choose one of formats, stages, issues, elements, columns'],
    [['list', 'formats', 'stages'], 'too many arguments'],
  ])('interphase %j', async (args, message) => {
    const cwd = tempFolder({ 'data/A/a.xlsx': GOOD, 'study/study.yaml': STUDY });
    const before = folderContent(cwd);
    const { code, stderr, stdout } = await interphase(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/ {4}at /);
    expect(stdout).toBe('');
    expect(folderContent(cwd)).toEqual(before);
  });
});

describe.concurrent('2: results that would replace their own input', () => {
  test.each<[string, string[], string]>([
    ['the input itself', ['run', '.', '--out', '.'], ''],
    ['the input by another way', ['run', '--out', '../data'], 'data'],
    ['the input with a slash', ['run', 'data', '--out', 'data/'], ''],
    ['a folder above the input', ['run', 'data', '--out', '.'], ''],
    ['a folder above a file', ['run', 'data/A/a.xlsx', '--out', 'data'], ''],
    ['the input file', ['run', 'data/A/a.xlsx', '--out', 'data/A/a.xlsx'], ''],
    ['a folder above the study file', ['run', 'study/study.yaml', '--out', '.'], ''],
    ['the folder of the study file', ['run', 'study', '--out', 'study'], ''],
    ['a folder of files that the study names', ['run', 'study', '--out', 'study/raw'], ''],
    ['the default where earlier results stand', ['run', 'results/A'], ''],
  ])('%s', async (_, args, from) => {
    const ours = '{"tool":"interphase","inputs":[],"outputs":[]}';
    const cwd = tempFolder({
      'data/A/a.xlsx': GOOD,
      'study/study.yaml': STUDY,
      'study/raw/a.xlsx': GOOD,
      'results/provenance.json': ours,
      'results/A/a.xlsx': GOOD,
    });
    const before = folderContent(cwd);
    const { code, stderr } = await interphase(args, { cwd: path.join(cwd, from) });
    expect(stderr).toContain('would replace the input');
    expect(code).toBe(2);
    expect(folderContent(cwd)).toEqual(before);
  });
});

describe.concurrent('2: a wrong study file', () => {
  test.each([
    ['an unknown key', 'samples:\n  A:\n    mass: 1 mg\n    files: [raw/*]\n', 'study.yaml:3:5: '],
    ['a quantity without unit', 'samples:\n  A: {active_mass: 1.4, files: [raw/*]}\n', 'study.yaml:2:20: '],
    ['an unknown stage', 'samples: {A: {files: [raw/*]}}\nstages: {retenton: {}}\n', 'study.yaml:2:10: '],
    ['an unknown figure', 'samples: {A: {files: [raw/*]}}\nfigures: [{id: cyclin}]\n', 'study.yaml:2:16: '],
    ['no YAML', 'samples: {A: {files: [raw/*]}\n', 'study.yaml:'],
  ])('%s', async (_, text, place) => {
    const cwd = study({ 'raw/a.xlsx': GOOD }, text);
    const { code, stderr } = await interphase(['run'], { cwd });
    expect(stderr).toContain(place);
    expect(code).toBe(2);
    expect(readdirSync(cwd)).toEqual(['raw', 'study.yaml']);
  });

  test('all faults at once', async () => {
    const text = 'samples:\n  A: {active_mass: 1.4, files: [raw/*]}\nbaselin: A\n';
    const { stderr } = await interphase(['run'], { cwd: study({ 'raw/a.xlsx': GOOD }, text) });
    expect(stderr.match(/^study\.yaml:\d+:\d+: /gm)).toHaveLength(2);
    expect(stderr).toContain('baseline');
  });
});

describe.concurrent('4', () => {
  test.each<[string, Record<string, string | Uint8Array>]>([
    ['an empty folder', {}],
    ['files that nobody knows', { 'data/notes.txt': 'x' }],
    ['a damaged file only (4 wins over 1)', { 'data/A/a.xlsx': TRUNCATED }],
    ['hidden files and system litter only', { 'data/.a.xlsx': GOOD, 'data/~$a.xlsx': GOOD, 'data/Thumbs.db': GOOD }],
  ])('%s', async (_, files) => {
    const cwd = tempFolder(files);
    mkdirSync(path.join(cwd, 'data'), { recursive: true });
    const { code, stderr, stdout } = await interphase(['run', 'data'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toContain('no usable data');
    expect(stdout).toBe('');
    expect(readdirSync(cwd)).toEqual(['data']);
  });

  test('leaves earlier results as they are', async () => {
    const cwd = study({ 'raw/a.xlsx': GOOD });
    await interphase(['run'], { cwd });
    const before = folderContent(path.join(cwd, 'results'));
    writeFileSync(path.join(cwd, 'raw/a.xlsx'), TRUNCATED);
    expect((await interphase(['run'], { cwd })).code).toBe(4);
    expect(folderContent(path.join(cwd, 'results'))).toEqual(before);
  });
});

describe.concurrent('74', () => {
  test.each([
    ['a file', 'out.txt'],
    ['below a file', 'out.txt/results'],
    ['a folder of somebody else', 'thesis'],
    ['a folder above one of somebody else', 'above'],
  ])('results cannot go to %s', async (_, out) => {
    const cwd = study({
      'raw/a.xlsx': GOOD,
      'out.txt': 'x',
      'thesis/chapter.txt': 'x',
      'above/thesis/chapter.txt': 'x',
    });
    const before = folderContent(cwd);
    const { code, stderr, stdout } = await interphase(['run', '--out', out], { cwd });
    expect(code).toBe(74);
    expect(stderr).toContain(out.split('/')[0]);
    expect(stderr).not.toMatch(/ {4}at /);
    expect(stdout).toBe('');
    expect(folderContent(cwd)).toEqual(before);
    expect(readdirSync(cwd)).toEqual(['above', 'out.txt', 'raw', 'study.yaml', 'thesis']);
  });
});
