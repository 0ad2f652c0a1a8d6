/** Some rows of a table, as the quantities that its columns hold. */
import { findQuantities, type Quantity, type Source } from './columns.ts';
import type { EcLabTable } from './table.ts';

/** 0-based rows in rising order. */
export type Rows = Uint32Array;

export class Selection {
  readonly table: EcLabTable;
  readonly rows: Rows;
  readonly sources: ReadonlyMap<Quantity, Source>;
  readonly #values = new Map<Quantity, Float64Array>();

  constructor(table: EcLabTable, rows: Rows = Uint32Array.from({ length: table.length }, (_, row) => row)) {
    this.table = table;
    this.rows = rows;
    this.sources = findQuantities(table.columns.map(({ name }) => name));
  }

  get length(): number {
    return this.rows.length;
  }

  /** The rows that `keep`, given an index into this selection, wants. */
  filter(keep: (index: number) => boolean): Selection {
    return new Selection(
      this.table,
      this.rows.filter((_, index) => keep(index)),
    );
  }

  /** Rows `from` (inclusive) to `to` (exclusive) of this selection. */
  slice(from: number, to: number): Selection {
    return new Selection(this.table, this.rows.subarray(from, to));
  }

  /** A quantity in its unit; undefined where no column holds it. */
  get(quantity: Quantity): Float64Array | undefined {
    const known = this.#values.get(quantity);
    const source = this.sources.get(quantity);
    if (known !== undefined || source === undefined) return known;
    const cells = this.cells(source.column);
    const values = source.factor === 1 ? cells : cells.map((cell) => cell * source.factor);
    this.#values.set(quantity, values);
    return values;
  }

  /** A column as it is in the file; not copied where all rows are selected. */
  cells(column: number): Float64Array {
    const all = this.table.columns[column]?.values ?? new Float64Array();
    if (this.rows.length === all.length) return all;
    const some = new Float64Array(this.rows.length);
    for (let i = 0; i < some.length; i++) some[i] = all[this.rows[i] ?? 0] ?? Number.NaN;
    return some;
  }

  place(index: number): string {
    return this.table.place(this.rows[index] ?? 0);
  }
}
