/** The numbers and names at the ticks of the axes. */
import type { Mark } from 'vega';
import { cleanText, fitText, textWidth } from './lettering.ts';
import { label } from './marks.ts';
import type { Panel } from './panel.ts';
import { type Axis, position, tickText } from './scale.ts';
import type { Theme } from './theme.ts';

/** Between frame and tick label; below, where a label at the lower end of the left axis must not be touched, more. */
export const LABEL_GAP = 3;
export const BELOW_GAP = 4;
/** Share of the font size above the base line of capital letters and digits, and below it of letters like g. */
export const CAP_HEIGHT = 0.72;
export const DESCENT = 0.25;
/** Between names that stand beside each other. */
const NAME_GAP = 4;
/** Longest name that stands upright. */
const LONGEST_NAME = 64;

export function widestTick(axis: Axis, theme: Theme): number {
  return Math.max(0, ...axis.ticks.map((tick) => textWidth(tickText(axis, tick), theme.tickLabelSize)));
}

interface BottomLabels {
  readonly texts: readonly string[];
  /** Read from bottom to top. */
  readonly upright: boolean;
  /** Only every so manieth tick has a label. */
  readonly every: number;
  readonly isShortened: boolean;
  /** Height below the frame, without the distance from it. */
  readonly height: number;
}

/** Names that do not fit beside each other stand upright; where they touch even so, some are left out evenly. */
export function bottomLabels(axis: Axis, width: number, theme: Theme): BottomLabels {
  const size = theme.tickLabelSize;
  const texts = axis.ticks.map((tick) => cleanText(tickText(axis, tick)));
  const slot = width / Math.max(1, axis.ticks.length);
  if (axis.names === undefined || texts.every((text) => textWidth(text, size) + NAME_GAP <= slot)) {
    return { texts, upright: false, every: 1, isShortened: false, height: size * CAP_HEIGHT };
  }
  const fitted = texts.map((text) => fitText(text, size, LONGEST_NAME));
  const every = Math.ceil((1.15 * size) / slot);
  const height = Math.max(...fitted.map((text) => textWidth(text, size)));
  return { texts: fitted, upright: true, every, isShortened: fitted.some((text, i) => text !== texts[i]), height };
}

/** Labels of all axes, around a frame of the given size. */
export function tickLabels(panel: Panel, width: number, height: number, theme: Theme): Mark[] {
  const size = theme.tickLabelSize;
  const { texts, upright, every } = bottomLabels(panel.x, width, theme);
  const bottom = panel.x.ticks.flatMap((tick, i) => {
    const x = position(panel.x, tick, width);
    const text = texts[i] ?? '';
    if (i % every !== 0) return [];
    return upright
      ? label(x + (size * CAP_HEIGHT) / 2, height + BELOW_GAP, text, { size, align: 'right', angle: -90 }, theme)
      : label(x, height + BELOW_GAP + size * CAP_HEIGHT, text, { size, align: 'center' }, theme);
  });
  const beside = (axis: Axis, x: number, align: 'left' | 'right', colour: string) =>
    axis.ticks.map((tick) => {
      const y = height - position(axis, tick, height) + (size * CAP_HEIGHT) / 2;
      return label(x, y, tickText(axis, tick), { size, align, colour }, theme);
    });
  return [
    ...bottom,
    ...beside(panel.left, -LABEL_GAP, 'right', theme.ink),
    ...(panel.right === undefined
      ? []
      : beside(panel.right, width + LABEL_GAP, 'left', panel.rightColour ?? theme.ink)),
  ];
}
