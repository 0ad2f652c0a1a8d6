/** Drawing → SVG. The one module that loads Vega, and only when something is drawn. */
import type { LoggerInterface } from 'vega';
import type { Drawing } from './figure.ts';
import { marksToSvg, textWidth } from './lettering.ts';
import { POINTS_PER_MM } from './theme.ts';

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  readonly text?: unknown;
}
/** Vega measures text by this; its types leave it out. */
interface TextMetrics {
  width(item: TextItem, text?: unknown): number;
}

/**
 * The SVG of a drawing: as wide as the printed page in millimetres, lengths inside in points, the caption as its label
 * for screen readers, no background. The same drawing gives the same bytes, whatever was rendered before.
 */
export async function renderSvg(drawing: Drawing): Promise<string> {
  const vega = await import('vega');
  (vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = measure;
  vega.resetSVGDefIds();
  const errors: unknown[] = [];
  const view = new vega.View(vega.parse(drawing.spec), { renderer: 'none', logger: errorLogger(errors) });
  try {
    const svg = await view.toSVG();
    if (errors.length > 0) throw new Error(`figure ${drawing.name} cannot be drawn`, { cause: errors[0] });
    return finish(svg, drawing);
  } finally {
    view.finalize();
  }
}

/** Vega writes errors to the console and goes on with half a figure: they are collected here instead. */
function errorLogger(errors: unknown[]): LoggerInterface {
  const logger: LoggerInterface = {
    level: level,
    error: (...problems: unknown[]) => {
      errors.push(...problems);
      return logger;
    },
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  function level(): number;
  function level(value: number): LoggerInterface;
  function level(value?: number): number | LoggerInterface {
    return value === undefined ? 1 : logger;
  }
  return logger;
}

function measure(item: TextItem, text: unknown): number {
  return textWidth(String(text ?? item.text ?? ''), item.fontSize ?? 11, item.fontWeight === 'bold');
}

function finish(svg: string, drawing: Drawing): string {
  const body = svg.replace(/^<svg[^>]*>/, '').replace(/<\/svg>$/, '');
  const { width, height } = drawing.spec;
  if (typeof width !== 'number' || typeof height !== 'number') throw new TypeError('a drawing needs a page size');
  const opening = [
    '<svg xmlns="http://www.w3.org/2000/svg"',
    `width="${round(width / POINTS_PER_MM)}mm" height="${round(height / POINTS_PER_MM)}mm"`,
    `viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${escapeAttribute(drawing.title)}">`,
  ].join(' ');
  return `${opening}${marksToSvg(uniqueIds(roundCoordinates(withoutRoles(body)), drawing.name))}</svg>\n`;
}

/** The drawing is one image to a screen reader: its parts need no roles. */
function withoutRoles(svg: string): string {
  return svg.replace(/<[a-z][^>]*>/g, (tag) => tag.replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, ''));
}

/** At most three decimals. */
function round(value: number): string {
  const rounded = Number(value.toFixed(3));
  return String(rounded === 0 ? 0 : rounded);
}

const GEOMETRY = /( (?:d|transform|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|width|height|stroke-width)=")([^"]*)"/g;

/**
 * Rounds what says where things are and nothing else, so that the last bit of a mathematical function does not show.
 * Vega escapes every `<` and `>` of texts: what stands between these is markup.
 */
function roundCoordinates(svg: string): string {
  return svg.replace(/<[a-z][^>]*>/g, (tag) =>
    tag.replace(
      GEOMETRY,
      (_, start: string, value: string) =>
        `${start}${value.replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, (digits) => round(Number(digits)))}"`,
    ),
  );
}

/** Numbers definitions anew and puts the drawing's name before them: several figures share the page of a report. */
function uniqueIds(svg: string, name: string): string {
  const prefix = name.replace(/[^A-Za-z0-9]/g, (c) => `_${c.codePointAt(0)?.toString(16)}`);
  const ids = new Map<string, string>();
  for (const [, id = ''] of svg.matchAll(/<[a-z][^>]* id="([^"]*)"/g)) ids.set(id, `${prefix}-${ids.size + 1}`);
  return svg.replace(/<[a-z][^>]*>/g, (tag) =>
    tag
      .replace(/ id="([^"]*)"/, (whole, id: string) => (ids.has(id) ? ` id="${ids.get(id)}"` : whole))
      .replace(/url\(#([^)]*)\)/g, (whole, id: string) => (ids.has(id) ? `url(#${ids.get(id)})` : whole)),
  );
}

function escapeAttribute(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
