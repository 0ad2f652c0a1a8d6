import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { discoverStudy } from '../../src/study/discover.ts';
import { StudyError } from '../../src/study/faults.ts';
import type { Study } from '../../src/study/study.ts';
import { tree } from './tree.ts';

function files(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}

function filesById(study: Study): Record<string, string[]> {
  return Object.fromEntries(study.samples.map((sample) => [sample.id, sample.files.map((file) => file.path)]));
}

async function discover(root: string, ...paths: string[]): Promise<Record<string, string[]>> {
  const given = paths.length === 0 ? [root] : paths.map((one) => path.join(root, one));
  return filesById(await discoverStudy(given, path.join(root, 'results')));
}

describe('one folder', () => {
  test('sub-folders are samples, files directly in it are samples of their own', async () => {
    const root = tree(files('B/eis/x.DTA', 'B/a.csv', 'A/1.csv', 'cell.7.xlsx', 'README', '样品1/循环.xlsx'));
    expect(await discover(root)).toEqual({
      A: ['A/1.csv'],
      B: ['B/a.csv', 'B/eis/x.DTA'],
      README: ['README'],
      'cell.7': ['cell.7.xlsx'],
      样品1: ['样品1/循环.xlsx'],
    });
  });

  test('order is by code unit', async () => {
    const study = await discoverStudy([tree(files('b.csv', 'a.csv', 'Z.csv', 'é.csv', '10.csv', '9.csv'))], 'results');
    expect(study.samples.map((sample) => sample.id)).toEqual(['10', '9', 'Z', 'a', 'b', 'é']);
  });

  test('where two would be called the same, both keep their whole name', async () => {
    expect(await discover(tree(files('a.csv', 'a.mpt', 'b.csv', 'b/x.csv', 'c.csv')))).toEqual({
      'a.csv': ['a.csv'],
      'a.mpt': ['a.mpt'],
      b: ['b/x.csv'],
      'b.csv': ['b.csv'],
      c: ['c.csv'],
    });
    expect(await discover(tree(files('a.csv', 'a.mpt', 'a.csv.bak')))).toEqual({
      'a.csv': ['a.csv'],
      'a.csv.bak': ['a.csv.bak'],
      'a.mpt': ['a.mpt'],
    });
  });

  test('never input', async () => {
    const root = tree({
      ...files('a.csv', '.b.csv', '.git/x', '~$a.xlsx', 'Thumbs.db', 'desktop.ini', 'node_modules/x.csv'),
      ...files('study.yaml', 'sub/study.yml', 'sub/study.json', 'sub/x.csv', 'results/tables/cycles.csv'),
      'old/provenance.json': '{"inputs": [], "outputs": []}',
      'old/cycles.csv': '',
    });
    expect(await discover(root)).toEqual({ a: ['a.csv'], sub: ['sub/x.csv'] });
  });

  test('everything else of the study', async () => {
    const root = tree(files('a.csv'));
    const study = await discoverStudy([root], 'results', { cycles: v.object({ n: v.optional(v.number(), 3) }) });
    expect(study).toMatchObject({
      title: path.basename(root),
      root,
      path: '',
      timezone: '',
      baseline: '',
      regrading: {},
      stages: { cycles: { n: 3 } },
      issues: [],
      samples: [{ id: 'a', group: 'a', exclude: [], layers: [], files: [{ path: 'a.csv', labels: {} }] }],
    });
    expect(study.figures).toBeUndefined();
    expect(study.named.size).toBe(0);
    expect(study.samples[0]).not.toHaveProperty('activeMass');
  });

  test('nothing there', async () => {
    expect(await discover(tree({}))).toEqual({});
  });

  test('links out are not followed', async () => {
    const outside = tree(files('x.csv'));
    const root = tree(files('a.csv'));
    symlinkSync(outside, path.join(root, 'out'));
    symlinkSync(path.join(outside, 'x.csv'), path.join(root, 'x.csv'));
    expect(await discover(root)).toEqual({ a: ['a.csv'] });
  });

  test('names in decomposed form give the same ids, files keep theirs', async () => {
    expect(await discover(tree(files('cafe\u0301/x.csv')))).toEqual({ 'caf\u00e9': ['cafe\u0301/x.csv'] });
  });

  test('two Unicode forms of one name in one folder are refused', async () => {
    const root = tree(files('caf\u00e9.csv', 'cafe\u0301.csv'));
    await expect(discover(root)).rejects.toThrow(/two Unicode forms/);
  });
});

describe('several paths', () => {
  test('the root is the folder they share', async () => {
    const root = tree(files('d/a/S1/x.csv', 'd/a/one.csv', 'd/b/S2/y.csv', 'd/two.csv'));
    const study = await discoverStudy(
      ['d/a', 'd/b', 'd/two.csv'].map((one) => path.join(root, one)),
      'results',
    );
    expect(study.root).toBe(path.join(root, 'd'));
    expect(filesById(study)).toEqual({
      S1: ['a/S1/x.csv'],
      S2: ['b/S2/y.csv'],
      one: ['a/one.csv'],
      two: ['two.csv'],
    });
  });

  test('the same name in two folders is told apart by the folder', async () => {
    const root = tree(files('a/S1/x.csv', 'a/one.csv', 'b/S1/x.csv', 'b/one.csv', 'b/T/x.csv'));
    expect(await discover(root, 'a', 'b')).toEqual({
      T: ['b/T/x.csv'],
      'a/S1': ['a/S1/x.csv'],
      'a/one.csv': ['a/one.csv'],
      'b/S1': ['b/S1/x.csv'],
      'b/one.csv': ['b/one.csv'],
    });
  });

  test('the order of the paths changes nothing', async () => {
    const root = tree(files('a/S1/x.csv', 'b/S1/x.csv', 'c.csv', 'c.mpt'));
    const forward = await discover(root, 'a', 'b', 'c.csv', 'c.mpt');
    expect(await discover(root, 'c.mpt', 'b', 'c.csv', 'a', 'a')).toEqual(forward);
  });

  test('a file alone, and files that are never input', async () => {
    const root = tree(files('x/a.csv', 'Thumbs.db', 'results/cycles.csv', 'y/b.csv'));
    const study = await discoverStudy([path.join(root, 'x/a.csv')], 'results');
    expect(study.root).toBe(path.join(root, 'x'));
    expect(filesById(study)).toEqual({ a: ['a.csv'] });
    expect(await discover(root, 'x', 'Thumbs.db', 'results', 'y')).toEqual({ a: ['x/a.csv'], b: ['y/b.csv'] });
  });

  test('what is not there, and what is given twice over', async () => {
    const root = tree(files('a/x.csv'));
    mkdirSync(path.join(root, 'empty'));
    const promise = discoverStudy([path.join(root, 'a'), path.join(root, 'a/x.csv'), path.join(root, 'no')], 'results');
    await expect(promise).rejects.toBeInstanceOf(StudyError);
    await expect(promise).rejects.toThrow(
      /no: there is no such file or folder\n.*x\.csv: this lies inside .*a, which is given/,
    );
  });
});
