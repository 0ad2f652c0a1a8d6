/** Tables of an EXPLAIN file → datasets. */
import {
  buildDataset,
  type ColumnTarget,
  type NamedColumns,
  readNamedColumns,
  type SourceColumn,
  type TextRow,
} from '../../src/io/named-columns.ts';
import type { ColumnFate, Dataset } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { type Kind, schemaColumns } from '../../src/model/schema.ts';
import { linePlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, parseNumber } from '../../src/model/text.ts';
import { conversionFactor } from '../../src/model/units.ts';
import { DRIFT_CORRECTED, GAMRY_COLUMNS, type GamryColumn, OVERLOADS } from './columns.ts';
import type { GamryFile, GamryTable } from './structure.ts';

const EXPORT_AGAIN = 'copy the file from the instrument computer again';

/** Instruments without a sensor write -327.67 or 1467 °C. */
const LOWEST_TEMPERATURE = -60;
const HIGHEST_TEMPERATURE = 200;

export interface GamryContext {
  readonly file: RawFile;
  readonly content: GamryFile;
  readonly mark: DecimalMark;
  readonly started: string;
  /** 1 where the file's current is positive for oxidation, -1 where it is positive for reduction. */
  readonly currentSign: 1 | -1;
  /** Problems found so far; added to. */
  readonly issues: Issue[];
}

function placeOf(table: GamryTable, lines: number, column = 0): string {
  return linePlace(table.line + lines, column);
}

/** Scale and offset from the unit line; the `V vs. Ref.` of potentials is volts. */
function targetOf(
  context: GamryContext,
  table: GamryTable,
  kind: Kind,
  index: number,
  column: GamryColumn,
): ColumnTarget {
  const { name } = column;
  const wanted = schemaColumns(kind).find(([schemaName]) => schemaName === name)?.[1].unit ?? '';
  const unit = (table.units[index] ?? '').replace(/\s+vs\.?\s.*$/i, '');
  if (name === 'direction') return { name, scale: -2, offset: 1, accepts: (value) => Math.abs(value) === 1 };
  if (wanted === '') return { name, scale: 1, offset: 0 };
  if (wanted === 'C') {
    if (!/^(?:deg|\u00b0)\s*C$/.test(unit)) throw unknownUnit(context, table, index, 'degrees Celsius');
    return { name, scale: 1, offset: 0, accepts: (t) => t >= LOWEST_TEMPERATURE && t <= HIGHEST_TEMPERATURE };
  }
  const factor = conversionFactor(unit, wanted);
  if (factor === undefined) throw unknownUnit(context, table, index, wanted);
  const scale = column.signed ? factor * context.currentSign : factor;
  const offset = kind === 'cycling' && name === 'time' ? startOffset(context) : 0;
  return name === 'frequency' ? { name, scale, offset, accepts: (f) => f > 0 } : { name, scale, offset };
}

function unknownUnit(context: GamryContext, table: GamryTable, index: number, wanted: string): SourceError {
  const seen = table.units[index] ?? '';
  const detail = `column ${table.names[index] ?? ''} of table ${table.name} has the unit "${seen}", expected one of ${wanted}`;
  return new SourceError(context.file.path, placeOf(table, 2, index + 1), detail, EXPORT_AGAIN);
}

/** Time from the start of a charge-discharge sequence to the start of this step's file. */
function startOffset(context: GamryContext): number {
  const offset = parseNumber(context.content.header.get('STARTTIMEOFFSET') ?? '', context.mark);
  return Number.isNaN(offset) ? 0 : offset;
}

/** Source columns with their targets. The first column of a name counts, a second one is an extra. */
function sourceColumns(context: GamryContext, table: GamryTable, kind: Kind): SourceColumn[] {
  const columns = GAMRY_COLUMNS[kind];
  const corrected = kind === 'impedance' && Object.keys(DRIFT_CORRECTED).every((name) => table.names.includes(name));
  const taken = new Set<string>();
  return table.names.map((header, index) => {
    const unit = table.units[index] ?? '';
    const superseded = corrected && Object.values(DRIFT_CORRECTED).includes(header);
    const source = corrected && Object.hasOwn(DRIFT_CORRECTED, header) ? (DRIFT_CORRECTED[header] ?? header) : header;
    const column = Object.hasOwn(columns, source) ? columns[source] : undefined;
    if (superseded || column === undefined || taken.has(column.name)) return { header, unit };
    taken.add(column.name);
    return { header, unit, target: targetOf(context, table, kind, index, column) };
  });
}

/** Columns that the kind expects and the table lacks; throws where the kind cannot do without. */
function missingColumns(context: GamryContext, table: GamryTable, kind: Kind, sources: readonly SourceColumn[]) {
  const present = new Set(sources.map((source) => source.target?.name));
  const fates: ColumnFate[] = [];
  for (const [name, column] of schemaColumns(kind)) {
    const entry = Object.entries(GAMRY_COLUMNS[kind]).find(([, c]) => c.name === name);
    if (present.has(name) || entry === undefined) continue;
    const [header, { expected }] = entry;
    if (column.required) {
      const seen = table.names.length === 0 ? 'no columns' : table.names.join(', ');
      const detail = `table ${table.name} has no column ${header}; seen: ${seen}`;
      throw new SourceError(context.file.path, placeOf(table, 1), detail, EXPORT_AGAIN);
    }
    if (expected) fates.push({ source: header, name: '', unit: '', fate: 'missing' });
  }
  return fates;
}

/** The virtual front panel writes no time; its acquisition frequency stands in the header. */
function withTime(context: GamryContext, table: GamryTable): GamryTable {
  const written = context.content.header.get('FREQ') ?? '';
  const frequency = parseNumber(written, context.mark);
  if (!(frequency > 0)) {
    const detail = `the times of table ${table.name} follow from FREQ in the header, which is "${written}"`;
    throw new SourceError(context.file.path, placeOf(table, 0), detail, EXPORT_AGAIN);
  }
  const { rows: own, names, units } = table;
  const rows = {
    *[Symbol.iterator](): Generator<TextRow> {
      let index = 0;
      for (const { cells, line } of own) {
        // The time goes behind the file's own columns; a row of another length stays wrong.
        yield { line, cells: cells.length === names.length ? [...cells, String(index / frequency)] : [] };
        index++;
      }
    },
  };
  return { ...table, names: [...names, 'FREQ'], units: [...units, 's'], rows };
}

/** Rows of tables one after another. */
function* chained(tables: readonly GamryTable[]): Generator<TextRow> {
  for (const { rows } of tables) yield* rows;
}

/** Charge as signed by the direction of its half-cycle. */
function signCharge(read: NamedColumns): NamedColumns {
  const { charge, direction } = read.columns;
  if (charge === undefined || direction === undefined) return read;
  const signed = charge.map((value, i) => Math.abs(value) * (direction[i] ?? 1));
  return { ...read, columns: { ...read.columns, charge: signed } };
}

/** Reads tables of one layout as one; `cycles` numbers the rows of each (`CURVE3` → 3). */
export function readTables(
  context: GamryContext,
  kind: Kind,
  tables: readonly [GamryTable, ...GamryTable[]],
): Dataset | undefined {
  const [first] = tables;
  const table = first.name.startsWith('VFPCURVE') ? withTime(context, first) : first;
  const sources = sourceColumns(context, table, kind);
  const missing = missingColumns(context, table, kind, sources);
  const numbered = kind === 'voltammetry' && tables.every(({ name }) => /\d$/.test(name));
  const rows = tables.length > 1 ? chained(tables) : table.rows;
  let read = readNamedColumns(kind, sources, rows, context.mark);
  if (kind === 'half-cycles') read = signCharge(read);
  if (numbered && read.columns['cycle'] === undefined) read = withCycles(read, tables);
  reportRows(context, tables, read, missing);
  if (read.length === 0) return undefined;
  reportValues(context, table, read);
  const meta = {
    ...Object.fromEntries(context.content.header),
    TAG: context.content.tag,
    TABLE: tables.map(({ name }) => name).join(' '),
  };
  const { file, started } = context;
  const facts = { file, parser: 'gamry', meta, started };
  const dataset = buildDataset(kind, { ...read, fates: [...read.fates, ...missing] }, facts);
  return wasAborted(context.content) ? { ...dataset, unfinished: true } : dataset;
}

/** The operator, or a limit, stopped the experiment. */
export function wasAborted({ header }: GamryFile): boolean {
  return /^T(?:RUE)?$/.test(header.get('EXPERIMENTABORTED') ?? '');
}

/** The number in the table's name is the instrument's cycle. */
function withCycles(read: NamedColumns, tables: readonly GamryTable[]): NamedColumns {
  const skipped = new Set(read.skipped);
  const cycle = new Float64Array(read.length);
  let row = 0;
  for (const { name, rows } of tables) {
    const number = Number(/\d+$/.exec(name)?.[0]);
    for (const { line } of rows) if (!skipped.has(line)) cycle[row++] = number;
  }
  const fate: ColumnFate = { source: 'CURVEn', name: 'cycle', unit: '', fate: 'mapped' };
  return { ...read, columns: { ...read.columns, cycle }, fates: [...read.fates, fate] };
}

function reportRows(
  context: GamryContext,
  tables: readonly GamryTable[],
  read: NamedColumns,
  missing: readonly ColumnFate[],
): void {
  const { path } = context.file;
  for (const table of tables) {
    if (Number.isNaN(table.declaredRows) || table.declaredRows === table.rowCount) continue;
    const message = `table ${table.name} announces ${table.declaredRows} rows and holds ${table.rowCount}`;
    context.issues.push(issue('ROW_COUNT_DIFFERS', message, path, placeOf(table, 0)));
  }
  const [skipped] = read.skipped;
  if (skipped !== undefined) {
    const message = `${read.skipped.length} of ${read.length + read.skipped.length} rows of ${tables[0]?.name ?? ''} left out`;
    context.issues.push(issue('ROWS_SKIPPED', message, path, linePlace(skipped, 0)));
  }
  if (missing.length > 0) {
    const message = `table ${tables[0]?.name ?? ''} has no column ${missing.map(({ source }) => source).join(', ')}`;
    context.issues.push(issue('COLUMN_MISSING', message, path, tables[0] === undefined ? '' : placeOf(tables[0], 1)));
  }
}

function reportValues(context: GamryContext, table: GamryTable, read: NamedColumns): void {
  const { path } = context.file;
  const report = (code: Issue['code'], message: string) =>
    context.issues.push(issue(code, `table ${table.name}: ${message}`, path, placeOf(table, 0)));
  if (read.fates.some(({ source, fate }) => fate === 'mapped' && Object.hasOwn(DRIFT_CORRECTED, source))) {
    report('DRIFT_CORRECTED', 'ZrealDrCor and ZimagDrCor are used; Zreal and Zimag are kept beside them');
  }
  for (const [name, count] of Object.entries(read.rejected)) {
    report('TEMPERATURE_IMPLAUSIBLE', `${count} of ${read.length} values of ${name} left out`);
  }
  const flags = read.extras.find(({ name }) => name === 'Over');
  if (flags === undefined || flags.values instanceof Float64Array) return;
  const found = overloads(flags.values);
  if (found.records === 0) return;
  report('OVERLOAD_FLAGS', `${found.records} of ${read.length} records (${found.kinds.join(', ')})`);
}

/** Records with a flag among the first ten places; the eleventh, the unused auxiliary input, is set in most files. */
function overloads(flags: readonly string[]): { readonly records: number; readonly kinds: readonly string[] } {
  const counts = OVERLOADS.map(() => 0);
  let records = 0;
  for (const flag of flags) {
    let flagged = false;
    for (let i = 0; i < counts.length; i++) {
      if ((flag[i] ?? '.') === '.') continue;
      counts[i] = (counts[i] ?? 0) + 1;
      flagged = true;
    }
    if (flagged) records++;
  }
  const kinds = counts.flatMap((count, i) => (count > 0 ? [`${OVERLOADS[i] ?? ''}: ${count}`] : []));
  return { records, kinds };
}
