/** A page with its panels: margins, legend and labels are placed here, and the Vega specification is put together. */
import type { Data, Mark, Scale, Spec } from 'vega';
import { axisMargins, axisTexts, EDGE, vegaAxes } from './axes.ts';
import type { FigureOptions } from './figure.ts';
import { drawLayers } from './layers.ts';
import { flatLegend, isShortened, type Legend, layLegend, legendMarks } from './legend.ts';
import { cleanText, fitText, textWidth } from './lettering.ts';
import { label } from './marks.ts';
import type { LegendEntry, Panel, Point } from './panel.ts';
import type { Box, Occupancy } from './placement.ts';
import { type Axis, position } from './scale.ts';
import { DEFAULT_THEME, POINTS_PER_MM, type Theme } from './theme.ts';
import { bottomLabels } from './tick-labels.ts';

export interface Page {
  readonly spec: Spec;
  /** What the caption must say about the drawing: points left out, values at the rim. */
  readonly notes: readonly string[];
}

export function themeOf(options: FigureOptions): Theme {
  return { ...DEFAULT_THEME, ...options.theme };
}

/** Height of the title above the frame, with its distance. */
function titleRoom(options: FigureOptions, theme: Theme): number {
  return options.title === undefined ? 0 : 1.5 * theme.titleSize;
}

/**
 * Draws a panel on a page of the width that the options ask for; the height follows from the panel's aspect. The
 * legend goes inside the frame where no curve runs, else above it.
 */
export function drawPage(panel: Panel, options: FigureOptions): Page {
  return drawPanels([panel], options);
}

/** Distance between two panels, in sizes of the panel letter. */
const PANEL_DISTANCE = 1;

/**
 * Draws panels on one page: below each other in a single column, side by side where the page is wider. Two or more have
 * the letters a, b, c.
 */
export function drawPanels(panels: readonly Panel[], options: FigureOptions): Page {
  const theme = themeOf(options);
  const pageWidth = theme.formats[options.size ?? 'single'].widthMm * POINTS_PER_MM;
  const room = titleRoom(options, theme);
  const distance = PANEL_DISTANCE * theme.letterSize;
  const beside = panels.length > 1 && options.size !== undefined && options.size !== 'single';
  const cellWidth = beside ? (pageWidth - (panels.length - 1) * distance) / panels.length : pageWidth;
  const sides = commonSides(panels, cellWidth, beside, theme);
  // panels beside each other are about as wide as one in a single column, and get its proportions
  const { aspect } = theme.formats[beside ? 'single' : (options.size ?? 'single')];
  const cells = panels.map((panel, i) =>
    layPanel({ ...panel, aspect: panel.aspect ?? aspect }, sides[i] ?? { left: 0, right: 0 }, cellWidth, theme),
  );
  const head = panels.length > 1 ? theme.letterSize : 0;
  const highestTop = Math.max(...cells.map(({ top }) => top));
  const marks: Mark[] = titleMarks(options, pageWidth, theme);
  const data: Data[] = [];
  let y = room + head;
  cells.forEach((cell, i) => {
    const x = beside ? i * (cellWidth + distance) : 0;
    const top = beside ? highestTop : cell.top;
    const suffix = panels.length > 1 ? `-${i + 1}` : '';
    const named = renamed(cell, suffix);
    data.push(...named.data);
    const box = { ...cell.box, x: x + cell.box.x, y: y + top };
    marks.push(panelGroup(cell.panel, box, named.inside, cell.around, suffix, theme));
    if (panels.length > 1) marks.push(panelLetter(x, y, 'abcdefgh'[i] ?? '', theme));
    if (!beside) y += cell.height + (i < cells.length - 1 ? distance + head : 0);
  });
  const below = Math.max(...cells.map(({ height, top }) => height - top));
  const spec: Spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: pageWidth,
    height: beside ? y + highestTop + below : y,
    padding: 0,
    autosize: 'none',
    data,
    marks,
  };
  return { spec, notes: [...new Set(cells.flatMap(({ notes }) => notes))] };
}

interface Sides {
  readonly left: number;
  readonly right: number;
}

/** Frames that stand below each other begin and end at the same place. */
function commonSides(panels: readonly Panel[], cellWidth: number, beside: boolean, theme: Theme): Sides[] {
  const own = panels.map((panel) => axisMargins(panel, cellWidth, theme));
  const [left, right] = [Math.max(...own.map((one) => one.left)), Math.max(...own.map((one) => one.right))];
  return own.map((one) => (beside ? { left: one.left, right: one.right } : { left, right }));
}

/** Bold, at the left end of the panel's cell, above its frame and legend. */
function panelLetter(x: number, y: number, letter: string, theme: Theme): Mark {
  return label(x + EDGE, y, letter, { size: theme.letterSize, bold: true, align: 'left' }, theme);
}

function titleMarks(options: FigureOptions, pageWidth: number, theme: Theme): Mark[] {
  if (options.title === undefined) return [];
  const style = { size: theme.titleSize, bold: true, align: 'center' } as const;
  const text = fitText(cleanText(options.title), theme.titleSize, pageWidth - 2 * EDGE, true);
  return [label(pageWidth / 2, theme.titleSize + EDGE, text, style, theme)];
}

/** A panel with everything around it, in a cell of its own. */
interface PanelCell {
  readonly panel: Panel;
  /** The frame within the cell; y is left to the page. */
  readonly box: Box;
  /** From the top of the cell to the frame. */
  readonly top: number;
  readonly height: number;
  readonly data: Data[];
  readonly inside: Mark[];
  readonly around: Mark[];
  readonly notes: readonly string[];
}

function layPanel(
  panel: Panel & { readonly aspect: number },
  sides: Sides,
  cellWidth: number,
  theme: Theme,
): PanelCell {
  const margins = { ...axisMargins(panel, cellWidth, theme), ...sides };
  const width = cellWidth - margins.left - margins.right;
  const height = width / panel.aspect;
  const { data, marks, occupancy, notes } = drawLayers(panel, width, height, theme);
  const labels = placeLabels(panel, occupancy, theme);
  const inside = insideLegend(labels.toLegend, occupancy, theme);
  const outside = inside === undefined ? flatLegend(labels.toLegend, width, theme) : undefined;
  const outsideRoom = outside === undefined || outside.entries.length === 0 ? 0 : outside.height + EDGE;
  const around = [...axisTexts(panel, width, height, theme), ...labels.marks];
  if (inside !== undefined) around.push(...legendMarks(inside.legend, inside.box.x, inside.box.y, theme));
  if (outside !== undefined) around.push(...legendMarks(outside, 0, -margins.top - outsideRoom + EDGE, theme));
  const top = margins.top + outsideRoom;
  return {
    panel,
    box: { x: margins.left, y: top, width, height },
    top,
    height: top + height + margins.bottom,
    data,
    inside: marks,
    around,
    notes: [...notes, ...shortenedNotes(panel, outside, width, theme)],
  };
}

function shortenedNotes(panel: Panel, outside: Legend | undefined, width: number, theme: Theme): string[] {
  const notes = outside !== undefined && isShortened(outside) ? ['Long names are shortened in the legend.'] : [];
  const names = bottomLabels(panel.x, width, theme);
  if (names.isShortened) notes.push('Long names are shortened at the axis.');
  if (names.every > 1) notes.push(`Of the places at the axis, one in ${names.every} is named.`);
  return notes;
}

/** The panel's data sets under names of their own on a page with several panels. */
function renamed({ data, inside }: PanelCell, suffix: string): { data: Data[]; inside: Mark[] } {
  if (suffix === '') return { data, inside };
  const rename = (mark: Mark): Mark => {
    const from = mark.from !== undefined && 'data' in mark.from ? { from: { data: `${mark.from.data}${suffix}` } } : {};
    return { ...mark, ...from };
  };
  return { data: data.map((one) => ({ ...one, name: `${one.name}${suffix}` })), inside: inside.map(rename) };
}

function panelGroup(panel: Panel, box: Box, inside: Mark[], around: Mark[], suffix: string, theme: Theme): Mark {
  const scale = (name: string, axis: Axis, range: [number, number]): Scale => ({
    name,
    type: axis.type ?? 'linear',
    zero: false,
    nice: false,
    domain: [...axis.domain],
    range,
  });
  const height: [number, number] = [box.height, 0];
  const size = { width: { value: box.width }, height: { value: box.height } };
  const scales = [scale('x', panel.x, [0, box.width]), scale('left', panel.left, height)];
  if (panel.right !== undefined) scales.push(scale('right', panel.right, height));
  return {
    type: 'group',
    name: `panel${suffix}`,
    encode: { enter: { x: { value: box.x }, y: { value: box.y }, ...size } },
    scales,
    axes: vegaAxes(panel, theme),
    marks: [
      { type: 'group', name: `curves${suffix}`, clip: true, encode: { enter: size }, marks: inside },
      {
        type: 'rect',
        name: `frame${suffix}`,
        encode: {
          enter: {
            ...size,
            fill: { value: 'transparent' },
            stroke: { value: theme.ink },
            strokeWidth: { value: theme.frameWidth },
            strokeOffset: { value: 0 },
          },
        },
      },
      ...around,
    ],
  };
}

/** Labels beside their curves; what finds no place there becomes an entry of the legend or is left to the caption. */
function placeLabels(panel: Panel, occupancy: Occupancy, theme: Theme): { marks: Mark[]; toLegend: LegendEntry[] } {
  const marks: Mark[] = [];
  const toLegend = [...panel.legend];
  const size = theme.legendSize;
  for (const { text, style, side, anchors, rivals = [], otherwise } of panel.labels ?? []) {
    const axis = side === 'right' ? (panel.right ?? panel.left) : panel.left;
    const place = ({ x, y }: Point): Point => ({
      x: position(panel.x, x, occupancy.width),
      y: occupancy.height - position(axis, y, occupancy.height),
    });
    const shown = cleanText(text);
    const box = occupancy.findBeside(anchors.map(place), textWidth(shown, size), size, rivals.map(place));
    if (box !== undefined) {
      occupancy.take(box);
      marks.push(label(box.x, box.y + 0.86 * size, shown, { size, colour: style.colour }, theme));
    } else if (otherwise === 'legend') {
      toLegend.push({ text, markers: [], line: style });
    }
  }
  return { marks, toLegend };
}

/** A legend in one column, two, or one row, where the first of them fits between the curves with whole names. */
function insideLegend(
  entries: LegendEntry[],
  occupancy: Occupancy,
  theme: Theme,
): { legend: Legend; box: Box } | undefined {
  const wide = 0.85 * occupancy.width;
  for (const columns of new Set([1, 2, entries.length])) {
    const legend = layLegend(entries, Math.max(1, columns), Number.POSITIVE_INFINITY, theme);
    if (legend.width > wide) continue;
    const box = occupancy.findRoom(legend.width, legend.height, theme.tickLength + 2);
    if (box !== undefined) return { legend, box };
  }
  return undefined;
}
