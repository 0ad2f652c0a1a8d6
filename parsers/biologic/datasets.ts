/** EC-Lab's columns → datasets: impedance points sweep by sweep, all other rows by technique. */
import { spectrumStarts } from '../../src/io/spectra.ts';
import { isoFromSeconds, secondsFromText } from '../../src/model/calendar.ts';
import type { ColumnFate, Dataset, ExtraColumn, ParseResult } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { type Kind, schemaColumns } from '../../src/model/schema.ts';
import { type RawFile, SourceError } from '../../src/model/source.ts';
import { isImpedanceOnly, parseHeader } from './columns.ts';
import { impedanceColumns, rowColumns, type SchemaValues } from './schema-values.ts';
import { Selection } from './selection.ts';
import { loopStarts } from './steps.ts';
import type { EcLabTable } from './table.ts';
import { isImpedanceTechnique, kindOfRows, mayBeEmpty } from './techniques.ts';

interface Context {
  readonly table: EcLabTable;
  readonly file: RawFile;
  readonly parser: string;
}

/** Throws SourceError where the file holds no rows, or none of the columns that its kind of data needs. */
export function toDatasets(table: EcLabTable, file: RawFile, parser: string): ParseResult {
  const context = { table, file, parser };
  if (table.length === 0) return emptyResult(context);
  const all = new Selection(table);
  const frequency = all.get('frequency');
  const isPoint = (row: number) => (frequency?.[row] ?? 0) > 0;
  const points = all.filter(isPoint);
  const others = all.filter((row) => !isPoint(row));
  const datasets: Dataset[] = [];
  const issues: Issue[] = [...table.issues, ...flagIssues(all, file.path)];
  if (others.length > 0) {
    const kind = kindOfRows(others);
    const read = withoutGaps(others, kind, (selection) => rowColumns(selection, kind, file.path), issues, file.path);
    if (read.selection.length > 0) datasets.push(buildDataset(context, kind, read.selection, read.values));
    if (kind === 'cycling') issues.push(...missingColumns(read.selection, file.path));
  }
  if (points.length > 0) datasets.push(...spectra(context, points, issues));
  if (datasets.length === 0) {
    const detail = 'no row has all the numbers that are needed';
    throw new SourceError(file.path, all.place(0), detail, 'export the file again');
  }
  return { datasets, issues };
}

function emptyResult({ table, file }: Context): ParseResult {
  if (!mayBeEmpty(table.technique)) {
    throw new SourceError(file.path, '', 'the columns are named but there are no rows', 'export the file again');
  }
  const message = `technique ${table.technique} recorded nothing`;
  return { datasets: [], issues: [...table.issues, issue('NO_RECORDS', message, file.path)] };
}

/** The instrument's flag `error`: a current or potential out of range. */
function flagIssues(selection: Selection, path: string): Issue[] {
  const error = selection.get('error');
  const first = error?.indexOf(1) ?? -1;
  if (error === undefined || first < 0) return [];
  const count = error.reduce((sum, flag) => sum + (flag === 1 ? 1 : 0), 0);
  return [issue('OVERLOAD_FLAGS', `${count} records carry the flag error`, path, selection.place(first))];
}

interface Read {
  readonly selection: Selection;
  readonly values: SchemaValues;
}

/** Reads columns; rows in which a required one has no number are left out, counted, and the rest is read again. */
function withoutGaps(
  selection: Selection,
  kind: Kind,
  read: (selection: Selection) => SchemaValues,
  issues: Issue[],
  path: string,
): Read {
  const values = read(selection);
  const required = schemaColumns(kind).flatMap(([name, spec]) => (spec.required ? [values.get(name)?.values] : []));
  const isWhole = (i: number) => required.every((column) => Number.isFinite(column?.[i]));
  const whole = selection.filter(isWhole);
  if (whole.length === selection.length) return { selection, values };
  const first = selection.rows.findIndex((_, i) => !isWhole(i));
  const left = selection.length - whole.length;
  const message = `${left} of ${selection.length} rows of ${kind} data left out: a number is missing that is needed`;
  issues.push(issue('ROWS_SKIPPED', message, path, selection.place(first)));
  return { selection: whole, values: whole.length === 0 ? values : read(whole) };
}

function missingColumns(selection: Selection, path: string): Issue[] {
  if (selection.sources.has('cycle')) return [];
  const message = 'no column `cycle number`: cycles are found from the current';
  return [issue('COLUMN_MISSING', message, path)];
}

function spectra(context: Context, points: Selection, issues: Issue[]): Dataset[] {
  const { path } = context.file;
  const read = withoutGaps(points, 'impedance', (selection) => impedanceColumns(selection, path), issues, path);
  const starts = sweepStarts(read.selection);
  return starts.map((from, k) => {
    const sweep = read.selection.slice(from, starts[k + 1] ?? read.selection.length);
    const meta = starts.length > 1 ? { spectrum: `${k + 1} of ${starts.length}` } : {};
    return buildDataset(context, 'impedance', sweep, impedanceColumns(sweep, path), meta);
  });
}

/** First points of the sweeps: at another run, sequence or (of an impedance technique) cycle, or by the frequency. */
function sweepStarts(points: Selection): number[] {
  const frequency = points.get('frequency') ?? new Float64Array();
  const loops = new Set(loopStarts(points.table.meta));
  const numbers = [points.get('sequence')];
  if (isImpedanceTechnique(points.table.technique)) numbers.push(points.get('cycle'));
  const blocks = [...points.rows.keys()].filter((i) => {
    const row = points.rows[i] ?? 0;
    const follows = row === (points.rows[i - 1] ?? 0) + 1;
    return i === 0 || !follows || loops.has(row) || numbers.some((column) => column?.[i] !== column?.[i - 1]);
  });
  return blocks.flatMap((from, k) => {
    const block = frequency.subarray(from, blocks[k + 1] ?? frequency.length);
    return spectrumStarts(block).map((start) => from + start);
  });
}

function buildDataset(
  { table, file, parser }: Context,
  kind: Kind,
  selection: Selection,
  values: SchemaValues,
  meta: Readonly<Record<string, string>> = {},
): Dataset {
  const { extras, fates } = accountFor(selection, values, kind);
  const columns = Object.fromEntries([...values].map(([name, column]) => [name, column.values]));
  const dataset = {
    kind,
    length: selection.length,
    columns,
    extras,
    instrumentTables: [],
    fates,
    meta: { ...table.meta, ...meta },
    started: startOfRecords(table.started, columns['time']?.[0] ?? Number.NaN),
    ...(table.activeMass === undefined ? {} : { activeMass: table.activeMass }),
    ...(kind === 'cycling' && isMeanCurrent(selection) ? { meanCurrent: true } : {}),
    ...(table.unfinished ? { unfinished: true } : {}),
    source: { path: file.path, sha256: file.sha256, parser },
  };
  // The columns are those that the schema of the kind requires, which the compiler cannot follow.
  return dataset as unknown as Dataset;
}

/** The clock at the first record: techniques that are linked share one start, from which the time of all is counted. */
function startOfRecords(started: string, firstTime: number): string {
  return started === '' || Number.isNaN(firstTime) ? started : isoFromSeconds(secondsFromText(started) + firstTime);
}

/** `<I>` is the mean since the row before: ΔQ/Δt. */
function isMeanCurrent({ sources, table }: Selection): boolean {
  return table.columns[sources.get('current')?.column ?? -1]?.name.startsWith('<I>') ?? false;
}

/** What became of every column of the file in this dataset. */
function accountFor(selection: Selection, values: SchemaValues, kind: Kind) {
  const units = new Map(schemaColumns(kind).map(([name, { unit }]) => [name, unit]));
  const targets = new Map([...values].map(([name, { column }]) => [column, name]));
  const extras: ExtraColumn[] = [];
  const fates: ColumnFate[] = [];
  for (const [column, { name }] of selection.table.columns.entries()) {
    const target = targets.get(column);
    if (target !== undefined) {
      fates.push({ source: name, name: target, unit: units.get(target) ?? '', fate: 'mapped' });
      continue;
    }
    const cells = selection.cells(column);
    const isUnused = kind !== 'impedance' && isImpedanceOnly(name);
    if (cells.every((cell) => Number.isNaN(cell) || (isUnused && cell === 0))) {
      fates.push({ source: name, name: '', unit: '', fate: name === '' ? 'spacer' : 'empty' });
      continue;
    }
    const { unit } = parseHeader(name);
    extras.push({ name, unit, values: cells });
    fates.push({ source: name, name, unit, fate: 'extra' });
  }
  for (const [name, { column }] of values) {
    if (column < 0) fates.push({ source: '', name, unit: units.get(name) ?? '', fate: 'mapped' });
  }
  if (kind === 'cycling' && !values.has('cycle'))
    fates.push({ source: 'cycle number', name: '', unit: '', fate: 'missing' });
  return { extras, fates };
}
