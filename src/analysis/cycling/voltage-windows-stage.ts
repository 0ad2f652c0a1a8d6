/** Table `voltage_windows`: how much of a branch's capacity passes in each window of potential. */
import * as v from 'valibot';
import { amountsBetween } from '../../math/level-distribution.ts';
import { type Issue, issue } from '../../model/issues.ts';
import { fileTable, integer, number, TableBuilder, text } from '../../model/table.ts';
import { parseQuantity } from '../../model/units.ts';
import type { Branch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import { quantityOption, quantityValue } from '../options.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import {
  fileOf,
  firstStoring,
  firstTwoCycles,
  type MeasuredCycle,
  measuredCycles,
  profileOf,
  storingBranch,
} from './measured-cycles.ts';

export const VOLTAGE_WINDOWS = fileTable('voltage_windows', 'one row per voltage window of a branch', {
  window: integer('number of the window, from 1 at the lowest potential'),
  cycle: integer("the instrument's cycle number"),
  branch: text('charge or discharge'),
  from_V: number('V', 'lower edge; belongs to the window'),
  to_V: number('V', 'upper edge; belongs to the next window, that of the last one to itself'),
  capacity_mAh: number('mAh', 'capacity passed while the potential was in the window'),
  capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  share_pct: number('pct', "share of the branch's whole capacity, also of what lies outside all windows"),
  excess_mAh: number(
    'mAh',
    'of the first cycle: capacity in the window minus that in the second cycle, as far as table first_cycle has an excess',
  ),
});

const wholeNumber = v.pipe(v.number(), v.integer());
const OPTIONS = v.strictObject({
  edges: v.optional(
    v.pipe(
      v.array(quantityOption('V', '0.1 V'), 'a list of potentials, such as [0 V, 0.1 V, 0.4 V]'),
      v.minLength(2, 'at least two edges make a window'),
      v.check(areAscending, 'expected edges in ascending order'),
    ),
  ),
  cycle: v.optional(v.union([wholeNumber, v.array(wholeNumber)], 'a cycle number, or a list of them')),
  branch: v.optional(v.picklist(['charge', 'discharge', 'both'])),
});

export const voltageWindowsStage: SampleStage = {
  id: 'voltage_windows',
  scope: 'sample',
  description: 'capacity in windows of potential (default: six equal ones, first charge, of anodes first discharge)',
  tables: [VOLTAGE_WINDOWS],
  options: OPTIONS,
  run: runVoltageWindows,
};

/** Edges that are no potentials have an issue of their own. */
function areAscending(edges: string[]): boolean {
  const volts = edges.map((edge) => parseQuantity(edge, 'V')?.value ?? Number.NaN);
  return volts.every((value, i) => i === 0 || !(value <= volts[i - 1]!));
}

/** Windows that the cut-offs are divided into where the study gives no edges. */
const DEFAULT_WINDOWS = 6;

function runVoltageWindows({ cell, tests, options }: SampleInput): StageResult {
  const measured = measuredCycles(tests);
  const first = firstStoring(measured, cell.role);
  if (first === undefined || cell.role === 'symmetric-cell') return { tables: [], issues: [] };
  const { edges: given, cycle: wanted, branch: branchChoice } = v.parse(OPTIONS, options);
  const storing = storingBranch(cell.role);
  const edges = given?.map((edge) => quantityValue(edge, 'V').value) ?? equalWindows(first, storing);
  const branches: readonly Branch[] = branchChoice === 'both' ? ['charge', 'discharge'] : [branchChoice ?? storing];
  const issues: Issue[] = [];
  const numbers = wanted === undefined ? [] : [wanted].flat();
  for (const missing of numbers.filter((number) => measured.every(({ cycle }) => cycle.number !== number))) {
    issues.push(issue('WINDOWS_CYCLE_MISSING', `cycle ${missing} is not in the data`, '', '', cell.sample.id));
  }
  const chosen = wanted === undefined ? [first] : measured.filter(({ cycle }) => numbers.includes(cycle.number));
  const pair = firstTwoCycles(measured, cell.role);
  const table = new TableBuilder(VOLTAGE_WINDOWS);
  for (const one of chosen) {
    for (const branch of branches) {
      const second = typeof pair !== 'string' && pair.first === one ? pair.second : undefined;
      addWindows(table, one, branch, edges, second, cell);
    }
  }
  const built = table.build();
  return { tables: built.length > 0 ? [built] : [], issues };
}

/**
 * Equal windows between the cut-offs of a cycle: the lowest potential of its discharge and the highest of its charge.
 * The storing branch starts outside them in the first cycle, at open circuit. Where a branch is missing, its cut-off is
 * the extreme of the other one.
 */
function equalWindows(cycle: MeasuredCycle, storing: Branch): number[] {
  const range = (branch: Branch) => {
    const { potential } = profileOf(cycle, cycle.cycle[branch].capacity > 0 ? branch : storing);
    return { low: potential.reduce((a, b) => Math.min(a, b)), high: potential.reduce((a, b) => Math.max(a, b)) };
  };
  const [{ low }, { high }] = [range('discharge'), range('charge')];
  return Array.from({ length: DEFAULT_WINDOWS + 1 }, (_, i) =>
    i === DEFAULT_WINDOWS ? high : low + (i * (high - low)) / DEFAULT_WINDOWS,
  );
}

function addWindows(
  table: TableBuilder<(typeof VOLTAGE_WINDOWS)['columns']>,
  measured: MeasuredCycle,
  branch: Branch,
  edges: readonly number[],
  second: MeasuredCycle | undefined,
  cell: Cell,
): void {
  const inWindows = (of: MeasuredCycle) => {
    const { capacity, potential } = profileOf(of, branch);
    return amountsBetween(capacity, potential, edges);
  };
  const total = measured.cycle[branch].capacity;
  if (!(total > 0)) return;
  const capacities = inWindows(measured);
  const later = second === undefined ? undefined : inWindows(second);
  capacities.forEach((ampHours, i) => {
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      file: fileOf(measured),
      window: i + 1,
      cycle: measured.cycle.number,
      branch,
      from_V: edges[i],
      to_V: edges[i + 1],
      capacity_mAh: ampHours * 1e3,
      capacity_mAh_g: cell.mass === undefined ? Number.NaN : (ampHours * 1e3) / cell.mass.value,
      share_pct: (100 * ampHours) / total,
      excess_mAh: later === undefined ? Number.NaN : (ampHours - later[i]!) * 1e3,
    });
  });
}
