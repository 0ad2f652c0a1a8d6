/** Resistances of the selected circuits with their uncertainties, against cycle or state; one drawing per sample. */
import { formatShort } from '../../src/model/format.ts';
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { circuitNote, eachWithOwnAxes, listed, type OhmUnit, ohmUnit } from './impedance.ts';
import { cleanText, drawingNames, italic, subscript } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { Layer, MarkerStyle, Panel } from './panel.ts';
import { type Axis, cycleAxis, extent, linearAxis, logAxis, nameAxis } from './scale.ts';
import { column, plural, rowsBySample, words } from './series.ts';
import { sampleStyle, type Theme } from './theme.ts';

/** Resistances that differ by a larger factor are drawn on a logarithmic axis, unless one is as good as zero. */
const LINEAR_FACTOR = 30;
const ZERO_FACTOR = 1e9;
/** Error bars that reach beyond this multiple of the extreme values do not decide the axis. */
const LONGEST_BAR = 2;

const QUANTITIES = ['s', 'SEI', 'ct', 'arcs'] as const;
type Quantity = (typeof QUANTITIES)[number];

export const resistances: Figure = {
  id: 'resistances',
  description: 'resistances of the fitted circuit against cycle or state, with error bars',
  needs: ['eis_fit'],
  draw(input) {
    const table = input.tables.get('eis_fit');
    if (table === undefined) return [];
    const theme = themeOf(input.options);
    const selected = column(table, 'selected');
    const charts = [...rowsBySample(table, input)].flatMap(([sample, rows]) =>
      chartsOf(
        table,
        sample,
        rows.filter((row) => selected[row] === 1),
      ),
    );
    const names = drawingNames(
      resistances.id,
      charts.map(({ sample, state }) => (state === undefined ? sample : `${sample} ${state}`)),
    );
    const drawings = charts.flatMap((chart, i) => drawChart(table, chart, names[i] ?? resistances.id, input, theme));
    return eachWithOwnAxes(drawings);
  },
};

/** What one drawing shows: rows of the table at their places on the x axis. */
interface Chart {
  readonly sample: string;
  /** Undefined where the states are the x axis. */
  readonly state?: string;
  readonly rows: readonly number[];
  readonly places: readonly number[];
  readonly x: Axis;
}

/** None for a single spectrum. Against cycle, one chart per state, where there are more cycles than states; else the states side by side. */
function chartsOf(table: Table, sample: string, rows: readonly number[]): Chart[] {
  if (rows.length < 2) return [];
  const cycle = column(table, 'cycle');
  const state = words(table, 'state');
  const cycleOf = (row: number) => cycle[row] ?? Number.NaN;
  const counted = rows.every((row) => Number.isFinite(cycleOf(row)));
  const ordered = counted ? [...rows].sort((a, b) => cycleOf(a) - cycleOf(b)) : rows;
  const states = [...new Set(rows.map((row) => state[row] ?? ''))];
  const cycles = new Set(rows.map(cycleOf));
  const alone = new Set(rows.map((row) => JSON.stringify([state[row], cycle[row]]))).size === rows.length;
  if (counted && alone && cycles.size > states.length) {
    return states.map((name) => {
      const own = ordered.filter((row) => state[row] === name);
      const places = own.map(cycleOf);
      return { sample, state: cleanText(name), rows: own, places, x: cycleAxis(places) };
    });
  }
  const spectrum = words(table, 'spectrum');
  const byState = ordered.map((row) => {
    const name = cleanText(state[row] || spectrum[row] || '');
    return Number.isFinite(cycleOf(row)) && cycles.size > 1 ? `${name}, cycle ${cycleOf(row)}` : name;
  });
  const names = isUnique(byState) ? byState : atPotential(table, ordered);
  const x = nameAxis(states.some((name) => name !== '') ? 'State' : 'Spectrum', names);
  return [{ sample, rows: ordered, places: x.ticks, x }];
}

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** `discharge 1, 0.5 V`: state, cycle and potential; the name of the spectrum where these do not tell either. */
function atPotential(table: Table, rows: readonly number[]): string[] {
  const [potential, cycle, state] = [column(table, 'potential_V'), column(table, 'cycle'), words(table, 'state')];
  const told = rows.map((row) => {
    const volts = formatShort(Math.round(100 * (potential[row] ?? Number.NaN)) / 100, 4);
    const when = [cleanText(state[row] ?? ''), formatShort(cycle[row] ?? Number.NaN, 6)].filter((part) => part !== '');
    return `${when.join(' ')}, ${volts} V`;
  });
  const spectrum = words(table, 'spectrum');
  return isUnique(told) ? told : rows.map((row) => cleanText(spectrum[row] ?? ''));
}

interface Value {
  readonly x: number;
  /** NaN where withheld. */
  readonly y: number;
  /** One standard uncertainty; NaN where unknown. */
  readonly uncertainty: number;
}

/** In Ω. The sum of the arcs stands in where they are not told apart. */
function valuesOf(table: Table, { rows, places }: Chart): Map<Quantity, Value[]> {
  const at = (name: string, row: number) => column(table, `r_${name}_ohm`)[row] ?? Number.NaN;
  const isSplit = (row: number) => Number.isFinite(at('sei', row)) && Number.isFinite(at('ct', row));
  return new Map(
    QUANTITIES.map((quantity) => [
      quantity,
      rows.map((row, i) => {
        const name = quantity.toLowerCase();
        const y = quantity === 'arcs' && isSplit(row) ? Number.NaN : at(name, row);
        return { x: places[i] ?? Number.NaN, y, uncertainty: at(`${name}_se`, row) };
      }),
    ]),
  );
}

function drawChart(table: Table, chart: Chart, name: string, input: FigureInput, theme: Theme): Drawing[] {
  const all = valuesOf(table, chart);
  const drawn = [...all].filter(([, values]) => values.some(({ y }) => Number.isFinite(y)));
  const values = drawn.flatMap(([, list]) => list).filter(({ y }) => Number.isFinite(y));
  if (values.length === 0) return [];
  const unit = ohmUnit(extent(values.map(({ y }) => Math.abs(y)))[1]);
  const scaled = drawn.map(
    ([quantity, list]) =>
      [
        quantity,
        list.map(({ x, y, uncertainty }) => ({ x, y: y / unit.ohms, uncertainty: uncertainty / unit.ohms })),
      ] as const,
  );
  const left = resistanceAxis(
    scaled.flatMap(([, list]) => list),
    unit,
  );
  const panel: Panel = {
    x: chart.x,
    left,
    layers: scaled.flatMap(([quantity, list]) => layersOf(list, styleOf(quantity, theme), theme)),
    legend: scaled.map(([quantity]) => ({
      text: `${italic('R')}${subscript(quantity)}`,
      marked: true,
      markers: [styleOf(quantity, theme)],
    })),
  };
  const { spec, notes } = drawPage(panel, input.options);
  const beyond = scaled.flatMap(([, list]) => list).filter((value) => isBeyond(value, left)).length;
  const caption = [
    ...captionOf(table, chart, all, unit),
    ...(left.type === 'log' ? ['Logarithmic axis.'] : []),
    ...(beyond > 0 ? [`${plural(beyond, 'error bar')} cut at the frame.`] : []),
    ...circuitNote(table, chart.rows),
  ];
  return [{ name, title: [...caption, ...notes].join(' '), spec }];
}

function styleOf(quantity: Quantity, theme: Theme): MarkerStyle {
  return { ...sampleStyle(theme, QUANTITIES.indexOf(quantity)), size: theme.markerSize, filled: false };
}

function resistanceAxis(values: readonly Value[], { symbol }: OhmUnit): Axis {
  const title = `Resistance (${symbol})`;
  const [low, high] = extent(values.map(({ y }) => y));
  const [lowEnd, highEnd] = extent(values.flatMap(({ y, uncertainty: u }) => [y, y - u, y + u]));
  const top = Math.min(highEnd, LONGEST_BAR * high);
  if (high > LINEAR_FACTOR * low && low > high / ZERO_FACTOR) {
    const bottom = Math.max(lowEnd, low / LONGEST_BAR);
    const margin = Math.max(1.25, (top / bottom) ** 0.05);
    return logAxis(title, bottom / margin, top * margin);
  }
  return linearAxis(title, Math.min(0, 1.08 * low), high > 0 ? 1.08 * top : -0.08 * low || 1);
}

function isBeyond({ y, uncertainty }: Value, { domain: [low, high] }: Axis): boolean {
  return y - uncertainty < low || y + uncertainty > high;
}

/** Lines join neighbours only: a value withheld leaves a gap. */
function layersOf(values: readonly Value[], style: MarkerStyle, theme: Theme): Layer[] {
  const line = { colour: style.colour, width: theme.thinLineWidth };
  const runs: Value[][] = [[]];
  for (const value of values) {
    if (Number.isFinite(value.y)) runs.at(-1)?.push(value);
    else runs.push([]);
  }
  return [
    ...runs.map((points): Layer => ({ kind: 'line', side: 'left', points, style: line })),
    {
      kind: 'error-bars',
      side: 'left',
      bars: values.map(({ x, y, uncertainty }) => ({ x, low: y - uncertainty, high: y + uncertainty })),
      style: line,
    },
    { kind: 'markers', side: 'left', points: values, style, spacing: 0 },
  ];
}

const MEANINGS: Readonly<Record<Quantity, string>> = {
  s: 'R_s: ohmic',
  SEI: 'R_SEI: surface layer',
  ct: 'R_ct: charge transfer',
  arcs: 'R_arcs: sum of all arcs, where they are not told apart',
};

function captionOf(
  table: Table,
  { sample, state, rows, x }: Chart,
  all: ReadonlyMap<Quantity, readonly Value[]>,
  unit: OhmUnit,
): string[] {
  const isKnown = ({ y }: Value) => Number.isFinite(y);
  const shown = [...all].filter(([, values]) => values.some(isKnown));
  const against = x.names === undefined ? 'cycle number' : `${x.title.toLowerCase()} (${listed(x.names, '; ')})`;
  const where = state === undefined || state === '' ? '' : ` in the state ${state}`;
  const withheld = [...all].flatMap(([quantity, values]) => {
    const count = values.filter((value) => !isKnown(value)).length;
    return quantity === 'arcs' || count === 0 ? [] : `R_${quantity} of ${count}`;
  });
  const bare = shown.flatMap(([, values]) => values).filter((v) => isKnown(v) && !Number.isFinite(v.uncertainty));
  const flags = words(table, 'flags');
  const converged = column(table, 'converged');
  const qualified = rows.filter((row) => flags[row] !== '' || converged[row] === 0).length;
  return [
    `Resistances (${unit.symbol}) of ${cleanText(sample)}${where} against ${against}.`,
    `${shown.map(([quantity]) => MEANINGS[quantity]).join('; ')}.`,
    `Error bars: standard uncertainty of the fit (1 σ). One cell, n = ${plural(rows.length, 'spectrum', 'spectra')}.`,
    ...(withheld.length > 0 ? [`Not determined: ${withheld.join(', ')} of ${rows.length}.`] : []),
    ...(bare.length > 0 ? [`${plural(bare.length, 'value')} without uncertainty.`] : []),
    ...(qualified > 0 ? [`${plural(qualified, 'fit')} with flags or without convergence: see the table eis_fit.`] : []),
  ];
}
