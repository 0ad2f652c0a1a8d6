/** Bytes → text → numbers, with the place of everything that is wrong. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** Bytes looked at to tell one encoding from another. */
const PROBE_BYTES = 1 << 16;

function decodesStrictly(encoding: Encoding, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 without a byte-order mark shows as NUL bytes in every other place of its ASCII characters. */
function utf16WithoutMark(bytes: Uint8Array): Encoding | undefined {
  const probe = bytes.subarray(0, Math.min(bytes.length, PROBE_BYTES) & ~1);
  if (!probe.includes(0)) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < probe.length; i += 2) {
    if (probe[i] === 0) even++;
    if (probe[i + 1] === 0) odd++;
  }
  const pairs = probe.length / 2;
  if (pairs < 4) return undefined;
  if (odd > 0.4 * pairs && even < 0.05 * pairs) return 'utf-16le';
  if (even > 0.4 * pairs && odd < 0.05 * pairs) return 'utf-16be';
  return undefined;
}

/**
 * Of bytes that are valid as GB18030: whether they are Chinese. windows-1252 is often valid too, as an accented letter
 * or a sign (°C, µA, Höhe, Größe) takes the letter after it along, but then the characters are rare ones. Chinese is
 * taken where at least half of the characters are among the 3755 common ones; signs and letters do not count.
 */
function isChinese(bytes: Uint8Array): boolean {
  let common = 0;
  let rare = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    if (lead <= 0x80) continue;
    i += 1;
    const trail = bytes[i] ?? 0;
    if (trail < 0x40) i += 2;
    const isSign = lead >= 0xa1 && lead <= 0xa9 && trail >= 0xa1;
    if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) common++;
    else if (!isSign) rare++;
  }
  return common > 0 && common >= rare;
}

/**
 * Decodes by byte-order mark, then UTF-16 by its NUL bytes, then strict UTF-8, then GB18030 if that is valid and
 * gives Chinese, else windows-1252 (which accepts everything). GB18030 reads GBK too; the label `gbk` would not read
 * GB18030's four-byte forms. windows-1252 is decoded as a stream: the one-shot form of Node 20 is wrong for 0x80–0x9F.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: streamed('utf-16le', bytes), encoding: 'utf-16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: streamed('utf-16be', bytes), encoding: 'utf-16be' };
  const utf16 = utf16WithoutMark(bytes);
  if (utf16 !== undefined) return { text: streamed(utf16, bytes), encoding: utf16 };
  const utf8 = decodesStrictly('utf-8', bytes);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  const chinese = decodesStrictly('gb18030', bytes);
  if (chinese !== undefined && isChinese(bytes)) return { text: chinese, encoding: 'gb18030' };
  return { text: streamed('windows-1252', bytes), encoding: 'windows-1252' };
}

function streamed(encoding: Encoding, bytes: Uint8Array): string {
  const decoder = new TextDecoder(encoding);
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}

/** Text as lines without their ends; `\r\n`, `\n` and `\r` all end a line, a final line end starts no new line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * Text from files as one line that shows what it is: line ends and other control characters become blanks, marks that
 * reverse the direction of writing U+FFFD.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').replace(/\p{Bidi_Control}/gu, '\ufffd');
}

export type DecimalMark = '.' | ',';

/**
 * Decides the decimal mark from cells of data rows (never from a header: file names hold commas). A comma counts
 * only inside something that is a number with it and not without.
 */
export function decimalMark(cells: Iterable<string>): DecimalMark {
  let points = 0;
  let commas = 0;
  for (const cell of cells) {
    if (/^\s*[+-]?\d*\.\d+(?:[eE][+-]?\d+)?\s*$/.test(cell)) points++;
    else if (/^\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*$/.test(cell)) commas++;
  }
  return commas > points ? ',' : '.';
}

const NUMBER_CELL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The one number reader. NaN for anything but a finite decimal number, the empty cell included, and for a point where
 * the mark is a comma: it would separate thousands.
 */
export function parseNumber(cell: string, mark: DecimalMark = '.'): number {
  const trimmed = cell.trim();
  const plain = mark === ',' ? trimmed.replace(/[.,]/g, (found) => (found === ',' ? '.' : ',')) : trimmed;
  if (!NUMBER_CELL.test(plain)) return Number.NaN;
  const value = Number(plain);
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Elapsed time as `[d-]h:mm:ss[.fff]` (also `d h:mm:ss`) in seconds; NaN for anything else. Hours run past 23 only
 * where no day is given; minutes and seconds do not run past 59.
 */
export function parseElapsed(cell: string): number {
  const match = /^(?:(\d{1,6})[- ])?(\d{1,6}):([0-5]\d):([0-5]\d(?:\.\d+)?)$/.exec(cell.trim());
  if (match === null) return Number.NaN;
  const [, days, hours, minutes, seconds] = match;
  if (days !== undefined && Number(hours) > 23) return Number.NaN;
  return Number(days ?? 0) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
