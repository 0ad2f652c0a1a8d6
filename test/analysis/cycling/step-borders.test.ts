/** What passes between the last record of a step and the first of the next, and energy where only charge is counted. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { biologicBinary } from '../../../parsers/biologic/index.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { branchProfile } from '../../../src/analysis/cycling/half-cycle.ts';
import { cutIntoSteps, findSteps } from '../../../src/analysis/cycling/steps.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { modeCode } from '../../../src/model/schema.ts';
import { memoryFile } from '../../../src/model/source.ts';
import { sharedData } from '../../shared-data.ts';

type Cycling = DatasetOf<'cycling'>;

const GCPL = sharedData('cyclers/biologic/yadg/gcpl.issue_149.mpr');

interface Row {
  readonly time: number;
  readonly potential: number;
  readonly current: number;
  readonly charge: number;
  readonly step: number;
  readonly mode: 'rest' | 'constant-current' | 'constant-voltage';
}

function datasetOf(rows: readonly Row[]): Cycling {
  const column = (name: 'time' | 'potential' | 'current' | 'charge' | 'step') =>
    Float64Array.from(rows, (row) => row[name]);
  return {
    kind: 'cycling',
    length: rows.length,
    columns: {
      time: column('time'),
      potential: column('potential'),
      current: column('current'),
      charge: column('charge'),
      step: column('step'),
      mode: Uint8Array.from(rows, ({ mode }) => modeCode(mode)),
    },
    extras: [],
    instrumentTables: [],
    fates: [],
    meta: {},
    started: '',
    source: { path: 'a.mpr', sha256: '', parser: 'test' },
  };
}

const at = (time: number, potential: number, current: number, charge: number, step: number, mode: Row['mode']) => ({
  time,
  potential,
  current,
  charge: charge * 1e-3,
  step,
  mode,
});

/** As EC-Lab writes it: the first record of a rest, and of a discharge, brings the last charge of the step before. */
const ROWS: readonly Row[] = [
  at(0, 3, 0, 0, 0, 'rest'),
  at(1, 3.1, 1e-3, 0.001, 1, 'constant-current'),
  at(1801, 3.6, 1e-3, 0.501, 1, 'constant-current'),
  at(3601, 4.1, 1e-3, 1.001, 1, 'constant-current'),
  at(3602, 4, 0, 1.002, 2, 'rest'),
  at(7202, 3.9, 0, 1.002, 2, 'rest'),
  at(7203, 3.8, 1e-3, 1.003, 3, 'constant-current'),
  at(9003, 4.1, 1e-3, 1.503, 3, 'constant-current'),
  at(9004, 4, -1e-3, 1.504, 4, 'constant-current'),
  at(10804, 3.5, -1e-3, 1.004, 4, 'constant-current'),
  at(12604, 3, -1e-3, 0.504, 4, 'constant-current'),
  at(12605, 3.2, 0, 0.503, 5, 'rest'),
];

describe('charge on the first record of a step', () => {
  const dataset = datasetOf(ROWS);
  const { steps, charge } = cutIntoSteps(dataset.columns);

  it('is that of the step before where the new one rests or runs the other way', () => {
    expect(steps.map(({ direction }) => direction)).toEqual(['rest', 'charge', 'rest', 'charge', 'discharge', 'rest']);
    const passed = [0, 1.002, 0, 0.502, -1.001, 0];
    steps.forEach((step, i) => {
      expect(step.charge * 1e3).toBeCloseTo(passed[i]!, 12);
    });
    const [only] = findCycles(dataset, 'full-cell');
    expect(only!.charge.capacity * 1e3).toBeCloseTo(1.504, 12);
    expect(only!.discharge.capacity * 1e3).toBeCloseTo(1.001, 12);
  });

  it('stays with the new step where both run the same way', () => {
    const held = ROWS.map((row, i) => (i === 3 ? { ...row, step: 7, mode: 'constant-voltage' as const } : row));
    const passed = cutIntoSteps(datasetOf(held).columns).steps.map((step) => step.charge * 1e3);
    expect(passed.slice(0, 4)).toEqual([0, 0.501, 0.501, 0].map((value) => expect.closeTo(value, 12)));
  });

  it('belongs to the same branch where no mode tells', () => {
    const { mode: _, ...columns } = dataset.columns;
    const [only] = findCycles({ ...dataset, columns }, 'full-cell');
    expect(only!.discharge.capacity * 1e3).toBeCloseTo(1.001, 12);
    expect(only!.discharge.constantCurrentShare).toBeCloseTo(1 / 1.001, 12);
  });

  it('moves no record: the branch ends at the potential of its own last one', () => {
    const [only] = findCycles(dataset, 'full-cell');
    expect([only!.charge.endPotential, only!.discharge.endPotential]).toEqual([4.1, 3]);
    const { capacity } = branchProfile([steps[3]!, steps[4]!], dataset.columns.potential, charge);
    const expected = [0.001, 0.501, 0.502, 1.002, 1.502];
    expect([...capacity].map((value) => value * 1e3)).toEqual(expected.map((value) => expect.closeTo(value, 12)));
  });

  it('loses nothing and invents nothing, wherever the test is interrupted', () => {
    const total = dataset.columns.charge!.at(-1)!;
    for (let record = 1; record < ROWS.length; record++) {
      const sum = cutIntoSteps(dataset.columns, { breaks: [record] }).steps.reduce((all, step) => all + step.charge, 0);
      expect(sum).toBeCloseTo(total, 15);
    }
  });
});

describe('energy of a counted charge', () => {
  it('is ∫V dQ: energy over capacity is a mean of the potentials, however few the records are', () => {
    const dataset = datasetOf(ROWS);
    const [only] = findCycles(dataset, 'full-cell');
    // 0.001 at 3.1, 0.5 at 3.35, 0.5 at 3.85, 0.001 at 4.1; 0.001 at 3.8, 0.5 at 3.95, 0.001 at 4.1
    const charged = 0.0031 + 1.675 + 1.925 + 0.0041 + 0.0038 + 1.975 + 0.0041;
    expect(only!.charge.energy * 1e3).toBeCloseTo(charged, 12);
    // 0.5 at 3.75, 0.5 at 3.25, 0.001 at 3
    expect(only!.discharge.energy * 1e3).toBeCloseTo(1.875 + 1.625 + 0.003, 12);
  });

  it.skipIf(GCPL === undefined)('has its mean between the potentials of a real file', async () => {
    const { datasets } = await biologicBinary.parse(memoryFile('a.mpr', readFileSync(GCPL!)));
    const cycling = datasets.find((one) => one.kind === 'cycling') as Cycling;
    const cycles = findCycles(cycling, 'full-cell');
    expect(cycles.length).toBe(4);
    const { potential, charge } = cycling.columns;
    for (const { discharge } of cycles) {
      const volts = discharge.steps.flatMap(({ first, last }) => [...potential.subarray(first, last + 1)]);
      const mean = discharge.energy / discharge.capacity;
      expect(mean).toBeGreaterThan(Math.min(...volts));
      expect(mean).toBeLessThan(Math.max(...volts));
      // The mean current of `<I>` integrates to the counter exactly, the trapezoid of it would lose 2 %.
      expect(discharge.integral / discharge.capacity).toBeCloseTo(1, 6);
    }
    expect(charge!.length).toBe(132);
    expect([cycling.meanCurrent, cycling.unfinished ?? false]).toEqual([true, false]);
    const data = readFileSync(GCPL!).subarray(0, 10_000);
    const [cut] = (await biologicBinary.parse(memoryFile('a.mpr', data))).datasets;
    expect(cut?.kind === 'cycling' && cut.unfinished).toBe(true);
    expect(cut!.length).toBeLessThan(132);
  });
});

describe('a current that is the mean since the record before', () => {
  const rows = [
    at(0, 3, 0, 0, 0, 'rest'),
    at(10, 3, 0, 0, 0, 'rest'),
    at(11, 3.5, 3.6e-3, 0, 1, 'constant-current'),
    at(111, 3.6, 3.6e-3, 0, 1, 'constant-current'),
    at(211, 3.7, 1.8e-3, 0, 1, 'constant-current'),
    at(212, 3.6, 0, 0, 2, 'rest'),
  ];
  const { charge: _, ...columns } = datasetOf(rows).columns;

  it('counts for the whole interval before its record, without counters as with them', () => {
    const passed = (meanCurrent: boolean) => cutIntoSteps(columns, { meanCurrent }).steps.map((step) => step.charge);
    const exact = (3.6e-3 * 101 + 1.8e-3 * 100) / 3600;
    expect(passed(true)).toEqual([0, expect.closeTo(exact, 15), 0]);
    expect(passed(false)[1]).toBeCloseTo((3.6e-3 * 100 + 2.7e-3 * 100) / 3600, 15);
    expect(findSteps(columns).map(({ integral }) => integral)).toEqual(passed(false));
  });
});
