import { describe, expect, it } from 'vitest';
import { CFB } from 'xlsx';
import { CompoundFile } from '../../src/io/ole.ts';

const LARGE = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i) % 251));
const SMALL = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 13));

/** A compound file written by SheetJS. */
function written(streams: Readonly<Record<string, Buffer>>): Buffer {
  const container = CFB.utils.cfb_new();
  for (const [name, content] of Object.entries(streams)) CFB.utils.cfb_add(container, name, content);
  return CFB.write(container, { type: 'buffer' });
}

describe('CompoundFile', () => {
  const bytes = written({ Workbook: LARGE, Small: SMALL, Empty: Buffer.alloc(0), '/Objects/Book': SMALL });

  it('gives streams of the root by name in any case', () => {
    const file = new CompoundFile(bytes);
    expect(file.stream('WORKBOOK').equals(LARGE)).toBe(true);
    expect(file.stream('Small').equals(SMALL)).toBe(true);
    expect(file.stream('Empty').length).toBe(0);
    expect(['Workbook', 'Book', 'Objects', '__proto__'].map((name) => file.has(name))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('reads an allocation table that goes on outside of the header', () => {
    const huge = Buffer.alloc(9_000_000, 'interphase');
    expect(new CompoundFile(written({ Workbook: huge })).stream('Workbook').equals(huge)).toBe(true);
  });

  it('never gives part of a stream', () => {
    let whole = 0;
    for (let length = 0; length < bytes.length; length += 499) {
      let stream: Buffer | undefined;
      try {
        stream = new CompoundFile(bytes.subarray(0, length)).stream('Workbook');
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      if (stream === undefined) continue;
      expect(stream.equals(LARGE)).toBe(true);
      whole++;
    }
    expect(whole).toBeLessThan(bytes.length / 499 / 2);
  });

  it('comes to an end on chains that have none', () => {
    // Every sector followed by sector 0, as far as the allocation table goes.
    const copy = Buffer.from(bytes);
    const table = (copy.readUInt32LE(0x4c) + 1) * 512;
    copy.fill(0, table, table + 512);
    expect(() => new CompoundFile(copy).stream('Workbook')).toThrow(RangeError);
  });

  it('refuses what is none', () => {
    for (const other of [Buffer.alloc(0), bytes.subarray(0, 100), Buffer.from('PK\x03\x04')]) {
      expect(() => new CompoundFile(other)).toThrow(RangeError);
    }
  });
});
