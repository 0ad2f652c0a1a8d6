/** Tables `overpotential` and `electrode_profile`: what the rate costs, of three-electrode cells by electrode. */
import * as v from 'valibot';
import { mean, standardDeviation } from '../../math/statistics.ts';
import { integer, number, numbers, sampleTable, type Table, TableBuilder, text } from '../../model/table.ts';
import type { Branch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import type { CycledTest } from './cycled-test.ts';
import type { Cycle } from './cycles.ts';
import { branchProfile, potentialAt } from './half-cycle.ts';

export const OVERPOTENTIAL = sampleTable('overpotential', 'one row per rate block and branch', {
  block: integer('block of table rate_test'),
  branch: text('charge or discharge'),
  c_rate_1_h: number('1_h', 'current of the block over the nominal capacity of the sample'),
  current_mA: number('mA', 'median constant current of the branch'),
  n: integer('complete cycles averaged'),
  reference_block: integer('block at the lowest current of the branch that the others are compared with'),
  overpotential_V: number('V', 'potential at half the capacity minus that at the lowest rate, each at its own half'),
  overpotential_se_V: number('V', 'its standard error, from the scatter of the cycles'),
  counter_overpotential_V: number('V', 'the same of the counter electrode against the reference'),
  relaxation_V: number('V', 'change of the potential over the rests after the branch'),
  relaxation_se_V: number('V', 'its standard error, from the scatter of the rests'),
  counter_relaxation_V: number('V', 'the same of the counter electrode against the reference'),
  rest_s: number('s', 'mean duration of these rests'),
});

export const ELECTRODE_PROFILE = sampleTable(
  'electrode_profile',
  'one row per sampled point of a three-electrode cell',
  {
    block: integer('block of table rate_test'),
    cycle: integer('first complete cycle of the block'),
    branch: text('charge or discharge'),
    c_rate_1_h: number('1_h', 'current of the block over the nominal capacity of the sample'),
    current_mA: number('mA', 'median constant current of the branch'),
    capacity_mAh: number('mAh', 'capacity since the start of the branch'),
    capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
    working_potential_V: number('V', 'working electrode against reference'),
    counter_potential_V: number('V', 'counter electrode against reference'),
  },
);

export const overpotentialStage: SampleStage = {
  id: 'overpotential',
  scope: 'sample',
  description: 'overpotential at each rate against the lowest one, and relaxation in the rests that follow',
  tables: [OVERPOTENTIAL, ELECTRODE_PROFILE],
  options: v.strictObject({}),
  run: runOverpotential,
};

/** What a complete cycle says about one branch. NaN where it has no such electrode or no rest. */
interface Measured {
  readonly potential: number;
  readonly counter: number;
  readonly relaxation: number;
  readonly counterRelaxation: number;
  readonly rest: number;
}

interface Block {
  readonly number: number;
  readonly cRate: number;
  readonly current: number;
  readonly cycles: readonly Located[];
}

interface Located {
  readonly test: CycledTest;
  readonly cycle: Cycle;
}

function runOverpotential({ cell, tests, tables }: SampleInput): StageResult {
  const [cycles, rates] = [tables.get('cycles'), tables.get('rate_test')];
  if (cycles === undefined || rates === undefined || cell.role === 'symmetric-cell') return { tables: [], issues: [] };
  const overpotentials = new TableBuilder(OVERPOTENTIAL);
  const profiles = new TableBuilder(ELECTRODE_PROFILE);
  for (const branch of ['charge', 'discharge'] as const) {
    const blocks = rateBlocksOf(branch, cycles, rates, tests);
    addOverpotentials(overpotentials, branch, blocks, cell);
    for (const block of blocks) addProfile(profiles, branch, block, cell);
  }
  return { tables: [overpotentials.build(), profiles.build()].filter(({ length }) => length > 0), issues: [] };
}

/** The complete cycles of each block, found again by their position: `cycles` has a row for each cycle in time order. */
function rateBlocksOf(branch: Branch, cycles: Table, rates: Table, tests: readonly CycledTest[]): Block[] {
  const located = tests.flatMap((test) => test.cycles.map((cycle): Located => ({ test, cycle })));
  const complete = numbers(cycles, 'complete');
  const usable = located.filter((_, row) => complete[row] === 1 && cycles.columns['excluded']?.[row] === '');
  let next = 0;
  return Array.from({ length: rates.length }, (_, k) => {
    const n = numbers(rates, 'n')[k]!;
    const members = usable.slice(next, next + n);
    next += n;
    return {
      number: numbers(rates, 'block')[k]!,
      cRate: numbers(rates, 'c_rate_1_h')[k]!,
      current: numbers(rates, `${branch}_current_mA`)[k]!,
      cycles: members,
    };
  });
}

function addOverpotentials(
  table: TableBuilder<(typeof OVERPOTENTIAL)['columns']>,
  branch: Branch,
  blocks: readonly Block[],
  cell: Cell,
): void {
  const driven = blocks.filter(({ current }) => current > 0);
  const [first] = driven;
  if (first === undefined) return;
  const lowest = driven.reduce((a, b) => (b.current < 0.95 * a.current ? b : a), first);
  const reference = lowest.cycles.map((one) => measure(one, branch));
  for (const block of driven) {
    const measured = block === lowest ? reference : block.cycles.map((one) => measure(one, branch));
    const of = (pick: (one: Measured) => number) => summarise(measured.map(pick));
    const against = (pick: (one: Measured) => number) => difference(of(pick), summarise(reference.map(pick)));
    const isReference = block === lowest;
    const [working, counter] = [against((one) => one.potential), against((one) => one.counter)];
    const relaxation = of((one) => one.relaxation);
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      block: block.number,
      branch,
      c_rate_1_h: cell.nominalCapacity === undefined ? Number.NaN : block.current / 1e3 / cell.nominalCapacity,
      current_mA: block.current,
      n: measured.length,
      reference_block: lowest.number,
      overpotential_V: working.value,
      overpotential_se_V: isReference ? Number.NaN : working.standardError,
      counter_overpotential_V: counter.value,
      relaxation_V: relaxation.value,
      relaxation_se_V: relaxation.standardError,
      counter_relaxation_V: of((one) => one.counterRelaxation).value,
      rest_s: of((one) => one.rest).value,
    });
  }
}

interface Summary {
  readonly value: number;
  /** NaN for a single value. */
  readonly standardError: number;
}

function summarise(values: readonly number[]): Summary {
  const finite = values.filter(Number.isFinite);
  return { value: mean(finite), standardError: standardDeviation(finite) / Math.sqrt(finite.length) };
}

function difference(a: Summary, b: Summary): Summary {
  return { value: a.value - b.value, standardError: Math.hypot(a.standardError, b.standardError) };
}

function measure({ test, cycle }: Located, branch: Branch): Measured {
  const { potential, counter_potential: counter, time } = test.dataset.columns;
  const half = cycle[branch];
  const middle = (column: Float64Array | undefined) =>
    column === undefined ? Number.NaN : potentialAt(half.steps, column, test.charge, half.capacity / 2);
  const end = half.steps.at(-1)?.last ?? 0;
  const rest = restAfter(test, end);
  const change = (column: Float64Array | undefined) =>
    column === undefined || rest === undefined ? Number.NaN : column[rest]! - column[end]!;
  return {
    potential: middle(potential),
    counter: middle(counter),
    relaxation: change(potential),
    counterRelaxation: change(counter),
    rest: rest === undefined ? Number.NaN : time[rest]! - time[end]!,
  };
}

/** Last record of the rests that follow a record at once; undefined where none do. */
function restAfter({ steps }: CycledTest, record: number): number | undefined {
  let last: number | undefined;
  for (let k = steps.findIndex((step) => step.first > record); k >= 0 && k < steps.length; k++) {
    if (steps[k]!.direction !== 'rest') break;
    last = steps[k]!.last;
  }
  return last;
}

const PROFILE_POINTS = 200;

function addProfile(
  table: TableBuilder<(typeof ELECTRODE_PROFILE)['columns']>,
  branch: Branch,
  block: Block,
  cell: Cell,
): void {
  const [located] = block.cycles;
  const counter = located?.test.dataset.columns.counter_potential;
  if (located === undefined || counter === undefined) return;
  const { test, cycle } = located;
  const { steps } = cycle[branch];
  const { capacity, potential } = branchProfile(steps, test.dataset.columns.potential, test.charge);
  const { potential: counterPotential } = branchProfile(steps, counter, test.charge);
  const stride = Math.max(1, Math.floor(capacity.length / PROFILE_POINTS));
  for (let i = 0; i < capacity.length; i++) {
    if (i % stride !== 0 && i !== capacity.length - 1) continue;
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      block: block.number,
      cycle: cycle.number,
      branch,
      c_rate_1_h: cell.nominalCapacity === undefined ? Number.NaN : block.current / 1e3 / cell.nominalCapacity,
      current_mA: block.current,
      capacity_mAh: capacity[i]! * 1e3,
      capacity_mAh_g: cell.mass === undefined ? Number.NaN : (capacity[i]! * 1e3) / cell.mass.value,
      working_potential_V: potential[i],
      counter_potential_V: counterPotential[i],
    });
  }
}
