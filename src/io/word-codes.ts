/** Words of a column as codes: a string is made of a word once, cells are compared as bytes. */

const NO_BYTES: Uint8Array = new Uint8Array(0);

export class WordCodes {
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #words: string[] = [];
  readonly #bytes: Uint8Array[] = [];
  /** Hash → the newest code with it. */
  readonly #heads = new Map<number, number>();
  /** For each code the next older one with the same hash, -1 for none. */
  readonly #older: number[] = [];
  /** Bytes of the word without quotes that was met last, and its code. */
  #last = NO_BYTES;
  #lastCode = -1;

  constructor(decode: (bytes: Uint8Array) => string) {
    this.#decode = decode;
  }

  /** In order of their first cell; the index is the code. */
  get words(): readonly string[] {
    return this.#words;
  }

  /** Code of the word met last; -1 before the first. */
  get lastCode(): number {
    return this.#lastCode;
  }

  /** Drops the newest words; no more may be met afterwards. */
  truncate(count: number): void {
    this.#words.length = count;
  }

  /** Length of the word met last if it stands at `start`, else 0. */
  repeats(bytes: Uint8Array, start: number): number {
    const last = this.#last;
    const { length } = last;
    for (let i = 0; i < length; i++) if (last[i] !== bytes[start + i]) return 0;
    return length;
  }

  /** Code of the word '', which empty cells have. */
  emptyCode(): number {
    return this.code(NO_BYTES, 0, 0, false);
  }

  /** Code of the word in bytes [start, end); `repeats` knows it next if it is one that stands without quotes. */
  code(bytes: Uint8Array, start: number, end: number, isPlain: boolean): number {
    const hash = hashOf(bytes, start, end);
    const head = this.#heads.get(hash) ?? -1;
    let code = head;
    while (code >= 0 && !isEqual(this.#bytes[code]!, bytes, start, end)) code = this.#older[code]!;
    if (code < 0) {
      code = this.#words.length;
      const own = bytes.slice(start, end);
      this.#bytes.push(own);
      this.#words.push(this.#decode(own));
      this.#older.push(head);
      this.#heads.set(hash, code);
    }
    if (isPlain) {
      this.#last = this.#bytes[code]!;
      this.#lastCode = code;
    }
    return code;
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

function isEqual(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word[i] !== bytes[start + i]) return false;
  return true;
}
