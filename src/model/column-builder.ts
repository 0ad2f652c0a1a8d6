/** Columns that grow while a file is read. */

export class NumberColumn {
  #values = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(Math.ceil(this.#length * 1.5));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** Drops what was pushed after the first `length` values. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** The values so far, not copied; the column must not grow afterwards. */
  finish(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** Words of which there are few: stored as indices into the list of those seen. */
export class WordColumn {
  readonly #codes = new NumberColumn();
  readonly #words: string[] = [];
  readonly #index = new Map<string, number>();

  push(word: string): void {
    let code = this.#index.get(word);
    if (code === undefined) {
      code = this.#words.length;
      this.#words.push(word);
      this.#index.set(word, code);
    }
    this.#codes.push(code);
  }

  get words(): readonly string[] {
    return this.#words;
  }

  /** For each row the index into `words`. */
  codes(): Float64Array {
    return this.#codes.finish();
  }
}
