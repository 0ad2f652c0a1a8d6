/** The one place that says how figures look. Lengths in points of the printed page. */
import type { SymbolShape } from 'vega';

export type FigureSize = 'single' | 'one-and-a-half' | 'double';

export interface PageFormat {
  readonly widthMm: number;
  /** Width of a panel over its height. */
  readonly aspect: number;
}

export interface Theme {
  readonly formats: Readonly<Record<FigureSize, PageFormat>>;
  /** Families in order of preference, as CSS writes them. */
  readonly font: string;
  readonly axisTitleSize: number;
  readonly tickLabelSize: number;
  readonly legendSize: number;
  readonly titleSize: number;
  /** Letters of the panels. */
  readonly letterSize: number;
  readonly lineWidth: number;
  readonly thinLineWidth: number;
  readonly frameWidth: number;
  readonly tickLength: number;
  /** Diameter of the marker of a measured value. */
  readonly markerSize: number;
  /** Diameter of a filled marker: fits into an open one, so that both are seen where they coincide. */
  readonly filledMarkerSize: number;
  /** Diameter of the dots of a second quantity. */
  readonly dotSize: number;
  readonly markerLineWidth: number;
  readonly ink: string;
  /** Lines that help to read: limits, borders between blocks. */
  readonly guide: string;
  readonly palette: readonly string[];
  /** Colour of a second quantity and its axis; not in the palette. */
  readonly secondQuantity: string;
  readonly shapes: readonly SymbolShape[];
  /** Anchors of the map for ordered quantities, first to last. */
  readonly sequence: readonly string[];
  /** The same for areas. */
  readonly fills: readonly string[];
}

export const POINTS_PER_MM = 72 / 25.4;

/**
 * Okabe and Ito's colours in their order (https://jfly.uni-koeln.de/color/) without yellow, which cannot be seen on
 * white, and without reddish purple, which is kept for second quantities (darker, as text is set in it). Six colours and seven shapes have no common
 * divisor: 42 samples differ in colour or shape. The sequence is viridis up to 71 %: the rest is too light for lines on
 * paper, and serves for areas with an edge.
 */
export const DEFAULT_THEME: Theme = {
  formats: {
    single: { widthMm: 85, aspect: 1.25 },
    'one-and-a-half': { widthMm: 120, aspect: 1.5 },
    double: { widthMm: 175, aspect: 2.1 },
  },
  font: "'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'Noto Sans KR', 'Noto Sans JP', Arial, Helvetica, sans-serif",
  axisTitleSize: 8,
  tickLabelSize: 7,
  legendSize: 7,
  titleSize: 8,
  letterSize: 9,
  lineWidth: 1,
  thinLineWidth: 0.6,
  frameWidth: 0.6,
  tickLength: 3,
  markerSize: 4,
  filledMarkerSize: 2.8,
  dotSize: 1.7,
  markerLineWidth: 0.7,
  ink: '#000000',
  guide: '#767676',
  palette: ['#000000', '#E69F00', '#56B4E9', '#009E73', '#0072B2', '#D55E00'],
  secondQuantity: '#AA4499',
  shapes: ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'triangle-right', 'triangle-left'],
  fills: ['#440154', '#414487', '#2A788E', '#22A884', '#7AD151', '#FDE725'],
  sequence: ['#440154', '#482878', '#3E4989', '#31688E', '#26828E', '#1F9E89', '#35B779'],
};

export interface SampleStyle {
  readonly colour: string;
  readonly shape: SymbolShape;
}

/** Colour and marker of the sample at a place in the study's order. */
export function sampleStyle(theme: Theme, place: number): SampleStyle {
  return {
    colour: theme.palette[place % theme.palette.length] ?? theme.ink,
    shape: theme.shapes[place % theme.shapes.length] ?? 'circle',
  };
}

/** Fills for `count` ordered areas: the whole map, as areas have an edge and touch each other. */
export function sequenceFills(theme: Theme, count: number): string[] {
  return Array.from({ length: count }, (_, i) => mapColour(theme.fills, count < 2 ? 0 : i / (count - 1)));
}

/** Colours for `count` ordered curves, spread over the whole map; one curve gets its beginning. */
export function sequenceColours(theme: Theme, count: number): string[] {
  return Array.from({ length: count }, (_, i) => mapColour(theme.sequence, count < 2 ? 0 : i / (count - 1)));
}

function mapColour(anchors: readonly string[], share: number): string {
  const place = share * (anchors.length - 1);
  const before = Math.min(Math.floor(place), anchors.length - 2);
  const channel = (anchor: number, at: number) =>
    Number.parseInt((anchors[anchor] ?? '#000000').slice(1 + 2 * at, 3 + 2 * at), 16);
  const mixed = [0, 1, 2].map((at) => {
    const low = channel(before, at);
    return Math.round(low + (place - before) * (channel(before + 1, at) - low));
  });
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
}
