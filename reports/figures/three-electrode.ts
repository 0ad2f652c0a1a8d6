/** Potentials of both electrodes against capacity per rate, and overpotential against rate; one drawing per sample. */
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure } from './figure.ts';
import { cleanText, drawingNames, italic, subscript } from './lettering.ts';
import { drawPanels, themeOf } from './page.ts';
import type { Layer, LegendEntry, LineStyle, Panel, Point } from './panel.ts';
import { extent, linearAxis } from './scale.ts';
import { capacityUnit, column, rowsBySample, words } from './series.ts';
import { sequenceColours, type Theme } from './theme.ts';

const COUNTER_DASH = [3, 1.5];

export const threeElectrode: Figure = {
  id: 'three-electrode',
  description: 'potentials of both electrodes of a three-electrode cell by rate, and the overpotential',
  needs: ['electrode_profile', 'overpotential'],
  draw(input) {
    const profile = input.tables.get('electrode_profile');
    const overpotential = input.tables.get('overpotential');
    if (profile === undefined || overpotential === undefined) return [];
    const theme = themeOf(input.options);
    const rates = rowsBySample(overpotential, input);
    const samples = [...rowsBySample(profile, input)];
    const names = drawingNames(
      threeElectrode.id,
      samples.map(([sample]) => sample),
    );
    return samples.map(([sample, rows], i): Drawing => {
      const blocks = blocksOf(profile, rows, theme);
      const upper = profilePanel(profile, sample, rows, blocks, theme);
      const compared = comparedRows(overpotential, rates.get(sample) ?? []);
      const lower = compared.length === 0 ? [] : [ratePanel(overpotential, compared, theme)];
      const { spec, notes } = drawPanels([upper, ...lower], input.options);
      const caption = captionOf(sample, blocks, lower.length > 0);
      return { name: names[i] ?? threeElectrode.id, title: [caption, ...notes].join(' '), spec };
    });
  },
};

interface Block {
  readonly number: number;
  readonly rate: string;
  readonly style: LineStyle;
}

function rateText(cRate: number, current: number): string {
  return Number.isFinite(cRate) ? `${Number(cRate.toPrecision(2))}C` : `${Number(current.toPrecision(2))} mA`;
}

/** Of blocks at the same rate the first: a return to it would cover it. */
function blocksOf(table: Table, rows: readonly number[], theme: Theme): Block[] {
  const [block, cRate, current] = [column(table, 'block'), column(table, 'c_rate_1_h'), column(table, 'current_mA')];
  const first = new Map<string, number>();
  for (const row of rows) {
    const rate = rateText(cRate[row] ?? Number.NaN, current[row] ?? Number.NaN);
    if (!first.has(rate)) first.set(rate, block[row] ?? 0);
  }
  const colours = sequenceColours(theme, first.size);
  return [...first].map(([rate, number], i) => ({
    number,
    rate,
    style: { colour: colours[i] ?? theme.ink, width: theme.lineWidth },
  }));
}

function profilePanel(
  table: Table,
  sample: string,
  rows: readonly number[],
  blocks: readonly Block[],
  theme: Theme,
): Panel {
  const unit = capacityUnit(table, [{ sample, rows }]);
  const capacity = column(table, `capacity_${unit.suffix}`);
  const [block, branch] = [column(table, 'block'), words(table, 'branch')];
  const electrodes = [
    { values: column(table, 'working_potential_V'), dash: undefined },
    { values: column(table, 'counter_potential_V'), dash: COUNTER_DASH },
  ];
  const layers: Layer[] = [];
  for (const { number, style } of blocks) {
    for (const { values, dash } of electrodes) {
      for (const half of ['charge', 'discharge']) {
        const points = rows
          .filter((row) => block[row] === number && branch[row] === half)
          .map((row): Point => ({ x: capacity[row] ?? Number.NaN, y: values[row] ?? Number.NaN }));
        layers.push({ kind: 'line', side: 'left', points, style: dash === undefined ? style : { ...style, dash } });
      }
    }
  }
  const points = layers.flatMap((layer) => (layer.kind === 'line' ? layer.points : []));
  const [low, high] = extent(points.map(({ y }) => y));
  const [, most] = extent(points.map(({ x }) => x));
  const margin = 0.05 * (high - low || 1);
  const electrode = (text: string, dash?: readonly number[]): LegendEntry => {
    const line = { colour: theme.ink, width: theme.lineWidth, ...(dash === undefined ? {} : { dash }) };
    return { text, marked: true, markers: [], line };
  };
  return {
    x: linearAxis(unit.axisTitle, 0, 1.04 * most || 1),
    left: linearAxis(`${italic('E')} vs reference (V)`, low - margin, high + margin),
    layers,
    legend: [
      electrode(`${italic('E')}${subscript('we')}`),
      electrode(`${italic('E')}${subscript('ce')}`, COUNTER_DASH),
      ...blocks.map(({ rate, style }): LegendEntry => ({ text: rate, markers: [], line: style })),
    ],
  };
}

/** Rows of the branches with a block that is compared with another: the lowest rate alone is zero by definition. */
function comparedRows(table: Table, rows: readonly number[]): number[] {
  const [block, reference] = [column(table, 'block'), column(table, 'reference_block')];
  const branch = words(table, 'branch');
  const compared = new Set(rows.filter((row) => block[row] !== reference[row]).map((row) => branch[row]));
  return rows.filter((row) => compared.has(branch[row] ?? ''));
}

/** Markers joined by lines: charge open circles, discharge filled ones; the counter electrode dashed. */
function ratePanel(table: Table, rows: readonly number[], theme: Theme): Panel {
  const cRate = column(table, 'c_rate_1_h');
  const byRate = rows.length > 0 && rows.every((row) => Number.isFinite(cRate[row]));
  const rate = byRate ? cRate : column(table, 'current_mA');
  const branch = words(table, 'branch');
  const series = (name: string, half: string): { x: number; y: number; error: number }[] => {
    const [values, errors] = [column(table, name), column(table, name.replace('_V', '_se_V'))];
    return rows
      .filter((row) => branch[row] === half)
      .map((row) => ({
        x: rate[row] ?? Number.NaN,
        y: 1e3 * (values[row] ?? Number.NaN),
        error: 1e3 * (errors[row] ?? Number.NaN),
      }))
      .filter(({ y }) => Number.isFinite(y))
      .sort((a, b) => a.x - b.x);
  };
  const layers: Layer[] = [];
  for (const [name, colour] of [
    ['overpotential_V', theme.palette[0] ?? theme.ink],
    ['counter_overpotential_V', theme.palette[1] ?? theme.ink],
  ] as const) {
    for (const half of ['charge', 'discharge']) {
      const points = series(name, half);
      const bars = points.map(({ x, y, error }) => ({ x, low: y - error, high: y + error }));
      const style = {
        shape: name === 'overpotential_V' ? 'circle' : 'square',
        size: theme.markerSize,
        colour,
        filled: half === 'discharge',
      } as const;
      layers.push({ kind: 'line', side: 'left', points, style: { colour, width: theme.thinLineWidth } });
      layers.push({ kind: 'error-bars', side: 'left', bars, style: { colour, width: theme.thinLineWidth } });
      layers.push({ kind: 'markers', side: 'left', points, style, spacing: 0 });
    }
  }
  const points = layers.flatMap((layer) => (layer.kind === 'markers' ? layer.points : []));
  const [low, high] = extent(points.map(({ y }) => y));
  const [, fastest] = extent(points.map(({ x }) => x));
  const margin = 0.08 * (high - low || 1);
  const key = (text: string, shape: 'circle' | 'square', index: number): LegendEntry => {
    const look = { shape, size: theme.markerSize, colour: theme.palette[index] ?? theme.ink };
    return {
      text,
      marked: true,
      markers: [
        { ...look, filled: false },
        { ...look, filled: true },
      ],
    };
  };
  return {
    x: linearAxis(byRate ? 'Rate (h⁻¹)' : 'Current (mA)', 0, 1.05 * fastest || 1),
    left: linearAxis('Overpotential (mV)', low - margin, high + margin),
    layers,
    legend: [key(`working`, 'circle', 0), key(`counter`, 'square', 1)],
  };
}

function captionOf(sample: string, blocks: readonly Block[], hasRates: boolean): string {
  const rates = blocks.map(({ rate }) => rate).join(', ');
  const potentials =
    `otentials against the reference electrode of ${cleanText(sample)} by rate (${rates}${blocks.length > 1 ? ', dark to light' : ''}): ` +
    'working electrode full lines, counter electrode dashed; first complete cycle at each rate.';
  if (!hasRates) return `P${potentials} One rate only: no overpotential.`;
  return (
    `a: p${potentials} b: overpotential at half of each rate’s own capacity against the lowest rate, charge open, ` +
    'discharge filled; error bars: 1 standard error over the cycles of a block.'
  );
}
