/** Rows of text cells under named columns → the columns of one kind, extras and what became of every column. */
import type { ColumnFate, Dataset, ExtraColumn } from '../model/dataset.ts';
import { type Kind, type SchemaColumn, schemaColumns } from '../model/schema.ts';
import type { RawFile } from '../model/source.ts';
import { type DecimalMark, parseNumber } from '../model/text.ts';

/** Where a source column goes; `target` is left out for a column that the schema has no place for. */
export interface SourceColumn {
  /** Header as written, '' for a column without one. */
  readonly header: string;
  /** Unit as written, '' where the file gives none. */
  readonly unit: string;
  readonly target?: ColumnTarget;
}

export interface ColumnTarget {
  /** Name in the schema of the kind. */
  readonly name: string;
  /** Schema value = cell × scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Values that cannot be (a frequency ≤ 0); they count as missing. */
  readonly accepts?: (value: number) => boolean;
}

export interface TextRow {
  readonly cells: readonly string[];
  /** 0-based line of the file. */
  readonly line: number;
}

export interface NamedColumns {
  readonly length: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly extras: readonly ExtraColumn[];
  readonly fates: readonly ColumnFate[];
  /** 0-based lines that were left out: too few or too many cells, or no number in a required column. */
  readonly skipped: readonly number[];
  /** Optional values that `accepts` turned down, by column name. */
  readonly rejected: Readonly<Record<string, number>>;
}

interface Collector {
  readonly source: SourceColumn;
  readonly required: boolean;
  readonly numbers: number[];
  readonly cells: string[];
  rejected: number;
}

/**
 * Reads rows into the columns that `sources` assign. A row counts only if it has a cell for every source column
 * (surplus cells must be empty) and a number for every required column of the kind; the others are in `skipped`.
 */
export function readNamedColumns(
  kind: Kind,
  sources: readonly SourceColumn[],
  rows: Iterable<TextRow>,
  mark: DecimalMark,
): NamedColumns {
  const schema = new Map(schemaColumns(kind));
  const collectors = sources.map(
    (source): Collector => ({
      source,
      required: source.target !== undefined && schema.get(source.target.name)?.required === true,
      numbers: [],
      cells: [],
      rejected: 0,
    }),
  );
  const skipped: number[] = [];
  let length = 0;
  for (const row of rows) {
    if (appendRow(collectors, row.cells, mark)) length++;
    else skipped.push(row.line);
  }
  return { length, skipped, ...finish(collectors, schema, mark) };
}

function appendRow(collectors: readonly Collector[], cells: readonly string[], mark: DecimalMark): boolean {
  if (cells.length < collectors.length) return false;
  for (let i = collectors.length; i < cells.length; i++) if (cells[i]?.trim() !== '') return false;
  const values = collectors.map(({ source: { target } }, i) => {
    if (target === undefined) return Number.NaN;
    const value = parseNumber(cells[i] ?? '', mark);
    return target.scale === 1 && target.offset === 0 ? value : value * target.scale + target.offset;
  });
  const usable = (i: number) => {
    const value = values[i] ?? Number.NaN;
    return !Number.isNaN(value) && (collectors[i]?.source.target?.accepts?.(value) ?? true);
  };
  if (collectors.some((collector, i) => collector.required && !usable(i))) return false;
  collectors.forEach((collector, i) => {
    if (collector.source.target === undefined) {
      collector.cells.push((cells[i] ?? '').trim());
      return;
    }
    const value = values[i] ?? Number.NaN;
    const kept = Number.isNaN(value) || usable(i);
    collector.numbers.push(kept ? value : Number.NaN);
    if (!kept) collector.rejected++;
  });
  return true;
}

function finish(collectors: readonly Collector[], schema: ReadonlyMap<string, SchemaColumn>, mark: DecimalMark) {
  const columns: Record<string, Float64Array> = {};
  const rejected: Record<string, number> = {};
  const extras: ExtraColumn[] = [];
  const fates: ColumnFate[] = [];
  const names = new Set<string>();
  collectors.forEach(({ source, required, numbers, cells, rejected: count }, i) => {
    const { header, unit, target } = source;
    if (target !== undefined) {
      if (count > 0) rejected[target.name] = count;
      if (!required && numbers.every(Number.isNaN)) {
        fates.push({ source: header, name: '', unit: '', fate: 'empty' });
        return;
      }
      columns[target.name] = Float64Array.from(numbers);
      fates.push({ source: header, name: target.name, unit: schema.get(target.name)?.unit ?? '', fate: 'mapped' });
      return;
    }
    if (cells.every((cell) => cell === '')) {
      fates.push({ source: header, name: '', unit: '', fate: header === '' ? 'spacer' : 'empty' });
      return;
    }
    const name = uniqueName(header === '' ? `column ${i + 1}` : header, names);
    extras.push({ name, unit, values: extraValues(cells, mark) });
    fates.push({ source: header, name, unit, fate: 'extra' });
  });
  return { columns, extras, fates, rejected };
}

function uniqueName(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name} (${n})`;
  taken.add(candidate);
  return candidate;
}

/** Numbers where every filled cell is one, else the words as written. */
function extraValues(cells: readonly string[], mark: DecimalMark): Float64Array | readonly string[] {
  const values = Float64Array.from(cells, (cell) => parseNumber(cell, mark));
  return cells.every((cell, i) => cell === '' || !Number.isNaN(values[i])) ? values : cells;
}

/** What a dataset is made of besides its columns. */
export interface DatasetFacts {
  readonly file: RawFile;
  readonly parser: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly started: string;
}

/** A dataset from columns that hold at least the required ones; throws TypeError otherwise (a defect of the parser). */
export function buildDataset(
  kind: Kind,
  read: Pick<NamedColumns, 'length' | 'columns' | 'extras' | 'fates'>,
  facts: DatasetFacts,
): Dataset {
  for (const [name, column] of schemaColumns(kind)) {
    if (column.required && read.columns[name] === undefined) throw new TypeError(`${kind} needs a column ${name}`);
  }
  const { path, sha256 } = facts.file;
  const dataset = {
    kind,
    length: read.length,
    columns: read.columns,
    extras: read.extras,
    instrumentTables: [],
    fates: read.fates,
    meta: facts.meta,
    started: facts.started,
    source: { path, sha256, parser: facts.parser },
  };
  // The columns were just checked against the schema of the kind, which the compiler cannot follow.
  return dataset as unknown as Dataset;
}

/** Rows `from` (inclusive) to `to` (exclusive) of columns that were read together. */
export function sliceColumns(read: NamedColumns, from: number, to: number): NamedColumns {
  const columns = Object.fromEntries(Object.entries(read.columns).map(([name, v]) => [name, v.slice(from, to)]));
  const extras = read.extras.map((extra) => ({ ...extra, values: extra.values.slice(from, to) }));
  return { ...read, length: to - from, columns, extras };
}
