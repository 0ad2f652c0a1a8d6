/**
 * Delimited impedance text (`.csv`, `.txt`): what users and analysis programs write themselves.
 *
 * ## Usage
 * Named columns: the first line (or the last comment line before the rows) names a frequency, a real and an imaginary
 * part (or modulus and phase), each once. Unnamed columns: exactly three numbers per row, the first a frequency sweep.
 * Other tables are not claimed. One dataset per spectrum: where the frequency starts again a new one begins.
 *
 * ## Schema (column → unit)
 * impedance: frequency Hz, z_real ohm, z_imag ohm. Units in the names are converted (`Freq/kHz`, `Z' (mOhm)`); a name
 * without a unit means Hz or ohm. All other columns are extras.
 *
 * ## Sign conventions
 * - Named: the name decides, `Z''`, `Im(Z)`, `Zimag`, `imaginary` as they are, `-Z''`, `-Im(Z)`, `negative imaginary`
 *   reversed; so for `-Z'` and `-phase`. A name that the values contradict is kept and reported (IMAGINARY_SIGN_SUSPECT).
 * - Unnamed: taken only if the points prove it (see `imaginarySign`), and said so (IMAGINARY_SIGN_INFERRED); else a
 *   SourceError that asks for a line of names.
 *
 * ## File structure and quirks
 * - Separators tab, semicolon, comma or spaces; decimal comma with all but the comma (pyimpspec's CSV variants).
 * - Names with typographic primes, `Z"`, quotes, brackets, or behind `#` (numpy's savetxt).
 * - A first column without a name, the row number of data frames (pyDRTtools): an extra.
 * - Unnamed columns separated by blanks and tabs at once, CRLF (DRTtools): read.
 * - Every line end doubled (PowerSuite: CR CR LF): blank lines mean nothing.
 * - Rows of a DC step, with frequency 0, before the spectrum (ParStat): left out and counted (ROWS_SKIPPED).
 * - Frequency rising or falling, several spectra below one another (pyimpspec): split.
 * - Phase without a unit: degrees if any exceeds π in size, else a SourceError.
 *
 * ## Metadata
 * Comment lines as `comment`; `spectrum` = `2 of 5` where a file holds several. No start time.
 */

import {
  buildDataset,
  type NamedColumns,
  readNamedColumns,
  type SourceColumn,
  sliceColumns,
} from '../../src/io/named-columns.ts';
import { probeIsWhole, probeText } from '../../src/io/probe.ts';
import { imaginarySign, spectrumStarts } from '../../src/io/spectra.ts';
import type { Dataset, ParseResult, Parser } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { decodeText, splitLines } from '../../src/model/text.ts';
import { type ImpedanceHeader, type Quantity, unitFactor } from './headers.ts';
import { type BareLayout, dataRows, type NamedLayout, recognise } from './layout.ts';

const NAMES_EXAMPLE = "frequency,Z',Z'' (or frequency,Z',-Z'')";

/** Reads delimited impedance text with named columns, or with three unnamed ones. */
export const impedanceText: Parser = {
  id: 'impedance-text',
  instrument: 'any',
  description: 'Delimited impedance text (.csv, .txt): frequency, real and imaginary part',
  claims: async (file) => {
    const text = probeText(file);
    return text !== undefined && recognise(splitLines(text), probeIsWhole(file)) !== undefined;
  },
  parse: async (file) => parse(file),
};

function parse(file: RawFile): ParseResult {
  const lines = splitLines(decodeText(file.bytes).text);
  const layout = recognise(lines, true);
  if (layout === undefined) {
    const detail =
      'neither named columns of an impedance table nor three columns of numbers with a frequency sweep first';
    throw new SourceError(file.path, '', detail, `name the columns in the first line, for example ${NAMES_EXAMPLE}`);
  }
  const { rows, mark } = dataRows(lines, layout);
  const read = readNamedColumns('impedance', sourcesOf(file, layout), rows, mark);
  if (read.length === 0) {
    const place = layout.named ? linePlace(layout.line, 0) : '';
    throw new SourceError(file.path, place, 'no row has a frequency and an impedance', 'export the file again');
  }
  const issues: Issue[] = [];
  const [skipped] = read.skipped;
  if (skipped !== undefined) {
    const message = `${read.skipped.length} of ${rows.length} rows left out: no frequency above 0, or no impedance`;
    issues.push(issue('ROWS_SKIPPED', message, file.path, linePlace(skipped, 0)));
  }
  const rectangular = layout.named ? fromPolar(file, layout, read) : read;
  const comment = lines.filter((line) => /^\s*[#%]/.test(line)).map((line) => line.trim());
  return assemble(file, layout, rectangular, comment.join('\n'), issues);
}

const isFrequency = (value: number) => value > 0;

function sourcesOf(file: RawFile, layout: NamedLayout | BareLayout): SourceColumn[] {
  if (!layout.named) {
    return ['frequency', 'z_real', 'z_imag'].map((name) => {
      const target = { name, scale: 1, offset: 0 };
      if (name !== 'frequency') return { header: '', unit: '', target };
      return { header: '', unit: '', target: { ...target, accepts: isFrequency } };
    });
  }
  const targets = targetNames(layout);
  const taken = new Map<string, number>();
  return layout.headers.map((header, column) => {
    const meaning = layout.meanings[column];
    const name = meaning === undefined ? undefined : targets[meaning.quantity];
    if (meaning === undefined || name === undefined) return { header, unit: meaning?.unit ?? '' };
    const place = linePlace(layout.line, column);
    const other = taken.get(name);
    if (other !== undefined) {
      const detail = `two columns hold the same: "${layout.headers[other] ?? ''}" and "${header}"`;
      throw new SourceError(file.path, place, detail, 'keep one of them; write several spectra below one another');
    }
    taken.set(name, column);
    const target = { name, scale: meaning.sign * factorOf(file, meaning, header, place), offset: 0 };
    if (name !== 'frequency') return { header, unit: meaning.unit, target };
    return { header, unit: meaning.unit, target: { ...target, accepts: isFrequency } };
  });
}

/** Modulus and phase go where the parts they give will be, unless the parts themselves are there. */
function targetNames(layout: NamedLayout): Partial<Record<Quantity, string>> {
  if (isPolar(layout)) return { frequency: 'frequency', modulus: 'z_real', phase: 'z_imag' };
  return { frequency: 'frequency', real: 'z_real', imaginary: 'z_imag' };
}

function isPolar(layout: NamedLayout): boolean {
  return !['real', 'imaginary'].every((part) => layout.meanings.some((header) => header?.quantity === part));
}

function factorOf(file: RawFile, meaning: ImpedanceHeader, header: string, place: string): number {
  if (meaning.quantity === 'phase') return 1;
  const factor = unitFactor(meaning);
  if (factor !== undefined) return factor;
  const wanted = meaning.quantity === 'frequency' ? 'Hz' : 'ohm';
  const detail = `column "${header}" has the unit "${meaning.unit}", expected ${wanted} with or without a prefix`;
  throw new SourceError(file.path, place, detail, 'correct the name of the column');
}

/** Z = |Z| e^{jφ}. */
function fromPolar(file: RawFile, layout: NamedLayout, read: NamedColumns): NamedColumns {
  const { z_real: modulus, z_imag: phase } = read.columns;
  if (!isPolar(layout) || modulus === undefined || phase === undefined) return read;
  const column = layout.meanings.findIndex((header) => header?.quantity === 'phase');
  const unit = layout.meanings[column]?.unit.toLowerCase() ?? '';
  if (unit === '' && !phase.some((angle) => Math.abs(angle) > Math.PI)) {
    const detail = `column "${layout.headers[column] ?? ''}" states no unit, and no value tells degrees from radians`;
    throw new SourceError(file.path, linePlace(layout.line, column), detail, 'name it `phase (deg)` or `phase (rad)`');
  }
  const radians = unit === 'rad' ? phase : phase.map((angle) => (angle * Math.PI) / 180);
  const real = modulus.map((size, i) => size * Math.cos(radians[i] ?? Number.NaN));
  const imaginary = modulus.map((size, i) => size * Math.sin(radians[i] ?? Number.NaN));
  return { ...read, columns: { ...read.columns, z_real: real, z_imag: imaginary } };
}

function assemble(
  file: RawFile,
  layout: NamedLayout | BareLayout,
  read: NamedColumns,
  comment: string,
  issues: Issue[],
): ParseResult {
  const starts = spectrumStarts(column(read, 'frequency'));
  const spectra = starts.map((from, k) => sliceColumns(read, from, starts[k + 1] ?? read.length));
  const signs = spectra.map((s) => imaginarySign(column(s, 'frequency'), column(s, 'z_real'), column(s, 'z_imag')));
  if (layout.named) {
    signs.forEach((sign, k) => {
      if (sign < 0) issues.push(issue('IMAGINARY_SIGN_SUSPECT', `spectrum ${k + 1} of ${signs.length}`, file.path));
    });
  } else {
    if (commonSign(file, signs) < 0) spectra.forEach(negateImaginary);
    const how = signs.some((sign) => sign < 0) ? 'negative imaginary part' : 'imaginary part';
    issues.push(issue('IMAGINARY_SIGN_INFERRED', `the third column is the ${how}`, file.path));
  }
  const datasets = spectra.map((spectrum, k): Dataset => {
    const meta = {
      ...(comment === '' ? {} : { comment }),
      ...(spectra.length > 1 ? { spectrum: `${k + 1} of ${spectra.length}` } : {}),
    };
    return buildDataset('impedance', spectrum, { file, parser: 'impedance-text', meta, started: '' });
  });
  return { datasets, issues };
}

function column(read: NamedColumns, name: string): Float64Array {
  return read.columns[name] ?? new Float64Array();
}

/** Slices own their values. */
function negateImaginary(spectrum: NamedColumns): void {
  const values = column(spectrum, 'z_imag');
  for (let i = 0; i < values.length; i++) values[i] = -(values[i] ?? Number.NaN);
}

/** The sign of a file's third column: what its spectra prove, and none contradicts. */
function commonSign(file: RawFile, signs: readonly number[]): number {
  const proven = new Set(signs.filter((sign) => sign !== 0));
  const [sign] = proven;
  if (sign !== undefined && proven.size === 1) return sign;
  const detail = 'the columns have no names, and the values do not prove the sign of the imaginary part';
  throw new SourceError(file.path, linePlace(0, 0), detail, `write a first line with the names: ${NAMES_EXAMPLE}`);
}
