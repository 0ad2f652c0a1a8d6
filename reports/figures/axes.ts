/** Axes of a panel, and the room that they need around the frame. */
import type { Mark, Axis as VegaAxis } from 'vega';
import { cleanText, textWidth } from './lettering.ts';
import { label } from './marks.ts';
import type { Panel, Side, Stretch } from './panel.ts';
import { type Axis, position } from './scale.ts';
import type { Theme } from './theme.ts';
import { BELOW_GAP, bottomLabels, CAP_HEIGHT, DESCENT, LABEL_GAP, tickLabels, widestTick } from './tick-labels.ts';

/** Between tick label and axis title. */
const TITLE_GAP = 4;
/** Length of a minor tick relative to that of a tick. */
const MINOR_TICK = 0.6;
/** Between text and the edge of the page. */
export const EDGE = 2;

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function sideRoom(axis: Axis, theme: Theme): number {
  return LABEL_GAP + widestTick(axis, theme) + TITLE_GAP + theme.axisTitleSize * (CAP_HEIGHT + DESCENT) + EDGE;
}

/** Room for ticks, tick labels, titles and the names of stretches; legends outside come on top of it. */
export function axisMargins(panel: Panel, pageWidth: number, theme: Theme): Margins {
  const left = sideRoom(panel.left, theme);
  const lastNumber = panel.x.names === undefined ? widestTick(panel.x, theme) / 2 : 0;
  const right = panel.right === undefined ? EDGE + lastNumber : sideRoom(panel.right, theme);
  const labels = bottomLabels(panel.x, pageWidth - left - right, theme);
  const below = BELOW_GAP + labels.height + TITLE_GAP + theme.axisTitleSize * (CAP_HEIGHT + DESCENT);
  const above = stretchRoom(panel, pageWidth - left - right, theme);
  return { left, right, top: EDGE + Math.max(theme.tickLabelSize / 2, above), bottom: below + EDGE };
}

function stretchRoom(panel: Panel, width: number, theme: Theme): number {
  if (panel.stretches === undefined) return 0;
  const names = LABEL_GAP + arrangeStretches(panel, width, theme).lines * stretchLine(theme);
  const title = TITLE_GAP / 2 + theme.axisTitleSize * (CAP_HEIGHT + DESCENT);
  return panel.stretches.title === '' ? names : names + title;
}

function stretchLine(theme: Theme): number {
  return 1.15 * theme.tickLabelSize;
}

/** Axes with ticks that point inwards, on every side that carries a scale. */
export function vegaAxes(panel: Panel, theme: Theme): VegaAxis[] {
  const ticks = (values: readonly number[], length: number, colour: string) => ({
    values: [...values],
    labels: false,
    domain: false,
    grid: false,
    tickSize: -length,
    tickWidth: theme.frameWidth,
    tickColor: colour,
    tickRound: false,
    translate: 0,
    zindex: 1,
  });
  const axesOf = (place: { orient: 'bottom' | Side; scale: string }, axis: Axis, colour = theme.ink): VegaAxis[] => {
    const { ticks: major, minorTicks: minor = [] } = axis;
    const axes: VegaAxis[] = [{ ...place, ...ticks(major, theme.tickLength, colour) }];
    if (minor.length > 0) axes.push({ ...place, ...ticks(minor, MINOR_TICK * theme.tickLength, colour) });
    return axes;
  };
  return [
    ...axesOf({ orient: 'bottom', scale: 'x' }, panel.x),
    ...axesOf({ orient: 'left', scale: 'left' }, panel.left),
    ...(panel.right === undefined ? [] : axesOf({ orient: 'right', scale: 'right' }, panel.right, panel.rightColour)),
  ];
}

/** Tick labels, axis titles and names of stretches, around a frame of the given size. */
export function axisTexts(panel: Panel, width: number, height: number, theme: Theme): Mark[] {
  const size = theme.axisTitleSize;
  const besideLeft = -LABEL_GAP - widestTick(panel.left, theme) - TITLE_GAP - size * DESCENT;
  const belowLabels = BELOW_GAP + bottomLabels(panel.x, width, theme).height;
  const below = height + belowLabels + TITLE_GAP + size * CAP_HEIGHT;
  const marks = [
    ...tickLabels(panel, width, height, theme),
    label(width / 2, below, panel.x.title, { size, align: 'center' }, theme),
    label(besideLeft, height / 2, panel.left.title, { size, align: 'center', angle: -90 }, theme),
  ];
  if (panel.right !== undefined) {
    const beside = width + LABEL_GAP + widestTick(panel.right, theme) + TITLE_GAP + size * CAP_HEIGHT;
    const colour = panel.rightColour ?? theme.ink;
    marks.push(label(beside, height / 2, panel.right.title, { size, align: 'center', angle: -90, colour }, theme));
  }
  return [...marks, ...stretchNames(panel, width, theme)];
}

function middleOf(stretch: Stretch, panel: Panel, width: number): number {
  return position(panel.x, (stretch.from + stretch.to) / 2, width);
}

/** Names stand in one line; in two by turns where they would touch, and only every k-th where that does not help. */
function arrangeStretches(panel: Panel, width: number, theme: Theme): { lines: number; every: number } {
  const items = panel.stretches?.items ?? [];
  const size = theme.tickLabelSize;
  const clear = (every: number, lines: number) =>
    items.every((item, i) => {
      const other = items[i + every * lines];
      if (i % every !== 0 || other === undefined) return true;
      const needed = (textWidth(cleanText(item.text), size) + textWidth(cleanText(other.text), size)) / 2;
      return middleOf(other, panel, width) - middleOf(item, panel, width) > needed + 2;
    });
  if (clear(1, 1)) return { lines: 1, every: 1 };
  let every = 1;
  while (every < items.length && !clear(every, 2)) every++;
  return { lines: 2, every };
}

function stretchNames(panel: Panel, width: number, theme: Theme): Mark[] {
  if (panel.stretches === undefined) return [];
  const { title, items } = panel.stretches;
  const { lines, every } = arrangeStretches(panel, width, theme);
  const size = theme.tickLabelSize;
  const marks = items.flatMap((item, i) => {
    const y = -LABEL_GAP - ((i / every) % lines) * stretchLine(theme);
    const text = cleanText(item.text);
    return i % every === 0 ? [label(middleOf(item, panel, width), y, text, { size, align: 'center' }, theme)] : [];
  });
  const above = -LABEL_GAP - lines * stretchLine(theme) - TITLE_GAP / 2;
  return title === ''
    ? marks
    : [...marks, label(width / 2, above, title, { size: theme.axisTitleSize, align: 'center' }, theme)];
}
