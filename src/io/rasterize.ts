/** SVG → PNG, with fonts that are read from files: the same letters on every machine. */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { crc32 } from 'node:zlib';

export interface Raster {
  readonly png: Uint8Array;
  /** File names of the fonts that the letters were taken from; `system fonts` where those of the machine were needed. */
  readonly fonts: string[];
}

/** The label of `Raster.fonts` for fonts that the machine happens to have. */
export const SYSTEM_FONTS = 'system fonts';

const LATIN = { name: '@embedpdf/fonts-latin', files: /^NotoSans-(?:Regular|Bold|Italic)\.ttf$/ };
const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HANGUL = /\p{Script=Hangul}/u;
/** Optional packages, and the letters that each of them brings. */
const EAST_ASIAN: readonly { name: string; files: RegExp; letters: readonly RegExp[] }[] = [
  { name: '@embedpdf/fonts-sc', files: /-Regular\.(?:otf|ttf)$/, letters: [HAN, KANA] },
  { name: '@embedpdf/fonts-jp', files: /-Regular\.(?:otf|ttf)$/, letters: [HAN, KANA] },
  { name: '@embedpdf/fonts-kr', files: /-Regular\.(?:otf|ttf)$/, letters: [HANGUL, HAN, KANA] },
];
/** What Noto Sans draws, besides white space. */
const LATIN_LETTERS = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/gu;

const MM_PER_INCH = 25.4;

/**
 * Draws an SVG whose width is given in millimetres at `dpi` dots per inch on white. Latin, Greek and Cyrillic letters
 * come from Noto Sans in the package; Chinese, Japanese and Korean ones from the optional packages where they are
 * installed, else from the fonts of the machine. Throws a TypeError for an SVG without such a width.
 */
export async function rasterize(svg: string, dpi: number): Promise<Raster> {
  const width = /^<svg[^>]* width="([\d.]+)mm"/.exec(svg)?.[1];
  if (width === undefined) throw new TypeError('the SVG has no width in millimetres');
  const { Resvg } = await import('@resvg/resvg-js');
  const { files, system } = await fontFiles(svg);
  const rendered = new Resvg(svg, {
    fitTo: { mode: 'width', value: Math.round((Number(width) / MM_PER_INCH) * dpi) },
    background: 'white',
    font: { fontFiles: files, loadSystemFonts: system, defaultFontFamily: 'Noto Sans', sansSerifFamily: 'Noto Sans' },
  }).render();
  const fonts = files.map((file) => path.basename(file));
  return { png: withResolution(rendered.asPng(), dpi), fonts: system ? [...fonts, SYSTEM_FONTS] : fonts };
}

async function fontFiles(svg: string): Promise<{ files: string[]; system: boolean }> {
  const text = svg.replace(/<[^>]*>/g, '');
  const files = await filesOf(LATIN.name, LATIN.files);
  if (files.length === 0) throw new TypeError(`the package ${LATIN.name} has no font files`);
  let missing = [HAN, KANA, HANGUL].filter((letters) => letters.test(text));
  const other = text
    .replace(LATIN_LETTERS, '')
    .replace(/[\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu, '');
  for (const { name, files: pattern, letters } of EAST_ASIAN) {
    if (!letters.some((set) => missing.includes(set))) continue;
    const found = await filesOf(name, pattern);
    if (found.length === 0) continue;
    files.push(...found);
    missing = missing.filter((set) => !letters.includes(set));
  }
  return { files, system: missing.length > 0 || other !== '' };
}

/** Font files of a package, sorted; none where it is not installed. */
async function filesOf(packageName: string, pattern: RegExp): Promise<string[]> {
  let main: string;
  try {
    main = createRequire(import.meta.url).resolve(packageName);
  } catch {
    return [];
  }
  const folder = path.join(path.dirname(main), '..', 'fonts');
  const names = await readdir(folder);
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Bytes of the signature and of the header chunk, which must come first. */
const PNG_HEADER_BYTES = 8 + 25;
const MM_PER_METRE = 1000;

/** Adds the chunk that says how large the image is on paper. */
function withResolution(png: Uint8Array, dpi: number): Uint8Array {
  const chunk = Buffer.alloc(4 + 4 + 9 + 4);
  const perMetre = Math.round((dpi / MM_PER_INCH) * MM_PER_METRE);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, PNG_HEADER_BYTES), chunk, png.subarray(PNG_HEADER_BYTES)]);
}
