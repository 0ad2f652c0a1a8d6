import { describe, expect, it } from 'vitest';
import { cellRecordsOnly, inspectBiff } from '../../src/io/biff.ts';

function record(type: number, body: readonly number[] = []): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(type, 0);
  header.writeUInt16LE(body.length, 2);
  return Buffer.concat([header, Buffer.from(body)]);
}

const begin = (version = 0x0600) => record(0x0809, [version & 0xff, version >> 8, 0x05, 0]);
const END = record(0x000a);
const DIMENSIONS = record(0x0200, [0, 0]);
const FILE_PASS = record(0x002f, [0, 0]);

/** A workbook stream with one sheet; `sheetAt` overrides where the list of sheets says it is. */
function stream(globals: readonly Buffer[], sheet: readonly Buffer[], sheetAt?: number): Buffer {
  const boundSheetBytes = 4 + 8;
  const at = Buffer.concat([...globals, END]).length + boundSheetBytes;
  const offset = Buffer.alloc(4);
  offset.writeUInt32LE(sheetAt ?? at);
  const boundSheet = record(0x0085, [...offset, 0, 0, 0, 0]);
  return Buffer.concat([...globals, boundSheet, END, ...sheet]);
}

describe('inspectBiff', () => {
  it('tells version and encryption', () => {
    const sheet = [begin(), DIMENSIONS, END];
    expect(inspectBiff(stream([begin()], sheet))).toEqual({ version: 8, isEncrypted: false });
    expect(inspectBiff(stream([begin(0x0500)], sheet))).toEqual({ version: 5, isEncrypted: false });
    expect(inspectBiff(stream([begin(), FILE_PASS], [record(0x1234)]))).toEqual({ version: 8, isEncrypted: true });
  });

  it('knows charts inside a sheet', () => {
    const sheet = [begin(), begin(), DIMENSIONS, END, DIMENSIONS, END];
    expect(inspectBiff(stream([begin()], sheet)).version).toBe(8);
    expect(() => inspectBiff(stream([begin()], sheet.slice(0, -1)))).toThrow(RangeError);
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['no beginning', DIMENSIONS],
    ['another version', stream([begin(0x0400)], [begin(), END])],
    ['globals without end', begin()],
    ['a sheet without end', stream([begin()], [begin(), DIMENSIONS])],
    ['a record that is cut off', stream([begin()], [begin(), END]).subarray(0, -1)],
    ['a sheet that is not where it should be', stream([begin()], [DIMENSIONS, begin(), END])],
    ['a sheet beyond the end', stream([begin()], [begin(), END], 100_000)],
  ])('throws RangeError for %s', (_, bytes) => {
    expect(() => inspectBiff(bytes)).toThrow(RangeError);
  });
});

describe('cellRecordsOnly', () => {
  it('keeps cells in place, formulas without expression, and has others passed over', () => {
    const cell = [0, 0, 1, 0, 15, 0, 0, 0, 0, 0, 0, 0, 4, 64];
    const formula = (...expression: number[]) => record(0x0006, [...cell, 0, 0, 0, 0, 0, 0, ...expression]);
    const before = Buffer.concat([
      begin(),
      record(0x0203, cell),
      formula(3, 0, 0x1e, 1, 0),
      record(0x0221, [1, 2]),
      END,
    ]);
    const after = Buffer.concat([
      begin(),
      record(0x0203, cell),
      formula(255, 255, 0x1e, 1, 0),
      record(0x001d, [1, 2]),
      END,
    ]);
    expect(cellRecordsOnly(before)).toEqual(after);
    expect(before.includes(255)).toBe(false);
  });
});
