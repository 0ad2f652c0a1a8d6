/** Table `retention`: how much capacity is left, how fast it goes, and what the efficiency was. */
import * as v from 'valibot';
import { brokenLine } from '../../math/broken-line.ts';
import { theilSen } from '../../math/robust-line.ts';
import { mean, scatterAboutTrend, standardDeviation } from '../../math/statistics.ts';
import { type Issue, issue } from '../../model/issues.ts';
import { integer, number, numbers, sampleTable, type Table, TableBuilder, text } from '../../model/table.ts';
import type { Cell } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { endOfLife, type Reference } from './end-of-life.ts';
import { chosenBranch, mainRun, sameRate, type UsableCycles, usableCycles } from './usable-cycles.ts';

export const RETENTION = sampleTable('retention', 'one row per sample', {
  branch: text('branch whose capacity is followed'),
  counted_by: text("cycle: the instrument's numbers; index: ours, where those start again from file to file"),
  reference_cycle: text('cycle, or first–last cycle, that the capacity is compared with'),
  reference_capacity_mAh: number('mAh', 'capacity of the reference'),
  last_cycle: integer('last complete cycle'),
  last_capacity_mAh: number('mAh', 'its capacity'),
  retention_pct: number('pct', 'last capacity over reference capacity'),
  retention_se_pct: number('pct', 'its standard uncertainty from the scatter of the capacity about its trend'),
  fade_first_cycle: integer(
    'first cycle of the longest run at one rate, up to two cycles at another in between left out: fade and mean efficiency are of this run',
  ),
  fade_last_cycle: integer('last cycle of that run'),
  fade_pct_per_cycle: number('pct_per_cycle', 'loss per cycle, positive = loss, in % of the reference (Theil–Sen)'),
  fade_se_pct_per_cycle: number(
    'pct_per_cycle',
    'its standard error, allowing for scatter that is correlated from cycle to cycle',
  ),
  cycles_to_80pct: number('', 'cycle, interpolated, at which the capacity falls below 80 % of the reference for good'),
  cycles_to_80pct_se: number(
    '',
    'its standard error, from the scatter of the capacity and the fade around the crossing',
  ),
  end_of_life_note: text('why there is no such cycle'),
  knee_cycle: integer('cycle at which the fade of that run becomes more than twice as fast'),
  initial_coulombic_efficiency_pct: number('pct', 'Coulombic efficiency of the first cycle'),
  mean_coulombic_efficiency_pct: number(
    'pct',
    'mean over that run without its first cycle and the first after each cycle left out',
  ),
  mean_coulombic_efficiency_se_pct: number('pct', 'its standard error'),
  cumulative_irreversible_mAh: number('mAh', 'sum over complete cycles of what was stored and not given back'),
});

const OPTIONS = v.strictObject({
  reference: v.optional(
    v.union(
      [
        v.picklist(['first', 'max']),
        v.pipe(v.number(), v.integer()),
        v.strictTuple([v.pipe(v.number(), v.integer()), v.pipe(v.number(), v.integer())]),
      ],
      'first, max, a cycle number, or [from, to] for the mean of these cycles',
    ),
    'first',
  ),
  branch: v.optional(v.picklist(['reversible', 'charge', 'discharge']), 'reversible'),
});
type Options = v.InferOutput<typeof OPTIONS>;

export const retentionStage: SampleStage = {
  id: 'retention',
  scope: 'sample',
  description: 'capacity retention, fade rate, end of life, knee, initial and mean Coulombic efficiency',
  tables: [RETENTION],
  options: OPTIONS,
  run: runRetention,
};

function runRetention({ cell, tables, options }: SampleInput): StageResult {
  const cycles = tables.get('cycles');
  const { reference: choice, branch: branchChoice } = v.parse(OPTIONS, options);
  if (cycles === undefined || cell.role === 'symmetric-cell') return { tables: [], issues: [] };
  const branch = chosenBranch(branchChoice, cell);
  const usable = usableCycles(cycles, branch);
  if (usable.length === 0) return { tables: [], issues: [] };
  const reference = findReference(usable, choice);
  if (reference === undefined) {
    const message = `reference cycle ${JSON.stringify(choice)} is not among the complete cycles`;
    return { tables: [], issues: [issue('RETENTION_REFERENCE_MISSING', message, '', '', cell.sample.id)] };
  }
  const table = new TableBuilder(RETENTION);
  table.add({
    sample: cell.sample.id,
    group: cell.sample.group,
    branch,
    ...retentionCells(usable, reference),
    ...efficiencyCells(usable),
    cumulative_irreversible_mAh: irreversible(cycles, cell),
  });
  return { tables: [table.build()], issues: rateIssues(usable, reference, cell) };
}

function findReference(cycles: UsableCycles, choice: Options['reference']): Reference | undefined {
  const rows = referenceRows(cycles, choice);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const [from, to] = [cycles.cycle[first]!, cycles.cycle[last]!];
  return {
    label: rows.length === 1 ? String(from) : `${from}–${to}`,
    capacity: mean(rows.map((row) => cycles.capacity[row]!)),
    rows,
  };
}

function referenceRows(cycles: UsableCycles, choice: Options['reference']): number[] {
  if (choice === 'first') return [0];
  if (choice === 'max') return [cycles.capacity.indexOf(cycles.capacity.reduce((a, b) => Math.max(a, b)))];
  const [from, to] = typeof choice === 'number' ? [choice, choice] : choice;
  return Array.from(cycles.cycle.keys()).filter((row) => from <= cycles.cycle[row]! && cycles.cycle[row]! <= to);
}

function retentionCells(cycles: UsableCycles, reference: Reference) {
  const lastRow = cycles.length - 1;
  const last = cycles.capacity[lastRow]!;
  const run = mainRun(cycles);
  const x = Float64Array.from(run, (row) => cycles.cycle[row]!);
  const y = Float64Array.from(run, (row) => cycles.capacity[row]!);
  const scatter = scatterAboutTrend(y);
  const isReference = reference.rows.length === 1 && reference.rows[0] === lastRow;
  const ratio = last / reference.capacity;
  const relative = Math.hypot(scatter / last, scatter / Math.sqrt(reference.rows.length) / reference.capacity);
  const line = x.length >= 3 ? theilSen(x, y) : undefined;
  const perCycle = -100 / reference.capacity;
  const life = endOfLife(cycles, reference);
  return {
    counted_by: cycles.countedBy,
    reference_cycle: reference.label,
    reference_capacity_mAh: reference.capacity,
    last_cycle: cycles.cycle[lastRow],
    last_capacity_mAh: last,
    retention_pct: 100 * ratio,
    retention_se_pct: isReference ? Number.NaN : 100 * ratio * relative,
    fade_first_cycle: x[0],
    fade_last_cycle: x.at(-1),
    fade_pct_per_cycle: line === undefined ? Number.NaN : line.slope * perCycle,
    fade_se_pct_per_cycle: line === undefined ? Number.NaN : Math.abs(line.slopeStandardError * perCycle),
    cycles_to_80pct: life.cycle,
    cycles_to_80pct_se: life.standardError,
    end_of_life_note: life.note,
    knee_cycle: kneeCycle(x, y, reference.capacity),
  };
}

/** A knee is called only on very strong evidence (BIC), a fade that more than doubles, and a loss that matters. */
function kneeCycle(x: Float64Array, y: Float64Array, reference: number): number {
  const fewest = Math.max(10, Math.ceil(x.length / 10));
  const bend = brokenLine(x, y, fewest);
  if (bend === undefined || bend.bicGain < 10 || bend.slopeAfter >= 0) return Number.NaN;
  const faster = bend.slopeAfter < 2 * Math.min(0, bend.slopeBefore);
  const lossAfter = -bend.slopeAfter * (x.at(-1)! - bend.knee);
  return faster && lossAfter > 0.02 * reference ? bend.knee : Number.NaN;
}

function efficiencyCells(cycles: UsableCycles) {
  const run = mainRun(cycles);
  const settled = run.filter((row, k) => k > 0 && run[k - 1] === row - 1);
  const members = settled.map((row) => cycles.efficiency[row]!).filter(Number.isFinite);
  return {
    initial_coulombic_efficiency_pct: cycles.hasFirst ? cycles.efficiency[0] : Number.NaN,
    mean_coulombic_efficiency_pct: mean(members),
    mean_coulombic_efficiency_se_pct: standardDeviation(members) / Math.sqrt(members.length),
  };
}

/** Over all complete cycles, excluded ones too: the charge was lost whether or not the cycle counts elsewhere. */
function irreversible(cycles: Table, cell: Cell): number {
  const [charge, discharge] = [numbers(cycles, 'charge_capacity_mAh'), numbers(cycles, 'discharge_capacity_mAh')];
  const sign = chosenBranch('reversible', cell) === 'charge' ? -1 : 1;
  const complete = numbers(cycles, 'complete');
  return complete.reduce((sum, isComplete, i) => sum + (isComplete === 1 ? sign * (charge[i]! - discharge[i]!) : 0), 0);
}

function rateIssues(cycles: UsableCycles, reference: Reference, cell: Cell): Issue[] {
  const last = cycles.length - 1;
  const first = reference.rows[0]!;
  if (sameRate(cycles, first, last)) return [];
  const current = (row: number) => `${cycles.dischargeCurrent[row]!.toPrecision(3)} mA`;
  const message =
    `retention compares cycle ${reference.label} (discharge at ${current(first)}) ` +
    `with cycle ${cycles.cycle[last]} (${current(last)})`;
  return [issue('RETENTION_RATES_DIFFER', message, '', '', cell.sample.id)];
}
