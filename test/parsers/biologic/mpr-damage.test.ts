/** The binary reader on files that are damaged, cut off, or of a kind that it does not know. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMpr } from '../../../parsers/biologic/mpr.ts';
import type { EcLabTable } from '../../../parsers/biologic/table.ts';
import { writeMpr } from '../../../scripts/mpr-writer.ts';
import { SourceError } from '../../../src/model/source.ts';
import { rawFile } from '../support.ts';
import { CYCLING, cycling, MODERN, read, VERSIONS, values } from './mpr-files.ts';

function failure(bytes: Uint8Array): SourceError {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('read without an error');
}

describe('a file that is not as it should be', () => {
  it('is refused with id, place and neighbours where a column is not known', () => {
    const columns = CYCLING.map((column) => (column.id === 5 ? { ...column, id: 4242 } : column));
    for (const version of MODERN) {
      const bytes = writeMpr(cycling({ columns, version }));
      const error = failure(bytes);
      expect(error.detail).toMatch(
        /column id 4242 is not known \(column 11 of 14, between \(Q-Qo\).mA\.h \(13\) and Ewe.V \(6\)\)/,
      );
      const at = Number(error.place.slice(1));
      expect(new DataView(bytes.buffer).getUint16(at, true)).toBe(4242);
    }
  });

  it('is refused where a column comes twice', () => {
    expect(failure(writeMpr(cycling({ columns: [...CYCLING, CYCLING[5]!] }))).detail).toContain('counter inc. (id 65)');
  });

  it('is refused where rows and length contradict each other', () => {
    const bytes = writeMpr(cycling());
    const at = indexOf(bytes, 'VMP data') + 51;
    new DataView(bytes.buffer).setUint32(at, 6, true);
    const error = failure(bytes);
    expect(error.detail).toContain('6 rows of 47 bytes do not fill the 235 bytes');
    expect(error.place).toBe(`@${at}`);
    new DataView(bytes.buffer).setUint32(at, 4, true);
    expect(failure(bytes).detail).toContain('4 rows of 47 bytes do not fill the 235 bytes');
  });

  it('is refused in a version that is not known', () => {
    const bytes = writeMpr(cycling());
    new DataView(bytes.buffer).setUint32(indexOf(bytes, 'VMP data') + 39, 7, true);
    expect(failure(bytes).detail).toContain('version 7 of the data module');
  });

  it('is refused without data, and with data twice', () => {
    const bytes = writeMpr(cycling({ version: 11 }));
    const data = indexOf(bytes, 'VMP data') - 6;
    const log = indexOf(bytes, 'VMP LOG') - 6;
    expect(failure(bytes.slice(0, data)).detail).toBe('there is no data module; modules: VMP Set');
    const twice = new Uint8Array([...bytes.slice(0, log), ...bytes.slice(data)]);
    expect(failure(twice).detail).toContain('there are 2 data modules');
  });

  it('is not claimed without its signature', () => {
    const bytes = writeMpr(cycling());
    expect(isMpr(rawFile(bytes))).toBe(true);
    expect(isMpr(rawFile(bytes.slice(1)))).toBe(false);
    expect(isMpr(rawFile(new Uint8Array()))).toBe(false);
    expect(failure(bytes.slice(1)).detail).toContain('BIO-LOGIC MODULAR FILE');
  });

  it('is read as far as it goes while it is being written', () => {
    const whole = read(writeMpr(cycling()));
    const bytes = writeMpr(cycling());
    const rows = Number(whole.place(0).slice(1));
    const table = read(bytes.slice(0, rows + 3 * 47 + 20));
    expect(table.length).toBe(3);
    expect(values(table, 'time/s')).toEqual([0, 3600, 5400]);
    expect(table.issues.map(({ code, place }) => [code, place])).toEqual([
      ['BIOLOGIC_FILE_INCOMPLETE', `@${rows + 161}`],
      ['BIOLOGIC_LOG_MISSING', ''],
    ]);
    expect(table.issues[0]!.message).toBe('3 of 5 rows are in the file');
    expect(table.started).toBe('');
  });

  it('is not walked for ever', () => {
    const bytes = writeMpr(cycling());
    const log = indexOf(bytes, 'VMP LOG') - 6;
    const empty = bytes.slice(log, log + 57);
    new DataView(empty.buffer).setUint32(41, 0, true);
    const many = new Uint8Array(log + 100_000 * 57);
    many.set(bytes.subarray(0, log));
    for (let at = log; at < many.length; at += 57) many.set(empty, at);
    // Settings, data and 98 empty ones.
    const { issues } = read(many);
    expect(issues[0]?.message).toBe(`${(100_000 - 98) * 57} bytes after the last module are no module`);
  });

  it('says what of it is no module', () => {
    const table = read(new Uint8Array([...writeMpr(cycling()), 1, 2, 3]));
    expect(table.issues.map(({ message }) => message)).toEqual(['3 bytes after the last module are no module']);
  });
});

function indexOf(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text, 0, 'latin1');
}

/** A SourceError, or at most the rows of the whole file. */
function expectRobust(bytes: Uint8Array, rows: number): EcLabTable | undefined {
  try {
    const table = read(bytes);
    expect(table.length).toBeLessThanOrEqual(rows);
    for (const column of table.columns) expect(column.values.length).toBe(table.length);
    return table;
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return undefined;
  }
}

describe('a damaged file', () => {
  const written = VERSIONS.map((version) =>
    writeMpr(cycling({ version, columns: version === 0 ? CYCLING.slice(0, 12) : CYCLING, loops: [0, 2] })),
  );

  it('cut anywhere gives the rows before the cut, the same as in the whole file, or a SourceError', () => {
    for (const bytes of written) {
      const whole = read(bytes);
      const [data, log] = [indexOf(bytes, 'VMP data') - 6, indexOf(bytes, 'VMP LOG') - 6];
      const ends = new Set(
        [0, 51, 52, data, log, indexOf(bytes, 'VMP loop') - 6].flatMap((edge) =>
          [-1, 0, 1, 7, 58, 66].map((d) => edge + d),
        ),
      );
      const rows = Number(whole.place(0).slice(1));
      for (let end = data; end < rows; end += 61) ends.add(end);
      for (let end = rows; end < log + 20; end++) ends.add(end);
      let read3 = 0;
      for (const end of ends) {
        const table = expectRobust(bytes.slice(0, Math.max(0, end)), whole.length);
        if (table === undefined) continue;
        expect(end).toBeGreaterThan(data);
        if (table.length === 3) read3 += 1;
        const time = values(whole, 'time/s').slice(0, table.length);
        expect(values(table, 'time/s')).toEqual(time);
        if (table.length < whole.length) expect(table.issues[0]?.code).toBe('BIOLOGIC_FILE_INCOMPLETE');
      }
      expect(read3).toBeGreaterThan(30);
    }
  });

  it('with bytes changed anywhere gives a table or a SourceError, and no other error', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...written),
        fc.array(change, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        (bytes, changes, nearData) => {
          const damaged = bytes.slice();
          const data = indexOf(bytes, 'VMP data') - 6;
          for (const [at, value] of changes) {
            // Most of a small file is empty settings: half of the trials go for the head of the data.
            damaged[nearData ? data + (at % 110) : at % bytes.length] = value;
          }
          expectRobust(damaged, bytes.length);
        },
      ),
      { numRuns: 600 },
    );
  });
});
