/** The attributes of one start tag, as byte ranges. */
import { MAX_ATTRIBUTES } from './limits.ts';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;

/** `read`: the tag goes on after the bytes given. */
export const INCOMPLETE = -1;
/** `read`: the tag is not well formed. */
export const MALFORMED = -2;
/** `read`: the tag has too many attributes. */
export const TOO_MANY = -3;

/** White space of XML, and the control characters XML does not have. */
export function isBlank(byte: number): boolean {
  return byte <= 0x20;
}

export class XmlAttributes {
  /** Four places for each attribute: name start, name end, value start, value end. */
  readonly #places = new Int32Array(4 * MAX_ATTRIBUTES);
  #count = 0;
  #bytes: Buffer = Buffer.alloc(0);

  /** To be called for a tag that has none. */
  clear(): void {
    this.#count = 0;
  }

  /** Reads from the end of the tag's name; the place of the tag's `>`, or one of the negative answers above. */
  read(bytes: Buffer, from: number): number {
    const { length } = bytes;
    this.#bytes = bytes;
    this.#count = 0;
    let i = from;
    for (;;) {
      while (i < length && isBlank(bytes[i]!)) i++;
      if (i >= length) return INCOMPLETE;
      if (bytes[i] === GT) return i;
      if (bytes[i] === SLASH) return i + 1 >= length ? INCOMPLETE : bytes[i + 1] === GT ? i + 1 : MALFORMED;
      const nameStart = i;
      while (i < length && bytes[i] !== EQUALS && !isBlank(bytes[i]!) && bytes[i] !== GT && bytes[i] !== LT) i++;
      const nameEnd = i;
      while (i < length && isBlank(bytes[i]!)) i++;
      if (i >= length) return INCOMPLETE;
      if (bytes[i] !== EQUALS || nameEnd === nameStart) return MALFORMED;
      i++;
      while (i < length && isBlank(bytes[i]!)) i++;
      if (i >= length) return INCOMPLETE;
      const quote = bytes[i]!;
      if (quote !== 0x22 && quote !== 0x27) return MALFORMED;
      const valueStart = ++i;
      while (i < length && bytes[i] !== quote && bytes[i] !== LT) i++;
      if (i >= length) return INCOMPLETE;
      if (bytes[i] === LT) return MALFORMED;
      if (this.#count >= MAX_ATTRIBUTES) return TOO_MANY;
      const k = 4 * this.#count++;
      this.#places[k] = nameStart;
      this.#places[k + 1] = nameEnd;
      this.#places[k + 2] = valueStart;
      this.#places[k + 3] = i++;
    }
  }

  /** Handle of the attribute whose whole name is this letter; -1 if there is none. */
  byLetter(letter: number): number {
    for (let k = 0; k < 4 * this.#count; k += 4) {
      const at = this.#places[k]!;
      if (this.#places[k + 1]! - at === 1 && this.#bytes[at] === letter) return k;
    }
    return -1;
  }

  /** Handle of the attribute of this name; with `isPrefixed`, of this local name behind any prefix. -1 if none is. */
  byName(name: string, isPrefixed: boolean): number {
    for (let k = 0; k < 4 * this.#count; k += 4) {
      const qualified = this.#bytes.toString('latin1', this.#places[k], this.#places[k + 1]);
      if (isPrefixed ? qualified.endsWith(`:${name}`) : qualified === name) return k;
    }
    return -1;
  }

  /** Where the value of the attribute with this handle starts. */
  valueStart(handle: number): number {
    return this.#places[handle + 2]!;
  }

  valueEnd(handle: number): number {
    return this.#places[handle + 3]!;
  }
}
