/** Columns that are filled row by row, all of the same capacity. */

const FIRST_CAPACITY = 1024;
/** Rows allocated beyond the estimate. Pages that are never written take no memory. */
const MARGIN = 1.04;
/** Greatest growth at once: the first rows may be much shorter than the others. */
const MOST_GROWTH = 64;
/** Least growth where the estimate turns out too low. */
const LEAST_GROWTH = 1.125;
/** Share of a column that may stay unused. */
const MAX_UNUSED = 0.25;

export class RowColumns {
  /** The same array for good; its columns are replaced when they grow. */
  readonly arrays: Float64Array[];
  readonly #used: readonly boolean[];
  #capacity: number;

  /** Columns that are not used stay empty. `mostRows`: as many as there can be, where that is known. */
  constructor(used: readonly boolean[], mostRows = FIRST_CAPACITY) {
    const capacity = Math.max(1, Math.min(FIRST_CAPACITY, mostRows));
    this.#used = used;
    this.#capacity = capacity;
    this.arrays = used.map((isUsed) => new Float64Array(isUsed ? capacity : 0));
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Makes room for more rows: as many as are expected in all. */
  grow(expectedRows: number): void {
    const least = Math.ceil(this.#capacity * LEAST_GROWTH);
    const most = this.#capacity * MOST_GROWTH;
    this.#capacity = Math.min(most, Math.max(least, Math.ceil(expectedRows * MARGIN)));
    for (let k = 0; k < this.arrays.length; k++) {
      if (!this.#used[k]) continue;
      const grown = new Float64Array(this.#capacity);
      grown.set(this.arrays[k]!);
      this.arrays[k] = grown;
    }
  }

  /** The first `length` values of each column, copied only where much room is left. */
  finish(length: number): Float64Array[] {
    const isLoose = this.#capacity - length > this.#capacity * MAX_UNUSED;
    return this.arrays.map((array) => (isLoose ? array.slice(0, length) : array.subarray(0, length)));
  }
}
