/** Tables `symmetric_cell` and `critical_current`: plating and stripping between two electrodes of one kind. */
import * as v from 'valibot';
import { median } from '../../math/statistics.ts';
import { type Issue, issue } from '../../model/issues.ts';
import { boolean, fileTable, integer, number, sampleTable, TableBuilder } from '../../model/table.ts';
import type { Cell } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { exclusionReason } from './cycle-issues.ts';
import type { CycledTest } from './cycled-test.ts';
import type { Cycle } from './cycles.ts';
import { branchProfile, type HalfCycle } from './half-cycle.ts';

export const SYMMETRIC_CELL = fileTable('symmetric_cell', 'one row per cycle of a symmetric cell', {
  cycle: integer("the instrument's cycle number where it has one"),
  plating_overpotential_V: number(
    'V',
    'magnitude of the potential at half the charge, discharge (plating on the working electrode)',
  ),
  stripping_overpotential_V: number('V', 'the same on charge (stripping from the working electrode)'),
  plating_end_overpotential_V: number('V', 'magnitude of the potential at the end of the discharge'),
  stripping_end_overpotential_V: number('V', 'the same at the end of the charge'),
  current_mA: number('mA', 'mean magnitude of the constant current'),
  current_density_mA_cm2: number('mA_cm2', 'that current per electrode area'),
  plated_mAh: number('mAh', 'charge passed on discharge'),
  plated_mAh_cm2: number('mAh_cm2', 'that charge per electrode area'),
  resistance_ohm: number('ohm', 'mean overpotential over current'),
  shorted: boolean('the resistance fell by more than half at once and did not come back: see critical_current'),
});

export const CRITICAL_CURRENT = sampleTable('critical_current', 'one row per symmetric cell', {
  cycles: integer('cycles looked at'),
  short_circuit_cycle: integer('cycle in which the cell shorted; empty if it did not'),
  critical_current_density_mA_cm2: number('mA_cm2', 'current density at which it shorted'),
  highest_stable_current_density_mA_cm2: number('mA_cm2', 'highest current density passed before without a short'),
  critical_current_mA: number('mA', 'current at which it shorted'),
  highest_stable_current_mA: number('mA', 'highest current passed before without a short'),
  resistance_before_ohm: number('ohm', 'median resistance of the cycles before'),
  resistance_after_ohm: number('ohm', 'median resistance from the short on'),
  steps_of_current: integer('different currents passed before the short, 1 for cycling at one current'),
});

const OPTIONS = v.strictObject({
  /** A short is a fall of the resistance below this share of what it was. */
  short_share: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.5),
});

export const symmetricCellStage: SampleStage = {
  id: 'symmetric_cell',
  scope: 'sample',
  description: 'overpotentials of symmetric cells, onset of a short circuit, critical current density',
  tables: [SYMMETRIC_CELL, CRITICAL_CURRENT],
  options: OPTIONS,
  run: runSymmetricCell,
};

/** Cycles before that the resistance is compared with. */
const NEIGHBOURS = 5;
/** Cycles after that must stay low, where there are so many. */
const LASTING = 3;
/** Currents closer than this share are the same step of a ramp. */
const SAME_CURRENT = 0.05;

interface Passed {
  readonly file: string;
  readonly cycle: number;
  readonly plating: number;
  readonly stripping: number;
  readonly platingEnd: number;
  readonly strippingEnd: number;
  /** A */
  readonly current: number;
  /** Ah */
  readonly plated: number;
  readonly resistance: number;
  /**
   * By the last quarter of the half-cycle that ends lower: a short within a half-cycle shows there. NaN for cycles that
   * the study excludes and those without a finished half.
   */
  readonly lateResistance: number;
}

function runSymmetricCell({ cell, tests, options }: SampleInput): StageResult {
  if (cell.role !== 'symmetric-cell') return { tables: [], issues: [] };
  const passed = tests.flatMap((test) => test.cycles.map((cycle) => measure(test, cycle, cell)));
  if (passed.length === 0) return { tables: [], issues: [] };
  const { short_share: share } = v.parse(OPTIONS, options);
  const onset = shortCircuit(
    passed.map(({ lateResistance }) => lateResistance),
    share,
  );
  const table = new TableBuilder(SYMMETRIC_CELL);
  const area = cell.area?.value ?? Number.NaN;
  passed.forEach((one, row) => {
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      file: one.file,
      cycle: one.cycle,
      plating_overpotential_V: one.plating,
      stripping_overpotential_V: one.stripping,
      plating_end_overpotential_V: one.platingEnd,
      stripping_end_overpotential_V: one.strippingEnd,
      current_mA: one.current * 1e3,
      current_density_mA_cm2: (one.current * 1e3) / area,
      plated_mAh: one.plated * 1e3,
      plated_mAh_cm2: (one.plated * 1e3) / area,
      resistance_ohm: one.resistance,
      shorted: onset !== undefined && row >= onset,
    });
  });
  return { tables: [table.build(), criticalCurrent(passed, onset, cell)], issues: shortIssues(passed, onset, cell) };
}

function measure(test: CycledTest, cycle: Cycle, cell: Cell): Passed {
  const { number, charge, discharge, steps } = cycle;
  const end = (half: HalfCycle) => Math.abs(half.endPotential);
  const [plating, stripping] = [Math.abs(discharge.medianPotential), Math.abs(charge.medianPotential)];
  const currents = [charge.constantCurrent, discharge.constantCurrent].filter((value) => value > 0);
  const current = currents.reduce((sum, value) => sum + value, 0) / currents.length;
  const lates = finishedHalves(cycle).map((half) => lateMagnitude(test, half));
  const isLeftOut = lates.length === 0 || exclusionReason(number, cell) !== '';
  const overpotential = [plating, stripping].filter(Number.isFinite);
  const mean = overpotential.reduce((sum, value) => sum + value, 0) / overpotential.length;
  return {
    file: test.fileOf(steps[0]?.first ?? 0),
    cycle: number,
    plating,
    stripping,
    platingEnd: end(discharge),
    strippingEnd: end(charge),
    current,
    plated: discharge.capacity,
    resistance: mean / current,
    lateResistance: isLeftOut ? Number.NaN : Math.min(...lates) / current,
  };
}

/** The half-cycle that the end of the data cut short may not have come to its overpotential yet. */
function finishedHalves({ charge, discharge, complete, firstBranch }: Cycle): HalfCycle[] {
  const halves = [charge, discharge].filter((half) => half.capacity > 0);
  if (complete) return halves;
  return halves.length < 2 ? [] : [firstBranch === 'charge' ? charge : discharge];
}

/** Median magnitude of the potential over the last quarter of a half-cycle's charge. */
function lateMagnitude(test: CycledTest, half: HalfCycle): number {
  const { capacity, potential } = branchProfile(half.steps, test.dataset.columns.potential, test.charge);
  const late = potential.filter((_, i) => capacity[i]! >= 0.75 * half.capacity);
  return median(late.map(Math.abs));
}

/** First row at which the resistance falls below `share` of what it was and stays there; undefined if it never does. */
function shortCircuit(resistance: readonly number[], share: number): number | undefined {
  for (let row = 1; row < resistance.length; row++) {
    if (Number.isNaN(resistance[row])) continue;
    const before = median(resistance.slice(Math.max(0, row - NEIGHBOURS), row).filter(Number.isFinite));
    const after = resistance.slice(row, row + LASTING).filter(Number.isFinite);
    if (after.length > 0 && after.every((value) => value < share * before)) return row;
  }
  return undefined;
}

function criticalCurrent(passed: readonly Passed[], onset: number | undefined, cell: Cell) {
  const table = new TableBuilder(CRITICAL_CURRENT);
  const before = passed.slice(0, onset ?? passed.length);
  const stable = before.reduce(
    (most, one) => (Number.isNaN(one.lateResistance) ? most : Math.max(most, one.current)),
    0,
  );
  const critical = onset === undefined ? Number.NaN : passed[onset]!.current;
  const resistances = (rows: readonly Passed[]) =>
    median(rows.map(({ lateResistance }) => lateResistance).filter(Number.isFinite));
  const area = cell.area?.value ?? Number.NaN;
  table.add({
    sample: cell.sample.id,
    group: cell.sample.group,
    cycles: passed.length,
    short_circuit_cycle: onset === undefined ? Number.NaN : passed[onset]!.cycle,
    critical_current_density_mA_cm2: (critical * 1e3) / area,
    highest_stable_current_density_mA_cm2: stable > 0 ? (stable * 1e3) / area : Number.NaN,
    critical_current_mA: critical * 1e3,
    highest_stable_current_mA: stable > 0 ? stable * 1e3 : Number.NaN,
    resistance_before_ohm: resistances(before),
    resistance_after_ohm: onset === undefined ? Number.NaN : resistances(passed.slice(onset)),
    steps_of_current: differentCurrents(before),
  });
  return table.build();
}

function differentCurrents(passed: readonly Passed[]): number {
  const seen: number[] = [];
  for (const { current } of passed) {
    if (!seen.some((other) => Math.abs(current - other) <= SAME_CURRENT * other)) seen.push(current);
  }
  return seen.length;
}

function shortIssues(passed: readonly Passed[], onset: number | undefined, cell: Cell): Issue[] {
  if (onset === undefined) return [];
  const { cycle, file, current } = passed[onset]!;
  const message = `short circuit in cycle ${cycle} at ${(current * 1e3).toPrecision(3)} mA`;
  return [issue('SHORT_CIRCUIT', message, file, '', cell.sample.id)];
}
