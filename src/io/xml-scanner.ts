/**
 * A pull scanner for XML that comes in chunks: start tags, end tags and character data as byte ranges, no strings and
 * no tree. Checks nesting; refuses document types and entity declarations, and encodings other than UTF-8.
 */
import { SourceError } from '../model/source.ts';
import { MAX_ATTRIBUTES, MAX_ELEMENT_DEPTH, MAX_TEXT_LENGTH } from './limits.ts';
import { INCOMPLETE, isBlank, TOO_MANY, XmlAttributes } from './xml-attributes.ts';
import { decodeXmlText } from './xml-text.ts';

/** What `next` found. `MORE`: nothing whole is left in the bytes given so far. */
export const MORE = 0;
export const OPEN = 1;
export const CLOSE = 2;
export const TEXT = 3;

export type Token = typeof MORE | typeof OPEN | typeof CLOSE | typeof TEXT;

/** What helps against a malformed part of a workbook. */
export const XML_REMEDY = 'export the file again, or open it in a spreadsheet program and save it as a new .xlsx';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const COLON = 0x3a;
const EQUALS = 0x3d;

/** A local name of up to four ASCII letters as the number `XmlScanner.code` holds. */
export function nameCode(name: string): number {
  let code = 0;
  for (let i = 0; i < name.length; i++) code = (code << 8) | name.charCodeAt(i);
  return code;
}

export class XmlScanner {
  /** Valid until the next `push`; the ranges below are places in it. */
  bytes: Buffer = Buffer.alloc(0);
  /** OPEN and CLOSE: local name packed by `nameCode`, 0 for names longer than four bytes. */
  code = 0;
  /** OPEN and CLOSE: depth of the element, 1 for the root. */
  depth = 0;
  /** OPEN: local name; TEXT: the characters. */
  start = 0;
  end = 0;
  /** TEXT: a CDATA section, in which nothing is a reference. */
  isCData = false;
  /** TEXT: an end tag follows. */
  endsElement = false;

  /** OPEN: attributes of the tag. */
  readonly attributes = new XmlAttributes();

  readonly #path: string;
  readonly #place: () => string;
  #room: Buffer = Buffer.alloc(0);
  #position = 0;
  #open = 0;
  #selfClosing = false;
  #started = false;
  #rooted = false;
  #hash = 0;
  readonly #hashes = new Int32Array(MAX_ELEMENT_DEPTH + 1);

  /** `place` names where the scanner is (zip entry or cell), for errors. */
  constructor(path: string, place: () => string) {
    this.#path = path;
    this.#place = place;
  }

  fail(detail: string): never {
    throw new SourceError(this.#path, this.#place(), detail, XML_REMEDY);
  }

  /** Gives the next bytes. All tokens of the bytes before must have been taken (`next` gave MORE). */
  push(chunk: Buffer): void {
    const rest = this.bytes.length - this.#position;
    if (rest > MAX_TEXT_LENGTH) this.fail(`an XML tag or text is longer than ${MAX_TEXT_LENGTH} bytes`);
    this.bytes = rest === 0 ? chunk : this.#joined(this.bytes.subarray(this.#position), chunk);
    this.#position = 0;
  }

  /** Rest and chunk in one buffer, the same for every push: `rest` may be a part of it. */
  #joined(rest: Buffer, chunk: Buffer): Buffer {
    const length = rest.length + chunk.length;
    const target = length <= this.#room.length ? this.#room : Buffer.allocUnsafeSlow(length + (length >> 2));
    rest.copy(target);
    chunk.copy(target, rest.length);
    this.#room = target;
    return target.subarray(0, length);
  }

  /** To be called when all bytes were given and `next` gave MORE. */
  finish(): void {
    if (this.#open > 0 || !this.#rooted || this.#position < this.bytes.length) this.fail('the XML ends early');
  }

  next(): Token {
    if (this.#selfClosing) {
      this.#selfClosing = false;
      this.#open--;
      return CLOSE;
    }
    if (!this.#started && !this.#begin()) return MORE;
    for (;;) {
      const at = this.#position;
      if (at + 1 >= this.bytes.length) return at < this.bytes.length && this.bytes[at] !== LT ? this.#text(at) : MORE;
      if (this.bytes[at] !== LT) {
        const token = this.#text(at);
        if (token === TEXT && this.#open === 0) continue;
        return token;
      }
      const second = this.bytes[at + 1]!;
      if (second === SLASH) return this.#closeTag(at);
      if (second !== 0x21 && second !== 0x3f) return this.#openTag(at);
      const token = second === 0x21 ? this.#declaration(at) : this.#skipTo(at, at + 2, '?>');
      if (token !== CLOSE) return token;
    }
  }

  /** Value of the current start tag's attribute of this name; with `isPrefixed`, of this name behind any prefix. */
  attribute(name: string, isPrefixed = false): string | undefined {
    const handle = this.attributes.byName(name, isPrefixed);
    if (handle < 0) return undefined;
    return this.text(this.attributes.valueStart(handle), this.attributes.valueEnd(handle));
  }

  /** Decoded text of a range of `bytes`. */
  text(start = this.start, end = this.end, isCData = false): string {
    return (
      decodeXmlText(this.bytes, start, end, isCData) ??
      this.fail('the XML text is not valid UTF-8, or holds an unknown entity')
    );
  }

  /** Local name of the current start tag. */
  name(): string {
    return this.bytes.toString('latin1', this.start, this.end);
  }

  /** Byte-order mark and encoding; false if more bytes are needed to tell. */
  #begin(): boolean {
    const [a, b, c] = this.bytes;
    if (a === undefined || b === undefined || c === undefined) return false;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0) {
      this.fail('the XML is written in UTF-16; only UTF-8 is read');
    }
    if (a === 0xef && b === 0xbb && c === 0xbf) this.#position = 3;
    this.#started = true;
    return true;
  }

  /** Text up to the next tag. Outside the root only white space is allowed. */
  #text(at: number): Token {
    const { bytes } = this;
    const length = bytes.length;
    let i = at;
    while (i < length && bytes[i] !== LT) i++;
    if (this.#open === 0) {
      for (let k = at; k < i; k++) if (!isBlank(bytes[k]!)) this.fail('there is text outside the XML root element');
      this.#position = i;
      return i < length ? TEXT : MORE;
    }
    if (i + 1 >= length) return MORE;
    this.start = at;
    this.end = i;
    this.isCData = false;
    this.endsElement = bytes[i + 1] === SLASH;
    this.#position = i;
    return TEXT;
  }

  /** Skips to after `terminator`; CLOSE stands for "skipped". */
  #skipTo(at: number, from: number, terminator: string): Token {
    const found = this.bytes.indexOf(terminator, from, 'latin1');
    if (found < 0) return MORE;
    if (terminator === '?>' && !this.#rooted) this.#checkEncoding(this.bytes.toString('latin1', at, found));
    this.#position = found + terminator.length;
    return CLOSE;
  }

  #checkEncoding(instruction: string): void {
    const encoding = /^<\?xml\s[\s\S]*\sencoding\s*=\s*["']([^"']*)/.exec(instruction)?.[1]?.toLowerCase();
    if (encoding !== undefined && !['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(encoding)) {
      this.fail(`the XML says it is written in ${encoding}; only UTF-8 is read`);
    }
  }

  /** Comment, CDATA section or document type. */
  #declaration(at: number): Token {
    const { bytes } = this;
    if (bytes[at + 2] === 0x2d && bytes[at + 3] === 0x2d) return this.#skipTo(at, at + 4, '-->');
    if (bytes.length < at + 9) return MORE;
    const opening = bytes.toString('latin1', at + 2, at + 9);
    if (opening !== '[CDATA[') this.fail('the XML declares a document type or entities, which are not read');
    if (this.#open === 0) this.fail('there is text outside the XML root element');
    const close = bytes.indexOf(']]>', at + 9, 'latin1');
    if (close < 0) return MORE;
    this.start = at + 9;
    this.end = close;
    this.isCData = true;
    this.endsElement = false;
    this.#position = close + 3;
    return TEXT;
  }

  /** Reads a tag name from `from`; the position after it, or -1 if the bytes end before it does. */
  #name(from: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let code = 0;
    let hash = 0;
    let local = from;
    let i = from;
    for (; i < length; i++) {
      const byte = bytes[i]!;
      if (byte === GT || byte === SLASH || isBlank(byte)) break;
      if (byte < COLON && byte !== 0x2d && byte !== 0x2e && (byte < 0x30 || i === from)) this.#badTag();
      if (byte === LT || byte === EQUALS) this.#badTag();
      hash = (Math.imul(hash, 31) + byte) | 0;
      if (byte === COLON) {
        code = 0;
        local = i + 1;
      } else code = (code << 8) | byte;
    }
    if (i >= length) return -1;
    if (i === local) this.#badTag();
    this.code = i - local > 4 ? 0 : code;
    this.#hash = hash;
    this.start = local;
    this.end = i;
    return i;
  }

  #badTag(): never {
    this.fail('the XML holds a malformed tag');
  }

  #closeTag(at: number): Token {
    const { bytes } = this;
    let i = this.#name(at + 2);
    if (i < 0) return MORE;
    while (i < bytes.length && isBlank(bytes[i]!)) i++;
    if (i >= bytes.length) return MORE;
    if (bytes[i] !== GT) this.#badTag();
    if (this.#open === 0 || this.#hashes[this.#open] !== this.#hash)
      this.fail('an XML end tag does not match its start tag');
    this.depth = this.#open--;
    this.#position = i + 1;
    return CLOSE;
  }

  #openTag(at: number): Token {
    let i = this.#name(at + 1);
    if (i < 0) return MORE;
    if (this.bytes[i] === GT) this.attributes.clear();
    else {
      i = this.attributes.read(this.bytes, i);
      if (i === INCOMPLETE) return MORE;
      if (i === TOO_MANY) this.fail(`an XML element has more than ${MAX_ATTRIBUTES} attributes`);
      if (i < 0) this.#badTag();
    }
    if (this.#open === 0) {
      if (this.#rooted) this.fail('the XML has more than one root element');
      this.#rooted = true;
    }
    if (this.#open >= MAX_ELEMENT_DEPTH) this.fail(`XML elements are nested deeper than ${MAX_ELEMENT_DEPTH}`);
    this.#selfClosing = this.bytes[i - 1] === SLASH;
    this.depth = ++this.#open;
    this.#hashes[this.#open] = this.#hash;
    this.#position = i + 1;
    return OPEN;
  }
}
