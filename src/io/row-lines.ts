/** Lines of rows: row `n` stands in line `first + n`, but for blank lines and line ends within quotes. */
export class RowLines {
  /** Rows from which on the lines are further on than before. */
  readonly #rows: number[] = [];
  /** By how much a line is further on than its row, from each of these rows on. */
  readonly #shifts: number[] = [];
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
  }

  /** Notes the 0-based line in which `row` starts; rows must come in order. */
  note(row: number, line: number): void {
    const shift = line - this.#first - row;
    if (shift === (this.#shifts.at(-1) ?? 0)) return;
    this.#rows.push(row);
    this.#shifts.push(shift);
  }

  /** 0-based line in which the row starts. */
  lineOf(row: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle]! <= row) low = middle + 1;
      else high = middle;
    }
    return this.#first + row + (this.#shifts[low - 1] ?? 0);
  }
}
