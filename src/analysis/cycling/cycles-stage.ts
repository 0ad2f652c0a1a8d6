/** Table `cycles`: a row per cycle with everything that a cycling paper tabulates. */
import * as v from 'valibot';
import { mean } from '../../math/statistics.ts';
import type { DatasetOf } from '../../model/dataset.ts';
import { type Issue, type IssueCode, issue } from '../../model/issues.ts';
import type { Role } from '../../model/sample.ts';
import { boolean, fileTable, integer, number, type Row, TableBuilder, text } from '../../model/table.ts';
import { reversibleBranch } from '../branch.ts';
import { type Cell, relativeUncertainty } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import type { CycledTest } from './cycled-test.ts';
import type { Cycle } from './cycles.ts';
import type { HalfCycle } from './half-cycle.ts';

function branchColumns<const B extends 'charge' | 'discharge'>(branch: B) {
  const capacity = `${branch} capacity`;
  const columns = {
    [`${branch}_capacity_mAh`]: number('mAh', `${capacity} by the instrument's counters, else ∫I dt`),
    [`${branch}_capacity_se_mAh`]: number('mAh', `standard uncertainty of the ${capacity} where the study states one`),
    [`${branch}_capacity_mAh_g`]: number('mAh_g', `${capacity} per gram of active material`),
    [`${branch}_capacity_se_mAh_g`]: number('mAh_g', 'its standard uncertainty, from that of the mass'),
    [`${branch}_capacity_mAh_cm2`]: number('mAh_cm2', `${capacity} per electrode area`),
    [`${branch}_capacity_se_mAh_cm2`]: number('mAh_cm2', 'its standard uncertainty, from that of the area'),
    [`${branch}_energy_mWh`]: number('mWh', `energy of the ${branch}`),
    [`mean_${branch}_voltage_V`]: number('V', `energy over capacity of the ${branch}`),
    [`median_${branch}_voltage_V`]: number('V', `potential at half the ${capacity}`),
    [`end_${branch}_voltage_V`]: number('V', `potential of the last record of the ${branch}`),
    [`mean_${branch}_current_mA`]: number('mA', `${capacity} over its duration`),
    [`cc_${branch}_current_mA`]: number('mA', `median magnitude of the current in constant-current ${branch} steps`),
  };
  return columns as Record<keyof typeof columns, ReturnType<typeof number>>;
}

export const CYCLES = fileTable('cycles', 'one row per cycle', {
  cycle: integer("the instrument's cycle number where it has one"),
  index: integer('number of the cycle within the sample, from 1 (0: a leading second half)'),
  ...branchColumns('charge'),
  ...branchColumns('discharge'),
  coulombic_efficiency_pct: number('pct', 'capacity given back over capacity stored, by the role of the sample'),
  energy_efficiency_pct: number('pct', 'energy given back over energy stored, by the role of the sample'),
  hysteresis_V: number('V', 'mean charge voltage minus mean discharge voltage'),
  cc_share_pct: number('pct', 'share of the charge capacity passed at constant current'),
  cv_share_pct: number('pct', 'share of the charge capacity passed at constant voltage'),
  discharge_cc_share_pct: number('pct', 'share of the discharge capacity passed at constant current'),
  discharge_cv_share_pct: number('pct', 'share of the discharge capacity passed at constant voltage'),
  rest_ocv_V: number('V', 'potential at the end of the last rest of the cycle'),
  c_rate_1_h: number('1_h', 'constant discharge current (charge, if there is none) over the nominal capacity'),
  temperature_C: number('C', 'mean temperature of the cycle'),
  start_time_s: number('s', 'test time of the first record of the cycle'),
  duration_s: number('s', 'from the first to the last record of the cycle'),
  complete: boolean('both halves are there and finished'),
  excluded: text('why the study file leaves the cycle out of retention and rates'),
});
type CycleRow = Row<typeof CYCLES.columns>;

/** Charge counters and ∫I dt may differ by this share of a half-cycle before it is reported. */
const COUNTER_TOLERANCE = 0.005;
const PLAUSIBLE_EFFICIENCY = [20, 120] as const;

export const cyclesStage: SampleStage = {
  id: 'cycles',
  scope: 'sample',
  description: 'capacity, energy, efficiency, voltages, currents and times of every cycle',
  tables: [CYCLES],
  options: v.strictObject({}),
  run: runCycles,
};

function runCycles({ cell, tests }: SampleInput): StageResult {
  const issues: Issue[] = [];
  const table = new TableBuilder(CYCLES);
  let index = 0;
  for (const test of tests) {
    for (const cycle of test.cycles) {
      index = cycle.leadingHalf && index === 0 ? 0 : index + 1;
      table.add(cycleRow(cycle, index, test, cell));
    }
    issues.push(...cycleIssues(test.cycles, test.dataset, cell));
  }
  const built = table.build();
  return { tables: built.length > 0 ? [built] : [], issues };
}

function cycleRow(cycle: Cycle, index: number, { dataset, fileOf }: CycledTest, cell: Cell): CycleRow {
  const { time, temperature } = dataset.columns;
  const first = cycle.steps[0]?.first ?? 0;
  const last = cycle.steps.at(-1)?.last ?? 0;
  const { charge, discharge } = cycle;
  const current = [discharge.constantCurrent, charge.constantCurrent].find((value) => value > 0) ?? Number.NaN;
  const rest = cycle.steps.findLast((step) => step.direction === 'rest');
  return {
    sample: cell.sample.id,
    group: cell.sample.group,
    file: fileOf(first),
    cycle: cycle.number,
    index,
    ...branchCells('charge', charge, cell),
    ...branchCells('discharge', discharge, cell),
    coulombic_efficiency_pct: efficiency(cycle, cell.role, (half) => half.capacity),
    energy_efficiency_pct: efficiency(cycle, cell.role, (half) => half.energy),
    hysteresis_V: charge.energy / charge.capacity - discharge.energy / discharge.capacity,
    cc_share_pct: 100 * charge.constantCurrentShare,
    cv_share_pct: 100 * charge.constantVoltageShare,
    discharge_cc_share_pct: 100 * discharge.constantCurrentShare,
    discharge_cv_share_pct: 100 * discharge.constantVoltageShare,
    rest_ocv_V: rest === undefined ? Number.NaN : dataset.columns.potential[rest.last],
    c_rate_1_h: cell.nominalCapacity === undefined ? Number.NaN : current / cell.nominalCapacity,
    temperature_C: temperature === undefined ? Number.NaN : finiteMean(temperature.subarray(first, last + 1)),
    start_time_s: time[first],
    duration_s: time[last]! - time[first]!,
    complete: cycle.complete,
    excluded: exclusionReason(cycle.number, cell),
  };
}

function branchCells(branch: 'charge' | 'discharge', half: HalfCycle, cell: Cell): CycleRow {
  const milliampHours = half.capacity * 1e3;
  const specific = cell.mass === undefined ? Number.NaN : milliampHours / cell.mass.value;
  const areal = cell.area === undefined ? Number.NaN : milliampHours / cell.area.value;
  const spread = (value: number, share: number) => (share > 0 ? Math.abs(value) * share : Number.NaN);
  return {
    [`${branch}_capacity_mAh`]: milliampHours,
    [`${branch}_capacity_mAh_g`]: specific,
    [`${branch}_capacity_se_mAh_g`]: spread(specific, relativeUncertainty(cell.mass)),
    [`${branch}_capacity_mAh_cm2`]: areal,
    [`${branch}_capacity_se_mAh_cm2`]: spread(areal, relativeUncertainty(cell.area)),
    [`${branch}_energy_mWh`]: half.energy * 1e3,
    [`mean_${branch}_voltage_V`]: half.energy / half.capacity,
    [`median_${branch}_voltage_V`]: half.medianPotential,
    [`end_${branch}_voltage_V`]: half.endPotential,
    [`mean_${branch}_current_mA`]: half.meanCurrent * 1e3,
    [`cc_${branch}_current_mA`]: half.constantCurrent * 1e3,
  };
}

/** In %: what the reversible branch gave over what the other one took. None for symmetric cells and half cycles. */
function efficiency(cycle: Cycle, role: Role | undefined, amount: (half: HalfCycle) => number): number {
  if (role === 'symmetric-cell' || cycle.leadingHalf) return Number.NaN;
  const reversible = reversibleBranch(role);
  const given = amount(cycle[reversible]);
  const stored = amount(reversible === 'charge' ? cycle.discharge : cycle.charge);
  return given > 0 && stored > 0 ? (100 * given) / stored : Number.NaN;
}

function exclusionReason(number: number, cell: Cell): string {
  return cell.sample.exclude.find(({ from, to }) => from <= number && number <= to)?.reason ?? '';
}

function finiteMean(values: Float64Array): number {
  return mean(values.filter(Number.isFinite));
}

function cycleIssues(cycles: readonly Cycle[], dataset: DatasetOf<'cycling'>, cell: Cell): Issue[] {
  const found: Issue[] = [];
  const report = (code: IssueCode, message: string) =>
    found.push(issue(code, message, dataset.source.path, '', cell.sample.id));
  const listed = (chosen: readonly Cycle[]) => numberRanges(chosen.map((cycle) => cycle.number));
  const when = (code: IssueCode, chosen: readonly Cycle[], message: (cyclesNamed: string) => string) => {
    if (chosen.length > 0) report(code, message(`${chosen.length === 1 ? 'cycle' : 'cycles'} ${listed(chosen)}`));
  };
  const first = reversibleBranch(cell.role) === 'charge' ? 'discharge' : 'charge';
  when(
    'CYCLE_LEADING_HALF',
    cycles.filter((cycle) => cycle.leadingHalf),
    () => {
      return `the test starts with a ${reversibleBranch(cell.role)}: kept as cycle 0`;
    },
  );
  when(
    'CYCLE_INCOMPLETE',
    cycles.filter((cycle) => !cycle.complete && !cycle.leadingHalf),
    (named) => `${named} not complete`,
  );
  const complete = cycles.filter((cycle) => cycle.complete);
  const opposite = complete.filter((cycle) => cycle.firstBranch !== first);
  if (cell.role !== 'symmetric-cell' && opposite.length > complete.length / 2) {
    report('CYCLE_ORDER', `cycles start with a ${reversibleBranch(cell.role)}, against role ${cell.role}`);
  }
  const [low, high] = PLAUSIBLE_EFFICIENCY;
  const implausible = complete.filter((cycle) => {
    const percent = efficiency(cycle, cell.role, (half) => half.capacity);
    return percent < low || percent > high;
  });
  when('EFFICIENCY_IMPLAUSIBLE', implausible, (named) => `Coulombic efficiency outside ${low}–${high} % in ${named}`);
  const mismatched = cycles.filter((cycle) => counterMismatch(cycle.charge) || counterMismatch(cycle.discharge));
  when('CHARGE_INTEGRAL_MISMATCH', mismatched, (named) => {
    const worst = Math.max(...mismatched.flatMap((c) => [c.charge, c.discharge].map(counterDifference)));
    return `charge counters and ∫I dt differ by up to ${(100 * worst).toPrecision(2)} % in ${named}`;
  });
  when(
    'CYCLES_EXCLUDED',
    cycles.filter((cycle) => exclusionReason(cycle.number, cell) !== ''),
    (named) => `${named} excluded by the study file`,
  );
  return found;
}

/** Relative; 0 for a missing half-cycle. */
function counterDifference(half: HalfCycle): number {
  return half.capacity > 0 ? Math.abs(half.integral - half.capacity) / half.capacity : 0;
}

/** Steps logged by two records only say nothing about the integral. */
function counterMismatch(half: HalfCycle): boolean {
  const records = half.steps.reduce((sum, step) => sum + step.last - step.first + 1, 0);
  return records > 4 && counterDifference(half) > COUNTER_TOLERANCE;
}

/** 1, 2, 3, 7 → `1–3, 7`. */
function numberRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const value of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && value === open[1] + 1) open[1] = value;
    else ranges.push([value, value]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
