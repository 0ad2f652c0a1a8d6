/**
 * OLE compound files (MS-CFB), the container of .xls and of workbooks with a password: names of the streams at the
 * root, and a stream's bytes. Nothing is read that the sector chains do not give in full.
 */

const MAGIC = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const HEADER_BYTES = 512;
/** Allocation-table sectors listed in the header itself. */
const HEADER_TABLE_SECTORS = 109;
const ENTRY_BYTES = 128;
const STREAM = 2;
const ROOT = 5;
/** Sector numbers from here on are marks (end of chain, free, none), not sectors. */
const FIRST_MARK = 0xffff_fffa;
/** Streams shorter than this live in the small sectors of the root's own stream. */
const SMALL_STREAM_BYTES = 4096;
const SMALL_SECTOR_BYTES = 64;

interface DirectoryEntry {
  readonly name: string;
  readonly type: number;
  readonly start: number;
  readonly size: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
}

/** True for the magic number of a compound file. */
export function isCompoundFile(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

export class CompoundFile {
  readonly #bytes: Buffer;
  readonly #sectorBytes: number;
  readonly #sectorCount: number;
  readonly #tableSectors: readonly number[];
  readonly #root: DirectoryEntry;
  readonly #streams = new Map<string, DirectoryEntry>();

  /** Throws RangeError where the file's structure is damaged or incomplete. */
  constructor(bytes: Buffer) {
    if (!isCompoundFile(bytes) || bytes.length < HEADER_BYTES) throw new RangeError('not a compound file');
    const shift = bytes.readUInt16LE(0x1e);
    if (shift !== 9 && shift !== 12) throw new RangeError(`sector size 2^${shift}`);
    this.#bytes = bytes;
    this.#sectorBytes = 1 << shift;
    this.#sectorCount = Math.ceil(bytes.length / this.#sectorBytes) - 1;
    this.#tableSectors = this.#readTableSectors();
    const directory = this.#readChain(bytes.readUInt32LE(0x30), Number.POSITIVE_INFINITY);
    this.#root = readEntry(directory, 0);
    if (this.#root.type !== ROOT) throw new RangeError('the directory has no root');
    this.#listStreams(directory);
  }

  /** Whether the root holds a stream of this name, in any case. */
  has(name: string): boolean {
    return this.#streams.has(name.toLowerCase());
  }

  /** Bytes of a stream at the root. Throws RangeError where they are not all there. */
  stream(name: string): Buffer {
    const entry = this.#streams.get(name.toLowerCase());
    if (entry === undefined) throw new RangeError(`no stream ${name}`);
    if (entry.size >= SMALL_STREAM_BYTES) return this.#readChain(entry.start, entry.size);
    return this.#readSmallStream(entry);
  }

  /** Sectors that hold the allocation table: 109 in the header, the rest in a chain of its own. */
  #readTableSectors(): number[] {
    const count = this.#bytes.readUInt32LE(0x2c);
    if (count > this.#sectorCount) throw new RangeError('the allocation table is larger than the file');
    const sectors: number[] = [];
    for (let i = 0; i < Math.min(count, HEADER_TABLE_SECTORS); i++)
      sectors.push(this.#bytes.readUInt32LE(0x4c + 4 * i));
    const perSector = this.#sectorBytes / 4 - 1;
    let next = this.#bytes.readUInt32LE(0x44);
    while (sectors.length < count) {
      const sector = this.#sector(next, this.#sectorBytes);
      for (let i = 0; i < perSector && sectors.length < count; i++) sectors.push(sector.readUInt32LE(4 * i));
      next = sector.readUInt32LE(4 * perSector);
    }
    return sectors;
  }

  #sector(number: number, length: number): Buffer {
    const at = (number + 1) * this.#sectorBytes;
    if (number >= FIRST_MARK || at + length > this.#bytes.length) throw new RangeError(`sector ${number} is missing`);
    return this.#bytes.subarray(at, at + length);
  }

  #sectorAfter(number: number): number {
    const perSector = this.#sectorBytes / 4;
    const table = this.#tableSectors[Math.floor(number / perSector)];
    if (table === undefined) throw new RangeError(`sector ${number} is not in the allocation table`);
    return this.#sector(table, this.#sectorBytes).readUInt32LE(4 * (number % perSector));
  }

  /** `size` bytes of a chain of sectors; all of the chain where the size is infinite. */
  #readChain(start: number, size: number): Buffer {
    if (Number.isFinite(size) && size > this.#bytes.length) throw new RangeError('a stream is larger than the file');
    const sectors: Buffer[] = [];
    let left = size;
    for (let number = start; left > 0 && (Number.isFinite(size) || number < FIRST_MARK); ) {
      if (sectors.length > this.#sectorCount) throw new RangeError('a chain of sectors has no end');
      const length = Math.min(left, this.#sectorBytes);
      sectors.push(this.#sector(number, length));
      left -= length;
      number = this.#sectorAfter(number);
    }
    return Buffer.concat(sectors);
  }

  #readSmallStream(entry: DirectoryEntry): Buffer {
    const container = this.#readChain(this.#root.start, this.#root.size);
    const table = this.#readChain(this.#bytes.readUInt32LE(0x3c), Number.POSITIVE_INFINITY);
    const sectors: Buffer[] = [];
    let number = entry.start;
    for (let left = entry.size; left > 0; left -= SMALL_SECTOR_BYTES) {
      const at = number * SMALL_SECTOR_BYTES;
      const length = Math.min(left, SMALL_SECTOR_BYTES);
      if (at + length > container.length || 4 * number + 4 > table.length)
        throw new RangeError('a stream is incomplete');
      sectors.push(container.subarray(at, at + length));
      number = table.readUInt32LE(4 * number);
    }
    return Buffer.concat(sectors);
  }

  /** Follows the tree of the root's children; streams inside storages (embedded objects) are not listed. */
  #listStreams(directory: Buffer): void {
    const seen = new Set<number>();
    const waiting = [this.#root.child];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (number >= FIRST_MARK || seen.has(number)) continue;
      seen.add(number);
      const entry = readEntry(directory, number);
      if (entry.type === STREAM) this.#streams.set(entry.name.toLowerCase(), entry);
      waiting.push(entry.left, entry.right);
    }
  }
}

function readEntry(directory: Buffer, number: number): DirectoryEntry {
  const at = number * ENTRY_BYTES;
  if (at + ENTRY_BYTES > directory.length) throw new RangeError(`directory entry ${number} is missing`);
  const nameBytes = Math.max(0, Math.min(64, directory.readUInt16LE(at + 64)) - 2);
  return {
    name: directory.toString('utf16le', at, at + nameBytes),
    type: directory[at + 66] ?? 0,
    start: directory.readUInt32LE(at + 116),
    size: directory.readUInt32LE(at + 120),
    left: directory.readUInt32LE(at + 68),
    right: directory.readUInt32LE(at + 72),
    child: directory.readUInt32LE(at + 76),
  };
}
