import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { STAGES } from '../../src/analysis/index.ts';
import { execute } from '../../src/engine/execute.ts';
import { runJobs } from '../../src/engine/pool.ts';
import { stageOptionSchemas } from '../../src/engine/registry.ts';
import type { SampleJob } from '../../src/engine/sample-job.ts';
import { numbers, texts } from '../../src/model/table.ts';
import { discoverStudy } from '../../src/study/discover.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook, workbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);
const OTHER = landWorkbook({ cycles: [{ discharge: 3, charge: 2.7 }] });
const QUIET = { jobs: 1, onDone: () => {} };

async function discovered(root: string) {
  return discoverStudy([root], path.join(root, 'results'), stageOptionSchemas());
}

async function loaded(root: string) {
  return loadStudy(path.join(root, 'study.yaml'), stageOptionSchemas(), []);
}

test('tables of all samples in the order of the study, whatever the order of the folder', async () => {
  const root = tempFolder({ 'b/x.xlsx': GOOD, 'a/x.xlsx': OTHER, 'c/x.xlsx': GOOD });
  const { tables, datasets } = await execute(await discovered(root), QUIET);
  expect(texts(tables.get('summary')!, 'sample')).toEqual(['a', 'b', 'c']);
  expect(texts(tables.get('groups')!, 'group')).toEqual(['a', 'b', 'c']);
  expect([...numbers(tables.get('summary')!, 'initial_discharge_capacity_mAh')]).toEqual([3, 2, 2]);
  expect(datasets).toBe(3);
  const registered = STAGES.flatMap((stage) => stage.tables.map(({ name }) => name));
  expect([...tables.keys()]).toEqual(registered.filter((name) => tables.has(name)));
  expect([...tables.keys()]).toEqual(expect.arrayContaining(['cycles', 'retention', 'rate_test', 'voltage_profile']));
});

test('a file that goes between discovery and reading is an issue; the others are complete', async () => {
  const root = tempFolder({ 'a/x.xlsx': GOOD, 'a/y.xlsx': OTHER, 'b/x.xlsx': GOOD });
  const study = await discovered(root);
  rmSync(path.join(root, 'a/y.xlsx'));
  const { issues, tables, inputs } = await execute(study, QUIET);
  const [unusable] = issues.filter(({ code }) => code === 'FILE_UNUSABLE');
  expect(unusable).toMatchObject({ path: 'a/y.xlsx', sample: 'a', severity: 'error' });
  expect(unusable?.message).toContain('no such file');
  expect(texts(tables.get('summary')!, 'sample')).toEqual(['a', 'b']);
  expect(inputs.find((input) => input.path === 'a/y.xlsx')).toMatchObject({ sha256: '', datasets: 0 });
});

test('the inputs are the study file and every file, by path, with their digests', async () => {
  const root = tempFolder({
    'study.yaml': 'samples: {A: {files: [raw/*.xlsx]}}\n',
    'raw/b.xlsx': GOOD,
    'raw/a.xlsx': 'no workbook',
    'zz.txt': 'not of the study',
  });
  const { inputs } = await execute(await loaded(root), QUIET);
  expect(inputs.map((input) => [input.path, input.parser, input.samples, input.datasets])).toEqual([
    ['raw/a.xlsx', '', ['A'], 0],
    ['raw/b.xlsx', 'land-xlsx', ['A'], 1],
    ['study.yaml', '', [], 0],
  ]);
  for (const input of inputs) {
    const bytes = readFileSync(path.join(root, input.path));
    expect(input.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

describe('the same content twice in one sample', () => {
  test('is reported, with the file it repeats', async () => {
    const { issues } = await execute(await discovered(tempFolder({ 'a/x.xlsx': GOOD, 'a/y.xlsx': GOOD })), QUIET);
    const found = issues.filter(({ code }) => code === 'FILE_DUPLICATE');
    expect(found).toMatchObject([{ path: 'a/y.xlsx', message: 'same content as a/x.xlsx' }]);
  });

  test('is no matter where nothing of it is in the results', async () => {
    const broken = workbook({
      S: [
        ['TestTime/Sec.', 'Current/mA', 'Voltage/V'],
        ['x', 1, 1],
      ],
    });
    const root = tempFolder({ 'a/x.xlsx': broken, 'a/y.xlsx': broken, 'a/z.txt': '', 'a/zz.txt': '', 'b.xlsx': GOOD });
    const { issues } = await execute(await discovered(root), QUIET);
    expect(issues.filter(({ code }) => code === 'FILE_DUPLICATE')).toEqual([]);
    expect(issues.filter(({ code }) => code === 'FILE_UNUSABLE')).toHaveLength(2);
  });
});

describe('only', () => {
  const wanted = async (...only: string[]) => {
    const { tables } = await execute(await discovered(tempFolder({ 'a/x.xlsx': GOOD })), { ...QUIET, only });
    return tables;
  };

  test('gives the tables of the stage, though it builds on another one', async () => {
    expect([...(await wanted('retention')).keys()]).toEqual(['retention', 'summary', 'groups']);
    expect([...(await wanted('rate_test')).keys()]).toEqual(['rate_test', 'summary', 'groups']);
    expect([...(await wanted('cycles', 'voltage_profile')).keys()]).toEqual([
      'cycles',
      'voltage_profile',
      'summary',
      'groups',
    ]);
  });

  test('does not change the numbers', async () => {
    const all = await wanted(...STAGES.map(({ id }) => id));
    expect((await wanted('retention')).get('retention')).toEqual(all.get('retention'));
  });

  test('does not run what comes later and nobody wants', async () => {
    const stage = STAGES.find(({ id }) => id === 'voltage_profile')!;
    using run = vi.spyOn(stage, 'run');
    await wanted('retention');
    expect(run).not.toHaveBeenCalled();
  });
});

test('a stage that fails costs its sample and is a defect', async () => {
  const [stage] = STAGES.filter((one) => one.scope === 'sample');
  const { run } = stage!;
  using _ = vi.spyOn(stage!, 'run').mockImplementation((input) => {
    if (input.cell.sample.id === 'a') throw new RangeError('invalid array length');
    return run(input);
  });
  const { issues, tables } = await execute(await discovered(tempFolder({ 'a/x.xlsx': GOOD, 'b/x.xlsx': GOOD })), QUIET);
  const [defect, ...more] = issues.filter(({ code }) => code === 'PROGRAM_DEFECT');
  expect(more).toEqual([]);
  expect(defect?.sample).toBe('a');
  expect(defect?.message).toMatch(/^RangeError: invalid array length/);
  expect(texts(tables.get('summary')!, 'sample')).toEqual(['b']);
});

test('progress is told once per sample', async () => {
  const told: [number, number, string][] = [];
  const study = await discovered(tempFolder({ 'a/x.xlsx': GOOD, 'b/x.txt': 'x' }));
  await execute(study, { jobs: 1, onDone: (...one) => told.push(one) });
  expect(told).toEqual([
    [1, 2, 'a'],
    [2, 2, 'b'],
  ]);
});

test('outcomes of jobs stand in the order of the jobs', async () => {
  const root = tempFolder({ 'a.xlsx': GOOD, 'b.xlsx': OTHER });
  const job = (file: string): SampleJob => ({
    root,
    sample: { id: file, group: file, exclude: [], layers: [], files: [{ path: file, labels: {} }] },
    named: true,
    stages: ['cycles', 'summary'],
    stageOptions: { cycles: {}, summary: {} },
  });
  const done: string[] = [];
  const jobs = ['b.xlsx', 'missing.xlsx', 'a.xlsx'].map(job);
  const outcomes = await runJobs(jobs, 1, ({ sample }) => done.push(sample.id));
  expect(done).toEqual(['b.xlsx', 'missing.xlsx', 'a.xlsx']);
  const seen = outcomes.map((outcome) => ('result' in outcome ? outcome.result.inputs[0]?.path : outcome.defect));
  expect(seen).toEqual(done);
  expect(await runJobs([], 4, () => {})).toEqual([]);
});
