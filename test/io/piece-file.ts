import { memoryFile, type RawFile } from '../../src/model/source.ts';

/** A file that gives its bytes in pieces of `size`, all in one buffer that is spoilt before the next, as RawFile allows. */
export function pieceFile(bytes: Uint8Array, size: number): RawFile {
  function* blocks(): Generator<Uint8Array> {
    const buffer = new Uint8Array(size);
    for (let from = 0; from < bytes.length; from += size) {
      const piece = bytes.subarray(from, from + size);
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
      buffer.fill(0x37);
    }
  }
  return { ...memoryFile('a.csv', bytes), blocks };
}

/** A file of two pieces. */
export function cutFile(bytes: Uint8Array, at: number): RawFile {
  const file = memoryFile('a.csv', bytes);
  return { ...file, blocks: () => [bytes.subarray(0, at), bytes.subarray(at)] };
}
