/**
 * ZPlot and ZView impedance files (`.z`, `.z60`; Scribner), also as other programs write them.
 *
 * ## Usage
 * Any text whose first line is `ZPLOT2 ASCII`, `ZPlotW Data File …` or `Z60W Data File …`. One dataset per sweep: where
 * the frequency starts again a new one begins.
 *
 * ## Schema (column → unit)
 * impedance: frequency Hz (`Freq(Hz)`), z_real ohm (`Z'(a)`), z_imag ohm (`Z''(b)`), time s (`Time(Sec)`). Ampl, Bias,
 * GD, Err and Range are kept as extras: the amplitude is a potential or a current, as the experiment was run.
 *
 * ## Sign conventions
 * `Z''(b)` has its true sign: negative where capacitive. A file that contradicts this is reported
 * (IMAGINARY_SIGN_SUSPECT) and kept as it is.
 *
 * ## File structure and quirks
 * - `ZPLOT2 ASCII`: `  Key:   value` lines, the names as the last line before `End Comments`, rows separated by tabs.
 * - `ZPlotW`/`Z60W Data File`: quoted lines, names separated by runs of spaces, rows separated by commas.
 * - The number of points announced (`Data Points:`, or the line before the names) is compared, never used.
 * - Files written by other programs fill the columns they do not know with zeros.
 * - Decimal comma (European systems) in rows separated by tabs.
 *
 * ## Metadata
 * `Key: value` lines of ZPLOT2; the lines before the names of the others as `comment`. `started` from Date and Time
 * where day and month cannot be mistaken (START_AMBIGUOUS). `spectrum` = `2 of 5` where a file holds several.
 */

import {
  buildDataset,
  type NamedColumns,
  readNamedColumns,
  type SourceColumn,
  sliceColumns,
  type TextRow,
} from '../../src/io/named-columns.ts';
import { probeText } from '../../src/io/probe.ts';
import { imaginarySign, spectrumStarts } from '../../src/io/spectra.ts';
import { parseStart } from '../../src/io/start-time.ts';
import type { Dataset, ParseResult, Parser } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { decimalMark, decodeText, splitLines } from '../../src/model/text.ts';

const SAVE_AGAIN = 'save the file again from ZPlot or ZView';

/** Names without their units and marks → the schema. */
const TARGETS: Readonly<Record<string, string>> = {
  freq: 'frequency',
  "z'": 'z_real',
  "z''": 'z_imag',
  time: 'time',
};

/** Reads ZPlot/ZView impedance files. */
export const zview: Parser = {
  id: 'zview',
  instrument: 'Scribner ZPlot and ZView',
  description: 'ZPlot/ZView impedance (.z, .z60)',
  claims: async (file) => isZview(probeText(file) ?? ''),
  parse: async (file) => parse(file),
};

function isZview(text: string): boolean {
  return /^"?(?:ZPLOT2 ASCII|ZPlotW Data File|Z60W Data File)/i.test(text);
}

function parse(file: RawFile): ParseResult {
  const { text } = decodeText(file.bytes);
  if (!isZview(text)) {
    const detail = 'not a ZPlot/ZView file: the first line is none of ZPLOT2 ASCII, ZPlotW Data File, Z60W Data File';
    throw new SourceError(file.path, linePlace(0, 0), detail, 'choose another format');
  }
  const lines = splitLines(text);
  const namesAt = lines.findIndex((line) => /^"?\s*freq\s*\(hz\)/i.test(line));
  if (namesAt < 0) throw new SourceError(file.path, '', 'no line names the columns (Freq(Hz) …)', SAVE_AGAIN);
  const sources = sourceColumns(lines[namesAt] ?? '');
  for (const name of ['frequency', 'z_real', 'z_imag']) {
    if (sources.some(({ target }) => target?.name === name)) continue;
    const seen = sources.map(({ header }) => header).join(', ');
    throw new SourceError(file.path, linePlace(namesAt, 0), `no column for ${name}; seen: ${seen}`, SAVE_AGAIN);
  }
  const rows = textRows(lines, namesAt);
  const mark = decimalMark(rows.flatMap(({ cells }) => cells));
  const read = readNamedColumns('impedance', sources, rows, mark);
  if (read.length === 0) {
    throw new SourceError(file.path, linePlace(namesAt, 0), 'no usable rows below the names', 'repeat the measurement');
  }
  return assemble(file, lines.slice(0, namesAt), read);
}

function sourceColumns(line: string): SourceColumn[] {
  const headers = line
    .replaceAll('"', '')
    .trim()
    .split(/\t+|\s{2,}/);
  const taken = new Set<string>();
  return headers.map((written) => {
    const header = written.trim();
    const [, stem = header, unit = ''] = /^(.*?)\s*\((.*)\)$/.exec(header) ?? [];
    const name = TARGETS[stem.toLowerCase()];
    // The (a) and (b) of the two parts are marks, not units.
    if (name === undefined || taken.has(name)) return { header, unit: '' };
    taken.add(name);
    const target = { name, scale: 1, offset: 0 };
    if (name !== 'frequency') return { header, unit: name === 'time' ? unit : 'ohm', target };
    return { header, unit, target: { ...target, accepts: (f: number) => f > 0 } };
  });
}

function textRows(lines: readonly string[], namesAt: number): TextRow[] {
  const end = lines.findIndex((line, i) => i > namesAt && /^\s*End Comments/i.test(line));
  const first = end < 0 ? namesAt + 1 : end + 1;
  const filled = lines.slice(first).filter((line) => line.trim() !== '');
  const separator = filled[0]?.includes('\t') ? '\t' : filled[0]?.includes(',') ? ',' : /\s+/;
  const rows: TextRow[] = [];
  for (let line = first; line < lines.length; line++) {
    const row = (lines[line] ?? '').trim();
    if (row !== '') rows.push({ line, cells: row.split(separator) });
  }
  return rows;
}

/** `Key: value` lines as they stand; a file of quoted lines gives one `comment`. */
function metaOf(lines: readonly string[]): Record<string, string> {
  const meta: Record<string, string> = {};
  const comments: string[] = [];
  for (const line of lines) {
    const [, key, value] = /^ {2,}([^:]+):\s*(.*)$/.exec(line) ?? [];
    const word = line.replaceAll('"', '').trim();
    if (key === undefined) {
      if (word !== '') comments.push(word);
      continue;
    }
    let name = key;
    for (let n = 2; Object.hasOwn(meta, name); n++) name = `${key} (${n})`;
    meta[name] = (value ?? '').trim();
  }
  meta['comment'] = comments.join('\n');
  return meta;
}

function assemble(file: RawFile, header: readonly string[], read: NamedColumns): ParseResult {
  const meta = metaOf(header);
  const issues: Issue[] = [];
  const inline = /Date:\s*(\S+)\s+Time:\s*(\S+)/i.exec(meta['comment'] ?? '');
  const date = meta['Date'] ?? inline?.[1] ?? '';
  const time = meta['Time'] ?? inline?.[2] ?? '';
  const start = parseStart(date, time);
  if (start.ambiguous) issues.push(issue('START_AMBIGUOUS', `Date ${date}, Time ${time}`, file.path));
  const declared = Number(meta['Data Points'] ?? /^\d+$/.exec(header.at(-1)?.trim() ?? '')?.[0]);
  const held = read.length + read.skipped.length;
  if (declared !== held && !Number.isNaN(declared)) {
    issues.push(issue('ROW_COUNT_DIFFERS', `${declared} points announced, ${held} rows there`, file.path));
  }
  const [skipped] = read.skipped;
  if (skipped !== undefined) {
    const message = `${read.skipped.length} of ${held} rows left out`;
    issues.push(issue('ROWS_SKIPPED', message, file.path, linePlace(skipped, 0)));
  }
  const facts = { file, parser: 'zview', meta, started: start.iso };
  const starts = spectrumStarts(read.columns['frequency'] ?? new Float64Array());
  const datasets = starts.map((from, k): Dataset => {
    const spectrum = sliceColumns(read, from, starts[k + 1] ?? read.length);
    const { frequency, z_real: real, z_imag: imag } = spectrum.columns;
    if (
      frequency !== undefined &&
      real !== undefined &&
      imag !== undefined &&
      imaginarySign(frequency, real, imag) < 0
    ) {
      issues.push(issue('IMAGINARY_SIGN_SUSPECT', `spectrum ${k + 1} of ${starts.length}`, file.path));
    }
    const meta = starts.length > 1 ? { ...facts.meta, spectrum: `${k + 1} of ${starts.length}` } : facts.meta;
    return buildDataset('impedance', spectrum, { ...facts, meta });
  });
  return { datasets, issues };
}
