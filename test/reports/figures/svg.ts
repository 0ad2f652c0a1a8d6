/** Reads an SVG of a figure back, for the tests: every shape and text with its place on the page. */
import { textWidth } from '../../../reports/figures/lettering.ts';

export interface Item {
  readonly tag: string;
  /** Place on the page in points, after all translations. */
  readonly x: number;
  readonly y: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  /** Classes of the groups around it. */
  readonly groups: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };

/** Throws where a tag is closed that is not open. A text holds what its spans say. */
export function itemsOf(svg: string): Item[] {
  const items: (Item & { text: string })[] = [];
  const stack: { tag: string; x: number; y: number; group: string }[] = [{ tag: '', x: 0, y: 0, group: '' }];
  const append = (text: string) => {
    const whole = items.findLast(({ tag }) => tag === 'text');
    if (whole !== undefined && stack.some(({ tag }) => tag === 'text')) whole.text += text;
  };
  for (const [, closing, tag = '', rest = '', empty, text = ''] of svg.matchAll(
    /<(\/?)([a-zA-Z]+)([^>]*?)(\/?)>([^<]*)/g,
  )) {
    if (closing === '/') {
      if (stack.pop()?.tag !== tag) throw new Error(`unbalanced </${tag}>`);
      append(plainText(text));
      continue;
    }
    const attributes = Object.fromEntries(
      [...rest.matchAll(/ ([a-zA-Z][\w:-]*)="([^"]*)"/g)].map(([, k, v]) => [k, v]),
    );
    const [, dx = '0', dy = '0'] = /translate\(([-\d.e]+),([-\d.e]+)\)/.exec(attributes['transform'] ?? '') ?? [];
    const top = stack.at(-1);
    const x = (top?.x ?? 0) + Number(dx);
    const y = (top?.y ?? 0) + Number(dy);
    const plain = plainText(text);
    append(plain);
    items.push({ tag, x, y, attributes, text: plain, groups: stack.map(({ group }) => group) });
    if (empty !== '/') stack.push({ tag, x, y, group: attributes['class'] ?? '' });
  }
  if (stack.length !== 1) throw new Error('an element is not closed');
  return items;
}

function plainText(escaped: string): string {
  return escaped.replace(/&(?:lt|gt|amp|quot);/g, (entity) => ENTITIES[entity] ?? entity);
}

export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Frame of the panel on the page, from the rectangle that clips its curves. */
export function frameOf(svg: string): Rectangle {
  const items = itemsOf(svg);
  const curves = items.find(({ attributes }) => attributes['class']?.includes('role-scope curves'));
  const id = /url\(#(.*)\)/.exec(curves?.attributes['clip-path'] ?? '')?.[1];
  const at = items.findIndex(({ tag, attributes }) => tag === 'clipPath' && attributes['id'] === id);
  const { width, height } = items[at + 1]?.attributes ?? {};
  const left = curves?.x ?? Number.NaN;
  const top = curves?.y ?? Number.NaN;
  return { left, top, right: left + Number(width), bottom: top + Number(height) };
}

/** Markers of measured values: the symbols inside the clipped group. */
export function markersOf(svg: string): Item[] {
  return itemsOf(svg).filter(
    ({ tag, groups }) => tag === 'path' && groups.at(-1)?.startsWith('mark-symbol') && inCurves(groups),
  );
}

export function inCurves(groups: readonly string[]): boolean {
  return groups.some((group) => group.includes('role-scope curves'));
}

/** Lines inside the frame, without bars and caps. */
export function curvesOf(svg: string): Item[] {
  return itemsOf(svg).filter(
    ({ tag, groups }) => tag === 'path' && groups.at(-1)?.startsWith('mark-line') && inCurves(groups),
  );
}

export interface TextBox extends Rectangle {
  readonly text: string;
}

/** The room that each text takes on the page. */
export function textBoxes(svg: string): TextBox[] {
  return itemsOf(svg)
    .filter(({ tag, text }) => tag === 'text' && text !== '')
    .map(({ x, y, attributes, text }) => {
      const size = Number.parseFloat(attributes['font-size'] ?? '0');
      const width = textWidth(text, size, attributes['font-weight'] === 'bold');
      const before = { start: 0, middle: width / 2, end: width }[attributes['text-anchor'] ?? 'start'] ?? 0;
      if (attributes['transform']?.includes('rotate(-90)')) {
        return { text, left: x - 0.72 * size, right: x + 0.2 * size, top: y - width + before, bottom: y + before };
      }
      return { text, left: x - before, right: x - before + width, top: y - 0.72 * size, bottom: y + 0.2 * size };
    });
}

export function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function texts(svg: string): string[] {
  return textBoxes(svg).map(({ text }) => text);
}
