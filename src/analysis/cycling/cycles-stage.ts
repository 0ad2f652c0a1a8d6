/** Table `cycles`: a row per cycle with everything that a cycling paper tabulates. */
import * as v from 'valibot';
import type { DatasetOf } from '../../model/dataset.ts';
import type { Issue } from '../../model/issues.ts';
import { boolean, fileTable, integer, number, type Row, TableBuilder, text } from '../../model/table.ts';
import { type Cell, relativeUncertainty } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { nextIndex } from './counting.ts';
import { cycleIssues, efficiency, efficiencyInTimeOrder, exclusionReason } from './cycle-issues.ts';
import type { HalfCycle } from './half-cycle.ts';
import { fileOf, type MeasuredCycle, measuredCycles } from './measured-cycles.ts';

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
    [`end_${branch}_counter_potential_V`]: number(
      'V',
      `counter electrode against reference at the end of the ${branch}`,
    ),
    [`mean_${branch}_current_mA`]: number('mA', `${capacity} over its duration`),
    [`cc_${branch}_current_mA`]: number(
      'mA',
      `magnitude of the constant current: median over constant-current ${branch} steps`,
    ),
  };
  return columns as Record<keyof typeof columns, ReturnType<typeof number>>;
}

export const CYCLES = fileTable('cycles', 'one row per cycle', {
  cycle: integer("the instrument's cycle number where it has one"),
  index: integer('number of the cycle within the sample, from 1 (0: a leading second half)'),
  ...branchColumns('charge'),
  ...branchColumns('discharge'),
  coulombic_efficiency_pct: number('pct', 'capacity given back over capacity stored, by the role of the sample'),
  efficiency_in_time_order_pct: number(
    'pct',
    'the same over what was stored just before, also in the cycle before: differs where the instrument pairs the other way',
  ),
  energy_efficiency_pct: number('pct', 'energy given back over energy stored, by the role of the sample'),
  hysteresis_V: number('V', 'mean charge voltage minus mean discharge voltage'),
  cc_share_pct: number('pct', 'share of the charge capacity passed at constant current'),
  cv_share_pct: number('pct', 'the same at constant voltage; empty where the modes of the instrument are not known'),
  discharge_cc_share_pct: number('pct', 'share of the discharge capacity passed at constant current'),
  discharge_cv_share_pct: number('pct', 'the same at constant voltage'),
  rest_ocv_V: number('V', 'potential at the end of the last rest of the cycle'),
  c_rate_1_h: number('1_h', 'constant discharge current (charge, if there is none) over the nominal capacity'),
  temperature_C: number('C', 'mean temperature of the cycle'),
  temperature_min_C: number('C', 'lowest temperature of the cycle'),
  temperature_max_C: number('C', 'highest temperature of the cycle'),
  pressure_mean_MPa: number('MPa', 'mean stack or gas pressure of the cycle'),
  pressure_min_MPa: number('MPa', 'lowest pressure of the cycle'),
  pressure_max_MPa: number('MPa', 'highest pressure of the cycle'),
  displacement_range_um: number('um', 'largest minus smallest displacement within the cycle'),
  start_time_s: number('s', 'test time of the first record of the cycle, running on through joined files'),
  duration_s: number('s', 'from the first to the last record of the cycle'),
  complete: boolean('both halves are there and finished'),
  excluded: text('why the study file leaves the cycle out of retention and rates'),
});
type CycleRow = Row<typeof CYCLES.columns>;

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
  const measured = measuredCycles(tests);
  for (const one of measured) {
    index = nextIndex(index, one.cycle.leadingHalf);
    table.add(cycleRow(one, index, cell));
  }
  for (const test of tests)
    issues.push(
      ...cycleIssues(
        measured.filter((one) => one.test === test),
        cell,
      ),
    );
  const built = table.build();
  return { tables: built.length > 0 ? [built] : [], issues };
}

function cycleRow(one: MeasuredCycle, index: number, cell: Cell): CycleRow {
  const { cycle, test } = one;
  const { dataset } = test;
  const { time } = dataset.columns;
  const first = cycle.steps[0]?.first ?? 0;
  const last = cycle.steps.at(-1)?.last ?? 0;
  const { charge, discharge } = cycle;
  const current = [discharge.constantCurrent, charge.constantCurrent].find((value) => value > 0) ?? Number.NaN;
  const rest = cycle.steps.findLast((step) => step.direction === 'rest');
  return {
    sample: cell.sample.id,
    group: cell.sample.group,
    file: fileOf(one),
    cycle: cycle.number,
    index,
    ...branchCells('charge', charge, cell),
    ...branchCells('discharge', discharge, cell),
    coulombic_efficiency_pct: efficiency(cycle, cell.role, (half) => half.capacity),
    efficiency_in_time_order_pct: efficiencyInTimeOrder(one, cell.role),
    energy_efficiency_pct: efficiency(cycle, cell.role, (half) => half.energy),
    hysteresis_V: charge.energy / charge.capacity - discharge.energy / discharge.capacity,
    cc_share_pct: 100 * charge.constantCurrentShare,
    cv_share_pct: 100 * charge.constantVoltageShare,
    discharge_cc_share_pct: 100 * discharge.constantCurrentShare,
    discharge_cv_share_pct: 100 * discharge.constantVoltageShare,
    rest_ocv_V: rest === undefined ? Number.NaN : dataset.columns.potential[rest.last],
    c_rate_1_h: cell.nominalCapacity === undefined ? Number.NaN : current / cell.nominalCapacity,
    ...auxiliaryCells(dataset, first, last),
    start_time_s: time[first],
    duration_s: time[last]! - time[first]!,
    complete: cycle.complete,
    excluded: exclusionReason(one.number, cell),
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
    [`end_${branch}_counter_potential_V`]: half.endCounterPotential,
    [`mean_${branch}_current_mA`]: half.meanCurrent * 1e3,
    [`cc_${branch}_current_mA`]: half.constantCurrent * 1e3,
  };
}

interface ChannelSummary {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Over the records of a cycle where the channel has a value; NaN where it has none. */
function summariseChannel(values: Float64Array | undefined, first: number, last: number): ChannelSummary {
  let [sum, count, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = first; values !== undefined && i <= last; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return count === 0 ? { mean: Number.NaN, min: Number.NaN, max: Number.NaN } : { mean: sum / count, min, max };
}

const PASCAL_PER_MEGAPASCAL = 1e6;
const NANOMETRES_PER_MICROMETRE = 1e3;

function auxiliaryCells({ columns }: DatasetOf<'cycling'>, first: number, last: number): CycleRow {
  const temperature = summariseChannel(columns.temperature, first, last);
  const pressure = summariseChannel(columns.pressure, first, last);
  const displacement = summariseChannel(columns.displacement, first, last);
  return {
    temperature_C: temperature.mean,
    temperature_min_C: temperature.min,
    temperature_max_C: temperature.max,
    pressure_mean_MPa: pressure.mean / PASCAL_PER_MEGAPASCAL,
    pressure_min_MPa: pressure.min / PASCAL_PER_MEGAPASCAL,
    pressure_max_MPa: pressure.max / PASCAL_PER_MEGAPASCAL,
    displacement_range_um: (displacement.max - displacement.min) / NANOMETRES_PER_MICROMETRE,
  };
}
