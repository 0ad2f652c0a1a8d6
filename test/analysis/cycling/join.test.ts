import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { land } from '../../../parsers/land/index.ts';
import { cycledTests } from '../../../src/analysis/cycling/cycled-test.ts';
import { compareNaturally } from '../../../src/analysis/cycling/part-order.ts';
import type { Dataset, DatasetOf } from '../../../src/model/dataset.ts';
import { memoryFile } from '../../../src/model/source.ts';
import { sharedData } from '../../shared-data.ts';
import { halfCycle, rest, type StepPlan, simulate } from './cell-simulator.ts';
import { type PartOptions, partOf, shift, withRecordsAndClock } from './file-parts.ts';

type Cycling = DatasetOf<'cycling'>;
type Without = 'charge' | 'energy' | 'cycle' | 'step' | 'mode';

const RECORDS = 7;
const cycle = (number: number): StepPlan[] => [
  halfCycle(1e-3, 2e-3 - 1e-5 * number, number, 3, 4),
  { mode: 'constant-voltage', current: 1e-3, hours: 0.5, from: 4, to: 4, cycle: number },
  rest(0.2, 3.9, number),
  halfCycle(-2e-3, 1.9e-3 - 1e-5 * number, number, 4, 3),
  rest(0.1, 3.2, number),
];
const plan = [1, 2, 3].flatMap(cycle);
const length = plan.length * RECORDS;

interface Kind {
  readonly label: string;
  readonly without: readonly Without[];
  readonly record?: boolean;
  readonly clock?: boolean;
  readonly part: Omit<PartOptions, 'path'>;
  /** mAh that a cut may lose where neither counters nor clocks reach across it. */
  readonly lossy?: number;
}

const kinds: Kind[] = [
  { label: 'one test clock', without: [], part: {} },
  { label: 'counters of the step', without: [], part: { counters: 'step' } },
  { label: 'counters of the file', without: [], part: { counters: 'part' } },
  { label: 'no counters', without: ['charge', 'energy'], part: {} },
  { label: 'no cycle numbers', without: ['cycle'], part: {} },
  {
    label: 'nothing but time, current and potential',
    without: ['charge', 'energy', 'cycle', 'step', 'mode'],
    part: {},
  },
  { label: 'time restarts, clock', without: [], clock: true, record: true, part: { restart: true } },
  {
    label: 'time restarts, clock, no counters',
    without: ['charge', 'energy'],
    clock: true,
    record: true,
    part: { restart: true },
  },
  { label: 'time restarts, record numbers', without: [], record: true, part: { restart: true }, lossy: 0 },
  {
    label: 'time restarts, no cycle numbers',
    without: ['cycle'],
    clock: true,
    part: { restart: true, counters: 'part' },
    lossy: 0.34,
  },
];

function wholeOf(kind: Kind): Cycling {
  return withRecordsAndClock(simulate(plan, { recordsPerStep: RECORDS, without: kind.without }), kind);
}

function cyclesOf(datasets: readonly Dataset[]) {
  const { tests, issues } = cycledTests(datasets, 'full-cell');
  const cycles = tests.flatMap((test) =>
    test.cycles.map((one) => ({
      number: one.number,
      complete: one.complete,
      halves: [one.charge, one.discharge].flatMap((half) => [
        half.capacity * 1e3,
        half.energy * 1e3,
        half.integral * 1e3,
        half.medianPotential,
        half.endPotential,
        half.constantCurrent * 1e3,
        half.constantCurrentShare,
        half.duration / 3600,
      ]),
      start: test.dataset.columns.time[one.steps[0]!.first]!,
    })),
  );
  return { tests, cycles, codes: issues.map(({ code }) => code) };
}

function expectSame(
  found: ReturnType<typeof cyclesOf>,
  wanted: ReturnType<typeof cyclesOf>,
  label: string,
  tolerance = 1e-9,
) {
  expect(found.tests.length, label).toBe(1);
  expect(
    found.cycles.map(({ number, complete }) => [number, complete]),
    label,
  ).toEqual(wanted.cycles.map(({ number, complete }) => [number, complete]));
  found.cycles.forEach((one, i) => {
    one.halves.forEach((value, k) => {
      const expected = wanted.cycles[i]!.halves[k]!;
      if (Number.isNaN(expected)) expect(value).toBeNaN();
      else expect(Math.abs(value - expected), `${label}, cycle ${one.number}, quantity ${k}`).toBeLessThan(tolerance);
    });
  });
}

describe('parts of one test', () => {
  it.each(kinds)('give the cycles of the whole, wherever it is cut: $label', (kind) => {
    const whole = wholeOf(kind);
    const wanted = cyclesOf([whole]);
    expect(wanted.cycles.length).toBe(3);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: length - 1 }), { minLength: 1, maxLength: 3 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), length];
        const parts = edges
          .slice(1)
          .map((to, p) => partOf(whole, edges[p]!, to, { ...kind.part, path: `part${p + 1}.csv` }));
        const found = cyclesOf(parts);
        if (kind.lossy === undefined) expectSame(found, wanted, `cuts ${cuts}`);
        else expectPassed(found, wanted, kind.lossy * cuts.length);
        expect(cyclesOf(parts.toReversed()).cycles).toEqual(found.cycles);
      }),
      { numRuns: 60 },
    );
  });

  it.each(kinds.filter(({ part }) => part.counters !== 'part'))('drop what two files share: $label', (kind) => {
    const whole = wholeOf(kind);
    const wanted = cyclesOf([whole]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: length - 2 }), fc.integer({ min: 1, max: 30 }), (cut, shared) => {
        const start = Math.max(1, cut - shared);
        const first = partOf(whole, 0, cut, { ...kind.part, path: 'a.csv' });
        const second = partOf(whole, start, length, { ...kind.part, path: 'b.csv' });
        if (kind.part.restart && kind.clock !== true && kind.record !== true) return;
        const found = cyclesOf([first, second]);
        expect(found.codes).toContain('CYCLING_RECORDS_REPEATED');
        expectSame(found, wanted, `${start} to ${cut}`);
        expect(found.tests[0]!.dataset.length).toBe(length);
      }),
      { numRuns: 60 },
    );
  });

  it('of one record, all starting at time 0, do not look like one clock that stood still', () => {
    const kind = kinds.find(({ label }) => label === 'time restarts, record numbers')!;
    const whole = wholeOf(kind);
    const wanted = cyclesOf([whole]);
    for (let cut = 1; cut < length - 1; cut++) {
      const edges = [0, cut, cut + 1, length];
      const parts = [0, 1, 2].map((p) => partOf(whole, edges[p]!, edges[p + 1]!, { restart: true, path: `p${p}` }));
      expectPassed(cyclesOf(parts), wanted, 0);
    }
  });

  it('use a later export that contains the earlier one once, in whatever order', () => {
    const whole = wholeOf(kinds[0]!);
    const wanted = cyclesOf([whole]);
    const early = partOf(whole, 0, 60, { path: 'early.csv' });
    for (const files of [
      [early, whole],
      [whole, early],
    ]) {
      const found = cyclesOf(files);
      expectSame(found, wanted, 'later export');
      expect(found.codes).toEqual(['CYCLING_ORDER_BY_NAME', 'CYCLING_RECORDS_REPEATED']);
    }
  });

  it('do not take cycles for repeated that only look alike', () => {
    const alike = [1, 2].map((number) =>
      simulate(
        cycle(1).map((step) => ({ ...step, cycle: number })),
        { recordsPerStep: RECORDS, path: `part${number}.csv` },
      ),
    );
    const { cycles, codes } = cyclesOf(alike);
    expect(cycles.map(({ number }) => number)).toEqual([1, 2]);
    expect(codes).not.toContain('CYCLING_RECORDS_REPEATED');
  });

  it('count a file of the same bytes once', () => {
    const one = { ...wholeOf(kinds[0]!), source: { path: 'a.csv', sha256: 'abc', parser: 'simulated' } };
    const copy = { ...one, source: { ...one.source, path: 'b.csv' } };
    expect(cyclesOf([one, copy]).cycles.length).toBe(3);
  });

  it('know the file of every record', () => {
    const whole = wholeOf(kinds[0]!);
    const { tests } = cycledTests(
      [partOf(whole, 0, 40, { path: 'a' }), partOf(whole, 40, length, { path: 'b' })],
      undefined,
    );
    expect([0, 39, 40, length - 1].map((record) => tests[0]!.fileOf(record))).toEqual(['a', 'a', 'b', 'b']);
  });
});

/** The same capacities, but for `loss` mAh at most that passed between the last record of a file and the first of the next. */
function expectPassed(found: ReturnType<typeof cyclesOf>, wanted: ReturnType<typeof cyclesOf>, loss: number) {
  expect(found.cycles.map(({ number }) => number)).toEqual(wanted.cycles.map(({ number }) => number));
  found.cycles.forEach((one, i) => {
    for (const k of [0, 8]) {
      const missing = wanted.cycles[i]!.halves[k]! - one.halves[k]!;
      expect(missing).toBeGreaterThan(-1e-9);
      expect(missing).toBeLessThan(loss + 1e-9);
    }
  });
}

describe('files that do not continue each other', () => {
  const formation = simulate([...cycle(1), ...cycle(2)], { recordsPerStep: RECORDS, path: 'formation.csv' });
  const ageing = simulate([...cycle(1), ...cycle(2).map((step) => ({ ...step, to: step.to - 0.01 }))], {
    recordsPerStep: RECORDS,
    path: 'ageing.csv',
  });

  it('are one sequence in the order of their names where nothing else tells, with their own cycle numbers', () => {
    const { cycles, codes, tests } = cyclesOf([formation, ageing]);
    expect(cycles.map(({ number }) => number)).toEqual([1, 2, 1, 2]);
    expect(codes).toEqual(['CYCLING_ORDER_BY_NAME', 'CYCLING_GAP_UNKNOWN']);
    expect(tests.length).toBe(1);
    expect(tests[0]!.fileOf(0)).toBe('ageing.csv');
    expect(cycles.map(({ start }) => start)).toEqual([...cycles.map(({ start }) => start)].sort((a, b) => a - b));
  });

  it('follow the clocks where all have one, with the pause in the test time', () => {
    const end = formation.columns.time.at(-1)!;
    const first = withRecordsAndClock(formation, { clock: true });
    const second = withRecordsAndClock(ageing, { clock: true });
    shift(second.columns.clock!, end + 7200);
    const { tests, codes, cycles } = cyclesOf([second, first]);
    expect(codes).toEqual([]);
    expect(tests[0]!.dataset.columns.time[formation.length]! - end).toBeCloseTo(7200, 3);
    expect(cycles.map(({ number }) => number)).toEqual([1, 2, 1, 2]);
  });

  it('are separate tests, with a warning, where they were measured at the same time', () => {
    const first = withRecordsAndClock(formation, { clock: true });
    const second = withRecordsAndClock(ageing, { clock: true });
    const { tests, codes } = cyclesOf([first, second]);
    expect(tests.length).toBe(2);
    expect(codes).toContain('CYCLING_FILES_OVERLAP');
  });

  it('are separate tests too where their test times overlap without having been set to zero', () => {
    const later = structuredClone(ageing);
    shift(later.columns.time, ageing.columns.time[34]! + 0.5);
    const { tests, codes } = cyclesOf([formation, later]);
    expect(tests.map(({ dataset }) => dataset.source.path)).toEqual(['formation.csv', 'ageing.csv']);
    expect(codes).toContain('CYCLING_FILES_OVERLAP');
  });

  it('keep a half-cycle whole that a restart cuts, though the instrument counts from 1 again', () => {
    const whole = simulate(plan, { recordsPerStep: RECORDS });
    const cut = 5 * RECORDS + 3;
    const second = partOf(whole, cut, length, { path: 'b.csv', restart: true, counters: 'part' });
    shift(second.columns.cycle!, -1);
    const { cycles } = cyclesOf([partOf(whole, 0, cut, { path: 'a.csv' }), second]);
    expect(cycles.map(({ number, complete }) => [number, complete])).toEqual([
      [1, true],
      [2, true],
      [2, true],
    ]);
  });

  it('are not joined where only one of them numbers its cycles', () => {
    const bare = simulate(cycle(4), { recordsPerStep: RECORDS, without: ['cycle'], path: 'z.csv' });
    expect(cyclesOf([formation, bare]).tests.length).toBe(2);
  });

  it('mark counters that only some have, and integrate the others', () => {
    const uncounted = simulate([...cycle(4), ...cycle(5)], {
      recordsPerStep: RECORDS,
      without: ['charge', 'energy'],
      path: 'later.csv',
    });
    const { cycles, codes } = cyclesOf([formation, uncounted]);
    expect(codes).toContain('CYCLING_COUNTERS_PARTIAL');
    const [wanted] = cyclesOf([uncounted]).cycles;
    expect(cycles.map(({ number }) => number)).toEqual([1, 2, 4, 5]);
    for (const k of [0, 1, 8, 9]) expect(cycles[2]!.halves[k]).toBeCloseTo(wanted!.halves[k]!, 9);
  });
});

const WORKBOOK = sharedData('cyclers/land-xlsx/Land_Nb700test2.xlsx');

it.skipIf(WORKBOOK === undefined)('a real workbook in parts has the cycles of the whole', async () => {
  const { datasets } = await land.parse(memoryFile('whole.xlsx', readFileSync(WORKBOOK!)));
  const [whole] = datasets;
  if (whole?.kind !== 'cycling') throw new Error('not cycling');
  const wanted = cyclesOf([whole]);
  expect(wanted.cycles.length).toBeGreaterThan(100);
  const edges = [0, 3001, 12_345, 20_000, whole.length];
  // Across a restart the system time tells the pause, to a second: 2e-4 mAh at these currents.
  for (const [restart, tolerance] of [
    [false, 1e-6],
    [true, 5e-4],
  ] as const) {
    const parts = edges.slice(1).map((to, p) => {
      const from = Math.max(0, edges[p]! - 100 * (p % 2));
      return partOf(whole, from, to, { path: `part${p}.xlsx`, counters: 'step', restart });
    });
    const found = cyclesOf(parts.toReversed());
    expect(found.codes).toEqual(['CYCLING_RECORDS_REPEATED', 'CYCLING_RECORDS_REPEATED']);
    expectSame(found, wanted, 'workbook', tolerance);
  }
});

it('numbers in names count by their value', () => {
  const names = ['part10.csv', 'part2.csv', 'Part1.csv', 'part2b.csv', 'part02.csv'];
  expect(names.sort(compareNaturally)).toEqual(['Part1.csv', 'part02.csv', 'part2.csv', 'part2b.csv', 'part10.csv']);
});
