/** What an instrument measured: typed columns of one kind, in the schema's units. */
import type { Issue } from './issues.ts';
import type { Kind, SCHEMA, SchemaColumn } from './schema.ts';
import type { RawFile } from './source.ts';

type ColumnValues<C extends SchemaColumn> = C['type'] extends 'category' ? Uint8Array : Float64Array;
type Specs<K extends Kind> = (typeof SCHEMA)[K];
type RequiredNames<K extends Kind> = {
  [N in keyof Specs<K>]: Specs<K>[N] extends { required: true } ? N : never;
}[keyof Specs<K>];

/** Required columns are always there; a missing value of an optional one is NaN. */
export type Columns<K extends Kind> = {
  readonly [N in RequiredNames<K>]: Specs<K>[N] extends SchemaColumn ? ColumnValues<Specs<K>[N]> : never;
} & {
  readonly [N in Exclude<keyof Specs<K>, RequiredNames<K>>]?: Specs<K>[N] extends SchemaColumn
    ? ColumnValues<Specs<K>[N]>
    : never;
};

/** A source column that the schema has no place for, kept as it is. */
export interface ExtraColumn {
  readonly name: string;
  /** As written by the instrument. */
  readonly unit: string;
  readonly values: Float64Array | readonly string[];
}

/** A table that the instrument computed itself (cycles, steps), kept to check our numbers against. */
export interface InstrumentTable {
  readonly name: string;
  readonly length: number;
  /** Header as written → values. */
  readonly columns: ReadonlyMap<string, Float64Array | readonly string[]>;
}

/**
 * What became of a source column. `mapped` and `extra` hold data, extra ones of the records or of a table that the
 * instrument computed itself; `missing` was expected and is not there.
 */
export type Fate = 'mapped' | 'extra' | 'spacer' | 'empty' | 'missing';

export interface ColumnFate {
  /** Header as written in the file, '' for a column without one. */
  readonly source: string;
  /** Name in the dataset or in the instrument's table, '' unless mapped or extra. */
  readonly name: string;
  /** Unit in the dataset. */
  readonly unit: string;
  readonly fate: Fate;
}

export interface DatasetOf<K extends Kind> {
  readonly kind: K;
  readonly length: number;
  readonly columns: Columns<K>;
  readonly extras: readonly ExtraColumn[];
  readonly instrumentTables: readonly InstrumentTable[];
  readonly fates: readonly ColumnFate[];
  /** Facts of the file's header, as written. */
  readonly meta: Readonly<Record<string, string>>;
  /** Start by the instrument's clock, ISO 8601 without zone, or ''. */
  readonly started: string;
  /** Active mass in g that the file states, or undefined. */
  readonly activeMass?: number;
  /** The current of a record is the mean since the record before (`<I>` of Biologic), not a reading. */
  readonly meanCurrent?: boolean;
  /** The file tells that the measurement still ran, or was stopped, when it ends: its last half-cycle is open. */
  readonly unfinished?: boolean;
  readonly source: { readonly path: string; readonly sha256: string; readonly parser: string };
}

export type Dataset = { [K in Kind]: DatasetOf<K> }[Kind];

export interface ParseResult {
  readonly datasets: readonly Dataset[];
  readonly issues: readonly Issue[];
}

/** One instrument format. Throws SourceError and nothing else on bad input. */
export interface Parser {
  /** Named in `--format`, `list formats` and provenance. */
  readonly id: string;
  readonly instrument: string;
  /** One line for `list formats`. */
  readonly description: string;
  /** Used only where `--format` names it: a layout that no real file at hand has confirmed. */
  readonly onRequest?: true;
  /** Where it claims a file for which the study file gives a map of columns, no other parser is asked. */
  readonly mapped?: true;
  /** Decided by content alone, from `file.head` where that is enough; of all parsers exactly one may claim a file. */
  claims(file: RawFile): Promise<boolean>;
  parse(file: RawFile): Promise<ParseResult>;
}
