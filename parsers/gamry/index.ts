/**
 * Gamry Framework data files (`.DTA`, "EXPLAIN" text).
 *
 * ## Usage
 * Any file whose second line is `TAG<TAB>experiment`. One dataset per table; the tables CURVE1 … CURVEn of a
 * voltammogram are one dataset with the number as `cycle`.
 *
 * ## Schema (column → unit)
 * - impedance (`ZCURVE` of EISPOT, GALVEIS, …): frequency Hz, z_real ohm, z_imag ohm, time s, potential V, current A,
 *   temperature °C
 * - voltammetry (`CURVEn` of CV, LSV): time s, potential V, current A, cycle, temperature °C
 * - chronoamperometry (`CURVE` of CHRONOA, PWR800_POTENTIOSTATIC; `VFPCURVE`): time s, potential V, current A, temperature °C
 * - square-wave-voltammetry (`CURVE` with Vfwd and Vrev): time s, potential V (Vstep), current A (Idif), the forward
 *   and reverse potentials V and currents A, temperature °C
 * - open-circuit (`OCVCURVE`; `CURVE` of CORPOT, PWR800_READVOLTAGE): time s, potential V, temperature °C
 * - cycling (`CURVE` of PWR800_CHARGE, _DISCHARGE, _GALVANOSTATIC, CHRONOP, PWRGITT): time s, potential V, current A,
 *   record, auxiliary_potential V, temperature °C
 * - half-cycles (`CAPACITYCURVE`): charge Ah (from C), energy Wh (from J), direction, cycle, time s, duration s, start
 *   and end potential V and temperature °C
 * `columns.ts` is the table of names. Everything else is kept as an extra under its own name and unit.
 *
 * ## Sign conventions
 * - `Zimag` has its true sign: negative where capacitive.
 * - Currents follow CONVENTION: 1 is positive for oxidation and kept; 0 is positive for reduction, reversed and
 *   reported (CURRENT_SIGN_REVERSED); none or another value is kept and reported (CURRENT_SIGN_UNKNOWN).
 *   With the positive electrode as working electrode oxidation is charging.
 * - `Charge` is unsigned in the file; Type 0 (charge) makes it positive, Type 1 (discharge) negative.
 *
 * ## File structure and quirks
 * `KEY<TAB>TYPE<TAB>value…<TAB>label` lines; `NAME<TAB>TABLE[<TAB>rows]`, then names, units and rows, all indented by a tab.
 * - Columns vary with version and options (14 columns of Framework 7.10, drift correction): found by name.
 * - `DRIFTCOR 1` adds ZrealDrCor … beside Zreal …: the corrected ones are used (DRIFT_CORRECTED).
 * - NOTES may hold any text, also `CURVE<TAB>TABLE`: taken by count (notes of several lines).
 * - The announced number of rows may be wrong (shortened files): never used, compared (ROW_COUNT_DIFFERS).
 * - Header lines may follow a table: OCVCURVE stands within the header (EISPOT, CV), STARTTIMEOFFSET (PWR800_CHARGE;
 *   added to the time, which then counts from the start of the sequence), STOPREASON (cyclic charge-discharge).
 * - Aborted runs end in EXPERIMENTABORTED and may add FRACURVE, the raw sine of the unfinished point: left out, said so.
 * - No table at all, or tables without rows (stopped before the first point): one clear SourceError.
 *   A file of zero bytes is claimed by nobody; read with a chosen format it is a SourceError too.
 * - `IQUANT NIL`, `TOGGLE TRUE` (sequenced runs): header values stay words.
 * - Decimal comma in rows and header (European systems): decided from the rows of all tables.
 * - The degree sign is latin-1 (as written) or UTF-8 (re-saved), sometimes the replacement character: it only stands in
 *   units of columns that are kept as extras.
 * - Temp without a sensor is -327.67 or 1467 °C: left out outside -60…200 °C (TEMPERATURE_IMPLAUSIBLE).
 * - `Over` holds a flag per place; records with a flag are counted (OVERLOAD_FLAGS), but for the last place, the
 *   auxiliary input, which is flagged whenever nothing is connected to it.
 * - Rows indented by spaces (edited files) are read where their words fill the columns exactly.
 * - VFP600 writes no time: it is the row number divided by FREQ of the header.
 * - DATE follows the computer's region: where day and month could be either, no start is given (START_AMBIGUOUS).
 *
 * ## Metadata
 * Every header object as written; TAG = experiment, TABLE = tables of the dataset; `started` from DATE and TIME.
 * AREA is in cm², 1 where nobody set it.
 */

import { probeText } from '../../src/io/probe.ts';
import { parseStart } from '../../src/io/start-time.ts';
import type { Dataset, ParseResult, Parser } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import type { Kind } from '../../src/model/schema.ts';
import { linePlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { decimalMark, decodeText } from '../../src/model/text.ts';
import { KNOWN_TAGS, kindOfTable } from './columns.ts';
import { type GamryContext, readTables, wasAborted } from './datasets.ts';
import type { GamryTable } from './structure.ts';
import { type GamryFile, readStructure } from './structure.ts';

type TableGroup = readonly [GamryTable, ...GamryTable[]];

/** Reads Gamry `.DTA` files of any experiment that the header comment names. */
export const gamry: Parser = {
  id: 'gamry',
  instrument: 'Gamry Reference and Interface potentiostats',
  description: 'Gamry Framework data (.DTA): impedance, voltammetry, open circuit, charge and discharge',
  claims: async (file) => isExplain(probeText(file) ?? ''),
  parse: async (file) => parse(file),
};

function isExplain(text: string): boolean {
  return /^\s*[A-Z0-9_]+[ \t]*(?:\r\n|\n|\r)TAG\t[ \t]*[A-Z]/.test(text);
}

function parse(file: RawFile): ParseResult {
  if (file.size === 0) {
    throw new SourceError(file.path, '', 'the file is empty', 'copy it again, or repeat the measurement');
  }
  const { text } = decodeText(file.bytes);
  if (!isExplain(text)) {
    const detail = 'not a Gamry data file: the second line does not begin with TAG';
    throw new SourceError(file.path, linePlace(1, 0), detail, 'choose another format');
  }
  const content = readStructure(text);
  const context = contextOf(file, content);
  const datasets: Dataset[] = [];
  for (const { kind, tables } of groupTables(context)) {
    const dataset = readTables(context, kind, tables);
    if (dataset === undefined) reportEmpty(context, tables[0]);
    else datasets.push(dataset);
  }
  if (datasets.length === 0) throw nothingIn(context);
  reportFile(context, datasets);
  return { datasets, issues: context.issues };
}

/** Rows of each table that decide the decimal mark. */
const MARK_ROWS = 1000;

function* rowCells(tables: readonly GamryTable[]): Generator<string> {
  for (const table of tables) {
    let rows = 0;
    for (const { cells } of table.rows) {
      if (rows++ === MARK_ROWS) break;
      yield* cells;
    }
  }
}

function contextOf(file: RawFile, content: GamryFile): GamryContext {
  const issues: Issue[] = [];
  const date = content.header.get('DATE') ?? '';
  const time = content.header.get('TIME') ?? '';
  const start = parseStart(date, time);
  if (start.ambiguous) issues.push(issue('START_AMBIGUOUS', `DATE ${date}, TIME ${time}`, file.path));
  const mark = decimalMark(rowCells(content.tables));
  const currentSign = content.header.get('CONVENTION') === '0' ? -1 : 1;
  return { file, content, mark, started: start.iso, currentSign, issues };
}

/** Tables that belong together, in file order; those of no known kind are reported. */
function groupTables(context: GamryContext): { kind: Kind; tables: TableGroup }[] {
  const groups: { kind: Kind; tables: [GamryTable, ...GamryTable[]] }[] = [];
  for (const table of context.content.tables) {
    const kind = kindOfTable(table.name, table.names, context.content.tag);
    if (kind === undefined) {
      const message = `table ${table.name} (${table.rowCount} rows) of experiment ${context.content.tag} left out`;
      context.issues.push(issue('TABLE_SKIPPED', message, context.file.path, linePlace(table.line, 0)));
      continue;
    }
    const last = groups.at(-1);
    if (kind === 'voltammetry' && last?.kind === kind && sameLayout(last.tables[0], table)) last.tables.push(table);
    else groups.push({ kind, tables: [table] });
  }
  return groups;
}

function sameLayout(a: GamryTable, b: GamryTable): boolean {
  return a.names.join('\t') === b.names.join('\t') && a.units.join('\t') === b.units.join('\t');
}

function reportEmpty(context: GamryContext, table: GamryTable): void {
  const message = `table ${table.name} holds no usable rows`;
  context.issues.push(issue('TABLE_SKIPPED', message, context.file.path, linePlace(table.line, 0)));
}

function nothingIn({ file, content }: GamryContext): SourceError {
  const remedy = 'repeat the measurement, or take the file out of the study';
  const [table] = content.tables;
  if (table === undefined) {
    return new SourceError(file.path, '', `experiment ${content.tag}: the file has no table of data`, remedy);
  }
  const known = content.tables.filter((t) => kindOfTable(t.name, t.names, content.tag) !== undefined);
  if (known.length > 0) {
    const names = known.map(({ name }) => name).join(', ');
    return new SourceError(file.path, linePlace(table.line, 0), `no usable rows in ${names}`, remedy);
  }
  const detail = `experiment ${content.tag} is not known; CURVE tables are read of ${KNOWN_TAGS.join(', ')}`;
  return new SourceError(file.path, linePlace(1, 0), detail, 'report the experiment to the maintainers');
}

function reportFile({ file, content, issues }: GamryContext, datasets: readonly Dataset[]): void {
  if (wasAborted(content)) {
    issues.push(issue('RUN_ABORTED', 'EXPERIMENTABORTED is set', file.path));
  }
  const [stray] = content.strayLines;
  if (stray !== undefined) {
    const message = `${content.strayLines.length} lines are neither header, note nor table`;
    issues.push(issue('ROWS_SKIPPED', message, file.path, linePlace(stray, 0)));
  }
  const hasCurrent = datasets.some((dataset) => 'current' in dataset.columns);
  const convention = content.header.get('CONVENTION');
  if (!hasCurrent || convention === '1') return;
  if (convention === '0') issues.push(issue('CURRENT_SIGN_REVERSED', 'CONVENTION is 0', file.path));
  else issues.push(issue('CURRENT_SIGN_UNKNOWN', `CONVENTION is ${convention ?? 'missing'}`, file.path));
}
