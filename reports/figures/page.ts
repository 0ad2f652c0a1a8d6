/** A page with one panel: margins, legend and labels are placed here, and the Vega specification is put together. */
import type { Mark, Scale, Spec } from 'vega';
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
  const theme = themeOf(options);
  const format = theme.formats[options.size ?? 'single'];
  const pageWidth = format.widthMm * POINTS_PER_MM;
  const margins = axisMargins(panel, pageWidth, theme);
  const width = pageWidth - margins.left - margins.right;
  const height = width / (panel.aspect ?? format.aspect);
  const { data, marks, occupancy, notes } = drawLayers(panel, width, height, theme);
  const labels = placeLabels(panel, occupancy, theme);
  const inside = insideLegend(labels.toLegend, occupancy, theme);
  const outside = inside === undefined ? flatLegend(labels.toLegend, width, theme) : undefined;
  const outsideRoom = outside === undefined || outside.entries.length === 0 ? 0 : outside.height + EDGE;
  const top = margins.top + outsideRoom + titleRoom(options, theme);
  const around = [...axisTexts(panel, width, height, theme), ...labels.marks];
  if (inside !== undefined) around.push(...legendMarks(inside.legend, inside.box.x, inside.box.y, theme));
  if (outside !== undefined) around.push(...legendMarks(outside, 0, -margins.top - outsideRoom + EDGE, theme));
  if (options.title !== undefined) {
    const style = { size: theme.titleSize, bold: true, align: 'center' } as const;
    const text = fitText(cleanText(options.title), theme.titleSize, pageWidth - 2 * EDGE, true);
    around.push(label(pageWidth / 2 - margins.left, theme.titleSize + EDGE - top, text, style, theme));
  }
  const shortened = outside !== undefined && isShortened(outside) ? ['Long names are shortened in the legend.'] : [];
  const names = bottomLabels(panel.x, width, theme);
  if (names.isShortened) shortened.push('Long names are shortened at the axis.');
  if (names.every > 1) shortened.push(`Of the places at the axis, one in ${names.every} is named.`);
  const spec: Spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: pageWidth,
    height: top + height + margins.bottom,
    padding: 0,
    autosize: 'none',
    data,
    marks: [panelGroup(panel, { x: margins.left, y: top, width, height }, marks, around, theme)],
  };
  return { spec, notes: [...notes, ...shortened] };
}

function panelGroup(panel: Panel, box: Box, inside: Mark[], around: Mark[], theme: Theme): Mark {
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
    name: 'panel',
    encode: { enter: { x: { value: box.x }, y: { value: box.y }, ...size } },
    scales,
    axes: vegaAxes(panel, theme),
    marks: [
      { type: 'group', name: 'curves', clip: true, encode: { enter: size }, marks: inside },
      {
        type: 'rect',
        name: 'frame',
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
