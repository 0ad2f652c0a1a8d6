/** Capacity relative to the reference, with the fade line, the 80 % limit and the end of life; no rate tests. */
import { formatShort } from '../../src/model/format.ts';
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { cleanText, drawingNames } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { CurveLabel, Layer, Panel, Point } from './panel.ts';
import { rateTested } from './rate-blocks.ts';
import { cycleAxis, extent, linearAxis } from './scale.ts';
import { type CycleSeries, column, cycleSeries, pack, packParts, plural, words } from './series.ts';
import type { SampleStyle, Theme } from './theme.ts';

/** Share of the reference capacity, in %, at which a cell's life ends. */
const END_OF_LIFE_PCT = 80;

interface Curve {
  readonly sample: string;
  readonly group: string;
  readonly style: SampleStyle;
  readonly points: readonly Point[];
  readonly fade: readonly Point[];
  readonly endOfLife: number;
  readonly knee: number;
  readonly notes: readonly string[];
}

export const retention: Figure = {
  id: 'retention',
  description: 'capacity relative to the reference cycle, with fade line and end of life',
  needs: ['retention', 'cycles'],
  draw(input) {
    const cycles = input.tables.get('cycles');
    const table = input.tables.get('retention');
    if (cycles === undefined || table === undefined) return [];
    const theme = themeOf(input.options);
    const rows = new Map(words(table, 'sample').map((sample, row) => [sample, row]));
    const tested = rateTested(input.tables.get('rate_test'));
    const curves = cycleSeries(cycles, input, theme).flatMap((series): Curve[] => {
      const row = rows.get(series.sample);
      return row === undefined || tested.has(series.sample) ? [] : curveOf(cycles, table, row, series);
    });
    const packs = pack(curves);
    const names = drawingNames(retention.id, packParts(packs));
    return packs.map((members, i) => drawPack(members, names[i] ?? retention.id, input, theme));
  },
};

function curveOf(cycles: Table, table: Table, row: number, series: CycleSeries): Curve[] {
  const at = (name: string) => column(table, name)[row] ?? Number.NaN;
  const branch = words(table, 'branch')[row] === 'charge' ? 'charge' : 'discharge';
  const capacity = column(cycles, `${branch}_capacity_mAh`);
  const reference = at('reference_capacity_mAh');
  const referenceCycle = Number.parseInt(words(table, 'reference_cycle')[row] ?? '', 10);
  const all = series.rows
    .map((cyclesRow, i) => ({
      x: series.cycle[i] ?? 0,
      y: (100 * (capacity[cyclesRow] ?? Number.NaN)) / reference,
      cycle: series.cycle[i] ?? 0,
    }))
    .filter(({ y }) => Number.isFinite(y));
  const points = all.filter(({ cycle }) => !(cycle < referenceCycle));
  if (points.length === 0) return [];
  const run = points.filter(({ cycle }) => at('fade_first_cycle') <= cycle && cycle <= at('fade_last_cycle'));
  const notes = [...series.notes];
  if (points.length < all.length) {
    const before = plural(all.length - points.length, 'cycle');
    notes.push(`${cleanText(series.sample)}: ${before} before the reference not shown.`);
  }
  // Cycle numbers of the table have no place on an axis that counts otherwise than the instrument.
  const counted = series.cycle.some((cycle, i) => cycle !== series.instrumentCycle[i]);
  const place = (name: string) => (counted ? Number.NaN : at(name));
  return [
    {
      sample: series.sample,
      group: series.group,
      style: series.style,
      points,
      fade: fadeLine(run, at('fade_pct_per_cycle')),
      endOfLife: place('cycles_to_80pct'),
      knee: place('knee_cycle'),
      notes: counted ? [...notes, `${cleanText(series.sample)}: end of life and knee not marked.`] : notes,
    },
  ];
}

/** The line of the given loss per cycle through the median of the points of its run, as Theil and Sen have it. */
function fadeLine(run: readonly Point[], fade: number): Point[] {
  const [first, last] = [run[0], run.at(-1)];
  if (!Number.isFinite(fade) || first === undefined || last === undefined || first === last) return [];
  const levels = run.map(({ x, y }) => y + fade * x).sort((a, b) => a - b);
  const middle =
    ((levels[Math.floor((levels.length - 1) / 2)] ?? 0) + (levels[Math.ceil((levels.length - 1) / 2)] ?? 0)) / 2;
  return [first, last].map(({ x }) => ({ x, y: middle - fade * x }));
}

function drawPack(curves: readonly Curve[], name: string, input: FigureInput, theme: Theme): Drawing {
  const points = curves.flatMap((curve) => curve.points);
  const [lowest, highest] = extent([END_OF_LIFE_PCT, 100, ...points.map(({ y }) => y)]);
  const margin = 0.06 * (highest - lowest);
  const x = cycleAxis(points.map((point) => point.x));
  const limit: Layer = {
    kind: 'line',
    side: 'left',
    points: x.domain.map((end) => ({ x: end, y: END_OF_LIFE_PCT })),
    style: { colour: theme.guide, width: theme.thinLineWidth, dash: [3, 2] },
  };
  const bottom = lowest - margin;
  const panel: Panel = {
    x,
    left: linearAxis('Capacity retention (%)', bottom, highest + margin),
    layers: [limit, ...curves.flatMap((curve) => layersOf(curve, bottom, theme))],
    legend: curves.map(({ sample, style }) => ({
      text: sample,
      markers: curves.length === 1 ? [] : [{ ...style, size: theme.markerSize, filled: false }],
    })),
    labels: curves.flatMap((curve) => labelsOf(curve, bottom, theme)),
  };
  const { spec, notes } = drawPage(panel, input.options);
  return { name, title: [captionOf(curves), ...notes, ...curves.flatMap((curve) => curve.notes)].join(' '), spec };
}

function layersOf(curve: Curve, bottom: number, theme: Theme): Layer[] {
  const { colour, shape } = curve.style;
  const style = { colour, shape, size: theme.markerSize, filled: false };
  const line = { colour, width: theme.lineWidth };
  const drop = { colour, width: theme.thinLineWidth, dash: [1, 1.5] };
  const down = [
    { x: curve.endOfLife, y: END_OF_LIFE_PCT },
    { x: curve.endOfLife, y: bottom },
  ];
  const atKnee = curve.points.find(({ x }) => x >= curve.knee);
  return [
    { kind: 'markers', side: 'left', points: curve.points, style, spacing: 1.6 * theme.markerSize },
    { kind: 'line', side: 'left', points: curve.fade, style: line },
    { kind: 'line', side: 'left', points: down, style: drop },
    ...(atKnee === undefined ? [] : [kneeLayer(atKnee, curve, theme)]),
  ];
}

function kneeLayer(point: Point, curve: Curve, theme: Theme): Layer {
  const style = { shape: curve.style.shape, colour: curve.style.colour, size: 1.4 * theme.markerSize, filled: true };
  return { kind: 'markers', side: 'left', points: [point], style, spacing: 0 };
}

/** Cycle number of the end of life beside its dotted line; the caption has it too. */
function labelsOf(curve: Curve, bottom: number, theme: Theme): CurveLabel[] {
  if (!Number.isFinite(curve.endOfLife)) return [];
  const heights = [0.35, 0.2, 0.5, 0.65, 0.8];
  return [
    {
      text: formatShort(Math.round(curve.endOfLife), 6),
      style: { colour: theme.ink, width: theme.lineWidth },
      side: 'left',
      anchors: heights.map((share) => ({ x: curve.endOfLife, y: bottom + share * (END_OF_LIFE_PCT - bottom) })),
      otherwise: 'drop',
    },
  ];
}

function captionOf(curves: readonly Curve[]): string {
  const names = curves.map(({ sample }) => cleanText(sample)).join(', ');
  const ends = curves
    .filter(({ endOfLife }) => Number.isFinite(endOfLife))
    .map(({ sample, endOfLife }) => `${cleanText(sample)} at cycle ${formatShort(endOfLife, 4)}`);
  const knees = curves
    .filter(({ knee }) => Number.isFinite(knee))
    .map(({ sample, knee }) => `${cleanText(sample)} at cycle ${formatShort(knee, 4)}`);
  return [
    `Capacity retention (%), relative to the reference capacity, against cycle number: ${names}.`,
    'Full lines: fade; dashed: 80 % of the reference. One cell each, without error bars.',
    ...(ends.length > 0 ? [`End of life (dotted, 80 %): ${ends.join(', ')}.`] : []),
    ...(knees.length > 0 ? [`Knee (large filled marker): ${knees.join(', ')}.`] : []),
  ].join(' ');
}
