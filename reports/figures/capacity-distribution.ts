/** Share of the capacity in each voltage window: one stacked bar per branch. */
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { cleanText, drawingNames } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { BarLayer, LegendEntry, Panel } from './panel.ts';
import { extent, linearAxis, nameAxis } from './scale.ts';
import { column, plural, rowsBySample, words } from './series.ts';
import { sequenceFills, type Theme } from './theme.ts';

/** Bars in one drawing. */
const MOST_BARS = 16;
const HALF_BAR = 0.36;
/** Edges of windows that agree within this share of a window have one key for all bars. */
const SAME_EDGES = 0.05;
/** Shares of all windows below this have charge outside them. */
const WHOLE_PCT = 99.5;

interface Window {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

interface Bar {
  readonly sample: string;
  readonly cycle: number;
  readonly branch: string;
  /** From the lowest potential up. */
  readonly windows: readonly Window[];
}

export const capacityDistribution: Figure = {
  id: 'capacity-distribution',
  description: 'share of the capacity in windows of voltage, per sample',
  needs: ['voltage_windows'],
  draw(input) {
    const table = input.tables.get('voltage_windows');
    if (table === undefined) return [];
    const theme = themeOf(input.options);
    const sets = setsOf(barsOf(table, input));
    const names = drawingNames(
      capacityDistribution.id,
      sets.map((_, i) => (sets.length === 1 ? '' : String(i + 1))),
    );
    return sets.map((bars, i) => drawBars(bars, names[i] ?? capacityDistribution.id, input, theme));
  },
};

function barsOf(table: Table, input: FigureInput): Bar[] {
  const [cycle, from, to] = [column(table, 'cycle'), column(table, 'from_V'), column(table, 'to_V')];
  const share = column(table, 'share_pct');
  const [branches, files] = [words(table, 'branch'), words(table, 'file')];
  return [...rowsBySample(table, input)].flatMap(([sample, rows]) => {
    const bars = new Map<string, { cycle: number; branch: string; windows: Window[] }>();
    for (const row of rows) {
      const key = JSON.stringify([files[row], cycle[row], branches[row]]);
      const known = bars.get(key) ?? { cycle: cycle[row] ?? Number.NaN, branch: branches[row] ?? '', windows: [] };
      known.windows.push({ from: from[row] ?? 0, to: to[row] ?? 0, share: share[row] ?? Number.NaN });
      bars.set(key, known);
    }
    return [...bars.values()]
      .filter(({ windows }) => windows.every((window) => Object.values(window).every(Number.isFinite)))
      .map((bar) => ({ sample, ...bar }));
  });
}

/** Bars of one number of windows stand together, so many to a drawing as have room. */
function setsOf(bars: readonly Bar[]): Bar[][] {
  const sets = new Map<number, Bar[]>();
  for (const bar of bars) sets.set(bar.windows.length, [...(sets.get(bar.windows.length) ?? []), bar]);
  return [...sets.values()].flatMap((set) =>
    Array.from({ length: Math.ceil(set.length / MOST_BARS) }, (_, i) => set.slice(i * MOST_BARS, (i + 1) * MOST_BARS)),
  );
}

function drawBars(bars: readonly Bar[], name: string, input: FigureInput, theme: Theme): Drawing {
  const count = bars[0]?.windows.length ?? 0;
  const fills = sequenceFills(theme, count);
  const common = commonEdges(bars);
  const tops = bars.map((bar) => bar.windows.reduce((sum, { share }) => sum + share, 0));
  const layers = fills.map((fill, k): BarLayer => {
    const boxes = bars.map(({ windows }, i) => {
      const low = windows.slice(0, k).reduce((sum, { share }) => sum + share, 0);
      return { from: i + 1 - HALF_BAR, to: i + 1 + HALF_BAR, low, high: low + (windows[k]?.share ?? 0) };
    });
    return { kind: 'bars', side: 'left', bars: boxes.filter(({ low, high }) => high > low), fill };
  });
  const legend = fills.map((colour, k): LegendEntry => {
    const text = common === undefined ? `Window ${k + 1}` : `${volts(common[k])}–${volts(common[k + 1])} V`;
    return { text, markers: [{ shape: 'square', size: theme.markerSize * 1.4, colour, filled: true }] };
  });
  const panel: Panel = {
    x: nameAxis('Sample', barNames(bars)),
    left: linearAxis('Share of capacity (%)', 0, Math.max(100, ...tops)),
    layers,
    legend,
  };
  const { spec, notes } = drawPage(panel, input.options);
  return { name, title: [...captionOf(bars, common, tops), ...notes].join(' '), spec };
}

/** The sample's name; with cycle and branch where one sample has several bars. */
function barNames(bars: readonly Bar[]): string[] {
  const several = new Set(bars.map(({ sample }) => sample)).size < bars.length;
  return bars.map(({ sample, cycle, branch }) => (several ? `${sample}, ${branch} ${cycle}` : sample));
}

/** Mean edges of the windows where they are the same for all bars. */
function commonEdges(bars: readonly Bar[]): number[] | undefined {
  const all = bars.map(({ windows }) => [...windows.map(({ from }) => from), windows.at(-1)?.to ?? 0]);
  const [first = []] = all;
  const narrowest = Math.min(...first.slice(1).map((edge, k) => edge - (first[k] ?? edge)));
  const columns = first.map((_, k) => all.map((edges) => edges[k] ?? Number.NaN));
  const agree = columns.every((edges) => {
    const [low, high] = extent(edges);
    return high - low <= SAME_EDGES * narrowest;
  });
  return agree ? columns.map((edges) => edges.reduce((sum, edge) => sum + edge / edges.length, 0)) : undefined;
}

function volts(value = Number.NaN): string {
  return value.toFixed(2).replace('-', '−');
}

function captionOf(bars: readonly Bar[], common: readonly number[] | undefined, tops: readonly number[]): string[] {
  const which = [...new Set(bars.map(({ branch, cycle }) => `${branch} of cycle ${cycle}`))];
  const sentences = [
    `Share of the capacity (%) in windows of voltage, ${which.join(', ')}; lowest window at the bottom.`,
  ];
  if (common === undefined) {
    const ranges = bars.map(({ sample, windows }) => {
      return `${cleanText(sample)} ${[...windows.map(({ from }) => from), windows.at(-1)?.to].map((edge) => volts(edge)).join(', ')}`;
    });
    sentences.push(`Edges of the windows (V): ${ranges.join('; ')}.`);
  }
  const open = tops.filter((top) => top < WHOLE_PCT).length;
  if (open > 0) sentences.push(`${plural(open, 'bar')} short of 100 %: the rest was passed outside the windows.`);
  sentences.push('One cell each, without error bars.');
  return sentences;
}
