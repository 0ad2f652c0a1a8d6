/** The same input gives the same bytes, wherever, whenever and however it is run. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderContent, interphase } from '../program.ts';
import { landWorkbook, type TestCell } from '../workbooks.ts';

/** More than the bytes of input below which no threads are started; a file that nobody claims costs nothing to read. */
const UNCLAIMED = 'a file that nobody claims\n'.repeat(160_000);
const POOL_BYTES = 4_000_000;
const CELLS: Readonly<Record<string, TestCell>> = {
  'a/x.xlsx': cell(2.1, 1.9),
  'b/x.xlsx': cell(1.3, 1.2),
  'c d/x 1.xlsx': cell(0.7, 0.6),
  '电池/循环.xlsx': cell(1.7, 1.6),
};

function cell(discharge: number, charge: number): TestCell {
  const cycles = [1, 0.97, 0.93].map((share, i) => ({
    discharge: discharge * share,
    charge: charge * share,
    current: i + 1,
  }));
  return { cycles, intervals: 40 };
}

let root = '';
let reference = new Map<string, string>();

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'interphase-bytes-'));
  for (const [name, content] of Object.entries(CELLS)) {
    const file = path.join(root, 'cells', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, landWorkbook(content));
  }
  writeFileSync(path.join(root, 'cells/b/notes.txt'), UNCLAIMED);
  expect(UNCLAIMED.length).toBeGreaterThan(POOL_BYTES);
  await run('reference', ['cells', '--jobs', '1']);
  reference = folderContent(path.join(root, 'reference'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(out: string, args: readonly string[], env = {}, cwd = root): Promise<string> {
  const { code, stderr } = await interphase(['run', ...args, '--out', out], { cwd, env });
  expect(code, stderr).toBe(0);
  return stderr;
}

function expectSame(out: string): void {
  const content = folderContent(out);
  expect([...content.keys()]).toEqual([...reference.keys()]);
  expect([...content].filter(([name, bytes]) => bytes !== reference.get(name)).map(([name]) => name)).toEqual([]);
}

test('there is something to compare: tables, figures, report and provenance of four samples', () => {
  const names = [...reference.keys()];
  expect(names).toEqual(expect.arrayContaining(['report.md', 'provenance.json', 'tables/cycles.csv', 'issues.csv']));
  expect(names.filter((name) => name.endsWith('.svg')).length).toBeGreaterThan(4);
  expect(reference.get('summary.csv')?.split('\n')).toHaveLength(6);
});

test('four threads, in another time zone and language', async () => {
  const env = { TZ: 'Asia/Shanghai', LC_ALL: 'zh_CN.UTF-8', LANG: 'zh_CN.UTF-8', NODE_DEBUG: 'worker' };
  const trace = await run('threads', ['cells', '--jobs', '4'], env);
  expect(trace, 'threads were started').toMatch(/WORKER \d+: .*create new worker/);
  expectSame(path.join(root, 'threads'));
});

test('a decimal comma, a time zone with summer time, paths in any order', async () => {
  const given = ['cells/b', path.join('cells', 'a', 'x.xlsx'), 'cells/b/'];
  const env = { TZ: 'America/New_York', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' };
  const bySample = await interphase(['run', ...given, '--out', 'by-sample', '--jobs', '1'], { cwd: root, env });
  const other = await interphase(['run', ...given.toReversed(), '--out', 'other-order', '--jobs', '4'], { cwd: root });
  expect([bySample.code, other.code], bySample.stderr + other.stderr).toEqual([0, 0]);
  expect(folderContent(path.join(root, 'by-sample'))).toEqual(folderContent(path.join(root, 'other-order')));
});

test('another place on the disk, another working directory, and results of earlier runs among the data', async () => {
  const copy = path.join(root, 'elsewhere/deep er/cells');
  cpSync(path.join(root, 'cells'), copy, { recursive: true });
  cpSync(path.join(root, 'reference'), path.join(copy, 'old results'), { recursive: true });
  cpSync(path.join(root, 'reference'), path.join(copy, 'results'), { recursive: true });
  await run('results', ['.'], {}, copy);
  expectSame(path.join(copy, 'results'));
  await run('results', ['.'], {}, copy);
  expectSame(path.join(copy, 'results'));
  expect(readdirSync(copy).toSorted()).toEqual(['a', 'b', 'c d', 'old results', 'results', '电池']);
});

describe('nothing in the results tells of', () => {
  const text = () => [...reference.values()].map((bytes) => Buffer.from(bytes, 'latin1').toString('utf8')).join('\n');

  test('the folders of this machine', () => {
    expect(text()).not.toContain(root);
    expect(text()).not.toContain(process.cwd());
    expect(text()).not.toContain(path.basename(root));
  });

  test('the machine and its user', () => {
    for (const name of [os.hostname(), os.userInfo().username, os.userInfo().homedir].filter(
      (word) => word.length > 4,
    )) {
      expect(text()).not.toContain(name);
    }
  });

  test('today', () => {
    const today = new Date();
    const [year, month, day] = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map(String);
    for (const mark of ['-', '/', '.']) {
      expect(text()).not.toContain([year, month?.padStart(2, '0'), day?.padStart(2, '0')].join(mark));
    }
  });
});

test('provenance lists every file of the folder with the digest of its bytes, and every input', async () => {
  const { createHash } = await import('node:crypto');
  const digest = (...segments: string[]) => {
    return createHash('sha256')
      .update(readFileSync(path.join(root, ...segments)))
      .digest('hex');
  };
  const { inputs, outputs } = JSON.parse(readFileSync(path.join(root, 'reference/provenance.json'), 'utf8'));
  const written = [...reference.keys()].filter((name) => name !== 'provenance.json');
  expect(outputs).toEqual(written.map((name) => ({ path: name, sha256: digest('reference', name) })));
  const names = [...Object.keys(CELLS), 'b/notes.txt'].sort();
  expect(inputs.map(({ path: name, sha256 }: { path: string; sha256: string }) => [name, sha256])).toEqual(
    names.map((name) => [name, digest('cells', name)]),
  );
});
