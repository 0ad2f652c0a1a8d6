/** The shared-string table of a workbook: kept as bytes, a string is decoded when a cell first asks for it. */
import { MAX_SHARED_STRINGS, MAX_TEXT_LENGTH } from './limits.ts';
import { CLOSE, MORE, nameCode, OPEN, TEXT, XmlScanner } from './xml-scanner.ts';
import { unescapeCellText } from './xml-text.ts';

const SI = nameCode('si');
const T = nameCode('t');
const R = nameCode('r');

const FIRST_CAPACITY = 1024;

/** Depths of `<si>`, and of the text of an item: `<si><t>` and `<si><r><t>`. */
const ITEM = 2;
const PLAIN = 3;
const RUN = 4;

export class SharedStrings {
  readonly #xml: XmlScanner;
  readonly #cache: (string | undefined)[] = [];
  /** Place of the one piece of text of each plain string. */
  #starts = new Uint32Array(FIRST_CAPACITY);
  #ends = new Uint32Array(FIRST_CAPACITY);
  #count = 0;
  #pieces = 0;
  #built = '';

  /** Indexes the part `entry`, whose inflated bytes are given. Throws SourceError where it is not a string table. */
  constructor(path: string, entry: string, bytes: Buffer) {
    this.#xml = new XmlScanner(path, () => entry);
    this.#xml.push(bytes);
    this.#index();
  }

  /** Strings in the table. */
  get length(): number {
    return this.#count;
  }

  /** The string at an index below `length`. */
  get(index: number): string {
    const known = this.#cache[index];
    if (known !== undefined) return known;
    const text = this.#decode(this.#starts[index]!, this.#ends[index]!, false);
    this.#cache[index] = unescapeCellText(text);
    return this.#cache[index];
  }

  #decode(start: number, end: number, isCData: boolean): string {
    if (end - start > MAX_TEXT_LENGTH) this.#xml.fail(`a shared string is longer than ${MAX_TEXT_LENGTH} bytes`);
    return this.#xml.text(start, end, isCData);
  }

  /** Notes where the strings are. `skip` is the depth of an element that is not read, 0 outside of one. */
  #index(): void {
    const xml = this.#xml;
    let skip = 0;
    let textDepth = 0;
    for (let token = xml.next(); token !== MORE; token = xml.next()) {
      if (token === TEXT) {
        if (textDepth !== 0 && skip === 0) this.#piece();
      } else if (token === CLOSE) {
        if (xml.depth === skip) skip = 0;
        else if (skip === 0 && xml.depth === textDepth) textDepth = 0;
        else if (skip === 0 && xml.depth === ITEM) this.#endItem();
      } else if (token === OPEN && skip === 0) {
        if (xml.depth === 1 && xml.name() !== 'sst') xml.fail('the part is not a table of shared strings');
        if (xml.depth === ITEM && xml.code === SI) this.#beginItem();
        else if (textDepth === 0 && (xml.depth === PLAIN || xml.depth === RUN) && xml.code === T) textDepth = xml.depth;
        else if (xml.depth > 1 && !(xml.depth === PLAIN && xml.code === R)) skip = xml.depth;
      }
    }
    xml.finish();
  }

  #beginItem(): void {
    if (this.#count >= MAX_SHARED_STRINGS) this.#xml.fail(`there are more than ${MAX_SHARED_STRINGS} shared strings`);
    if (this.#count === this.#starts.length) {
      const starts = new Uint32Array(2 * this.#count);
      const ends = new Uint32Array(2 * this.#count);
      starts.set(this.#starts);
      ends.set(this.#ends);
      this.#starts = starts;
      this.#ends = ends;
    }
    this.#pieces = 0;
  }

  /** One piece stays bytes; the first is kept as text once a second comes, or if it is a CDATA section. */
  #piece(): void {
    const { start, end, isCData } = this.#xml;
    if (this.#pieces++ === 0) {
      this.#starts[this.#count] = start;
      this.#ends[this.#count] = end;
      if (!isCData) return;
      this.#built = '';
      this.#pieces++;
    } else if (this.#pieces === 2)
      this.#built = this.#decode(this.#starts[this.#count]!, this.#ends[this.#count]!, false);
    this.#built += this.#decode(start, end, isCData);
    if (this.#built.length > MAX_TEXT_LENGTH)
      this.#xml.fail(`a shared string is longer than ${MAX_TEXT_LENGTH} characters`);
  }

  #endItem(): void {
    if (this.#pieces > 1) this.#cache[this.#count] = unescapeCellText(this.#built);
    this.#count++;
  }
}
