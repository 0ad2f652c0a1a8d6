import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { StageOptionsSchema } from '../../src/study/check.ts';
import { StudyError } from '../../src/study/faults.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import type { Study } from '../../src/study/study.ts';
import { tree } from './tree.ts';

const STAGES: Readonly<Record<string, StageOptionsSchema>> = {
  cycles: v.object({}),
  retention: v.object({
    reference: v.optional(
      v.union([v.picklist(['first', 'max']), v.number(), v.tuple([v.number(), v.number()])]),
      'first',
    ),
    branch: v.optional(v.picklist(['reversible', 'charge', 'discharge']), 'reversible'),
  }),
  ndp: v.object({
    mode: v.optional(v.picklist(['default', 'nist']), 'default'),
    lithium6_abundance: v.optional(v.pipe(v.number(), v.maxValue(1, 'an abundance is at most 1')), 0.0759),
    excess: v.optional(v.object({ sample: v.string(), reference: v.optional(v.string()) })),
    windows: v.optional(v.array(v.object({ from: v.number(), to: v.number() })), []),
    masks: v.optional(v.record(v.string(), v.number()), {}),
    files: v.optional(v.array(v.string()), []),
  }),
};
const FIGURES = ['nyquist', 'capacity_vs_cycle', 'profile'];

function load(root: string, name = 'study.yaml'): Promise<Study> {
  return loadStudy(path.join(root, name), STAGES, FIGURES);
}

/** Loads a study of this text; `files` are empty files beside it. */
function study(text: string, ...files: string[]): Promise<Study> {
  return load(tree({ 'study.yaml': text, ...Object.fromEntries(files.map((file) => [file, ''])) }));
}

async function faultsOf(promise: Promise<unknown>): Promise<string[]> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    expect(error.message.split('\n')).toHaveLength(error.faults.length);
    return error.message.split('\n');
  }
  throw new Error('the study has no faults');
}

const FULL = `title: HRPOSS anodes
timezone: Asia/Shanghai
samples:
  HRPOSS-6:
    group: 1e3
    role: anode-half-cell
    active_mass: 1.42 mg ± 0.02 mg
    area: 1.13 cm^2 ± 3 %
    thickness: 40 um
    paired: false
    nominal_capacity: 1800 mAh/g
    exclude: [{cycles: 45-47, reason: power cut}, {cycles: 50, reason: door open}, {cycles: [60, 61], reason: no}]
    layers:
      - {material: LiPON, formula: Li2.9PO3.3N0.46, density: 2.3 g/cm^3, thickness: 2.2 um}
    files:
      - HRPOSS-6/cycling/*.xlsx
      - {path: "HRPOSS-6/eis/{state}_{cycle}.DTA", beam energy: 5 keV}
      - {path: ndp/coated_mon_*.spe, use: monitor}
      - {path: sem.csv, state: before, um_per_pixel: 0.30, columns: {thickness: "Höhe"}}
  012:
    active_mass: from-file
    nominal_capacity: 3 mAh/cm^2
    files: []
  B:
    nominal_capacity: 4 mAh
    files: []
baseline: 012
issues: {LAND_COUNTER_MISMATCH: error}
figures: [{id: nyquist, samples: [HRPOSS-6, 1e3], size: double, title: Impedance}, {id: profile}]
stages:
  retention: {reference: [1, 3]}
  cycles:
  ndp:
    lithium6_abundance: 0.5
    excess: {sample: 012, reference: true}
    files: [1.csv, 2, no, null]
`;

describe('a study with everything', () => {
  const files = [
    'HRPOSS-6/cycling/b.xlsx',
    'HRPOSS-6/cycling/a.xlsx',
    'HRPOSS-6/eis/before_1.DTA',
    'ndp/coated_mon_2.spe',
    'sem.csv',
    'unrelated.txt',
  ];

  test('samples', async () => {
    const { samples, issues, named } = await study(FULL, ...files);
    expect(samples.map((sample) => sample.id)).toEqual(['HRPOSS-6', '012', 'B']);
    const [first, second, third] = samples;
    expect(first).toMatchObject({
      group: '1e3',
      role: 'anode-half-cell',
      paired: false,
      exclude: [
        { from: 45, to: 47, reason: 'power cut' },
        { from: 50, to: 50, reason: 'door open' },
        { from: 60, to: 61, reason: 'no' },
      ],
    });
    expect(first?.activeMass).toEqual({
      value: expect.closeTo(1.42e-3, 12),
      standardUncertainty: expect.closeTo(2e-5, 12),
    });
    expect(first?.area).toEqual({ value: expect.closeTo(1.13, 9), standardUncertainty: expect.closeTo(0.0339, 9) });
    expect(first?.thickness?.value).toBeCloseTo(40_000, 6);
    expect(first?.nominalCapacity).toMatchObject({ per: 'g', value: { value: expect.closeTo(1.8, 12) } });
    expect(first?.layers).toMatchObject([
      { material: 'LiPON', formula: 'Li2.9PO3.3N0.46', density: { value: expect.closeTo(2.3, 9) } },
    ]);
    expect(first?.layers[0]?.thickness.value).toBeCloseTo(2200, 6);
    expect(first?.files).toEqual([
      { path: 'HRPOSS-6/cycling/a.xlsx', labels: {} },
      { path: 'HRPOSS-6/cycling/b.xlsx', labels: {} },
      { path: 'HRPOSS-6/eis/before_1.DTA', labels: { state: 'before', cycle: '1', 'beam energy': '5 keV' } },
      { path: 'ndp/coated_mon_2.spe', labels: { use: 'monitor' } },
      { path: 'sem.csv', labels: { state: 'before', um_per_pixel: '0.30', 'columns.thickness': 'Höhe' } },
    ]);
    expect(second).toMatchObject({ group: '012', activeMass: 'from-file', nominalCapacity: { per: 'cm2' }, files: [] });
    expect(second).not.toHaveProperty('role');
    expect(third?.nominalCapacity).toMatchObject({ per: 'cell', value: { value: expect.closeTo(4e-3, 12) } });
    expect(issues).toEqual([]);
    expect([...named].sort()).toEqual(first?.files.map((file) => file.path));
  });

  test('everything else', async () => {
    const loaded = await study(FULL, ...files);
    expect(loaded).toMatchObject({
      title: 'HRPOSS anodes',
      path: 'study.yaml',
      timezone: 'Asia/Shanghai',
      baseline: '012',
      regrading: { LAND_COUNTER_MISMATCH: 'error' },
      figures: [{ id: 'nyquist', samples: ['HRPOSS-6', '1e3'], size: 'double', title: 'Impedance' }, { id: 'profile' }],
    });
    expect(loaded.stages).toEqual({
      cycles: {},
      retention: { reference: [1, 3], branch: 'reversible' },
      ndp: {
        mode: 'default',
        lithium6_abundance: 0.5,
        excess: { sample: '012', reference: 'true' },
        windows: [],
        masks: {},
        files: ['1.csv', '2', 'no', 'null'],
      },
    });
    expect(path.isAbsolute(loaded.root)).toBe(true);
  });

  test('what is left out has its default', async () => {
    const loaded = await study('samples: {A: {files: []}}');
    expect(loaded.title).toBe(path.basename(loaded.root));
    expect(loaded).toMatchObject({ timezone: '', baseline: '', regrading: {}, figures: undefined });
    expect(loaded.stages).toMatchObject({ cycles: {}, retention: { reference: 'first', branch: 'reversible' } });
    expect(loaded.samples).toEqual([{ id: 'A', group: 'A', exclude: [], layers: [], files: [] }]);
    expect((await study('samples: {A: {files: []}}\nfigures: []')).figures).toEqual([]);
  });

  test('JSON, and other names of the file', async () => {
    const json = JSON.stringify({
      title: 'J',
      samples: { A: { active_mass: '1 mg' } },
      stages: { retention: { reference: 2 } },
    });
    const loaded = await load(tree({ 'my.json': json }), 'my.json');
    expect(loaded).toMatchObject({ title: 'J', path: 'my.json', stages: { retention: { reference: 2 } } });
  });
});

/** One fault of one study: text, then what the message must be. */
const FAULTS: readonly (readonly [string, string | RegExp])[] = [
  ['', /^study.yaml:1:1: expected a map .*\(found nothing\)$/],
  ['- a', /^study.yaml:1:1: expected a map .*\(found a list\)$/],
  ['title: x', /^study.yaml:1:1: samples is missing: expected samples by name/],
  ['samples:', /^study.yaml:1:9: samples: expected samples by name/],
  ['samples: {}', /^study.yaml:1:10: samples: expected samples by name/],
  ['samples: [A]', /^study.yaml:1:10: samples: expected samples by name/],
  [
    'sampels: {}\nsamples: {A: {files: []}}',
    'study.yaml:1:1: unknown key "sampels"; accepted: title, timezone, samples, baseline, issues, figures, stages; did you mean "samples"?',
  ],
  [
    'samples: {A: {files: []}}\ntitle:',
    'study.yaml:2:7: title: expected text, for example `title: HRPOSS anodes` (found nothing)',
  ],
  ['samples: {A: {files: []}}\ntitle: [x]', /^study.yaml:2:8: title: expected text.*\(found a list\)$/],
  [
    'samples: {A: {files: []}}\ntimezone: Asia/Shangai',
    /^study.yaml:2:11: timezone: .*; did you mean "Asia\/Shanghai"\? \(found "Asia\/Shangai"\)$/,
  ],
  ['samples: {A: {files: []}}\ntimezone: +08:00', /^study.yaml:2:11: timezone: /],
  [
    'samples: {A1: {files: []}, B1: {files: [], group: C}}\nbaseline: A2',
    'study.yaml:2:11: baseline: unknown sample or group "A2"; accepted: A1, B1, C; did you mean "A1"?',
  ],
  [`samples: {${'A'.repeat(300)}: {files: []}}`, /^study.yaml:1:11: the sample name .* longer than 200 characters$/],
  ['samples: {A: {files: ["a\\nb[.csv"]}}', /^study.yaml:1:23: "a b\[.csv": a \[ begins a set/],
  [`samples: {A: {files: [], area: ${'1'.repeat(1e6)} ± ${' '.repeat(1e5)}x}}`, /area: expected a quantity/],
  ['samples: {" A": {files: []}}', /^study.yaml:1:11: the sample name " A" is not accepted/],
  ['samples: {A: [x]}', /^study.yaml:1:14: samples.A: expected a map \(found a list\)$/],
  ['samples: {A: x}', /^study.yaml:1:14: samples.A: expected a map, for example .*\(found "x"\)$/],
  [
    'samples: {A: {mass: 1 mg}}',
    /^study.yaml:1:15: samples.A: unknown key "mass"; accepted: group, .* did you mean "active_mass"\?$/,
  ],
  [
    'samples: {A: {files: [], active_mass: 1.42}}',
    'study.yaml:1:39: samples.A.active_mass: the unit is missing; write for example `active_mass: 1.42 mg` (found "1.42")',
  ],
  ['samples: {A: {files: [], active_mass: 1.42 ± 3 %}}', /active_mass: the unit is missing/],
  ['samples: {A: {files: [], active_mass: "1,42 mg"}}', /active_mass: the decimal mark is a point/],
  [
    'samples: {A: {files: [], active_mass: 1.42 mV}}',
    /active_mass: expected a number with a unit that converts to g, .*found "1.42 mV"/,
  ],
  ['samples: {A: {files: [], active_mass: 0 mg}}', /active_mass: must be greater than zero/],
  ['samples: {A: {files: [], active_mass: 1e999 mg}}', /active_mass: must be greater than zero/],
  ['samples: {A: {files: [], active_mass: 1 mg ± -1 mg}}', /active_mass: the uncertainty must not be negative/],
  ['samples: {A: {files: [], active_mass: [1 mg]}}', /active_mass: expected a mass or from-file.*\(found a list\)/],
  [
    'samples: {A: {files: [], nominal_capacity: 1 mAh/L}}',
    /nominal_capacity: expected a number with a unit that converts to Ah, Ah\/g or Ah\/cm\^2/,
  ],
  ['samples: {A: {files: [], nominal_capacity: -1 mAh/g}}', /nominal_capacity: must be greater than zero/],
  ['samples: {A: {files: [], paired: yes}}', 'study.yaml:1:34: samples.A.paired: expected true or false (found "yes")'],
  [
    'samples: {A: {files: [], role: anode}}',
    'study.yaml:1:32: samples.A.role: expected one of anode-half-cell, cathode-half-cell, full-cell, symmetric-cell, pellet, film (found "anode"); did you mean "anode-half-cell"?',
  ],
  [
    'samples: {A: {files: [], exclude: {cycles: 3}}}',
    /^study.yaml:1:35: samples.A.exclude: expected a list, for example/,
  ],
  ['samples: {A: {files: [], exclude: [{cycles: 3}]}}', 'study.yaml:1:36: samples.A.exclude: "reason" is missing'],
  [
    'samples: {A: {files: [], exclude: [{cycles: 3-x, reason: r}]}}',
    /^study.yaml:1:45: samples.A.exclude.cycles: expected cycles as 45, 45-47 or \[45, 47\] \(found "3-x"\)/,
  ],
  [
    'samples: {A: {files: [], exclude: [{cycles: [5, 4], reason: r}]}}',
    /cycles: the first cycle must not come after the last/,
  ],
  ['samples: {A: {files: [], exclude: [{cycles: [1, 2, 3], reason: r}]}}', /cycles: expected cycles as/],
  ['samples: {A: {files: [], exclude: [{cycles: [[1], 2], reason: r}]}}', /cycles: expected cycles as/],
  ['samples: {A: {files: [], exclude: [{cycles: 3, reason: ""}]}}', /reason: expected text/],
  [
    'samples: {A: {files: [], layers: [{material: x, formula: Li, density: 1 g/cm^3}]}}',
    'study.yaml:1:35: samples.A.layers: "thickness" is missing',
  ],
  [
    'samples: {A: {files: [], layers: [{material: x, formula: Li, density: 1 g, thickness: 1 nm}]}}',
    /^study.yaml:1:71: samples.A.layers.density: expected a number with a unit that converts to g\/cm\^3/,
  ],
  [
    'samples: {A: {files: x.csv}}',
    /^study.yaml:1:22: samples.A.files: expected a list, for example `files: \[A1\/\*.xlsx\]` \(found "x.csv"\)/,
  ],
  ['samples: {A: {files: [{use: monitor}]}}', 'study.yaml:1:23: samples.A.files: "path" is missing'],
  [
    'samples: {A: {files: [{path: a, use: monitr}]}}',
    /^study.yaml:1:38: samples.A.files.use: expected one of spectrum, .* did you mean "monitor"\?$/,
  ],
  [
    'samples: {A: {files: [{path: a, state: [x]}]}}',
    /^study.yaml:1:40: samples.A.files.state: expected a label as text.*\(found a list\)/,
  ],
  ['samples: {A: {files: [{path: a, um_per_pixel: 0}]}}', /um_per_pixel: expected a number greater than zero/],
  [
    'samples: {A: {files: [{path: a, columns: [x]}]}}',
    /^study.yaml:1:42: samples.A.files.columns: expected a map \(found a list\)/,
  ],
  ['samples: {A: {files: [{path: a, x.y: b}]}}', /label name "x.y" must not hold a point/],
  [
    'samples: {A: {files: [a\\b.csv]}}',
    /^study.yaml:1:23: samples.A.files: use \/ between folders on every system: "a\/b.csv"/,
  ],
  ['samples: {A: {files: [../b.csv]}}', /^study.yaml:1:23: samples.A.files: \.\. is not accepted/],
  [
    'samples: {A: {files: [{path: /b.csv}]}}',
    /^study.yaml:1:30: samples.A.files.path: an absolute path is not accepted/,
  ],
  ['samples: {A: {files: ["a[b"]}}', /^study.yaml:1:23: "a\[b": a \[ begins a set/],
  ['samples: {A: {files: [{path: "{a,b}"}]}}', /^study.yaml:1:30: "\{a,b\}": .*one pattern for each/],
  [
    'samples: {A: {files: [{path: "{state}.csv", state: x}]}}',
    /^study.yaml:1:30: .*captures the label "state", which stands beside it/,
  ],
  [
    'samples: {A: {files: []}}\nissues: {LAND_COUNTER_MISMATC: error}',
    'study.yaml:2:10: issues: unknown key "LAND_COUNTER_MISMATC"; see `interphase list issues`; did you mean "LAND_COUNTER_MISMATCH"?',
  ],
  [
    'samples: {A: {files: []}}\nissues: {LAND_COUNTER_MISMATCH: errr}',
    'study.yaml:2:33: issues.LAND_COUNTER_MISMATCH: expected one of ignore, info, warning, error (found "errr"); did you mean "error"?',
  ],
  [
    'samples: {A: {files: []}}\nfigures: [{id: nyquits}]',
    'study.yaml:2:16: figures.id: expected one of nyquist, capacity_vs_cycle, profile (found "nyquits"); did you mean "nyquist"?',
  ],
  ['samples: {A: {files: []}}\nfigures:', /^study.yaml:2:9: figures: expected a list of figures.*\(found nothing\)/],
  ['samples: {A: {files: []}}\nfigures: [nyquist]', /^study.yaml:2:11: figures: expected a map, for example/],
  [
    'samples: {A: {files: []}}\nfigures: [{id: nyquist, samples: [A, B1]}]',
    /^study.yaml:2:38: figures.samples: unknown sample or group "B1"; accepted: A/,
  ],
  [
    'samples: {A: {files: []}}\nfigures: [{id: nyquist, size: big}]',
    /^study.yaml:2:31: figures.size: expected one of single, one-and-a-half, double/,
  ],
  ['samples: {A: {files: []}}\nstages: [cycles]', /^study.yaml:2:9: stages: expected a map.*\(found a list\)/],
  [
    'samples: {A: {files: []}}\nstages: {retenton: {}}',
    'study.yaml:2:10: stages: unknown stage "retenton"; accepted: cycles, retention, ndp; did you mean "retention"?',
  ],
  ['samples: {A: {files: []}}\nstages: {toString: {}}', /stages: unknown stage "toString"/],
  [
    'samples: {A: {files: []}}\nstages: {retention: [first]}',
    'study.yaml:2:21: stages.retention: expected a map (found a list)',
  ],
  [
    'samples: {A: {files: []}}\nstages: {retention: first}',
    'study.yaml:2:21: stages.retention: expected a map (found "first")',
  ],
  [
    'samples: {A: {files: []}}\nstages: {cycles: {a: 1}}',
    'study.yaml:2:19: stages.cycles: unknown key "a"; accepted: none',
  ],
  [
    'samples: {A: {files: []}}\nstages: {retention: {referense: first}}',
    'study.yaml:2:22: stages.retention: unknown key "referense"; accepted: reference, branch; did you mean "reference"?',
  ],
  [
    'samples: {A: {files: []}}\nstages: {retention: {reference: frist}}',
    'study.yaml:2:33: stages.retention.reference: expected one of first, max, a number, a list (found "frist"); did you mean "first"?',
  ],
  [
    'samples: {A: {files: []}}\nstages: {retention: {reference: [1, x]}}',
    'study.yaml:2:37: stages.retention.reference: expected a number (found "x")',
  ],
  [
    'samples: {A: {files: []}}\nstages: {ndp: {lithium6_abundance: 2}}',
    'study.yaml:2:36: stages.ndp.lithium6_abundance: an abundance is at most 1 (found "2")',
  ],
  [
    'samples: {A: {files: []}}\nstages: {ndp: {lithium6_abundance: "0.5"}}',
    'study.yaml:2:36: stages.ndp.lithium6_abundance: expected a number (found "0.5")',
  ],
  ['samples: {A: {files: []}}\nstages: {ndp: {excess: {}}}', 'study.yaml:2:24: stages.ndp.excess: "sample" is missing'],
  [
    'samples: {A: {files: []}}\nstages: {ndp: {excess: {sample:}}}',
    /^study.yaml:2:\d+: stages.ndp.excess.sample: expected text \(found nothing\)/,
  ],
  [
    'samples: {A: {files: []}}\nstages: {ndp: {windows: [{from: 1, to: 2}, {from: 1, too: 2}]}}',
    'study.yaml:2:54: stages.ndp.windows: unknown key "too"; accepted: from, to; did you mean "to"?',
  ],
  [
    'samples: {A: {files: []}}\nstages: {ndp: {masks: {a: x}}}',
    'study.yaml:2:27: stages.ndp.masks.a: expected a number (found "x")',
  ],
  [
    'samples: {A: {files: []}}\nstages: {ndp: {masks: [1]}}',
    'study.yaml:2:23: stages.ndp.masks: expected a map (found a list)',
  ],
  ['samples: {A: {files: []}}\nstages: {ndp: {masks: {__proto__: 1}}}', /^study.yaml:2:24: "__proto__" cannot be used/],
  ['samples: {A: {files: []}, A: {files: []}}', 'study.yaml:1:27: the key "A" stands twice in one map, first at 1:11'],
  ['samples: {__proto__: {files: []}, A: {files: []}}', /^study.yaml:1:11: "__proto__" cannot be used/],
];

describe('faults', () => {
  test.each(FAULTS)('%.90s', async (text, expected) => {
    const faults = await faultsOf(study(text));
    if (typeof expected === 'string') expect(faults).toContain(expected);
    else expect(faults).toContainEqual(expect.stringMatching(expected));
  });

  test('all of one file together, in order of place', async () => {
    const faults = await faultsOf(
      study(
        'stages: {cylces: {}}\nsamples:\n  A: {rol: film, area: 1, files: [../x]}\n  B: {paired: 1, files: []}\nbaseline: C\ntitel: x\n',
      ),
    );
    expect(faults.map((fault) => fault.replace(/^(study.yaml:\d+:\d+).*$/, '$1'))).toEqual([
      'study.yaml:1:10',
      'study.yaml:3:7',
      'study.yaml:3:24',
      'study.yaml:3:35',
      'study.yaml:4:15',
      'study.yaml:5:11',
      'study.yaml:6:1',
    ]);
  });

  test('a baseline that is the group of a faulty sample is no second fault', async () => {
    expect(await faultsOf(study('samples: {A: {group: G, area: 1, files: []}}\nbaseline: G'))).toHaveLength(1);
  });

  test('no file, no file at all, too large', async () => {
    const root = tree({ 'big.yaml': `# ${'x'.repeat(4 * 1024 * 1024)}` });
    expect(await faultsOf(load(root))).toEqual([expect.stringMatching(/there is no such file$/)]);
    expect(await faultsOf(load(root, ''))).toEqual([expect.stringMatching(/this is not a file$/)]);
    expect(await faultsOf(load(root, 'big.yaml'))).toEqual([expect.stringMatching(/larger than 4 MB/)]);
  });

  test('a stage whose schema refuses {} is a defect, not a fault', async () => {
    const file = path.join(tree({ 'study.yaml': 'samples: {A: {files: []}}' }), 'study.yaml');
    await expect(loadStudy(file, { bad: v.object({ x: v.number() }) }, [])).rejects.not.toBeInstanceOf(StudyError);
  });
});

describe('files', () => {
  test('a pattern without file is an issue with its place', async () => {
    const { issues } = await study(
      'samples:\n  A:\n    files:\n      - x/*.csv\n      - {path: y.csv}\n',
      'y.CSV',
      'x/a.txt',
    );
    expect(issues).toEqual([
      {
        code: 'PATTERN_WITHOUT_FILE',
        path: 'study.yaml',
        place: '4:9',
        sample: 'A',
        message: 'no file matches "x/*.csv"',
      },
      expect.objectContaining({
        place: '5:16',
        message: 'no file matches "y.csv"; "y.CSV" differs in upper and lower case',
      }),
    ]);
  });

  test('hints: a folder, a near name', async () => {
    const { issues } = await study('samples: {A: {files: [x, xx/befor.csv]}}', 'x/a.txt', 'xx/before.csv');
    expect(issues.map((one) => one.message)).toEqual([
      'no file matches "x"; it is a folder: write "x/**"',
      'no file matches "xx/befor.csv"; did you mean "xx/before.csv"?',
    ]);
  });

  test('the literal name comes first', async () => {
    const { samples } = await study('samples: {A: {files: ["a[1].csv", "{x}.csv"]}}', 'a[1].csv', 'a1.csv', '{x}.csv');
    expect(samples[0]?.files).toEqual([
      { path: 'a[1].csv', labels: {} },
      { path: '{x}.csv', labels: {} },
    ]);
  });

  test('labels of several patterns of one sample are joined; contradictions are a fault', async () => {
    const joined = await study('samples: {A: {files: ["*.csv", {path: a.csv, state: before}]}}', 'a.csv', 'b.csv');
    expect(joined.samples[0]?.files).toEqual([
      { path: 'a.csv', labels: { state: 'before' } },
      { path: 'b.csv', labels: {} },
    ]);
    const text = 'samples: {A: {files: [{path: "{state}.csv"}, {path: a.csv, state: before}]}}';
    expect(await faultsOf(study(text, 'a.csv'))).toEqual([
      'study.yaml:1:53: "a.csv" has two values of the label "state": "a" (1:30) and "before"',
    ]);
  });

  test('a captured use must be one', async () => {
    const text = 'samples: {A: {files: ["{use}_*.spe"]}}';
    const { samples } = await study(text, 'monitor_1.spe');
    expect(samples[0]?.files[0]?.labels).toEqual({ use: 'monitor' });
    expect(await faultsOf(study(text, 'mon_1.spe'))).toEqual([
      expect.stringMatching(/^study.yaml:1:23: .*the use "mon": expected one of/),
    ]);
  });

  test('a file of two samples is a fault naming both', async () => {
    const text = 'samples:\n  A: {files: ["*.csv"]}\n  B: {files: [b.csv]}\n';
    expect(await faultsOf(study(text, 'a.csv', 'b.csv'))).toEqual([
      'study.yaml:3:15: "b.csv" belongs to sample "A" at 2:15 and to "B"; it can belong to one',
    ]);
  });

  test('a sample without patterns has the files named after it; the longest name wins', async () => {
    const { samples, issues } = await study(
      'samples: {HRPOSS-1: , HRPOSS-1.5: {}, 样品1: {}, none: {}}',
      'HRPOSS-1_a.csv',
      'HRPOSS-1.5_a.csv',
      'HRPOSS-15_a.csv',
      'raw/HRPOSS-1/x/y.csv',
      'raw/样品1-循环.csv',
      'raw/样品1循环.csv',
      'HRPOSS-1',
    );
    expect(samples.map((sample) => sample.files.map((file) => file.path))).toEqual([
      ['HRPOSS-1', 'HRPOSS-1_a.csv', 'raw/HRPOSS-1/x/y.csv'],
      ['HRPOSS-1.5_a.csv'],
      ['raw/样品1-循环.csv'],
      [],
    ]);
    expect(issues).toEqual([expect.objectContaining({ code: 'PATTERN_WITHOUT_FILE', sample: 'none', place: '1:48' })]);
  });

  test('names are compared in NFC, files keep their own', async () => {
    const composed = 'caf\u00e9';
    const decomposed = 'cafe\u0301';
    const { samples, named, baseline } = await study(
      `samples: {${decomposed}: {files: ["${composed}/{state}.csv"]}}\nbaseline: ${composed}`,
      `${decomposed}/${decomposed}.csv`,
    );
    expect(samples[0]?.id).toBe(composed);
    expect(baseline).toBe(composed);
    expect(samples[0]?.files).toEqual([{ path: `${decomposed}/${decomposed}.csv`, labels: { state: composed } }]);
    expect([...named]).toEqual([`${decomposed}/${decomposed}.csv`]);
  });

  test('never input, even where a pattern fits', async () => {
    const root = tree({
      'study.yaml': 'samples: {A: {files: ["**"]}}',
      'a.csv': '',
      '.hidden/a.csv': '',
      '.a.csv': '',
      '~$a.xlsx': '',
      'Thumbs.db': '',
      'x/desktop.ini': '',
      'node_modules/a.csv': '',
      'out/provenance.json': '{"inputs": [], "outputs": []}',
      'out/tables/cycles.csv': '',
      'other/provenance.json': '{"author": "x"}',
      'other/a.csv': '',
      'broken/provenance.json': '{',
    });
    const { samples } = await load(root);
    expect(samples[0]?.files.map((file) => file.path)).toEqual([
      'a.csv',
      'broken/provenance.json',
      'other/a.csv',
      'other/provenance.json',
    ]);
  });

  test('links that leave the folder are not followed; others are, without end', async () => {
    const outside = tree({ 'secret.csv': '' });
    const root = tree({ 'study.yaml': 'samples: {A: {files: ["**/*.csv", out/secret.csv]}}', 'in/a.csv': '' });
    symlinkSync(outside, path.join(root, 'out'));
    symlinkSync(path.join(root, 'in'), path.join(root, 'again'));
    symlinkSync(root, path.join(root, 'in', 'loop'));
    symlinkSync(path.join(root, 'in', 'a.csv'), path.join(root, 'b.csv'));
    symlinkSync(path.join(root, 'nothing'), path.join(root, 'dangling.csv'));
    mkdirSync(path.join(root, 'empty'));
    const { samples, issues } = await load(root);
    expect(samples[0]?.files.map((file) => file.path)).toEqual(['again/a.csv', 'b.csv', 'in/a.csv']);
    expect(issues.map((one) => one.message)).toEqual([
      'no file matches "out/secret.csv"; "out" is a link that leaves the study\'s folder and is not followed',
    ]);
  });
});

test('the same study, whatever the order on disk', async () => {
  const text = 'samples: {A: {files: ["**"]}}';
  const names = ['b.csv', 'a.csv', 'Z.csv', 'é.csv', '10.csv', '9.csv', 'b/x.csv'];
  const first = await study(text, ...names);
  const second = await study(text, ...names.reverse());
  expect(second.samples).toEqual(first.samples);
  expect(first.samples[0]?.files.map((file) => file.path)).toEqual([
    '10.csv',
    '9.csv',
    'Z.csv',
    'a.csv',
    'b.csv',
    'b/x.csv',
    'é.csv',
  ]);
});
