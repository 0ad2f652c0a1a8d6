/** Writes zip archives for tests, sound and unsound ones. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipSource {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly store?: boolean;
  /** Overrides, to make an archive that is wrong on purpose. */
  readonly flags?: number;
  readonly method?: number;
  readonly statedSize?: number;
  readonly statedCrc?: number;
}

export function writeZip(sources: readonly ZipSource[]): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const source of sources) {
    const content = Buffer.from(source.content as Uint8Array);
    const packed = source.store === true ? content : deflateRawSync(content);
    const name = Buffer.from(source.name);
    // flags, method, time, date, CRC, packed size, size, name length, extra length: the same in both headers.
    const shared = Buffer.alloc(24);
    shared.writeUInt16LE(source.flags ?? 0x0800, 0);
    shared.writeUInt16LE(source.method ?? (source.store === true ? 0 : 8), 2);
    shared.writeUInt16LE(0x21, 6);
    shared.writeUInt32LE(source.statedCrc ?? crc32(content), 8);
    shared.writeUInt32LE(packed.length, 12);
    shared.writeUInt32LE(source.statedSize ?? content.length, 16);
    shared.writeUInt16LE(name.length, 20);
    const local = Buffer.concat([Buffer.from('PK\x03\x04\x14\x00', 'latin1'), shared, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00\x14\x00', 'latin1'), shared, tail, name);
    body.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(sources.length, 8);
  end.writeUInt16LE(sources.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, central, end]);
}
