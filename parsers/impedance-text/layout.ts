/** Recognises delimited impedance text and how it is laid out. */
import type { TextRow } from '../../src/io/named-columns.ts';
import { spectrumStarts } from '../../src/io/spectra.ts';
import { type DecimalMark, decimalMark, parseNumber } from '../../src/model/text.ts';
import { type ImpedanceHeader, readHeader } from './headers.ts';

export interface NamedLayout {
  readonly named: true;
  readonly separator: Separator;
  readonly headers: readonly string[];
  readonly meanings: readonly (ImpedanceHeader | undefined)[];
  /** 0-based line of the names. */
  readonly line: number;
}

/** Three columns without names: frequency, real part, imaginary part of unknown sign. */
export interface BareLayout {
  readonly named: false;
  readonly separator: Separator;
}

type Separator = '\t' | ';' | ',' | 'space';

const SEPARATORS: readonly Separator[] = ['\t', ';', ',', 'space'];

/** Lines before the first row that are no data. */
const isBlank = (line: string) => line.trim() === '';
const isComment = (line: string) => /^\s*[#%]/.test(line);

function splitCells(line: string, separator: Separator): string[] {
  if (separator === 'space') return line.trim().split(/\s+/);
  return line.split(separator).map((cell) => cell.trim());
}

/** Column names of EC-Lab's text without its header, which has a parser of its own. */
const ELSEWHERE =
  /^(?:<?(?:Ewe|Ecell|Ece|I)>?\/(?:V|mA)|<Ewe\/V>|\(Q-Qo\)\/(?:mA\.h|C)|control\/(?:V|mA|V\/mA)|ox\/red)$/;

/** Names in the first line that is neither blank nor a comment, or in the last comment before it. */
function namedLayout(lines: readonly string[]): NamedLayout | undefined {
  const first = lines.findIndex((line) => !isBlank(line) && !isComment(line));
  const comments = lines.slice(0, Math.max(0, first)).findLastIndex(isComment);
  for (const line of [first, comments]) {
    if (line < 0) continue;
    const names = (lines[line] ?? '').replace(/^\s*[#%]+/, '');
    const hasRow = lines.slice(line + 1).some((row) => /^[\s"+-]*\.?\d/.test(row));
    for (const separator of SEPARATORS) {
      const headers = splitCells(names, separator);
      const meanings = headers.map(readHeader);
      if (headers.some((header) => ELSEWHERE.test(header))) return undefined;
      if (hasRow && isImpedance(meanings)) return { named: true, separator, headers, meanings, line };
    }
  }
  return undefined;
}

function isImpedance(meanings: readonly (ImpedanceHeader | undefined)[]): boolean {
  const has = (quantity: ImpedanceHeader['quantity']) => meanings.some((header) => header?.quantity === quantity);
  return has('frequency') && ((has('real') && has('imaginary')) || (has('modulus') && has('phase')));
}

/** Points below which three unnamed columns are not taken for a spectrum, and the range of their frequencies. */
const MIN_POINTS = 5;
const MIN_RANGE = 10;

/**
 * Three numbers in every row, the first one like the frequencies of an impedance sweep: positive, over at least a
 * decade, one direction within each spectrum, and spaced more evenly in its logarithm than in itself (which times,
 * channels and depths are not).
 */
function bareLayout(lines: readonly string[], whole: boolean): BareLayout | undefined {
  const filled = lines.filter((line) => !isBlank(line) && !isComment(line));
  for (const separator of SEPARATORS) {
    const rows = filled.map((line) => splitCells(line, separator));
    const mark = separator === ',' ? '.' : decimalMark(rows.flat());
    const isRow = (cells: readonly string[]) =>
      cells.length === 3 && cells.every((cell) => !Number.isNaN(parseNumber(cell, mark)));
    // A file may end within a line: it was cut, or is still being written.
    const usable = whole && !isRow(rows.at(-1) ?? []) ? rows.slice(0, -1) : rows;
    if (usable.length < MIN_POINTS || !usable.every(isRow)) continue;
    const first = Float64Array.from(usable, (cells) => parseNumber(cells[0] ?? '', mark));
    if (isSweep(first)) return { named: false, separator };
  }
  return undefined;
}

function isSweep(frequency: Float64Array): boolean {
  if (frequency.some((f) => !(f > 0))) return false;
  const starts = spectrumStarts(frequency);
  return starts.every((from, k) => {
    const spectrum = frequency.slice(from, starts[k + 1]);
    if (spectrum.length < MIN_POINTS) return false;
    const ratio = (spectrum.at(-1) ?? 1) / (spectrum[0] ?? 1);
    const wide = Math.max(ratio, 1 / ratio) >= MIN_RANGE;
    return wide && unevenness(spectrum.map(Math.log)) < unevenness(spectrum);
  });
}

/** Standard deviation of the steps over their mean; infinite where they are not all of one sign. */
function unevenness(values: Float64Array): number {
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? Number.NaN));
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  if (steps.some((step) => step * mean <= 0)) return Number.POSITIVE_INFINITY;
  return Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length) / Math.abs(mean);
}

/** Layout of impedance text; undefined for anything else. `whole` says that the lines are the whole file. */
export function recognise(lines: readonly string[], whole: boolean): NamedLayout | BareLayout | undefined {
  return namedLayout(lines) ?? bareLayout(lines, whole);
}

/** Rows below the names as cells, with the decimal mark that they use. */
export function dataRows(lines: readonly string[], layout: NamedLayout | BareLayout) {
  const rows: TextRow[] = [];
  for (let line = layout.named ? layout.line + 1 : 0; line < lines.length; line++) {
    const row = lines[line] ?? '';
    if (!isBlank(row) && !isComment(row)) rows.push({ line, cells: splitCells(row, layout.separator) });
  }
  const mark: DecimalMark = layout.separator === ',' ? '.' : decimalMark(rows.flatMap(({ cells }) => cells));
  return { rows, mark };
}
