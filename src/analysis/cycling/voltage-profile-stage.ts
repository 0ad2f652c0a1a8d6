/** Table `voltage_profile`: potential against capacity along the branches of chosen cycles. */
import * as v from 'valibot';
import { type Issue, issue } from '../../model/issues.ts';
import { fileTable, integer, number, TableBuilder, text } from '../../model/table.ts';
import type { Branch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import type { Cycle } from './cycles.ts';
import { defaultCycles } from './default-cycles.ts';
import { branchProfile, type Profile } from './half-cycle.ts';

export const VOLTAGE_PROFILE = fileTable('voltage_profile', 'one row per sampled point of a chosen cycle', {
  cycle: integer("the instrument's cycle number"),
  branch: text('charge or discharge'),
  capacity_mAh: number('mAh', 'capacity since the start of the branch'),
  capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  capacity_mAh_cm2: number('mAh_cm2', 'the same per electrode area'),
  voltage_V: number('V', 'potential'),
});

const OPTIONS = v.strictObject({
  cycles: v.optional(v.array(v.pipe(v.number(), v.integer()), 'a list of cycle numbers, such as [1, 2, 100]')),
});

export const voltageProfileStage: SampleStage = {
  id: 'voltage_profile',
  scope: 'sample',
  description: 'potential against capacity of chosen cycles (default: first, second and last complete one)',
  tables: [VOLTAGE_PROFILE],
  options: OPTIONS,
  run: runVoltageProfile,
};

/** A point is kept when it moved by this share of the branch's range since the last one kept; both ends always. */
const RESOLUTION = 1 / 400;

interface Measured {
  readonly cycle: Cycle;
  readonly path: string;
  readonly profile: (branch: Branch) => Profile;
}

function runVoltageProfile({ cell, tests, options }: SampleInput): StageResult {
  const measured = tests.flatMap(({ cycles, dataset, charge, fileOf }): Measured[] =>
    cycles.map((cycle) => ({
      cycle,
      path: fileOf(cycle.steps[0]?.first ?? 0),
      profile: (branch) => branchProfile(cycle[branch].steps, dataset.columns.potential, charge),
    })),
  );
  const { cycles: wanted } = v.parse(OPTIONS, options);
  const chosen = wanted ?? defaultCycles(measured);
  const table = new TableBuilder(VOLTAGE_PROFILE);
  const issues: Issue[] = [];
  for (const number of chosen) {
    const found = measured.filter(({ cycle }) => cycle.number === number);
    if (found.length === 0 && measured.length > 0) {
      issues.push(issue('PROFILE_CYCLE_MISSING', `cycle ${number} is not in the data`, '', '', cell.sample.id));
    }
    for (const one of found) {
      for (const branch of ['charge', 'discharge'] as const) addPoints(table, one, branch, cell);
    }
  }
  const built = table.build();
  return { tables: built.length > 0 ? [built] : [], issues };
}

function addPoints(
  table: TableBuilder<(typeof VOLTAGE_PROFILE)['columns']>,
  { cycle, path, profile }: Measured,
  branch: Branch,
  cell: Cell,
): void {
  const { capacity, potential } = thin(profile(branch));
  capacity.forEach((ampHours, i) => {
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      file: path,
      cycle: cycle.number,
      branch,
      capacity_mAh: ampHours * 1e3,
      capacity_mAh_g: cell.mass === undefined ? Number.NaN : (ampHours * 1e3) / cell.mass.value,
      capacity_mAh_cm2: cell.area === undefined ? Number.NaN : (ampHours * 1e3) / cell.area.value,
      voltage_V: potential[i],
    });
  });
}

/** Leaves out points that would merge with the last one kept in a figure; ends and extremes of potential stay. */
function thin({ capacity, potential }: Profile): Profile {
  const n = capacity.length;
  if (n === 0) return { capacity, potential };
  const low = potential.reduce((a, b) => Math.min(a, b));
  const high = potential.reduce((a, b) => Math.max(a, b));
  const [width, height] = [capacity[n - 1]! || 1, high - low || 1];
  const kept = new Set([0, n - 1, potential.indexOf(low), potential.indexOf(high)]);
  let last = 0;
  for (let i = 1; i < n; i++) {
    const moved =
      Math.abs(capacity[i]! - capacity[last]!) / width + Math.abs(potential[i]! - potential[last]!) / height;
    if (moved < RESOLUTION) continue;
    kept.add(i);
    last = i;
  }
  const rows = [...kept].sort((a, b) => a - b);
  return {
    capacity: Float64Array.from(rows, (row) => capacity[row]!),
    potential: Float64Array.from(rows, (row) => potential[row]!),
  };
}
