/** A file on disk as parsers see it: small ones in memory, large ones read in pieces where the format allows it. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { type FileLabels, HEAD_BYTES, memoryFile, type RawFile } from '../model/source.ts';

/** Up to this size a file is read at once. */
const WHOLE_BYTES = 1 << 24;
const BLOCK_BYTES = 1 << 20;

/** Throws what the operating system says where the file cannot be read, and for what is no file; a pipe would never end. */
export function openRawFile(absolute: string, relative: string, labels: FileLabels): RawFile {
  const stats = statSync(absolute);
  if (stats.isDirectory()) throw new Error('it is a folder; name the files in it');
  if (!stats.isFile()) throw new Error('it is no regular file; save the data to one');
  const descriptor = openSync(absolute, 'r');
  let size: number;
  try {
    size = fstatSync(descriptor).size;
  } finally {
    closeSync(descriptor);
  }
  if (size > WHOLE_BYTES) return new LargeFile(absolute, relative, labels);
  const bytes = readFileSync(absolute);
  return memoryFile(relative, bytes, createHash('sha256').update(bytes).digest('hex'), labels);
}

/**
 * Opened for every pass. An instrument may append meanwhile: what was there at the first pass, which the hash is of,
 * is what all passes see.
 */
class LargeFile implements RawFile {
  readonly path: string;
  readonly labels: FileLabels;
  readonly sha256: string;
  readonly size: number;
  readonly head: Uint8Array;
  readonly #absolute: string;
  #bytes: Uint8Array | undefined;

  constructor(absolute: string, relative: string, labels: FileLabels) {
    this.labels = labels;
    this.#absolute = absolute;
    this.path = relative;
    const hash = createHash('sha256');
    let size = 0;
    let head = new Uint8Array();
    for (const block of readBlocks(absolute, Number.POSITIVE_INFINITY)) {
      if (size === 0) head = block.slice(0, HEAD_BYTES);
      size += block.length;
      hash.update(block);
    }
    this.size = size;
    this.head = head;
    this.sha256 = hash.digest('hex');
  }

  get bytes(): Uint8Array {
    if (this.#bytes === undefined) {
      const all = new Uint8Array(this.size);
      let offset = 0;
      for (const block of this.blocks()) {
        all.set(block, offset);
        offset += block.length;
      }
      this.#bytes = all.subarray(0, offset);
    }
    return this.#bytes;
  }

  blocks(): Iterable<Uint8Array> {
    return readBlocks(this.#absolute, this.size);
  }
}

function* readBlocks(absolute: string, size: number): Generator<Uint8Array> {
  const descriptor = openSync(absolute, 'r');
  try {
    const buffer = new Uint8Array(BLOCK_BYTES);
    for (let left = size; left > 0; ) {
      const read = readSync(descriptor, buffer, 0, Math.min(left, BLOCK_BYTES), null);
      if (read === 0) return;
      left -= read;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}
