/** dQ/dV against voltage, charge up and discharge down, one cycle above the other, with peaks; one drawing per sample. */
import { formatShort } from '../../src/model/format.ts';
import type { Table } from '../../src/model/table.ts';
import { MOST_PEAKS, mostProminent } from '../prominent-peaks.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { cleanText, drawingNames, italic } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { CurveLabel, Layer, Panel, Point } from './panel.ts';
import { type PassedBranch, potentialRange } from './potential-range.ts';
import { extent, linearAxis } from './scale.ts';
import { column, rowsBySample, words } from './series.ts';
import { sequenceColours, type Theme } from './theme.ts';

/** More cycles make a drawing that nobody can read: first, last and evenly some between are drawn. */
const MOST_CYCLES = 8;
/** Between the curves of neighbouring cycles, relative to the height of the highest. */
const GAP = 0.08;
/** Values from here on are given in thousands. */
const LONG_NUMBER = 10_000;
/** Width over height of the frame, by number of cycles. */
const ASPECT = [1.25, 1.25, 1, 0.85];
/** Points of a curve closer than this share of the frame merge. */
const MERGED = 1 / 700;

interface Curve {
  readonly cycle: number;
  readonly branch: string;
  readonly points: Point[];
}

export const dqdv: Figure = {
  id: 'dqdv',
  description: 'dQ/dV against voltage for chosen cycles, with peaks',
  needs: ['dqdv'],
  draw(input) {
    const table = input.tables.get('dqdv');
    if (table === undefined) return [];
    const theme = themeOf(input.options);
    const samples = [...rowsBySample(table, input)];
    const names = drawingNames(
      dqdv.id,
      samples.map(([sample]) => sample),
    );
    const peaks = input.tables.get('dqdv_peaks');
    return samples.flatMap(([sample, rows], i) =>
      drawSample({ table, peaks, sample, rows }, names[i] ?? dqdv.id, input, theme),
    );
  },
};

interface Source {
  readonly table: Table;
  readonly peaks: Table | undefined;
  readonly sample: string;
  readonly rows: readonly number[];
}

function drawSample(source: Source, name: string, input: FigureInput, theme: Theme): Drawing[] {
  const all = curvesOf(source);
  if (all.curves.length === 0) return [];
  const { unit } = all;
  const cycles = someOf([...new Set(all.curves.map(({ cycle }) => cycle))].sort((a, b) => a - b));
  const stacks = stacksOf(all.curves, cycles, theme);
  const points = stacks.flatMap(({ base, curves }) => [{ x: Number.NaN, y: base }, ...curves.flatMap((c) => c.points)]);
  const [lowest, highest] = extent(points.map(({ y }) => y));
  const shown = stacks.flatMap(({ base, curves }) => curves.map((curve) => passed(curve, base)));
  const { low: left, high: right, note } = potentialRange(shown);
  const margin = 0.03 * (right - left || 1);
  const room = 0.04 * (highest - lowest || 1);
  const peaks = stacks.map((stack) => peaksOf(source, stack));
  const quantity = `d${italic('Q')}/d${italic('V')}${stacks.length > 1 ? ' + offset' : ''}`;
  const panel: Panel = {
    aspect: (ASPECT[Math.min(stacks.length, ASPECT.length) - 1] ?? 1) * stretch(input, theme),
    x: linearAxis('Voltage (V)', left - margin, right + margin),
    left: linearAxis(`${quantity} (${unit})`, lowest - room, highest + 2 * room, { ticks: 6 }),
    layers: stacks.flatMap((stack, i) => layersOf(stack, peaks[i] ?? [], [left - margin, right + margin], theme)),
    legend: [],
    labels: stacks.map((stack) => labelOf(stack, theme)),
  };
  const { spec, notes } = drawPage(panel, input.options);
  const caption = captionOf(source, stacks, unit, peaks.flat().length);
  return [{ name, title: [...caption, note, ...notes].filter((part) => part !== '').join(' '), spec }];
}

/** Wider pages are not as much higher. */
function stretch({ options }: FigureInput, { formats }: Theme): number {
  return formats[options.size ?? 'single'].aspect / formats.single.aspect;
}

interface Stack {
  readonly cycle: number;
  /** Where its zero stands. */
  readonly base: number;
  readonly colour: string;
  readonly curves: readonly Curve[];
}

/** Per gram where the mass is known, and in Ah where mAh would make long numbers. */
function curvesOf({ table, rows }: Source): { curves: Curve[]; unit: string } {
  const specific = column(table, 'dqdv_mAh_g_V');
  const perGram = rows.some((row) => Number.isFinite(specific[row]));
  const values = perGram ? specific : column(table, 'dqdv_mAh_V');
  const inAmpHours = extent(rows.map((row) => Math.abs(values[row] ?? Number.NaN)))[1] >= LONG_NUMBER;
  const curves = new Map<string, Curve>();
  const [cycles, voltage] = [column(table, 'cycle'), column(table, 'voltage_V')];
  const [branches, files] = [words(table, 'branch'), words(table, 'file')];
  for (const row of rows) {
    const [cycle = 0, branch = '', x = 0, value = 0] = [cycles[row], branches[row], voltage[row], values[row]];
    if (!Number.isFinite(x) || !Number.isFinite(value)) continue;
    const y = inAmpHours ? value / 1000 : value;
    const key = JSON.stringify([files[row], cycle, branch]);
    const known = curves.get(key);
    if (known === undefined) curves.set(key, { cycle, branch, points: [{ x, y }] });
    else known.points.push({ x, y });
  }
  const unit = `${inAmpHours ? 'Ah' : 'mAh'}${perGram ? ' g⁻¹' : ''} V⁻¹`;
  return { curves: [...curves.values()].filter(({ points }) => points.length > 1), unit };
}

/** Each cycle stands clear of the one before. */
function stacksOf(all: readonly Curve[], cycles: readonly number[], theme: Theme): Stack[] {
  const colours = sequenceColours(theme, cycles.length);
  const own = cycles.map((cycle) => all.filter((curve) => curve.cycle === cycle));
  const extents = own.map((curves) => extent([0, ...curves.flatMap(({ points }) => points.map(({ y }) => y))]));
  const gap = GAP * Math.max(...extents.map(([low, high]) => high - low));
  let base = 0;
  return cycles.map((cycle, i): Stack => {
    if (i > 0) base += (extents[i - 1]?.[1] ?? 0) - (extents[i]?.[0] ?? 0) + gap;
    const curves = (own[i] ?? []).map((curve) => raised(curve, base));
    return { cycle, base, colour: colours[i] ?? theme.ink, curves };
  });
}

/** At most MOST_CYCLES of them, the first and the last among these. */
function someOf(cycles: readonly number[]): number[] {
  if (cycles.length <= MOST_CYCLES) return [...cycles];
  return Array.from(
    { length: MOST_CYCLES },
    (_, i) => cycles[Math.round((i * (cycles.length - 1)) / (MOST_CYCLES - 1))] ?? 0,
  );
}

function raised(curve: Curve, by: number): Curve {
  return { ...curve, points: curve.points.map(({ x, y }) => ({ x, y: y + by })) };
}

/** The charge is the area below the curve, from the end where the branch starts. */
function passed({ branch, points }: Curve, base: number): PassedBranch {
  const order = branch === 'discharge' ? points.toReversed() : points;
  let charge = 0;
  const sums = order.map(({ x, y }, i) => {
    charge += Math.abs((y - base) * (x - (order[i - 1]?.x ?? x)));
    return charge;
  });
  return { charge: sums, potential: order.map(({ x }) => x) };
}

/** Peaks stand on the curve, at the potential that the table gives. */
function peaksOf({ peaks, sample }: Source, { cycle, curves }: Stack): Point[] {
  if (peaks === undefined) return [];
  const [cycles, voltage] = [column(peaks, 'cycle'), column(peaks, 'voltage_V')];
  const [samples, branches] = [words(peaks, 'sample'), words(peaks, 'branch')];
  const isProminent = mostProminent(peaks);
  return samples.flatMap((name, row) => {
    const x = voltage[row] ?? Number.NaN;
    const curve = curves.find(({ branch }) => branch === branches[row]);
    if (name !== sample || cycles[row] !== cycle || !isProminent(row) || curve === undefined || !Number.isFinite(x))
      return [];
    const after = curve.points.findIndex((point) => point.x >= x);
    const [a, b] = [curve.points[Math.max(0, after - 1)], curve.points[Math.max(0, after)]];
    if (a === undefined || b === undefined) return [];
    return [{ x, y: b.x > a.x ? a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y) : b.y }];
  });
}

function layersOf(stack: Stack, peaks: readonly Point[], ends: readonly number[], theme: Theme): Layer[] {
  const { base, colour, curves } = stack;
  const zero: Layer = {
    kind: 'line',
    side: 'left',
    points: ends.map((x) => ({ x, y: base })),
    style: { colour: theme.guide, width: theme.thinLineWidth / 2 },
  };
  const marker = { shape: 'circle', size: theme.filledMarkerSize, colour, filled: false } as const;
  return [
    zero,
    ...curves.map((curve): Layer => {
      const style = { colour, width: theme.lineWidth };
      return { kind: 'line', side: 'left', points: withoutMerged(curve.points), style };
    }),
    { kind: 'markers', side: 'left', points: [...peaks].sort((a, b) => a.x - b.x), style: marker, spacing: 0 },
  ];
}

/** Leaves out points that would merge with the last one kept; ends and extremes stay. */
function withoutMerged(points: readonly Point[]): Point[] {
  const [low, high] = extent(points.map(({ y }) => y));
  const [left, right] = extent(points.map(({ x }) => x));
  let last: Point | undefined;
  return points.filter((point, i) => {
    const moved =
      last === undefined
        ? 1
        : Math.abs(point.x - last.x) / (right - left || 1) + Math.abs(point.y - last.y) / (high - low || 1);
    const kept = moved >= MERGED || i === points.length - 1 || point.y === low || point.y === high;
    if (kept) last = point;
    return kept;
  });
}

/** Near an end of the curves, where they run along their zero; else in the legend. */
function labelOf({ cycle, base, colour, curves }: Stack, theme: Theme): CurveLabel {
  const [left, right] = extent(curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const places = Array.from({ length: 24 }, (_, i) => right - (i / 24) * (right - left));
  const anchors = places.map((x) => ({ x, y: base }));
  const style = { colour, width: theme.lineWidth };
  return { text: `Cycle ${cycle}`, style, side: 'left', anchors, otherwise: 'legend' };
}

function captionOf({ table, sample, rows }: Source, stacks: readonly Stack[], unit: string, peaks: number): string[] {
  const cycles = stacks.map(({ cycle }) => cycle);
  const list = cycles.length === 1 ? `cycle ${cycles[0]}` : `cycles ${cycles.join(', ')}`;
  const order = cycles.length > 1 ? ', dark to light' : '';
  const raises = stacks.slice(1).map(({ cycle, base }) => `${cycle} by ${formatShort(base, 3)}`);
  const windows = extent(rows.map((row) => 1e3 * (column(table, 'window_V')[row] ?? Number.NaN)));
  const [least, most] = windows.map((value) => formatShort(value, 3));
  return [
    `dQ/dV (${unit}) of ${cleanText(sample)} against voltage (V), ${list}${order}; charge positive, discharge negative.`,
    ...(raises.length > 0 ? [`Raised for clarity: cycle ${raises.join(', cycle ')} ${unit}.`] : []),
    `Savitzky–Golay smoothing over ${least === most ? least : `${least}–${most}`} mV.`,
    ...(peaks > 0
      ? [`Circles: peaks, of each curve the ${MOST_PEAKS} most prominent; all are in the table dqdv_peaks.`]
      : []),
    'One cell.',
  ];
}
