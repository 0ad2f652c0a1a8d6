/** What every stage returns and every writer takes: typed columns with unit and description. */

export type TableColumnType = 'number' | 'integer' | 'boolean' | 'text';

export interface TableColumn {
  readonly type: TableColumnType;
  /** The suffix of the column's name: `mAh_g`, `pct`, `1_h`; '' for words and counts. */
  readonly unit: string;
  readonly description: string;
}

export interface TableSpec<C extends Record<string, TableColumn> = Record<string, TableColumn>> {
  readonly name: string;
  readonly description: string;
  /** Key = header as printed: name, then unit. */
  readonly columns: C;
}

/** `number`, `integer` and `boolean` (0/1) columns hold NaN where not available; text holds ''. */
export type TableValues = Float64Array | readonly string[];

export interface Table {
  readonly spec: TableSpec;
  readonly length: number;
  readonly columns: Readonly<Record<string, TableValues>>;
}

type Cell<C extends TableColumn> = C['type'] extends 'text' ? string : C['type'] extends 'boolean' ? boolean : number;
/** A row to be added; a column left out is "not available". */
export type Row<C extends Record<string, TableColumn>> = { readonly [N in keyof C]?: Cell<C[N]> | undefined };

export function number(unit: string, description: string) {
  return { type: 'number', unit, description } as const;
}
export function integer(description: string) {
  return { type: 'integer', unit: '', description } as const;
}
export function boolean(description: string) {
  return { type: 'boolean', unit: '', description } as const;
}
export function text(description: string) {
  return { type: 'text', unit: '', description } as const;
}

const SAMPLE_COLUMNS = {
  sample: text('sample of the study'),
  group: text('group of replicates'),
};
const FILE_COLUMNS = { ...SAMPLE_COLUMNS, file: text('file the row comes from') };

/** A table whose rows belong to a sample. */
export function sampleTable<C extends Record<string, TableColumn>>(name: string, description: string, columns: C) {
  return { name, description, columns: { ...SAMPLE_COLUMNS, ...columns } };
}

/** A table whose rows come from one file each. */
export function fileTable<C extends Record<string, TableColumn>>(name: string, description: string, columns: C) {
  return { name, description, columns: { ...FILE_COLUMNS, ...columns } };
}

/** Collects rows column by column. */
export class TableBuilder<C extends Record<string, TableColumn>> {
  readonly #spec: TableSpec<C>;
  readonly #columns = new Map<string, (number | string)[]>();
  #length = 0;

  constructor(spec: TableSpec<C>) {
    this.#spec = spec;
    for (const name of Object.keys(spec.columns)) this.#columns.set(name, []);
  }

  /** Throws on a column that the table does not have (a defect of the program). */
  add(row: Row<C>): void {
    const foreign = Object.keys(row).find((name) => !this.#columns.has(name));
    if (foreign !== undefined) throw new TypeError(`table ${this.#spec.name} has no column ${foreign}`);
    for (const [name, column] of Object.entries(this.#spec.columns)) {
      const cell = row[name];
      this.#columns.get(name)?.push(column.type === 'text' ? String(cell ?? '') : Number(cell ?? Number.NaN));
    }
    this.#length += 1;
  }

  build(): Table {
    const columns: Record<string, TableValues> = {};
    for (const [name, values] of this.#columns) {
      columns[name] =
        this.#spec.columns[name]?.type === 'text' ? values.map(String) : Float64Array.from(values, Number);
    }
    return { spec: this.#spec, length: this.#length, columns };
  }
}

/** A number column of a table; throws on a name the table does not have (a defect of the program). */
export function numbers(table: Table, name: string): Float64Array {
  const values = table.columns[name];
  if (!(values instanceof Float64Array)) throw new TypeError(`table ${table.spec.name} has no number column ${name}`);
  return values;
}

/** A text column of a table; throws on a name the table does not have (a defect of the program). */
export function texts(table: Table, name: string): readonly string[] {
  const values = table.columns[name];
  if (values === undefined || values instanceof Float64Array) {
    throw new TypeError(`table ${table.spec.name} has no text column ${name}`);
  }
  return values;
}

/** The rows of a table that `keep` (given the row's index) wants. */
export function filterRows(table: Table, keep: (row: number) => boolean): Table {
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(keep);
  const columns: Record<string, TableValues> = {};
  for (const [name, values] of Object.entries(table.columns)) {
    columns[name] =
      values instanceof Float64Array
        ? Float64Array.from(rows, (row) => values[row] ?? Number.NaN)
        : rows.map((row) => values[row] ?? '');
  }
  return { spec: table.spec, length: rows.length, columns };
}

/** Joins tables of one spec in the order given. */
export function concatTables(tables: readonly [Table, ...Table[]]): Table {
  const [first] = tables;
  if (tables.length === 1) return first;
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const columns: Record<string, TableValues> = {};
  for (const [name, column] of Object.entries(first.spec.columns)) {
    if (column.type === 'text') {
      columns[name] = tables.flatMap((table) => texts(table, name));
      continue;
    }
    const joined = new Float64Array(length);
    let offset = 0;
    for (const table of tables) {
      joined.set(numbers(table, name), offset);
      offset += table.length;
    }
    columns[name] = joined;
  }
  return { spec: first.spec, length, columns };
}
