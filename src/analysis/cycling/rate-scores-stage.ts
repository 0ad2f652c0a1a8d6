/** Table `rate_scores`: capacity at a low rate and its retention at a high one, against the baseline's. */
import * as v from 'valibot';
import { mean, standardDeviation } from '../../math/statistics.ts';
import { studentQuantile } from '../../math/student.ts';
import { type Issue, issue } from '../../model/issues.ts';
import { integer, number, numbers, type Table, TableBuilder, text, texts } from '../../model/table.ts';
import type { StageResult, StudyInput, StudyStage } from '../stage.ts';

export const RATE_SCORES = {
  name: 'rate_scores',
  description: 'one row per group of cells with a rate test, against the baseline',
  columns: {
    sample: text('empty: the row is of a group'),
    group: text('group of replicates'),
    n: integer('cells of the group with both rates'),
    low_rate_1_h: number('1_h', 'rate of q_0'),
    high_rate_1_h: number('1_h', 'rate that is compared with it'),
    basis: text('what the discharge capacities are per: mAh_g, or mAh where a cell has no mass'),
    q_low: number('', 'mean discharge capacity at the low rate, in the unit of the basis'),
    q_high: number('', 'mean discharge capacity at the high rate'),
    q_ret: number('', 'mean of the cells: capacity at the high rate over that at the low rate'),
    q_ret_se: number('', 'its standard error over the cells'),
    qs_0: number('', 'capacity at the low rate over that of the baseline'),
    qs_0_lower95: number('', 'lower end of its 95 % interval (Student, over the cells)'),
    qs_0_upper95: number('', 'upper end'),
    qs_ret: number('', 'q_ret over that of the baseline'),
    qs_ret_lower95: number('', 'lower end of its 95 % interval (Student, over the cells)'),
    qs_ret_upper95: number('', 'upper end'),
  },
};

const OPTIONS = v.strictObject({
  /** C-rates; default: the lowest and the highest that all cells have been measured at. */
  low_rate: v.optional(v.pipe(v.number(), v.gtValue(0))),
  high_rate: v.optional(v.pipe(v.number(), v.gtValue(0))),
});

export const rateScoresStage: StudyStage = {
  id: 'rate_scores',
  scope: 'study',
  description: 'QS_0 and QS_ret: low-rate capacity and its retention at a high rate, relative to the baseline',
  tables: [RATE_SCORES],
  options: OPTIONS,
  run: runRateScores,
};

/** Rates closer than this share are the same. */
const SAME_RATE = 0.1;
const BASES = ['mAh_g', 'mAh'] as const;
type Basis = (typeof BASES)[number];

interface Rates {
  readonly low: number;
  readonly high: number;
}

interface Group {
  readonly name: string;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

function runRateScores({ samples, baseline, tables, options }: StudyInput): StageResult {
  const rates = tables.get('rate_test');
  if (rates === undefined || baseline === '') return { tables: [], issues: [] };
  const chosen = chooseRates(rates, v.parse(OPTIONS, options));
  if (chosen === undefined) return { tables: [], issues: [] };
  const basis = BASES.find((one) => hasBasis(rates, one)) ?? 'mAh';
  const groups = measuredGroups(rates, samples, basis, chosen);
  // the baseline may be named by one of its samples
  const reference = groups.find(({ name }) => name === baseline || groupOf(samples, baseline) === name);
  if (reference === undefined) return { tables: [], issues: [missingBaseline(baseline, chosen)] };
  if (groups.length < 2) return { tables: [], issues: [] };
  const table = new TableBuilder(RATE_SCORES);
  for (const group of groups) {
    const retained = ratios(group);
    const isReference = group === reference;
    table.add({
      group: group.name,
      n: retained.length,
      low_rate_1_h: chosen.low,
      high_rate_1_h: chosen.high,
      basis,
      q_low: mean(group.low),
      q_high: mean(group.high),
      q_ret: mean(retained),
      q_ret_se: standardDeviation(retained) / Math.sqrt(retained.length),
      ...scoreCells('qs_0', group.low, reference.low, isReference),
      ...scoreCells('qs_ret', retained, ratios(reference), isReference),
    });
  }
  return { tables: [table.build()], issues: [] };
}

function groupOf(samples: StudyInput['samples'], id: string): string | undefined {
  return samples.find((sample) => sample.id === id)?.group;
}

function ratios({ low, high }: Group): number[] {
  return low.map((value, i) => high[i]! / value);
}

function hasBasis(rates: Table, basis: Basis): boolean {
  const values = rates.columns[`discharge_capacity_${basis}`];
  return values instanceof Float64Array && values.every(Number.isFinite);
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_RATE * b;
}

/** Undefined where the C-rates are not known or there is only one. */
function chooseRates(rates: Table, options: v.InferOutput<typeof OPTIONS>): Rates | undefined {
  const cRate = numbers(rates, 'c_rate_1_h');
  const names = texts(rates, 'sample');
  const everywhere = (rate: number) =>
    [...new Set(names)].every((name) => cRate.some((other, row) => names[row] === name && near(other, rate)));
  const shared = [...new Set(cRate)].filter((rate) => rate > 0 && everywhere(rate)).sort((a, b) => a - b);
  const low = options.low_rate ?? shared[0];
  const high = options.high_rate ?? shared.at(-1);
  return low === undefined || high === undefined || near(low, high) ? undefined : { low, high };
}

/** The first block at each rate, by cell: a later one at the low rate shows the recovery, not the rate. */
function measuredGroups(rates: Table, samples: StudyInput['samples'], basis: Basis, { low, high }: Rates): Group[] {
  const names = texts(rates, 'sample');
  const cRate = numbers(rates, 'c_rate_1_h');
  const capacity = numbers(rates, `discharge_capacity_${basis}`);
  const groups = new Map<string, { low: number[]; high: number[] }>();
  for (const { id, group } of samples) {
    const first = (rate: number) => names.findIndex((name, row) => name === id && near(cRate[row]!, rate));
    const [lowRow, highRow] = [first(low), first(high)];
    if (lowRow < 0 || highRow < 0) continue;
    const members = groups.get(group) ?? { low: [], high: [] };
    members.low.push(capacity[lowRow]!);
    members.high.push(capacity[highRow]!);
    groups.set(group, members);
  }
  return [...groups].map(([name, members]) => ({ name, ...members }));
}

/** Ratio of means; the interval by first-order propagation, with the degrees of freedom of both groups. */
function scoreCells(name: 'qs_0' | 'qs_ret', own: readonly number[], base: readonly number[], isReference: boolean) {
  const [top, bottom] = [mean(own), mean(base)];
  const ratio = top / bottom;
  const relative = (values: readonly number[]) => standardDeviation(values) / Math.sqrt(values.length) / mean(values);
  const error = ratio * Math.hypot(relative(own), relative(base));
  const half = isReference ? Number.NaN : error * studentQuantile(0.95, own.length + base.length - 2);
  return { [name]: ratio, [`${name}_lower95`]: ratio - half, [`${name}_upper95`]: ratio + half };
}

function missingBaseline(baseline: string, { low, high }: Rates): Issue {
  const message = `the baseline ${baseline} has no rate test at ${low} and ${high} per hour`;
  return issue('RATE_SCORES_BASELINE_MISSING', message);
}
