/** Says what was seen in a file that no parser claims, so that the user can tell which export it is. */
import { isWorkbook, openWorkbook } from '../io/spreadsheet.ts';
import type { RawFile } from '../model/source.ts';
import { SourceError } from '../model/source.ts';
import { decodeText } from '../model/text.ts';

const SHOWN_CHARACTERS = 60;
const SHOWN_SHEETS = 5;
const PROBE_BYTES = 4096;
const LINE_FEED = 0x0a;

/** One line of plain text without control characters. */
export async function describeContent(file: RawFile): Promise<string> {
  const { head: bytes } = file;
  if (file.size === 0) return 'the file is empty';
  if (isWorkbook(file)) return describeWorkbook(file);
  const { text, encoding } = decodeText(firstLines(bytes));
  if (!encoding.startsWith('utf-16') && looksBinary(bytes)) {
    const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return `binary file that begins with bytes ${head}`;
  }
  const line = text.split(/\r\n|\n|\r/).find((candidate) => candidate.trim() !== '') ?? '';
  return `text (${encoding}) that begins with "${printable(line)}"`;
}

async function describeWorkbook(file: RawFile): Promise<string> {
  try {
    const workbook = await openWorkbook(file);
    const sheets: string[] = [];
    for (const { name } of workbook.sheets.slice(0, SHOWN_SHEETS)) {
      const rows = await workbook.preview(name, 10);
      const row = rows.find((cells) => cells.some((cell) => cell !== undefined));
      const seen = row?.filter((cell) => cell !== undefined).join(', ');
      sheets.push(seen === undefined ? `${printable(name)} (empty)` : `${printable(name)} ("${printable(seen)}")`);
    }
    const more = workbook.sheets.length > SHOWN_SHEETS ? ` and ${workbook.sheets.length - SHOWN_SHEETS} more` : '';
    return `${workbook.format} workbook with sheets ${sheets.join(', ')}${more}`;
  } catch (error) {
    if (error instanceof SourceError) return `damaged workbook: ${error.detail}`;
    throw error;
  }
}

function printable(text: string): string {
  const plain = text.replace(/\p{C}/gu, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...plain];
  return characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : plain;
}

/** Whole lines where there are any: a cut within a character would pass for another encoding. */
function firstLines(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= PROBE_BYTES) return bytes;
  const end = bytes.lastIndexOf(LINE_FEED, PROBE_BYTES - 1);
  return end < 0 ? bytes : bytes.subarray(0, end + 1);
}

/** A zero byte, or more than a few other control characters, which no text of one byte per letter has. */
function looksBinary(bytes: Uint8Array): boolean {
  const probe = bytes.subarray(0, PROBE_BYTES);
  const control = probe.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 32) ? 1 : 0), 0);
  return probe.includes(0) || control > 0.1 * probe.length;
}
