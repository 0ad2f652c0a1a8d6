/** Table `groups`: replicates of a group as n, mean, standard deviation, minimum and maximum. */
import * as v from 'valibot';
import { mean, standardDeviation } from '../math/statistics.ts';
import { integer, number, numbers, type Table, TableBuilder, type TableColumn, text, texts } from '../model/table.ts';
import type { StageResult, StudyInput, StudyStage } from './stage.ts';

/** Columns of `summary` that are averaged over replicates: name, then unit. */
const QUANTITIES = [
  ['initial_charge_capacity', 'mAh_g'],
  ['initial_discharge_capacity', 'mAh_g'],
  ['initial_coulombic_efficiency', 'pct'],
  ['half_capacity_potential', 'V'],
  ['last_capacity', 'mAh_g'],
  ['retention', 'pct'],
  ['fade', 'pct_per_cycle'],
  ['mean_coulombic_efficiency', 'pct'],
] as const;

const STATISTICS = {
  n: (values: Float64Array) => values.length,
  mean,
  sd: standardDeviation,
  min: (values: Float64Array) => (values.length === 0 ? Number.NaN : Math.min(...values)),
  max: (values: Float64Array) => (values.length === 0 ? Number.NaN : Math.max(...values)),
} as const;

const WORDS = { mean: 'mean', sd: 'standard deviation (n − 1)', min: 'smallest', max: 'largest' } as const;

function quantityColumns(): Record<string, TableColumn> {
  const columns: Record<string, TableColumn> = {};
  for (const [name, unit] of QUANTITIES) {
    columns[`${name}_n`] = integer(`samples of the group with a value of ${name}`);
    for (const [statistic, words] of Object.entries(WORDS)) {
      columns[`${name}_${statistic}_${unit}`] = number(unit, `${words} of ${name} over the samples of the group`);
    }
  }
  return columns;
}

export const GROUPS = {
  name: 'groups',
  description: 'one row per group of replicates',
  columns: {
    sample: text('empty: the row is of a group'),
    group: text('group of replicates'),
    samples: text('samples of the group'),
    ...quantityColumns(),
  },
};

export const groupsStage: StudyStage = {
  id: 'groups',
  scope: 'study',
  description: 'mean, spread and number of replicates per group',
  tables: [GROUPS],
  options: v.strictObject({}),
  run: runGroups,
};

function runGroups({ tables }: StudyInput): StageResult {
  const summary = tables.get('summary');
  if (summary === undefined) return { tables: [], issues: [] };
  const groups = texts(summary, 'group');
  const samples = texts(summary, 'sample');
  const table = new TableBuilder(GROUPS);
  for (const group of new Set(groups)) {
    const rows = [...groups.keys()].filter((row) => groups[row] === group);
    table.add({ group, samples: rows.map((row) => samples[row]).join('; '), ...statisticCells(summary, rows) });
  }
  return { tables: [table.build()], issues: [] };
}

function statisticCells(summary: Table, rows: readonly number[]): Record<string, number> {
  const cells: Record<string, number> = {};
  for (const [name, unit] of QUANTITIES) {
    const column = numbers(summary, `${name}_${unit}`);
    const values = Float64Array.from(rows, (row) => column[row]!).filter(Number.isFinite);
    cells[`${name}_n`] = STATISTICS.n(values);
    for (const statistic of ['mean', 'sd', 'min', 'max'] as const) {
      cells[`${name}_${statistic}_${unit}`] = STATISTICS[statistic](values);
    }
  }
  return cells;
}
