/** What a figure says about a panel; `page.ts` makes the Vega specification of it. */
import type { SymbolShape } from 'vega';
import type { Axis } from './scale.ts';

/** A point in the units of the axes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface MarkerStyle {
  readonly shape: SymbolShape;
  /** Diameter in points. */
  readonly size: number;
  readonly colour: string;
  readonly filled: boolean;
}

export interface LineStyle {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

export interface Turn {
  readonly index: number;
  readonly of: number;
}

export type Side = 'left' | 'right';

export interface MarkerLayer {
  readonly kind: 'markers';
  readonly side: Side;
  /** In order of x. Those outside the domain of y are marked at the rim. */
  readonly points: readonly Point[];
  readonly style: MarkerStyle;
  /** Distance between neighbours in points below which markers are left out evenly. */
  readonly spacing: number;
  /** Series that take turns where markers are left out, so that theirs do not merge either. */
  readonly turn?: Turn;
}

export interface LineLayer {
  readonly kind: 'line';
  readonly side: Side;
  readonly points: readonly Point[];
  readonly style: LineStyle;
  /** Without corners, for curves that are known at few points; default: straight from point to point. */
  readonly smooth?: boolean;
}

export interface ErrorBarLayer {
  readonly kind: 'error-bars';
  readonly side: Side;
  readonly bars: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  readonly style: LineStyle;
}

export interface BarLayer {
  readonly kind: 'bars';
  readonly side: Side;
  /** Upright boxes in the units of the axes. */
  readonly bars: readonly { readonly from: number; readonly to: number; readonly low: number; readonly high: number }[];
  readonly fill: string;
}

export type Layer = MarkerLayer | LineLayer | ErrorBarLayer | BarLayer;

export interface LegendEntry {
  readonly text: string;
  /** The text is the program's own, with marks of `italic` and `subscript`; default: a name, in which they are shown. */
  readonly marked?: boolean;
  /** None where the only curve needs no key. */
  readonly markers: readonly MarkerStyle[];
  readonly line?: LineStyle;
}

/** A label beside a curve. */
export interface CurveLabel {
  readonly text: string;
  readonly style: LineStyle;
  readonly side: Side;
  /** Points of the curve beside which the label may stand, best first. */
  readonly anchors: readonly Point[];
  /** Points that the label might be taken for; it stands clearly nearer to its own. */
  readonly rivals?: readonly Point[];
  /** Where there is no room: `legend` makes it an entry of the legend, `drop` leaves it to the caption. */
  readonly otherwise: 'legend' | 'drop';
}

/** A stretch of the x axis that is named above the frame. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Panel {
  /** Width of the frame over its height; default: that of the page's format. */
  readonly aspect?: number;
  readonly x: Axis;
  readonly left: Axis;
  readonly right?: Axis;
  /** Colour of the right axis; default: ink. */
  readonly rightColour?: string;
  readonly stretches?: { readonly title: string; readonly items: readonly Stretch[] };
  /** In drawing order. */
  readonly layers: readonly Layer[];
  readonly legend: readonly LegendEntry[];
  readonly labels?: readonly CurveLabel[];
}
