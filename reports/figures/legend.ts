/** Legends: laid out as rows of entries, without a box, in the order of the curves. */
import type { Mark } from 'vega';
import { cleanText, fitText, textWidth } from './lettering.ts';
import { label, marker, rule } from './marks.ts';
import type { LegendEntry } from './panel.ts';
import type { Theme } from './theme.ts';

/** Between key and text, and between columns. */
const KEY_GAP = 3;
const COLUMN_GAP = 9;
/** Length of the piece of line in a key. */
const LINE_KEY = 12;
/** Distance of markers in a key. */
const KEY_STEP = 5.5;

interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly text: string;
  readonly x: number;
  readonly row: number;
}

export interface Legend {
  readonly width: number;
  readonly height: number;
  readonly entries: readonly PlacedEntry[];
  readonly keyWidth: number;
}

function entryText({ text, marked }: LegendEntry): string {
  return marked === true ? text : cleanText(text);
}

function rowHeight(theme: Theme): number {
  return 1.3 * theme.legendSize;
}

/** Widest key with the gap after it; 0 where no entry has a key. */
function keyWidth(entries: readonly LegendEntry[]): number {
  const widths = entries.map((e) => (e.line === undefined ? e.markers.length * KEY_STEP : LINE_KEY));
  const widest = Math.max(0, ...widths);
  return widest === 0 ? 0 : widest + KEY_GAP;
}

/** Entries in `columns` columns, one column after the other; texts are shortened to fit `width` points in all. */
export function layLegend(entries: readonly LegendEntry[], columns: number, width: number, theme: Theme): Legend {
  const key = keyWidth(entries);
  const most = (width - (columns - 1) * COLUMN_GAP) / columns - key;
  const texts = entries.map((entry) => fitText(entryText(entry), theme.legendSize, most));
  const rows = Math.ceil(entries.length / columns);
  const columnWidths = Array.from({ length: columns }, (_, column) =>
    Math.max(
      0,
      ...texts.filter((_, i) => Math.floor(i / rows) === column).map((text) => textWidth(text, theme.legendSize)),
    ),
  );
  const starts = columnWidths.map((_, column) =>
    columnWidths.slice(0, column).reduce((x, w) => x + w + key + COLUMN_GAP, 0),
  );
  const placed = entries.map((entry, i) => ({
    entry,
    text: texts[i] ?? '',
    x: starts[Math.floor(i / rows)] ?? 0,
    row: i % rows,
  }));
  return {
    width: (starts.at(-1) ?? 0) + key + (columnWidths.at(-1) ?? 0),
    height: rows * rowHeight(theme),
    entries: placed,
    keyWidth: key,
  };
}

/** The legend with the fewest rows whose texts need not be shortened, else one column. */
export function flatLegend(entries: readonly LegendEntry[], width: number, theme: Theme): Legend {
  for (let columns = entries.length; columns > 1; columns--) {
    const whole = layLegend(entries, columns, Number.POSITIVE_INFINITY, theme);
    if (whole.width <= width) return whole;
  }
  return layLegend(entries, 1, width, theme);
}

/** Whether a text had to be shortened. */
export function isShortened(legend: Legend): boolean {
  return legend.entries.some(({ entry, text }) => text !== entryText(entry));
}

/** Marks of a legend whose upper left corner is at (x, y). */
export function legendMarks(legend: Legend, x: number, y: number, theme: Theme): Mark[] {
  return legend.entries.flatMap(({ entry, text, x: offset, row }) => {
    const middle = y + (row + 0.5) * rowHeight(theme);
    const left = x + offset;
    const marks: Mark[] = [];
    const centre = left + (legend.keyWidth - KEY_GAP) / 2;
    if (entry.line !== undefined) {
      marks.push(rule(centre - LINE_KEY / 2, middle, centre + LINE_KEY / 2, middle, entry.line));
    }
    entry.markers.forEach((style, i) => {
      marks.push(marker(centre + (i - (entry.markers.length - 1) / 2) * KEY_STEP, middle, style, theme));
    });
    const baseline = middle + 0.36 * theme.legendSize;
    marks.push(label(left + legend.keyWidth, baseline, text, { size: theme.legendSize }, theme));
    return marks;
  });
}
