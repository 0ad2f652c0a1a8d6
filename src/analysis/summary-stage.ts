/** Table `summary`: a row per sample with what a reader asks first. */
import * as v from 'valibot';
import {
  boolean,
  integer,
  number,
  numbers,
  type Row,
  sampleTable,
  type Table,
  TableBuilder,
  text,
} from '../model/table.ts';
import { reversibleBranch } from './branch.ts';
import type { SampleInput, SampleStage, StageResult } from './stage.ts';

export const SUMMARY = sampleTable('summary', 'one row per sample', {
  role: text('role of the sample'),
  role_inferred: boolean('the role was taken from the data because the study states none'),
  files: integer('files of the sample that gave data'),
  active_mass_mg: number('mg', 'active mass'),
  area_cm2: number('cm2', 'electrode area'),
  cycles: integer('complete cycles'),
  initial_charge_capacity_mAh: number('mAh', 'charge capacity of the first complete cycle'),
  initial_charge_capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  initial_discharge_capacity_mAh: number('mAh', 'discharge capacity of the first complete cycle'),
  initial_discharge_capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  initial_coulombic_efficiency_pct: number('pct', 'Coulombic efficiency of the first cycle'),
  half_capacity_potential_V: number('V', 'potential at half of the first lithiation or charge, see table first_cycle'),
  last_cycle: integer('last complete cycle'),
  last_capacity_mAh: number('mAh', 'reversible capacity of the last complete cycle'),
  last_capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  retention_pct: number('pct', 'last capacity over reference capacity, see table retention'),
  retention_se_pct: number('pct', 'its standard uncertainty'),
  fade_pct_per_cycle: number('pct_per_cycle', 'capacity loss per cycle, see table retention'),
  fade_se_pct_per_cycle: number('pct_per_cycle', 'its standard error'),
  mean_coulombic_efficiency_pct: number('pct', 'mean Coulombic efficiency, see table retention'),
  mean_coulombic_efficiency_se_pct: number('pct', 'its standard error'),
});
type SummaryRow = Row<typeof SUMMARY.columns>;

export const summaryStage: SampleStage = {
  id: 'summary',
  scope: 'sample',
  description: 'headline quantities of every sample',
  tables: [SUMMARY],
  options: v.strictObject({}),
  run: runSummary,
};

function runSummary({ cell, datasets, tables }: SampleInput): StageResult {
  const table = new TableBuilder(SUMMARY);
  table.add({
    sample: cell.sample.id,
    group: cell.sample.group,
    role: cell.role,
    role_inferred: cell.roleInferred,
    files: new Set(datasets.map((dataset) => dataset.source.path)).size,
    active_mass_mg: cell.mass === undefined ? Number.NaN : cell.mass.value * 1e3,
    area_cm2: cell.area?.value,
    ...cyclingCells(tables.get('cycles'), reversibleBranch(cell.role)),
    ...firstCycleCells(tables.get('first_cycle')),
    ...retentionCells(tables.get('retention')),
  });
  return { tables: [table.build()], issues: [] };
}

function cyclingCells(cycles: Table | undefined, reversible: 'charge' | 'discharge'): SummaryRow {
  if (cycles === undefined) return {};
  const complete = numbers(cycles, 'complete');
  const first = complete.indexOf(1);
  const last = complete.lastIndexOf(1);
  const at = (name: string, row: number) => (row < 0 ? Number.NaN : numbers(cycles, name)[row]);
  return {
    cycles: complete.reduce((sum, value) => sum + value, 0),
    initial_charge_capacity_mAh: at('charge_capacity_mAh', first),
    initial_charge_capacity_mAh_g: at('charge_capacity_mAh_g', first),
    initial_discharge_capacity_mAh: at('discharge_capacity_mAh', first),
    initial_discharge_capacity_mAh_g: at('discharge_capacity_mAh_g', first),
    last_cycle: at('cycle', last),
    last_capacity_mAh: at(`${reversible}_capacity_mAh`, last),
    last_capacity_mAh_g: at(`${reversible}_capacity_mAh_g`, last),
  };
}

function firstCycleCells(first: Table | undefined): SummaryRow {
  return first === undefined ? {} : { half_capacity_potential_V: numbers(first, 'half_capacity_potential_V')[0] };
}

function retentionCells(retention: Table | undefined): SummaryRow {
  if (retention === undefined) return {};
  const only = (name: string) => numbers(retention, name)[0];
  return {
    initial_coulombic_efficiency_pct: only('initial_coulombic_efficiency_pct'),
    retention_pct: only('retention_pct'),
    retention_se_pct: only('retention_se_pct'),
    fade_pct_per_cycle: only('fade_pct_per_cycle'),
    fade_se_pct_per_cycle: only('fade_se_pct_per_cycle'),
    mean_coulombic_efficiency_pct: only('mean_coulombic_efficiency_pct'),
    mean_coulombic_efficiency_se_pct: only('mean_coulombic_efficiency_se_pct'),
  };
}
