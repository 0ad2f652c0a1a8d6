/** Columns that grow while a file is read. */

export class NumberColumn {
  #values: Float64Array = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(Math.max(1024, Math.ceil(this.#length * 1.5)));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** Adds many values at once; the array is the column's own from then on. */
  append(values: Float64Array): void {
    if (this.#length === 0) this.#values = values;
    else {
      const joined = new Float64Array(this.#length + values.length);
      joined.set(this.finish());
      joined.set(values, this.#length);
      this.#values = joined;
    }
    this.#length += values.length;
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
    this.#codes.push(this.#codeOf(word));
  }

  #codeOf(word: string): number {
    const known = this.#index.get(word);
    if (known !== undefined) return known;
    this.#index.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }

  /** Adds many words at once: indices into a list of their own. The array is the column's own from then on. */
  append(codes: Float64Array, words: readonly string[]): void {
    const own = words.map((word) => this.#codeOf(word));
    for (let i = 0; i < codes.length; i++) codes[i] = own[codes[i] ?? 0] ?? 0;
    this.#codes.append(codes);
  }

  get words(): readonly string[] {
    return this.#words;
  }

  /** For each row the index into `words`. */
  codes(): Float64Array {
    return this.#codes.finish();
  }
}
