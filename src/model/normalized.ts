/** Datasets as columns of text: what `convert` and `run --normalized` write. Native names are `name_unit`. */
import type { Dataset } from './dataset.ts';
import { MODES, schemaColumns } from './schema.ts';
import { TextBytes } from './text-bytes.ts';

/** A column to be written: numbers, words, or codes of words. */
export type ColumnValues =
  | Float64Array
  | readonly string[]
  | { readonly codes: Uint8Array; readonly words: readonly string[] };

export interface NormalizedColumn {
  readonly name: string;
  /** As written by the instrument for a column of its own. */
  readonly unit: string;
  /** '' where only the instrument could tell. */
  readonly description: string;
  /** Whole numbers, if the file holds to it. */
  readonly whole: boolean;
  readonly values: ColumnValues;
}

export interface NormalizedTable {
  readonly length: number;
  readonly columns: readonly NormalizedColumn[];
  /** Where the data come from, in the order in which it is written. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** `potential_V`, `z_real_ohm`, `cycle`. */
export function nativeName(name: string, unit: string): string {
  return unit === '' ? name : `${name}_${unit}`;
}

/** The columns of the kind in the order of the schema, then the extras under their own names. */
export function nativeTable(dataset: Dataset): NormalizedTable {
  const own = dataset.columns as Readonly<Record<string, Float64Array | Uint8Array | undefined>>;
  const columns: NormalizedColumn[] = [];
  for (const [name, { unit, type, description }] of schemaColumns(dataset.kind)) {
    const values = own[name];
    if (values === undefined) continue;
    columns.push({
      name: nativeName(name, unit),
      unit,
      description,
      whole: type === 'integer',
      values: values instanceof Uint8Array ? { codes: values, words: MODES } : values,
    });
  }
  const taken = new Set(columns.map(({ name }) => name));
  for (const { name, unit, values } of dataset.extras) {
    columns.push({ name: freeName(name, taken), unit, description: '', whole: false, values });
  }
  return { length: dataset.length, columns, facts: datasetFacts(dataset) };
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  taken.add(free);
  return free;
}

/** What is known about a dataset besides its columns. */
export function datasetFacts({ kind, length, source, started, activeMass, meta }: Dataset): Record<string, unknown> {
  return {
    kind,
    rows: length,
    source: source.path,
    sha256: source.sha256,
    parser: source.parser,
    started,
    ...(activeMass === undefined ? {} : { active_mass_g: activeMass }),
    meta,
  };
}

/** Rows per piece: enough to be quick, little to hold. */
const PIECE_ROWS = 2048;

const LINE_FEED = 0x0a;
const COMMA = 0x2c;

/**
 * CSV in pieces of bytes: UTF-8, `\n`, comma, numbers in the shortest form that reads back to the same number,
 * empty = NaN.
 */
export function* csvPieces({ length, columns }: NormalizedTable): Generator<Uint8Array> {
  const out = new TextBytes();
  const cells = columns.map(({ values }) => csvCell(values, out));
  out.text(columns.map(({ name }) => csvText(name)).join(','));
  out.character(LINE_FEED);
  for (let from = 0; from < length; from += PIECE_ROWS) {
    const to = Math.min(length, from + PIECE_ROWS);
    for (let row = from; row < to; row++) {
      cells.forEach((cell, k) => {
        if (k > 0) out.character(COMMA);
        cell(row);
      });
      out.character(LINE_FEED);
    }
    yield out.take();
  }
  if (length === 0) yield out.take();
}

function csvCell(values: ColumnValues, out: TextBytes): (row: number) => void {
  if (values instanceof Float64Array) return (row) => out.number(values[row] ?? Number.NaN);
  if ('codes' in values) {
    const words = values.words.map(csvText);
    return (row) => out.text(words[values.codes[row] ?? -1] ?? '');
  }
  return (row) => out.text(csvText(values[row] ?? ''));
}

/** First characters of every JSON document of `convert`. */
export const JSON_START = '{"interphase":"normalized-data"';

/** One JSON document in pieces of bytes: the facts, then the columns by name; null = NaN. */
export function* jsonPieces({ length, columns, facts }: NormalizedTable): Generator<Uint8Array> {
  const out = new TextBytes();
  const entries = Object.entries(facts).map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  out.text(`${JSON_START}${entries.join('')},"columns":{`);
  for (const [k, { name, values }] of columns.entries()) {
    out.text(`${k === 0 ? '' : ','}\n${JSON.stringify(name)}:[`);
    const cell = jsonCell(values, out);
    for (let from = 0; from < length; from += PIECE_ROWS) {
      const to = Math.min(length, from + PIECE_ROWS);
      for (let row = from; row < to; row++) {
        if (row > 0) out.character(COMMA);
        cell(row);
      }
      yield out.take();
    }
    out.text(']');
  }
  out.text('\n}}\n');
  yield out.take();
}

function jsonCell(values: ColumnValues, out: TextBytes): (row: number) => void {
  if (values instanceof Float64Array) {
    return (row) => {
      const value = values[row] ?? Number.NaN;
      if (Number.isFinite(value)) out.number(value);
      else out.text(Number.isNaN(value) ? 'null' : `${value < 0 ? '-' : ''}${JSON_INFINITY}`);
    };
  }
  if ('codes' in values) {
    const words = values.words.map((word) => JSON.stringify(word));
    return (row) => out.text(words[values.codes[row] ?? -1] ?? 'null');
  }
  return (row) => out.text(JSON.stringify(values[row] ?? ''));
}

/** JSON has no word for it; a number beyond the largest reads as infinity. */
const JSON_INFINITY = '1e999';

/**
 * Quoted where needed; a leading character that a spreadsheet takes for a formula (the full-width ones too, which some
 * do in East Asian locales) is disarmed with `'`.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
