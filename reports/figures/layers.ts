/** Layers of a panel: thinned, with marks at the rim for what lies outside, and with the room that they take. */
import type { Data, Mark } from 'vega';
import { dataBars, dataLine, dataMarkers, errorBars, RIM_SIZE, rimMarkers } from './marks.ts';
import type { BarLayer, ErrorBarLayer, LineLayer, MarkerLayer, Panel, Point, Side } from './panel.ts';
import { Occupancy } from './placement.ts';
import { position } from './scale.ts';
import type { Theme } from './theme.ts';
import { thin } from './thinning.ts';

export interface Layers {
  readonly data: Data[];
  readonly marks: Mark[];
  readonly occupancy: Occupancy;
  readonly notes: string[];
}

/** Distance between the triangles of a pile. */
const RIM_STEP = RIM_SIZE;

class LayerDrawing {
  readonly data: Data[] = [];
  readonly marks: Mark[] = [];
  readonly occupancy: Occupancy;
  thinned = false;
  atRim = 0;
  /** Places at the rim that are taken, by shape and level. */
  readonly #rimTaken = new Map<string, number[]>();
  readonly #panel: Panel;
  readonly #theme: Theme;

  constructor(panel: Panel, width: number, height: number, theme: Theme) {
    this.#panel = panel;
    this.#theme = theme;
    this.occupancy = new Occupancy(width, height);
  }

  #axis(side: Side) {
    return side === 'right' ? (this.#panel.right ?? this.#panel.left) : this.#panel.left;
  }

  #place(point: Point, side: Side): Point {
    const { width, height } = this.occupancy;
    return { x: position(this.#panel.x, point.x, width), y: height - position(this.#axis(side), point.y, height) };
  }

  #add(values: readonly object[]): string {
    const name = `layer_${this.data.length}`;
    this.data.push({ name, values: [...values] });
    return name;
  }

  markers(layer: MarkerLayer): void {
    const { side, style } = layer;
    const points = layer.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    const [low, high] = this.#axis(side).domain;
    const within = points.filter(({ y }) => y >= low && y <= high);
    const places = within.map((point) => this.#place(point, side));
    const kept = thin(places, layer.spacing, layer.turn);
    if (kept.length < within.length) this.thinned = true;
    const shown = kept.flatMap((i) => within[i] ?? []);
    for (const i of kept) {
      const place = places[i];
      if (place !== undefined) this.occupancy.takePoint(place.x, place.y, style.size / 2 + 0.5);
    }
    if (shown.length > 0) this.marks.push(dataMarkers(this.#add(shown), side, style, this.#theme));
    this.#rim(
      layer,
      points.filter(({ y }) => y < low),
      'triangle-down',
    );
    this.#rim(
      layer,
      points.filter(({ y }) => y > high),
      'triangle-up',
    );
  }

  #rim(layer: MarkerLayer, points: readonly Point[], shape: 'triangle-down' | 'triangle-up'): void {
    if (points.length === 0) return;
    this.atRim += points.length;
    const places = points.map((point) => ({ x: this.#place(point, layer.side).x, y: 0 }));
    const rows = thin(places, RIM_SIZE).map((i) => {
      const x = places[i]?.x ?? 0;
      const inset = RIM_STEP * (0.7 + this.#rimLevel(shape, x));
      const y = shape === 'triangle-up' ? inset : this.occupancy.height - inset;
      this.occupancy.takePoint(x, y, RIM_SIZE / 2 + 0.5);
      return { x: points[i]?.x ?? 0, rim: y };
    });
    this.marks.push(rimMarkers(this.#add(rows), shape, layer.style, this.#theme));
  }

  /** Marks of several series at one place stand in a pile. */
  #rimLevel(shape: string, x: number): number {
    for (let level = 0; ; level++) {
      const key = `${shape} ${level}`;
      const taken = this.#rimTaken.get(key) ?? [];
      if (taken.some((other) => Math.abs(other - x) < 0.9 * RIM_SIZE)) continue;
      this.#rimTaken.set(key, [...taken, x]);
      return level;
    }
  }

  line(layer: LineLayer): void {
    const points = layer.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    if (points.length < 2) return;
    const places = points.map((point) => this.#place(point, layer.side));
    places.slice(1).forEach((to, i) => {
      const from = places[i] ?? to;
      this.occupancy.takeLine(from.x, from.y, to.x, to.y);
    });
    this.marks.push(dataLine(this.#add(points), layer.side, layer.style, layer.smooth === true));
  }

  errorBars(layer: ErrorBarLayer): void {
    const axis = this.#axis(layer.side);
    // What reaches to zero runs to the rim of a logarithmic axis and has no cap there.
    const lowest = axis.type === 'log' ? axis.domain[0] / 2 : Number.NEGATIVE_INFINITY;
    const bars = layer.bars
      .filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
      .map((bar) => ({ ...bar, low: Math.max(bar.low, lowest) }));
    if (bars.length === 0) return;
    for (const { x, low, high } of bars) {
      const from = this.#place({ x, y: low }, layer.side);
      const to = this.#place({ x, y: high }, layer.side);
      this.occupancy.takeLine(from.x, from.y, to.x, to.y);
    }
    this.marks.push(...errorBars(this.#add(bars), layer.side, layer.style));
  }

  bars(layer: BarLayer): void {
    const bars = layer.bars.filter((bar) => Object.values(bar).every(Number.isFinite));
    if (bars.length === 0) return;
    for (const { from, to, low, high } of bars) {
      const [a, b] = [this.#place({ x: from, y: high }, layer.side), this.#place({ x: to, y: low }, layer.side)];
      this.occupancy.take({ x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y });
    }
    this.marks.push(dataBars(this.#add(bars), layer.side, layer.fill, this.#theme));
  }
}

/** Draws the layers of a panel in a frame of the given size. */
export function drawLayers(panel: Panel, width: number, height: number, theme: Theme): Layers {
  const drawing = new LayerDrawing(panel, width, height, theme);
  for (const layer of panel.layers) {
    if (layer.kind === 'markers') drawing.markers(layer);
    else if (layer.kind === 'line') drawing.line(layer);
    else if (layer.kind === 'error-bars') drawing.errorBars(layer);
    else drawing.bars(layer);
  }
  const notes: string[] = [];
  if (drawing.thinned) notes.push('Markers that would merge are left out evenly; extreme values are kept.');
  if (drawing.atRim > 0) {
    const what = drawing.atRim === 1 ? '1 value lies' : `${drawing.atRim} values lie`;
    notes.push(`${what} outside the axis: triangles at the rim.`);
  }
  return { data: drawing.data, marks: drawing.marks, occupancy: drawing.occupancy, notes };
}
