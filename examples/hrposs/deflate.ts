/**
 * Raw deflate (RFC 1951) with dynamic Huffman codes, in integer arithmetic.
 *
 * Why not the platform's: zlib builds differ between Node versions and processors and may pack the same data into
 * different bytes; the committed raw files must come out byte for byte the same everywhere.
 */

const MIN_MATCH = 3;
const MAX_MATCH = 258;
const WINDOW = 32768;
const HASH_BITS = 15;
const CHAIN = 256;
const BLOCK_TOKENS = 32768;
const END_OF_BLOCK = 256;
const LITERALS = 286;
const DISTANCES = 30;
const MAX_CODE_LENGTH = 15;
/** Order in which a block header lists the lengths of the codes for code lengths (RFC 1951, 3.2.7). */
const HEADER_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** First value and number of extra bits of each length or distance code. */
interface Ranges {
  readonly first: readonly number[];
  readonly extra: readonly number[];
}

const LENGTH_RANGES = withLongestMatch(ranges(28, MIN_MATCH, 4));
const DISTANCE_RANGES = ranges(DISTANCES, 1, 2);

/** Deflated bytes of `input`. */
export function deflateRaw(input: Uint8Array): Uint8Array {
  // at worst 15 bits for a literal and 48 for a match of three bytes or more
  const out = new BitWriter(2 * input.length + 1024);
  const tokens = tokenize(input);
  let from = 0;
  for (; tokens.length - from > BLOCK_TOKENS; from += BLOCK_TOKENS) {
    writeBlock(out, tokens.subarray(from, from + BLOCK_TOKENS), false);
  }
  writeBlock(out, tokens.subarray(from), true);
  return out.finish();
}

/** The codes of RFC 1951, 3.2.5: `perStep` codes of each number of extra bits, twice as many with none. */
function ranges(count: number, start: number, perStep: number): Ranges {
  const first: number[] = [];
  const extra: number[] = [];
  let next = start;
  for (let code = 0; code < count; code++) {
    const bits = Math.max(0, Math.floor(code / perStep) - 1);
    first.push(next);
    extra.push(bits);
    next += 1 << bits;
  }
  return { first, extra };
}

/** The longest match has a code of its own. */
function withLongestMatch({ first, extra }: Ranges): Ranges {
  return { first: [...first, MAX_MATCH], extra: [...extra, 0] };
}

function codeOf({ first }: Ranges, value: number): number {
  let code = first.length - 1;
  while (at(first, code) > value) code--;
  return code;
}

/** Literals as themselves, matches as `length << 16 | distance`. */
function tokenize(input: Uint8Array): Int32Array {
  const matcher = new Matcher(input);
  const tokens = new Int32Array(input.length);
  let count = 0;
  let current = matcher.longest(0);
  for (let position = 0; position < input.length; ) {
    const next = matcher.longest(position + 1);
    // a longer match one byte on is worth a literal
    const length = current >> 16;
    if (length < MIN_MATCH || next >> 16 > length) {
      tokens[count++] = at(input, position);
      position++;
      current = next;
    } else {
      tokens[count++] = current;
      position += length;
      current = matcher.longest(position);
    }
  }
  return tokens.subarray(0, count);
}

/** Finds the longest earlier copy of what stands at a position; positions must be asked for in ascending order. */
class Matcher {
  readonly #input: Uint8Array;
  readonly #newest = new Int32Array(1 << HASH_BITS).fill(-1);
  readonly #older: Int32Array;
  #indexed = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
    this.#older = new Int32Array(input.length);
  }

  /** `length << 16 | distance`, 0 where there is none. */
  longest(position: number): number {
    const input = this.#input;
    const limit = Math.min(MAX_MATCH, input.length - position);
    if (limit < MIN_MATCH) return 0;
    this.#indexUpTo(position);
    let best = MIN_MATCH - 1;
    let distance = 0;
    let candidate = this.#newest[this.#hash(position)] ?? -1;
    for (let tries = CHAIN; tries > 0 && candidate >= 0 && position - candidate <= WINDOW; tries--) {
      if (input[candidate + best] === input[position + best]) {
        let length = 0;
        while (length < limit && input[candidate + length] === input[position + length]) length++;
        if (length > best) {
          best = length;
          distance = position - candidate;
          if (length === limit) break;
        }
      }
      candidate = this.#older[candidate] ?? -1;
    }
    return distance === 0 ? 0 : (best << 16) | distance;
  }

  #indexUpTo(position: number): void {
    for (; this.#indexed < position; this.#indexed++) {
      const hash = this.#hash(this.#indexed);
      this.#older[this.#indexed] = this.#newest[hash] ?? -1;
      this.#newest[hash] = this.#indexed;
    }
  }

  #hash(position: number): number {
    const input = this.#input;
    const three = at(input, position) | (at(input, position + 1) << 8) | (at(input, position + 2) << 16);
    return Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
  }
}

function writeBlock(out: BitWriter, tokens: Int32Array, last: boolean): void {
  // two symbols are always counted, because a code of one symbol would have no bits
  const literalCounts = new Uint32Array(LITERALS).fill(1, 0, 1);
  const distanceCounts = new Uint32Array(DISTANCES).fill(1, 0, 2);
  literalCounts[END_OF_BLOCK] = 1;
  for (const token of tokens) {
    if (token < 256) literalCounts[token] = at(literalCounts, token) + 1;
    else {
      const length = END_OF_BLOCK + 1 + codeOf(LENGTH_RANGES, token >> 16);
      const distance = codeOf(DISTANCE_RANGES, token & 0xffff);
      literalCounts[length] = at(literalCounts, length) + 1;
      distanceCounts[distance] = at(distanceCounts, distance) + 1;
    }
  }
  const literals = huffman(literalCounts);
  const distances = huffman(distanceCounts);
  out.bits(last ? 1 : 0, 1);
  out.bits(2, 2);
  writeCodeLengths(out, literals, distances);
  for (const token of tokens) {
    if (token < 256) literals.write(out, token);
    else {
      writeRange(out, literals, LENGTH_RANGES, token >> 16, END_OF_BLOCK + 1);
      writeRange(out, distances, DISTANCE_RANGES, token & 0xffff, 0);
    }
  }
  literals.write(out, END_OF_BLOCK);
}

function writeRange(out: BitWriter, code: Huffman, table: Ranges, value: number, offset: number): void {
  const symbol = codeOf(table, value);
  code.write(out, offset + symbol);
  out.bits(value - at(table.first, symbol), at(table.extra, symbol));
}

/** All sixteen code lengths get a four-bit code each: a few hundred bytes per block dearer than the best, and simple. */
function writeCodeLengths(out: BitWriter, literals: Huffman, distances: Huffman): void {
  out.bits(LITERALS - 257, 5);
  out.bits(DISTANCES - 1, 5);
  out.bits(HEADER_ORDER.length - 4, 4);
  for (const length of HEADER_ORDER) out.bits(length <= MAX_CODE_LENGTH ? 4 : 0, 3);
  for (const length of [...literals.lengths, ...distances.lengths]) out.bits(reversed(length, 4), 4);
}

class Huffman {
  readonly lengths: Uint8Array;
  readonly #codes: Uint16Array;

  constructor(lengths: Uint8Array) {
    this.lengths = lengths;
    this.#codes = new Uint16Array(lengths.length);
    let code = 0;
    for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] === length) this.#codes[symbol] = reversed(code++, length);
      }
      code <<= 1;
    }
  }

  write(out: BitWriter, symbol: number): void {
    out.bits(at(this.#codes, symbol), at(this.lengths, symbol));
  }
}

/** Huffman code of the counts; where it would be too long, of flatter counts. */
function huffman(counts: Uint32Array): Huffman {
  const lengths = huffmanLengths(counts);
  if (Math.max(...lengths) <= MAX_CODE_LENGTH) return new Huffman(lengths);
  return huffman(counts.map((count) => (count === 0 ? 0 : (count >> 1) | 1)));
}

function huffmanLengths(counts: Uint32Array): Uint8Array {
  interface Node {
    readonly count: number;
    readonly symbols: readonly number[];
  }
  const nodes: Node[] = [];
  for (const [symbol, count] of counts.entries()) if (count > 0) nodes.push({ count, symbols: [symbol] });
  const lengths = new Uint8Array(counts.length);
  nodes.sort((a, b) => b.count - a.count);
  for (let b = nodes.pop(), a = nodes.pop(); a !== undefined && b !== undefined; b = nodes.pop(), a = nodes.pop()) {
    const joined = { count: a.count + b.count, symbols: [...a.symbols, ...b.symbols] };
    for (const symbol of joined.symbols) lengths[symbol] = at(lengths, symbol) + 1;
    let place = nodes.length;
    while (place > 0 && at(nodes, place - 1).count < joined.count) place--;
    nodes.splice(place, 0, joined);
  }
  return lengths;
}

class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Appends `count` (at most 16) bits, the lowest first. */
  bits(value: number, count: number): void {
    this.#pending |= value << this.#pendingBits;
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#bytes[this.#length++] = this.#pending & 0xff;
      this.#pending >>>= 8;
      this.#pendingBits -= 8;
    }
  }

  finish(): Uint8Array {
    this.bits(0, 7);
    return this.#bytes.slice(0, this.#length);
  }
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}

function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`index ${index} outside 0…${list.length - 1}`);
  return value;
}
