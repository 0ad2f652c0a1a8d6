/** Coulombic efficiency against time with the fitted wave, and the periodogram with its false-alarm line. */
import { formatShort, formatWithUncertainty } from '../../src/model/format.ts';
import type { Table } from '../../src/model/table.ts';
import { type WaveVerdict, waveVerdict } from '../wave-verdict.ts';
import type { Drawing, Figure } from './figure.ts';
import { cleanText, drawingNames } from './lettering.ts';
import { drawPanels, themeOf } from './page.ts';
import type { LineLayer, Panel, Point } from './panel.ts';
import { extent, linearAxis, logAxis } from './scale.ts';
import { column, plural, rowsBySample, styleOf } from './series.ts';
import type { Theme } from './theme.ts';

/** Below it the day cannot be seen anyway, so that hours are the better unit. */
const LONGEST_IN_HOURS = 72;
/** Up to so many cycles dots would be lost beside the lines. */
const FEW_CYCLES = 100;

export const cePeriodogram: Figure = {
  id: 'ce-periodogram',
  description: 'Coulombic efficiency against time with the strongest wave, and its periodogram',
  needs: ['ce_periodicity', 'ce_modulation', 'ce_periodogram'],
  draw(input) {
    const [found, modulation, spectrum] = cePeriodogram.needs.map((name) => input.tables.get(name));
    if (found === undefined || modulation === undefined || spectrum === undefined) return [];
    const theme = themeOf(input.options);
    const cycles = rowsBySample(modulation, input);
    const powers = rowsBySample(spectrum, input);
    const samples = [...rowsBySample(found, input)];
    const names = drawingNames(
      cePeriodogram.id,
      samples.map(([sample]) => sample),
    );
    return samples.map(([sample, [row = 0]], i): Drawing => {
      const colour = styleOf(sample, input, [...powers.keys()], theme).colour;
      const above = wavePanel(modulation, cycles.get(sample) ?? [], isWave(found, row), colour, theme);
      const below = powerPanel(spectrum, powers.get(sample) ?? [], colour, theme);
      const { spec, notes } = drawPanels([above, below], input.options);
      return { name: names[i] ?? cePeriodogram.id, title: [captionOf(found, row, sample), ...notes].join(' '), spec };
    });
  },
};

function pointsOf(rows: readonly number[], x: Float64Array, y: Float64Array): Point[] {
  return rows
    .map((row) => ({ x: x[row] ?? Number.NaN, y: y[row] ?? Number.NaN }))
    .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
}

/** Chance gives no wave to be drawn. */
function isWave(table: Table, row: number): boolean {
  return verdictOf(table, row) !== 'no wave above chance';
}

function verdictOf(table: Table, row: number): WaveVerdict {
  const at = (name: string) => column(table, name)[row] ?? Number.NaN;
  return waveVerdict(at('false_alarm_probability'), at('at_edge') === 1);
}

function wavePanel(table: Table, rows: readonly number[], hasWave: boolean, colour: string, theme: Theme): Panel {
  const hours = column(table, 'time_h');
  const [, last] = extent(rows.map((row) => hours[row] ?? Number.NaN));
  const inDays = last > LONGEST_IN_HOURS;
  const time = inDays ? hours.map((hour) => hour / 24) : hours;
  const measured = pointsOf(rows, time, column(table, 'coulombic_efficiency_pct'));
  const fitted = pointsOf(rows, time, column(table, 'fitted_pct'));
  const trend = pointsOf(rows, time, column(table, 'trend_pct'));
  const [from, to] = extent(measured.map(({ x }) => x));
  const [low, high] = extent([...measured, ...fitted].map(({ y }) => y));
  const [across, up] = [0.02 * (to - from), 0.08 * (high - low || 1)];
  const size = measured.length > FEW_CYCLES ? theme.dotSize : theme.filledMarkerSize;
  const style = { shape: 'circle' as const, size, colour: theme.guide, filled: true };
  const line = (points: Point[], width: number, dash?: number[]): LineLayer => ({
    kind: 'line',
    side: 'left',
    points,
    style: { colour, width, ...(dash === undefined ? {} : { dash }) },
  });
  return {
    x: linearAxis(inDays ? 'Time (d)' : 'Time (h)', from - across, to + across),
    left: linearAxis('Coulombic efficiency (%)', low - up, high + up),
    layers: [
      line(trend, theme.thinLineWidth, [3, 2]),
      ...(hasWave ? [line(fitted, theme.thinLineWidth)] : []),
      { kind: 'markers', side: 'left', points: measured, style, spacing: 0 },
    ],
    legend: [],
  };
}

function powerPanel(table: Table, rows: readonly number[], colour: string, theme: Theme): Panel {
  const points = pointsOf(rows, column(table, 'period_h'), column(table, 'power'));
  const [shortest, longest] = extent(points.map(({ x }) => x));
  const limit = column(table, 'power_at_1pct')[rows[0] ?? 0] ?? Number.NaN;
  const [, most] = extent([...points.map(({ y }) => y), limit]);
  const x = logAxis('Period (h)', 0.95 * shortest, 1.05 * longest);
  const ends = x.domain.map((end) => ({ x: end, y: limit }));
  return {
    x,
    left: linearAxis('Share explained', 0, 1.12 * most),
    layers: [
      { kind: 'line', side: 'left', points, style: { colour, width: theme.lineWidth } },
      {
        kind: 'line',
        side: 'left',
        points: ends,
        style: { colour: theme.guide, width: theme.thinLineWidth, dash: [3, 2] },
      },
    ],
    legend: [],
    labels: [
      {
        text: '1 % false alarm',
        style: { colour: theme.ink, width: theme.lineWidth },
        side: 'left',
        anchors: ends.toReversed(),
        otherwise: 'drop',
      },
    ],
  };
}

function captionOf(table: Table, row: number, sample: string): string {
  const at = (name: string) => column(table, name)[row] ?? Number.NaN;
  const probability = at('false_alarm_probability');
  const chance = probability < 1e-6 ? 'below 10⁻⁶' : formatShort(probability, 2);
  const left = at('left_out') > 0 ? ` ${plural(at('left_out'), 'outlying cycle')} left out.` : '';
  const verdict = verdictOf(table, row);
  const lines = isWave(table, row) ? 'full line: slow trend and strongest wave, dashed: trend' : 'dashed: slow trend';
  return (
    `a: Coulombic efficiency (%) of ${cleanText(sample)}, cycles ${at('first_cycle')} to ${at('last_cycle')}, against time; ` +
    `${lines}. b: share of the scatter about the trend that a wave ` +
    `of each period explains; dashed: level that white noise exceeds somewhere with 1 % probability. Strongest period ` +
    `${formatWithUncertainty(at('period_h'), at('period_se_h'))} h, amplitude ` +
    `${formatWithUncertainty(at('amplitude_pct'), at('amplitude_se_pct'))} points (1 σ), false-alarm ` +
    `probability ${chance}${verdict === 'wave' ? '' : `: ${verdict}`}.${left}`
  );
}
