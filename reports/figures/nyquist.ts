/** Impedance in the complex plane, −Z″ against Z′ on equal scales; one drawing per sample and state. */
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { circuitNote, eachWithOwnAxes, frequencyText, listed, type OhmUnit, ohmUnit } from './impedance.ts';
import { cleanText, drawingNames, italic } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { CurveLabel, Layer, LegendEntry, MarkerStyle, Panel } from './panel.ts';
import { type AxisRange, type EqualAxes, equalAxes, extent } from './scale.ts';
import { plural, words } from './series.ts';
import { type Series, type SpectrumPoint, seriesOf } from './spectra.ts';
import { sequenceColours, type Theme } from './theme.ts';

/** Up to so many spectra all have an entry in the legend; of more the first, the last and three between. */
const MOST_ENTRIES = 6;
const FEW_ENTRIES = 5;
/** Room around the points, as a share of the longer range. */
const MARGIN = 0.04;
/** Relative to the largest Z′. */
const LEAST_SPAN = 0.01;
/** A point stands for a decade if its frequency is nearer to it than this many powers of ten. */
const NEAR_DECADE = 0.15;
/** Aspect of the frame relative to that of the page's format: outside, the shorter range is extended. */
const LEAST_ASPECT = 0.8;
const MOST_ASPECT = 1.6;

export const nyquist: Figure = {
  id: 'nyquist',
  description: 'impedance in the complex plane on equal scales, with the fit',
  needs: ['eis_points'],
  draw(input) {
    const table = input.tables.get('eis_points');
    if (table === undefined) return [];
    const theme = themeOf(input.options);
    const series = seriesOf(table, input);
    const parts = series.map(({ sample, states }) => (states.length === 1 ? `${sample} ${states[0]}` : sample));
    const names = drawingNames(nyquist.id, parts);
    const drawings = series.map((one, i) => drawSeries(one, names[i] ?? nyquist.id, input, theme));
    return eachWithOwnAxes(drawings);
  },
};

/** A spectrum as it is drawn, in the unit of the axes. */
interface Curve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly SpectrumPoint[];
  /** Points at the whole powers of ten of the frequency in Hz, by exponent. */
  readonly decades: ReadonlyMap<number, SpectrumPoint>;
}

function drawSeries(series: Series, name: string, input: FigureInput, theme: Theme): Drawing {
  const measured = series.spectra.flatMap(({ points }) => points);
  const unit = ohmUnit(extent(measured.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))[1]);
  const colours = sequenceColours(theme, series.spectra.length);
  const curves = series.spectra.map((spectrum, i): Curve => {
    const points = spectrum.points.map((point) => inUnit(point, unit));
    return { label: series.labels[i] ?? '', colour: colours[i] ?? theme.ink, points, decades: decadesOf(points) };
  });
  const axes = axesOf(curves, unit, theme.formats[input.options.size ?? 'single'].aspect);
  const panel: Panel = {
    aspect: axes.aspect,
    x: axes.x,
    left: axes.y,
    layers: [realAxis(axes, theme), ...curves.flatMap((curve) => layersOf(curve, theme))],
    legend: legendOf(curves, theme),
    labels: decadeLabels(curves, theme),
  };
  const { spec, notes } = drawPage(panel, input.options);
  return {
    name,
    title: [
      ...captionOf(series, curves, unit),
      ...overrunNote(curves, axes),
      ...circuitsOf(series, input),
      ...notes,
    ].join(' '),
    spec,
  };
}

function inUnit({ x, y, fit, ...rest }: SpectrumPoint, { ohms }: OhmUnit): SpectrumPoint {
  return { ...rest, x: x / ohms, y: y / ohms, fit: { x: fit.x / ohms, y: fit.y / ohms } };
}

/** The point nearest to each decade, where one is near. */
function decadesOf(points: readonly SpectrumPoint[]): Map<number, SpectrumPoint> {
  const nearest = new Map<number, { point: SpectrumPoint; distance: number }>();
  for (const point of points) {
    const power = Math.log10(point.frequency);
    const exponent = Math.round(power);
    const distance = Math.abs(power - exponent);
    if (distance <= NEAR_DECADE && !(distance >= (nearest.get(exponent)?.distance ?? Number.POSITIVE_INFINITY))) {
      nearest.set(exponent, { point, distance });
    }
  }
  return new Map([...nearest].map(([exponent, { point }]) => [exponent, point]));
}

/** All measured points, from zero where that costs little room; the real axis is always shown. */
function axesOf(curves: readonly Curve[], { symbol }: OhmUnit, aspect: number): EqualAxes {
  const drawn = curves.flatMap(({ points }) => points);
  const [left, right] = extent(drawn.map(({ x }) => x));
  const [bottom, top] = extent([0, ...drawn.map(({ y }) => y)]);
  // Points at one place still need a range that the numbers at its ticks can tell apart.
  const span = Math.max(right - left, top - bottom, LEAST_SPAN * Math.max(Math.abs(left), Math.abs(right)));
  const margin = MARGIN * (span || 1);
  const fromZero = left >= margin && left < 0.4 * (right - left);
  const x: AxisRange = {
    title: `${italic('Z')}′ (${symbol})`,
    low: fromZero ? 0 : left - margin,
    high: right + margin,
  };
  const y: AxisRange = { title: `−${italic('Z')}″ (${symbol})`, low: bottom - margin, high: top + margin };
  return equalAxes(x, y, LEAST_ASPECT * aspect, MOST_ASPECT * aspect);
}

/** Where −Z″ is zero. */
function realAxis({ x }: EqualAxes, theme: Theme): Layer {
  const points = x.domain.map((end) => ({ x: end, y: 0 }));
  return { kind: 'line', side: 'left', points, style: { colour: theme.guide, width: 0.5 * theme.frameWidth } };
}

function layersOf({ points, decades, colour }: Curve, theme: Theme): Layer[] {
  const style: MarkerStyle = { shape: 'circle', size: theme.markerSize, colour, filled: false };
  const marked = new Set(decades.values());
  const markers = (isUsed: boolean, filled: boolean): Layer => ({
    kind: 'markers',
    side: 'left',
    points: points.filter((point) => point.used === isUsed && marked.has(point) === filled),
    style: { ...style, filled, colour: isUsed ? colour : theme.guide },
    spacing: 0,
  });
  return [
    markers(false, false),
    markers(false, true),
    markers(true, false),
    markers(true, true),
    {
      kind: 'line',
      side: 'left',
      points: points.map(({ fit }) => fit),
      style: { colour, width: theme.lineWidth },
      smooth: true,
    },
  ];
}

function legendOf(curves: readonly Curve[], theme: Theme): LegendEntry[] {
  const last = curves.length - 1;
  const shown =
    curves.length <= MOST_ENTRIES
      ? curves
      : Array.from({ length: FEW_ENTRIES }, (_, i) => curves[Math.round((i * last) / (FEW_ENTRIES - 1))]);
  return shown.flatMap((curve) => {
    if (curve === undefined) return [];
    const { label: text, colour } = curve;
    const markers: MarkerStyle[] = [{ shape: 'circle', size: theme.markerSize, colour, filled: false }];
    return { text, markers: last === 0 ? [] : markers };
  });
}

/** Each decade once, low frequencies first: beside the last spectrum, else beside one before. */
function decadeLabels(curves: readonly Curve[], theme: Theme): CurveLabel[] {
  const exponents = [...new Set(curves.flatMap(({ decades }) => [...decades.keys()]))].sort((a, b) => a - b);
  return exponents.map((exponent) => ({
    text: frequencyText(10 ** exponent),
    style: { colour: theme.ink, width: theme.lineWidth },
    side: 'left',
    anchors: curves.flatMap(({ decades }) => decades.get(exponent) ?? []).reverse(),
    rivals: curves.flatMap(({ decades }) =>
      [...decades].flatMap(([other, point]) => (other === exponent ? [] : point)),
    ),
    otherwise: 'drop',
  }));
}

function frequencyRange(points: readonly SpectrumPoint[]): string {
  const known = points.map(({ frequency }) => frequency).filter((frequency) => frequency > 0);
  const [lowest, highest] = extent(known);
  return known.length === 0 ? '' : ` from ${frequencyText(highest)} to ${frequencyText(lowest)}`;
}

function captionOf({ sample, states, spectra, labels }: Series, curves: readonly Curve[], unit: OhmUnit): string[] {
  const points = curves.flatMap((curve) => curve.points);
  const count = (keep: (point: SpectrumPoint) => boolean) => points.filter(keep).length;
  const state = states.length === 1 && states[0] !== '' ? ` in the state ${states[0]}` : '';
  const list = listed(labels, ', ');
  const missing = spectra.reduce((sum, spectrum) => sum + spectrum.missing, 0);
  const unused = count(({ used }) => !used);
  const below = count(({ y }) => y < 0);
  const range = `${plural(points.length, 'point')}${frequencyRange(points)}`;
  const isFitted = points.some(({ fit }) => Number.isFinite(fit.x) && Number.isFinite(fit.y));
  return [
    `−Z″ against Z′ (both ${unit.symbol}, equal scales) of ${cleanText(sample)}${state}: ${list}${curves.length > 1 ? ', dark to light' : ''}; ${range}.`,
    `Open markers: measured; filled: the point nearest to each decade of frequency${isFitted ? '; lines: fit' : ''}. One cell, without error bars.`,
    ...(curves.length > MOST_ENTRIES ? ['The legend names the first, the last and some spectra between.'] : []),
    ...(unused > 0 ? [`Grey: ${plural(unused, 'point')} not used in the fit.`] : []),
    ...(below > 0 ? [`${plural(below, 'inductive point')} below the real axis.`] : []),
    ...(missing > 0 ? [`${plural(missing, 'row')} without impedance not shown.`] : []),
  ];
}

/** Fits are clipped at the frame, which the measured points decide. */
function overrunNote(curves: readonly Curve[], { x, y }: EqualAxes): string[] {
  const outside = (value: number, [low, high]: readonly [number, number]) => value < low || value > high;
  const beyond = curves.filter(({ points }) =>
    points.some(({ fit }) => outside(fit.x, x.domain) || outside(fit.y, y.domain)),
  );
  return beyond.length === 0
    ? []
    : [
        `The fit runs out of the frame: ${listed(
          beyond.map(({ label }) => label),
          ', ',
        )}.`,
      ];
}

/** Circuits of the fitted spectra, where the table of fits is there. */
function circuitsOf({ sample, states }: Series, input: FigureInput): string[] {
  const fits = input.tables.get('eis_fit');
  if (fits === undefined) return [];
  const stateOf = words(fits, 'state');
  const rows = words(fits, 'sample').flatMap((name, row) =>
    name === sample && states.includes(cleanText(stateOf[row] ?? '')) ? row : [],
  );
  return circuitNote(fits, rows);
}
