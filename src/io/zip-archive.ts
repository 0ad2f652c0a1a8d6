/** Zip archives in memory: entries by name, inflated as a whole or as a stream, each checked by size and CRC-32. */
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { type RawFile, SourceError } from '../model/source.ts';
import {
  MAX_INFLATED_BYTES,
  MAX_INFLATION_RATIO,
  MAX_WHOLE_PART_BYTES,
  MAX_ZIP_ENTRIES,
  RATIO_FREE_BYTES,
} from './limits.ts';

/** Bytes of a streamed entry that are inflated at a time. */
const CHUNK_BYTES = 1 << 17;

const STORED = 0;
const DEFLATED = 8;

const COPY_AGAIN = 'the file is damaged or incomplete: copy or export it again';
const TOO_LARGE = 'this is beyond what any instrument exports; split the file if it is real';

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What an entry is looked up by: part names differ neither in case nor by a leading slash. */
function entryKey(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase();
}

export class ZipArchive {
  readonly #path: string;
  readonly #bytes: Buffer;
  readonly #zip: ZipFile;
  readonly #entries = new Map<string, Entry>();

  private constructor(path: string, bytes: Buffer, zip: ZipFile) {
    this.#path = path;
    this.#bytes = bytes;
    this.#zip = zip;
  }

  /**
   * Reads the archive's directory. Throws SourceError where it is damaged, ambiguous (an entry twice) or beyond the
   * limits of limits.ts.
   */
  static async open(file: RawFile): Promise<ZipArchive> {
    const bytes = asBuffer(file.bytes);
    try {
      const archive = new ZipArchive(file.path, bytes, await fromBufferPromise(bytes, { decodeStrings: false }));
      await archive.#readDirectory();
      return archive;
    } catch (cause) {
      throw unreadable(file.path, '', cause);
    }
  }

  async #readDirectory(): Promise<void> {
    if (this.#zip.entryCount > MAX_ZIP_ENTRIES) this.#refuse('', `has more than ${MAX_ZIP_ENTRIES} entries`);
    let inflatedBytes = 0;
    for await (const entry of this.#zip.eachEntry()) {
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
      const key = entryKey(name);
      if (this.#entries.has(key))
        throw new SourceError(this.#path, name, 'the zip archive holds this twice', COPY_AGAIN);
      this.#entries.set(key, entry);
      inflatedBytes += entry.uncompressedSize;
      if (inflatedBytes > MAX_INFLATED_BYTES) this.#refuse('', `inflates to more than ${MAX_INFLATED_BYTES} bytes`);
    }
  }

  #refuse(name: string, what: string): never {
    throw new SourceError(this.#path, name, `${name === '' ? 'the zip archive' : 'the zip entry'} ${what}`, TOO_LARGE);
  }

  has(name: string): boolean {
    return this.#entries.has(entryKey(name));
  }

  /** An entry's bytes. Throws SourceError where it is missing, encrypted, damaged or beyond the limits. */
  async bytes(name: string): Promise<Buffer> {
    const entry = this.#entry(name);
    const packed = await this.#packed(name, entry);
    const size = entry.uncompressedSize;
    if (size > MAX_WHOLE_PART_BYTES) this.#refuse(name, `inflates to more than ${MAX_WHOLE_PART_BYTES} bytes`);
    let bytes = packed;
    if (entry.compressionMethod === DEFLATED) {
      try {
        bytes = inflateRawSync(packed, { chunkSize: Math.max(size, 64), maxOutputLength: Math.max(size, 1) });
      } catch (cause) {
        throw unreadable(this.#path, name, cause);
      }
    }
    this.#check(name, entry, bytes.length, crc32(bytes));
    return bytes;
  }

  /**
   * An entry's bytes in chunks. Throws SourceError as `bytes` does; a wrong checksum shows after the last chunk only.
   * The next chunk is inflated in another thread while one is worked on.
   */
  async *chunks(name: string): AsyncGenerator<Buffer, void, undefined> {
    const entry = this.#entry(name);
    if (entry.compressionMethod === STORED) {
      const bytes = await this.bytes(name);
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
      return;
    }
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
    inflate.end(await this.#packed(name, entry));
    let length = 0;
    let checksum = 0;
    try {
      for await (const chunk of inflate) {
        length += chunk.length;
        if (length > entry.uncompressedSize) break;
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (cause) {
      throw unreadable(this.#path, name, cause);
    }
    this.#check(name, entry, length, checksum);
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(entryKey(name));
    if (entry === undefined) throw new SourceError(this.#path, name, 'the zip archive lacks this entry', COPY_AGAIN);
    return entry;
  }

  /** The entry's bytes as they are in the archive. */
  async #packed(name: string, entry: Entry): Promise<Buffer> {
    const { compressedSize, uncompressedSize, compressionMethod } = entry;
    if (entry.isEncrypted()) {
      throw new SourceError(this.#path, name, 'the zip entry is encrypted', 'save the file without password');
    }
    if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
      const detail = `the zip entry is packed by method ${compressionMethod}, which is not read`;
      throw new SourceError(
        this.#path,
        name,
        detail,
        'open the file in a spreadsheet program and save it as a new .xlsx',
      );
    }
    if (uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > MAX_INFLATION_RATIO * compressedSize) {
      this.#refuse(name, `inflates to more than ${MAX_INFLATION_RATIO} times its size`);
    }
    try {
      const { fileDataStart } = await this.#zip.readLocalFileHeaderPromise(entry, { minimal: true });
      return this.#bytes.subarray(fileDataStart, fileDataStart + compressedSize);
    } catch (cause) {
      throw unreadable(this.#path, name, cause);
    }
  }

  #check(name: string, entry: Entry, length: number, checksum: number): void {
    if (length === entry.uncompressedSize && checksum === entry.crc32) return;
    const what = length === entry.uncompressedSize ? 'checksum' : 'size';
    throw new SourceError(this.#path, name, `the zip entry does not have the ${what} the archive states`, COPY_AGAIN);
  }
}

/** Errors of yauzl and zlib are about the file's bytes. */
function unreadable(path: string, name: string, cause: unknown): SourceError {
  if (cause instanceof SourceError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (reason.includes('encrypt')) {
    return new SourceError(path, name, 'the zip archive is encrypted', 'save the file without password', cause);
  }
  return new SourceError(path, name, `the zip archive cannot be read: ${reason}`, COPY_AGAIN, cause);
}
