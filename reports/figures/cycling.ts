/** Capacity and Coulombic efficiency against cycle number; rate tests apart from cells cycled at one rate. */
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { cleanText, drawingNames } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { Layer, LegendEntry, MarkerLayer, MarkerStyle, Panel } from './panel.ts';
import { rateTested } from './rate-blocks.ts';
import { type Axis, cycleAxis, extent, linearAxis } from './scale.ts';
import { type CycleSeries, capacityUnit, column, cycleSeries, pack, packParts } from './series.ts';
import type { Theme } from './theme.ts';

/** Below and above, efficiencies are marked at the rim, unless these are more than so many of all. */
const EFFICIENCY_DOMAIN = [80, 101] as const;
const MOST_AT_RIM = 0.25;
/** No axis of efficiencies reaches further. */
const EFFICIENCY_LIMITS = [0, 200] as const;
/** So many times the 90th percentile is a wild value. */
const OUTLIER = 5;
/** Share of the panel's height above the largest capacity, where efficiencies close to 100 % run. */
const HEADROOM = 0.22;

export const cycling: Figure = {
  id: 'cycling',
  description: 'capacity and Coulombic efficiency against cycle number',
  needs: ['cycles'],
  draw(input) {
    const table = input.tables.get('cycles');
    if (table === undefined) return [];
    const theme = themeOf(input.options);
    const tested = rateTested(input.tables.get('rate_test'));
    const series = cycleSeries(table, input, theme);
    const steady = pack(series.filter(({ sample }) => !tested.has(sample)));
    const varied = pack(series.filter(({ sample }) => tested.has(sample)));
    const packs = [...steady, ...varied];
    const variedParts = packParts(varied).map((part) => (part === '' ? 'rate tests' : `rate tests ${part}`));
    const parts = steady.length === 0 ? packParts(varied) : [...packParts(steady), ...variedParts];
    const names = drawingNames(cycling.id, parts);
    return packs.flatMap((members, i) => drawPack(table, members, names[i] ?? cycling.id, input, theme));
  },
};

function drawPack(table: Table, members: CycleSeries[], name: string, input: FigureInput, theme: Theme): Drawing[] {
  const unit = capacityUnit(table, members);
  const capacities = {
    charge: column(table, `charge_capacity_${unit.suffix}`),
    discharge: column(table, `discharge_capacity_${unit.suffix}`),
  };
  const values = (series: CycleSeries, branch: keyof typeof capacities) =>
    series.rows.map((row) => capacities[branch][row] ?? Number.NaN);
  const efficiency = column(table, 'coulombic_efficiency_pct');
  const all = members.flatMap((series) => [...values(series, 'charge'), ...values(series, 'discharge')]);
  if (!all.some(Number.isFinite)) return [];
  const efficiencies = members.map((s) => s.rows.map((row) => efficiency[row] ?? Number.NaN));
  const hasEfficiency = efficiencies.flat().some(Number.isFinite);
  const single = members.length === 1;
  const efficiencyColour = (series: CycleSeries) => (single ? theme.secondQuantity : series.style.colour);

  const capacityLayers = members.flatMap((series) => [
    capacityLayer(series, values(series, 'discharge'), true, theme),
    capacityLayer(series, values(series, 'charge'), false, theme),
  ]);
  const efficiencyLayers = members.map(
    (series, i): Layer => ({
      kind: 'markers',
      side: 'right',
      points: series.cycle.map((x, k) => ({ x, y: efficiencies[i]?.[k] ?? Number.NaN })),
      style: dot(efficiencyColour(series), theme),
      spacing: 1.1 * theme.dotSize,
      turn: { index: i, of: members.length },
    }),
  );
  const panel: Panel = {
    x: cycleAxis(members.flatMap(({ cycle }) => cycle)),
    left: capacityAxis(unit.axisTitle, all, hasEfficiency),
    ...(hasEfficiency
      ? { right: linearAxis('Coulombic efficiency (%)', ...efficiencyDomain(efficiencies.flat())) }
      : {}),
    ...(hasEfficiency && single ? { rightColour: theme.secondQuantity } : {}),
    layers: [...capacityLayers, ...(hasEfficiency ? efficiencyLayers : [])],
    legend: legendOf(members, hasEfficiency, theme),
  };
  const { spec, notes } = drawPage(panel, input.options);
  const caption = captionOf(members, unit.axisTitle, hasEfficiency);
  const title = [caption, ...notes, ...unit.notes, ...members.flatMap((series) => series.notes)].join(' ');
  return [{ name, title, spec }];
}

/** Lower end 0; above the values room for the efficiencies. A wild value is left to the rim, not allowed to flatten the rest. */
function capacityAxis(title: string, values: readonly number[], headroom: boolean): Axis {
  const [low, high] = extent(values);
  const limit = OUTLIER * percentile(values, 0.9);
  const top = extent(values.filter((value) => value > 0 && value <= limit))[1] || high || 1;
  return linearAxis(title, Math.min(0, 1.05 * low), headroom ? top / (1 - HEADROOM) : 1.08 * top);
}

/** The usual one, extended to tens below and above where a good part of the values lies there. */
function efficiencyDomain(values: readonly number[]): [number, number] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [low, high] = EFFICIENCY_DOMAIN;
  const most = MOST_AT_RIM * sorted.length;
  const [least, greatest] = [percentile(sorted, 0.1), percentile(sorted, 0.9)];
  return [
    sorted.filter((value) => value < low).length > most
      ? Math.max(EFFICIENCY_LIMITS[0], 10 * Math.floor(least / 10))
      : low,
    sorted.filter((value) => value > high).length > most
      ? Math.min(EFFICIENCY_LIMITS[1], 10 * Math.ceil(greatest / 10))
      : high,
  ];
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

function capacityLayer(series: CycleSeries, values: readonly number[], filled: boolean, theme: Theme): MarkerLayer {
  const { colour, shape } = series.style;
  return {
    kind: 'markers',
    side: 'left',
    points: series.cycle.map((x, i) => ({ x, y: values[i] ?? Number.NaN })),
    style: { colour, shape, size: filled ? theme.filledMarkerSize : theme.markerSize, filled },
    spacing: 1.1 * theme.markerSize,
    turn: { index: filled ? 0 : 1, of: 2 },
  };
}

function dot(colour: string, theme: Theme): MarkerStyle {
  return { shape: 'circle', size: theme.dotSize, colour, filled: true };
}

function legendOf(members: readonly CycleSeries[], hasEfficiency: boolean, theme: Theme): LegendEntry[] {
  const [first] = members;
  const only = members.length === 1 ? first : undefined;
  const keyStyle = only?.style ?? { colour: theme.ink, shape: 'circle' as const };
  const key = (filled: boolean): MarkerStyle => ({
    ...keyStyle,
    size: filled ? theme.filledMarkerSize : theme.markerSize,
    filled,
  });
  const samples = members.map(({ sample, style }) => ({
    text: sample,
    markers: [{ ...style, size: theme.filledMarkerSize, filled: true }],
  }));
  const efficiency = { text: 'Coulombic efficiency', markers: [dot(only ? theme.secondQuantity : theme.ink, theme)] };
  return [
    ...(only ? [] : samples),
    { text: 'Charge', markers: [key(false)] },
    { text: 'Discharge', markers: [key(true)] },
    ...(hasEfficiency ? [efficiency] : []),
  ];
}

function captionOf(members: readonly CycleSeries[], axisTitle: string, hasEfficiency: boolean): string {
  const names = members.map(({ sample }) => cleanText(sample)).join(', ');
  const efficiency = hasEfficiency ? ' and Coulombic efficiency (dots, right axis)' : '';
  return `${axisTitle} on charge (open) and discharge (filled)${efficiency} against cycle number: ${names}. One cell per sample, without error bars.`;
}
