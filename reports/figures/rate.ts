/** Rate tests: capacity against cycle number, blocks named by their rate, replicates as mean with standard deviation. */
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { cleanText, drawingNames } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { Layer, LineStyle, Panel, Stretch } from './panel.ts';
import {
  type Block,
  blocksOf,
  isLong,
  type RateQuantity,
  rateQuantity,
  rateTested,
  rateText,
  STRETCH_TITLES,
  sameBlocks,
} from './rate-blocks.ts';
import { cycleAxis, extent, linearAxis } from './scale.ts';
import { type CycleSeries, capacityUnit, column, cycleSeries, pack, packParts } from './series.ts';
import type { SampleStyle, Theme } from './theme.ts';

/** Length of the ticks between blocks, as a share of the panel's height. */
const BORDER = 0.025;

interface Tested {
  readonly sample: string;
  readonly group: string;
  readonly series: CycleSeries;
  readonly blocks: readonly Block[];
}

/** What is drawn as one row of markers: a sample, or the replicates of a group. */
interface Curve {
  readonly group: string;
  readonly label: string;
  readonly style: SampleStyle;
  readonly members: readonly Tested[];
  readonly blocks: readonly Block[];
}

export const rate: Figure = {
  id: 'rate',
  description: 'capacity against cycle number in blocks of constant rate',
  needs: ['rate_test', 'cycles'],
  draw(input) {
    const cycles = input.tables.get('cycles');
    const rates = input.tables.get('rate_test');
    if (cycles === undefined || rates === undefined) return [];
    const theme = themeOf(input.options);
    const blocks = blocksOf(rates);
    const samples = rateTested(rates);
    const tested = cycleSeries(cycles, input, theme).flatMap((series): Tested[] => {
      if (!samples.has(series.sample)) return [];
      const all = blocks.get(series.sample) ?? [];
      const own = all.filter((block) => !isLong(block, all));
      const notes = all.flatMap((block) => (own.includes(block) ? [] : [longNote(block, series.sample)]));
      const noted = { ...series, notes: [...series.notes, ...notes] };
      return [{ sample: series.sample, group: series.group, series: noted, blocks: onAxis(own, series) }];
    });
    const quantity = rateQuantity(tested.flatMap((one) => one.blocks));
    const packs = clusters(curvesOf(tested, quantity), quantity).flatMap(pack);
    const names = drawingNames(rate.id, packParts(packs));
    return packs.flatMap((curves, i) => drawPack(cycles, curves, quantity, names[i] ?? rate.id, input, theme));
  },
};

function longNote({ first, last }: Block, sample: string): string {
  return `${cleanText(sample)}: long cycling, cycles ${first}–${last}, not shown.`;
}

/** Blocks from their first to their last cycle on the axis, which counts as the rate test does; those without cycles go. */
function onAxis(blocks: readonly Block[], series: CycleSeries): Block[] {
  return blocks.flatMap((block) => {
    const places = series.cycle.filter((number, i) => {
      const sameFile = block.file === '' || block.file === series.file[i];
      return sameFile && number >= block.first && number <= block.last;
    });
    const [first, last] = [places[0], places.at(-1)];
    return first === undefined || last === undefined ? [] : [{ ...block, first, last }];
  });
}

/** Replicates with the same blocks become one curve, in the style of the first of them. */
function curvesOf(tested: readonly Tested[], quantity: RateQuantity): Curve[] {
  const curves: { group: string; members: Tested[]; blocks: readonly Block[] }[] = [];
  for (const one of tested) {
    const same = curves.find((c) => c.group === one.group && sameBlocks(c.blocks, one.blocks, quantity));
    if (same === undefined) curves.push({ group: one.group, members: [one], blocks: one.blocks });
    else same.members.push(one);
  }
  return curves.flatMap(({ group, members, blocks }) => {
    const [first] = members;
    if (first === undefined) return [];
    const label = members.length === 1 ? first.sample : `${group} (n = ${members.length})`;
    return [{ group, label, style: first.series.style, members, blocks }];
  });
}

/** Curves that share the names of blocks above the frame. */
function clusters(curves: readonly Curve[], quantity: RateQuantity): Curve[][] {
  const found: Curve[][] = [];
  for (const curve of curves) {
    const same = found.find(([first]) => first !== undefined && sameBlocks(first.blocks, curve.blocks, quantity));
    if (same === undefined) found.push([curve]);
    else same.push(curve);
  }
  return found;
}

interface Mean {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

function drawPack(
  table: Table,
  curves: readonly Curve[],
  quantity: RateQuantity,
  name: string,
  input: FigureInput,
  theme: Theme,
): Drawing[] {
  const unit = capacityUnit(
    table,
    curves.flatMap(({ members }) => members.map(({ series }) => series)),
  );
  const branch = reversibleBranch(curves.flatMap(({ blocks }) => blocks));
  const values = column(table, `${branch}_capacity_${unit.suffix}`);
  const means = curves.map((curve) => meansOf(curve, values));
  const drawn = means.flat();
  if (drawn.length === 0) return [];
  const stretches = (curves[0]?.blocks ?? []).map(
    (block): Stretch => ({ from: block.first - 0.5, to: block.last + 0.5, text: rateText(block[quantity], quantity) }),
  );
  const [low, high] = extent(drawn.flatMap((mean) => [mean.y, mean.low, mean.high]));
  const left = linearAxis(unit.axisTitle, Math.min(0, 1.05 * low), 1.08 * high || 1);
  const panel: Panel = {
    x: cycleAxis(drawn.map(({ x }) => x)),
    left,
    stretches: { title: STRETCH_TITLES[quantity], items: stretches },
    layers: [
      ...borders(stretches, left.domain, theme),
      ...curves.flatMap((curve, i) => layersOf(curve, means[i] ?? [], theme)),
    ],
    legend: curves.map(({ label, style }) => ({
      text: label,
      markers: curves.length === 1 ? [] : [{ ...style, size: theme.markerSize, filled: false }],
    })),
  };
  const { spec, notes } = drawPage(panel, input.options);
  const members = curves.flatMap((curve) => curve.members);
  const replicated = curves.some((curve) => curve.members.length > 1);
  const errors = replicated
    ? 'mean of the replicates, error bars: standard deviation (n − 1)'
    : 'single cells, without error bars';
  const title = `${unit.axisTitle} on ${branch} against cycle number, rates above the frame: ${curves.map(({ label }) => cleanText(label)).join(', ')}; ${errors}.`;
  return [
    { name, title: [title, ...notes, ...unit.notes, ...members.flatMap(({ series }) => series.notes)].join(' '), spec },
  ];
}

/** The branch whose capacity the rate test calls the capacity; discharge where it does not tell. */
function reversibleBranch(blocks: readonly Block[]): 'charge' | 'discharge' {
  const distance = (branch: 'charge' | 'discharge') =>
    blocks.reduce((sum, block) => sum + (Math.abs(block.capacity - block[branch]) || 0), 0);
  return distance('charge') < distance('discharge') ? 'charge' : 'discharge';
}

/** Mean and standard deviation of the members at each cycle of the blocks; bars only where n ≥ 2. */
function meansOf(curve: Curve, values: Float64Array): Mean[] {
  const inBlocks = (cycle: number) => curve.blocks.some(({ first, last }) => cycle >= first && cycle <= last);
  const byCycle = new Map<number, number[]>();
  for (const { series } of curve.members) {
    series.cycle.forEach((cycle, i) => {
      const value = values[series.rows[i] ?? -1] ?? Number.NaN;
      if (inBlocks(cycle) && Number.isFinite(value)) byCycle.set(cycle, [...(byCycle.get(cycle) ?? []), value]);
    });
  }
  return [...byCycle]
    .sort(([a], [b]) => a - b)
    .map(([x, found]) => {
      const y = found.reduce((sum, value) => sum + value, 0) / found.length;
      const sd = Math.sqrt(found.reduce((sum, value) => sum + (value - y) ** 2, 0) / (found.length - 1));
      return { x, y, low: y - sd, high: y + sd };
    });
}

function layersOf(curve: Curve, means: readonly Mean[], theme: Theme): Layer[] {
  const line: LineStyle = { colour: curve.style.colour, width: theme.thinLineWidth };
  const style = { ...curve.style, size: theme.markerSize, filled: false };
  const markers: Layer = { kind: 'markers', side: 'left', points: means, style, spacing: 0.8 * theme.markerSize };
  return curve.members.length < 2
    ? [markers]
    : [{ kind: 'error-bars', side: 'left', bars: means, style: line }, markers];
}

/** Ticks at the top, as there stands a scale: between neighbouring blocks. */
function borders(stretches: readonly Stretch[], [low, high]: readonly [number, number], theme: Theme): Layer[] {
  return stretches.slice(1).map(({ from: x }) => ({
    kind: 'line',
    side: 'left',
    points: [
      { x, y: high - BORDER * (high - low) },
      { x, y: high },
    ],
    style: { colour: theme.ink, width: theme.frameWidth },
  }));
}
