/** Vega marks: the one place that spells them out. Positions in points from the upper left corner of the frame. */
import type { Mark, SymbolShape } from 'vega';
import type { LineStyle, MarkerStyle, Side } from './panel.ts';
import type { Theme } from './theme.ts';

/** Symbols are given by area; a circle of the same area sets the diameter. */
function area(diameter: number): number {
  return (Math.PI / 4) * diameter ** 2;
}

function markerLook(style: MarkerStyle, theme: Theme) {
  return {
    shape: { value: style.shape },
    size: { value: area(style.size) },
    stroke: { value: style.colour },
    strokeWidth: { value: style.filled ? 0 : theme.markerLineWidth },
    fill: { value: style.filled ? style.colour : 'transparent' },
  };
}

/** Markers at the rows of a data set with `x` and `y` in the units of the axes. */
export function dataMarkers(data: string, side: Side, style: MarkerStyle, theme: Theme): Mark {
  return {
    type: 'symbol',
    from: { data },
    encode: {
      enter: { x: { scale: 'x', field: 'x' }, y: { scale: side, field: 'y' }, ...markerLook(style, theme) },
    },
  };
}

/** One marker at a place of the page. */
export function marker(x: number, y: number, style: MarkerStyle, theme: Theme): Mark {
  return { type: 'symbol', encode: { enter: { x: { value: x }, y: { value: y }, ...markerLook(style, theme) } } };
}

/** Triangles for values outside the domain: rows with `x` in the unit of its axis and `rim` in points. */
export function rimMarkers(data: string, shape: SymbolShape, style: MarkerStyle, theme: Theme): Mark {
  const look = markerLook({ ...style, shape, filled: true, size: RIM_SIZE }, theme);
  return {
    type: 'symbol',
    from: { data },
    encode: { enter: { x: { scale: 'x', field: 'x' }, y: { field: 'rim' }, ...look } },
  };
}

/** Diameter of the triangles at the rim. */
export const RIM_SIZE = 3.4;

function lineLook(style: LineStyle) {
  return {
    stroke: { value: style.colour },
    strokeWidth: { value: style.width },
    strokeCap: { value: 'butt' as const },
    strokeJoin: { value: 'round' as const },
    ...(style.dash === undefined ? {} : { strokeDash: { value: [...style.dash] } }),
  };
}

/**
 * A line through the rows of a data set with `x` and `y` in the units of the axes. A smooth one is a centripetal
 * Catmull–Rom spline: it follows loops, and makes none of its own where distances between points change.
 */
export function dataLine(data: string, side: Side, style: LineStyle, smooth: boolean): Mark {
  const places = { x: { scale: 'x', field: 'x' }, y: { scale: side, field: 'y' } };
  const way = smooth ? { interpolate: { value: 'catmull-rom' as const }, tension: { value: 0.5 } } : {};
  return { type: 'line', from: { data }, encode: { enter: { ...places, ...way, ...lineLook(style) } } };
}

/** A straight line between two places of the page. */
export function rule(x: number, y: number, x2: number, y2: number, style: LineStyle): Mark {
  return {
    type: 'rule',
    encode: {
      enter: { x: { value: x }, y: { value: y }, x2: { value: x2 }, y2: { value: y2 }, ...lineLook(style) },
    },
  };
}

const CAP_HALF_WIDTH = 1.6;

/** Error bars with caps at the rows of a data set with `x`, `low` and `high` in the units of the axes. */
export function errorBars(data: string, side: Side, style: LineStyle): Mark[] {
  const end = (field: string): Mark => ({
    type: 'rule',
    from: { data },
    encode: {
      enter: {
        x: { scale: 'x', field: 'x', offset: -CAP_HALF_WIDTH },
        x2: { scale: 'x', field: 'x', offset: CAP_HALF_WIDTH },
        y: { scale: side, field },
        ...lineLook(style),
      },
    },
  });
  const bar: Mark = {
    type: 'rule',
    from: { data },
    encode: {
      enter: {
        x: { scale: 'x', field: 'x' },
        y: { scale: side, field: 'low' },
        y2: { scale: side, field: 'high' },
        ...lineLook(style),
      },
    },
  };
  return [bar, end('low'), end('high')];
}

/** Filled boxes with a thin edge at the rows of a data set with `from`, `to`, `low` and `high` in the units of the axes. */
export function dataBars(data: string, side: Side, fill: string, theme: Theme): Mark {
  return {
    type: 'rect',
    from: { data },
    encode: {
      enter: {
        x: { scale: 'x', field: 'from' },
        x2: { scale: 'x', field: 'to' },
        y: { scale: side, field: 'low' },
        y2: { scale: side, field: 'high' },
        fill: { value: fill },
        stroke: { value: theme.ink },
        strokeWidth: { value: theme.frameWidth / 2 },
        strokeOffset: { value: 0 },
      },
    },
  };
}

export interface TextStyle {
  readonly size: number;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Degrees, clockwise. */
  readonly angle?: number;
  readonly bold?: boolean;
}

/** Text whose base line is at `y`. */
export function label(x: number, y: number, text: string, style: TextStyle, theme: Theme): Mark {
  return {
    type: 'text',
    encode: {
      enter: {
        x: { value: x },
        y: { value: y },
        text: { value: text },
        align: { value: style.align ?? 'left' },
        baseline: { value: 'alphabetic' },
        angle: { value: style.angle ?? 0 },
        font: { value: theme.font },
        fontSize: { value: style.size },
        fontWeight: { value: style.bold === true ? 'bold' : 'normal' },
        fill: { value: style.colour ?? theme.ink },
      },
    },
  };
}
