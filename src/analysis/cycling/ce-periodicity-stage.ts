/** Tables `ce_periodicity`, `ce_modulation`, `ce_periodogram`: waves in the Coulombic efficiency, such as the day's. */
import * as v from 'valibot';
import { bestTrendOrder, type Periodogram, periodogram } from '../../math/periodogram.ts';
import { median } from '../../math/statistics.ts';
import { type Issue, issue } from '../../model/issues.ts';
import { boolean, integer, number, sampleTable, TableBuilder } from '../../model/table.ts';
import type { Cell } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { CYCLE_NUMBER } from './counting.ts';
import { chosenBranch, mainRun, type UsableCycles, usableCycles } from './usable-cycles.ts';

export const CE_PERIODICITY = sampleTable('ce_periodicity', 'one row per sample', {
  first_cycle: integer('first cycle of the longest run at one rate, its first cycle left out'),
  last_cycle: integer('last cycle of that run'),
  n: integer('cycles analysed'),
  left_out: integer('cycles of the run left out as outliers'),
  trend_order: integer('order of the polynomial taken as the slow trend'),
  shortest_period_h: number('h', 'shortest period searched: two cycles'),
  longest_period_h: number('h', 'longest period searched'),
  period_h: number('h', 'strongest period'),
  period_se_h: number('h', 'its standard error'),
  amplitude_pct: number('pct', 'half peak to peak, in points of efficiency'),
  amplitude_se_pct: number('pct', 'its standard error'),
  explained_pct: number('pct', 'share of the scatter about the trend that the wave explains'),
  false_alarm_probability: number(
    '',
    'probability that white noise alone gives as strong a wave in the range searched',
  ),
  at_edge: boolean('the strongest wave is about the slowest one searched: rather what the trend leaves than a period'),
});

export const CE_MODULATION = sampleTable('ce_modulation', 'one row per cycle analysed', {
  cycle: integer(CYCLE_NUMBER),
  time_h: number('h', 'middle of the cycle since the start of the test'),
  coulombic_efficiency_pct: number('pct', 'Coulombic efficiency'),
  trend_pct: number('pct', 'slow trend: polynomial fitted together with the wave'),
  fitted_pct: number('pct', 'trend and wave'),
});

export const CE_PERIODOGRAM = sampleTable('ce_periodogram', 'one row per period searched', {
  period_h: number('h', 'period'),
  power: number('', 'share of the scatter about the trend that a wave of this period explains'),
  power_at_1pct: number('', 'power that white noise alone exceeds somewhere with 1 % probability'),
});

const OPTIONS = v.strictObject({
  /** Order of the polynomial taken as the slow trend; auto: by the Bayesian information criterion. */
  trend_order: v.optional(
    v.union(
      [v.literal('auto'), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8))],
      'expected auto or a whole number from 0 to 8',
    ),
    'auto',
  ),
});

export const cePeriodicityStage: SampleStage = {
  id: 'ce_periodicity',
  scope: 'sample',
  description: 'strongest period in the Coulombic efficiency of the longest run at one rate',
  tables: [CE_PERIODICITY, CE_MODULATION, CE_PERIODOGRAM],
  options: OPTIONS,
  run: runCePeriodicity,
};

/** Below it no period can be told from chance. */
const FEWEST_CYCLES = 20;
/** A period must fit into the series so often, or it cannot be told from the trend; more often than the trend bends. */
function fewestPeriods(trendOrder: number): number {
  return Math.max(3, (trendOrder + 3) / 2);
}

/** A strongest wave with less than this many periods more than the slowest one searched is what the trend leaves. */
const EDGE = 0.5;
/** A cycle further than this from the running median, in robust standard deviations, is an outlier. */
const OUTLIER = 6;
const NEIGHBOURS = 5;
const FALSE_ALARM_LINE = 0.01;

interface Series {
  readonly cycle: Float64Array;
  readonly time: Float64Array;
  readonly efficiency: Float64Array;
  readonly leftOut: number;
}

function runCePeriodicity({ cell, tables, options }: SampleInput): StageResult {
  const cycles = tables.get('cycles');
  if (cycles === undefined || cell.role === 'symmetric-cell') return { tables: [], issues: [] };
  const series = withoutOutliers(longestRun(usableCycles(cycles, chosenBranch('reversible', cell))));
  if (series.time.length < FEWEST_CYCLES) return { tables: [], issues: [] };
  const disorder = series.time.findIndex((time, i) => i > 0 && !(time > series.time[i - 1]!));
  if (disorder >= 0) return { tables: [], issues: [disorderIssue(series, disorder, cell)] };
  // a constant efficiency (to the last bit) has no scatter to explain
  if (series.efficiency.every((value) => value === series.efficiency[0])) return { tables: [], issues: [] };
  const rangeOf = rangeFinder(series.time);
  const { trend_order: wanted } = v.parse(OPTIONS, options);
  const trendOrder = wanted === 'auto' ? bestTrendOrder(series.time, series.efficiency, rangeOf) : wanted;
  const { lowest, highest } = rangeOf(trendOrder);
  if (!(highest > lowest)) return { tables: [], issues: [] };
  const found = periodogram(series.time, series.efficiency, { trendOrder, lowest, highest });
  return {
    tables: [rowOf(series, found, trendOrder, cell), modulation(series, found, cell), spectrum(found, cell)],
    issues: [],
  };
}

/** From the slowest wave that the trend cannot follow to two cycles per period. */
function rangeFinder(time: Float64Array) {
  const span = time.at(-1)! - time[0]!;
  const spacing = median(Float64Array.from({ length: time.length - 1 }, (_, i) => time[i + 1]! - time[i]!));
  return (trendOrder: number) => ({ lowest: fewestPeriods(trendOrder) / span, highest: 1 / (2 * spacing) });
}

function disorderIssue(series: Series, row: number, cell: Cell): Issue {
  const message = `the time of cycle ${series.cycle[row]} is not after that of cycle ${series.cycle[row - 1]}`;
  return issue('CE_TIME_UNKNOWN', message, '', '', cell.sample.id);
}

/** Without its first cycle, which still settles after the change of rate. */
function longestRun(cycles: UsableCycles): Omit<Series, 'leftOut'> {
  const rows = mainRun(cycles)
    .slice(1)
    .filter((row) => Number.isFinite(cycles.efficiency[row]!));
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return { cycle: pick(cycles.cycle), time: pick(cycles.time), efficiency: pick(cycles.efficiency) };
}

/** One cycle that a power cut spoilt would otherwise put power everywhere. */
function withoutOutliers({ cycle, time, efficiency }: Omit<Series, 'leftOut'>): Series {
  const deviation = efficiency.map((value, i) => {
    // as many on either side, so that a slope cancels
    const reach = Math.min(NEIGHBOURS, i, efficiency.length - 1 - i);
    const near = efficiency.subarray(i - reach, i + reach + 1);
    return Math.abs(value - median(near));
  });
  const limit = OUTLIER * 1.4826 * median(deviation);
  const rows = Array.from(efficiency.keys()).filter((row) => !(deviation[row]! > limit && limit > 0));
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return {
    cycle: pick(cycle),
    time: pick(time),
    efficiency: pick(efficiency),
    leftOut: efficiency.length - rows.length,
  };
}

function rowOf(series: Series, { strongest, frequency }: Periodogram, trendOrder: number, cell: Cell) {
  const table = new TableBuilder(CE_PERIODICITY);
  const period = 1 / strongest.frequency;
  const span = series.time.at(-1)! - series.time[0]!;
  table.add({
    sample: cell.sample.id,
    group: cell.sample.group,
    first_cycle: series.cycle[0],
    last_cycle: series.cycle.at(-1),
    n: series.cycle.length,
    left_out: series.leftOut,
    trend_order: trendOrder,
    shortest_period_h: 1 / frequency.at(-1)!,
    longest_period_h: 1 / frequency[0]!,
    period_h: period,
    period_se_h: period * period * strongest.frequencyStandardError,
    amplitude_pct: strongest.amplitude,
    amplitude_se_pct: strongest.amplitudeStandardError,
    explained_pct: 100 * strongest.power,
    false_alarm_probability: strongest.falseAlarmProbability,
    at_edge: (strongest.frequency - frequency[0]!) * span < EDGE,
  });
  return table.build();
}

function modulation(series: Series, { strongest }: Periodogram, cell: Cell) {
  const table = new TableBuilder(CE_MODULATION);
  series.cycle.forEach((cycle, i) => {
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      cycle,
      time_h: series.time[i],
      coulombic_efficiency_pct: series.efficiency[i],
      trend_pct: strongest.trend[i],
      fitted_pct: strongest.fitted[i],
    });
  });
  return table.build();
}

/** Longest period first. */
function spectrum({ frequency, power, powerAt }: Periodogram, cell: Cell) {
  const table = new TableBuilder(CE_PERIODOGRAM);
  const line = powerAt(FALSE_ALARM_LINE);
  frequency.forEach((value, k) => {
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      period_h: 1 / value,
      power: power[k],
      power_at_1pct: line,
    });
  });
  return table.build();
}
