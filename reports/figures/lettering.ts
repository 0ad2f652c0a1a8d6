/** Text as it stands in a figure: what may be in it, how wide it is, how it is shortened. */

/** Around what is to be set in italics or lower; private-use characters that `cleanText` removes from names. */
const ITALIC_START = '\uE000';
const ITALIC_END = '\uE001';
const SUBSCRIPT_START = '\uE002';
const SUBSCRIPT_END = '\uE003';
/** Size of a subscript relative to its line, and how far it stands below the base line, in its own size. */
const SUBSCRIPT_SIZE = 0.7;
const SUBSCRIPT_DROP = 0.25;

/** Symbols of quantities are set in italics: `italic('E')`. */
export function italic(symbol: string): string {
  return `${ITALIC_START}${symbol}${ITALIC_END}`;
}

/** What stands below the line beside a symbol: `${italic('R')}${subscript('ct')}`. */
export function subscript(text: string): string {
  return `${SUBSCRIPT_START}${text}${SUBSCRIPT_END}`;
}

/**
 * Turns the marks of `italic` and `subscript` into SVG, once the text around them has been escaped. Looks at what stands
 * between tags only: the paths inside tags are long.
 */
export function marksToSvg(svg: string): string {
  return svg.replace(/(^|>)([^<>]+)/g, (whole, before: string, text: string) =>
    /[\uE000-\uE003]/.test(text) ? `${before}${markedRuns(text)}` : whole,
  );
}

function markedRuns(text: string): string {
  let italics = false;
  let lowered = false;
  /** Whether the last run was lowered: positions in SVG stay shifted until they are shifted back. */
  let below = false;
  let svg = '';
  for (const run of text.split(/([\uE000-\uE003])/)) {
    if (run === ITALIC_START || run === ITALIC_END) italics = run === ITALIC_START;
    else if (run === SUBSCRIPT_START || run === SUBSCRIPT_END) lowered = run === SUBSCRIPT_START;
    else if (run !== '') {
      const attributes = [
        ...(italics ? ['font-style="italic"'] : []),
        ...(lowered ? [`font-size="${SUBSCRIPT_SIZE}em"`] : []),
        ...(lowered && !below ? [`dy="${SUBSCRIPT_DROP}em"`] : []),
        ...(below && !lowered ? [`dy="-${SUBSCRIPT_DROP * SUBSCRIPT_SIZE}em"`] : []),
      ];
      svg += attributes.length === 0 ? run : `<tspan ${attributes.join(' ')}>${run}</tspan>`;
      below = lowered;
    }
  }
  return svg;
}

/**
 * A name of the user's as it may stand in a figure. White space becomes one space; control characters, marks that turn
 * the direction of writing, private-use characters and halves of surrogate pairs become U+FFFD: they would break
 * the SVG or show something else than what is written.
 */
export function cleanText(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\p{Bidi_Control}]/gu, '\uFFFD');
}

/** Advance widths of Noto Sans Regular in hundredths of the font size, from the font's own table. */
const ADVANCES: readonly (readonly [number, string])[] = [
  [26, " 'ijl"],
  [28, '!,.:;J`·′'],
  [33, '()-[]'],
  [35, 'If⁺⁻¹²³⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉'],
  [38, 't/\\{}'],
  [43, '"r?°″'],
  [48, '_zcs'],
  [53, 'vyFLkx'],
  [57, '*S|ETae$+0123456789<=>YZ^~±−×'],
  [61, 'XVPoσχτγβ'],
  [65, 'KRbdghnpquCA#BΔμµ'],
  [74, '%&DGUHΩ'],
  [79, 'NOQw…'],
  [94, '@MWm'],
];

const WIDTHS = new Map(
  ADVANCES.flatMap(([width, characters]) => [...characters].map((c) => [c, width / 100] as const)),
);

/** Bold letters are wider by about this much. */
const BOLD = 1.12;

function advance(character: string): number {
  const known = WIDTHS.get(character);
  if (known !== undefined) return known === 0.74 && character === '%' ? 0.83 : known;
  if (/[\p{M}\p{Cf}\uE000-\uE003]/u.test(character)) return 0;
  if (/\p{Extended_Pictographic}/u.test(character)) return 1.3;
  return /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(character) ? 0.75 : 1.03;
}

/** Width in points of a line of text in Noto Sans; an upper estimate for letters that the table does not have. */
export function textWidth(text: string, size: number, bold = false): number {
  let width = 0;
  let share = 1;
  for (const character of text) {
    if (character === SUBSCRIPT_START) share = SUBSCRIPT_SIZE;
    else if (character === SUBSCRIPT_END) share = 1;
    width += share * advance(character);
  }
  return width * size * (bold ? BOLD : 1);
}

/** The text, or as much of its beginning and end as fits into `width` points: names differ at either end. */
export function fitText(text: string, size: number, width: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text;
  const letters = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const short = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
    if (textWidth(short, size, bold) <= width) return short;
  }
  return '…';
}

/** Drawing names: the figure's id, then each part as lower-case letters and digits of any script; all different. */
export function drawingNames(id: string, parts: readonly string[]): string[] {
  const taken = new Set<string>();
  return parts.map((part) => {
    const slug = Array.from(
      part
        .normalize('NFC')
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-'),
    );
    const base = `${id}-${slug.slice(0, 48).join('')}`.replace(/-+$/, '').replace(/-{2,}/g, '-');
    let name = base;
    for (let copy = 2; taken.has(name); copy++) name = `${base}-${copy}`;
    taken.add(name);
    return name;
  });
}
