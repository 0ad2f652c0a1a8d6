/** Character data of an XML part: UTF-8, line ends, references. */

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The character of a reference such as `amp`, `#10` or `#x4e2d`; undefined where XML allows none. */
function referenced(reference: string): string | undefined {
  if (!reference.startsWith('#')) return PREDEFINED.get(reference);
  const match = /^#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}))$/.exec(reference);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  const allowed = code >= 0x20 ? code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff) : [9, 10, 13].includes(code);
  return allowed ? String.fromCodePoint(code) : undefined;
}

/**
 * Text of bytes [start, end): `\r\n` and `\r` become `\n`, references become characters (not in a CDATA section).
 * Undefined where the bytes are not UTF-8 or a reference is none of XML's own.
 */
export function decodeXmlText(bytes: Buffer, start: number, end: number, isCData = false): string | undefined {
  let plain = true;
  for (let i = start; i < end && plain; i++) {
    const byte = bytes[i]!;
    plain = byte < 0x80 && byte !== 0x26 && byte !== 0x0d;
  }
  if (plain) return bytes.toString('latin1', start, end);
  let text: string;
  try {
    text = utf8.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (isCData || !lines.includes('&')) return lines;
  let intact = true;
  const resolved = lines.replace(/&([^;&]{0,32})(;?)/g, (_, reference: string, semicolon: string) => {
    const character = semicolon === '' ? undefined : referenced(reference);
    intact &&= character !== undefined;
    return character ?? '';
  });
  return intact ? resolved : undefined;
}

/** Spreadsheet strings write a character that XML cannot hold as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19). */
export function unescapeCellText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
