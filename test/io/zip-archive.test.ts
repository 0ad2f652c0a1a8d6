import { describe, expect, it } from 'vitest';
import { RATIO_FREE_BYTES } from '../../src/io/limits.ts';
import { ZipArchive } from '../../src/io/zip-archive.ts';
import { rawFile, sourceError } from './workbook-fixtures.ts';
import { writeZip, type ZipSource } from './zip-writer.ts';

const LONG = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * i) % 251));

const open = (...sources: ZipSource[]) => ZipArchive.open(rawFile(writeZip(sources)));

async function streamed(archive: ZipArchive, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of archive.chunks(name)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('ZipArchive', () => {
  it('gives stored, deflated and empty entries, whole and in chunks', async () => {
    const archive = await open(
      { name: 'stored', content: LONG, store: true },
      { name: 'deflated', content: LONG },
      { name: 'empty', content: '' },
      { name: 'empty stored', content: '', store: true },
    );
    for (const name of ['stored', 'deflated']) {
      expect((await archive.bytes(name)).equals(LONG)).toBe(true);
      expect((await streamed(archive, name)).equals(LONG)).toBe(true);
    }
    for (const name of ['empty', 'empty stored']) {
      expect((await archive.bytes(name)).length).toBe(0);
      expect((await streamed(archive, name)).length).toBe(0);
    }
  });

  it('finds names in any case, with a leading slash or backslashes, and harmless ones', async () => {
    const archive = await open(
      { name: '/XL/Workbook.XML', content: 'a' },
      { name: 'xl\\sheet.xml', content: 'b' },
      { name: '__proto__', content: 'c' },
    );
    expect((await archive.bytes('xl/workbook.xml')).toString()).toBe('a');
    expect((await archive.bytes('xl/sheet.xml')).toString()).toBe('b');
    expect((await archive.bytes('__proto__')).toString()).toBe('c');
    expect(archive.has('constructor')).toBe(false);
  });

  it('refuses a name given twice', async () => {
    const error = await sourceError(open({ name: 'xl/a.xml', content: '1' }, { name: 'XL/a.xml', content: '2' }));
    expect(error.place).toBe('XL/a.xml');
    expect(error.detail).toContain('twice');
  });

  it.each<[string, Partial<ZipSource>, string]>([
    ['a wrong checksum', { statedCrc: 1 }, 'checksum'],
    ['a wrong checksum of a stored entry', { statedCrc: 1, store: true }, 'checksum'],
    ['fewer bytes than stated', { statedSize: LONG.length + 1 }, 'size'],
    ['more bytes than stated', { statedSize: LONG.length - 1 }, ''],
    ['encryption', { flags: 1 }, 'encrypted'],
    ['an unknown method', { method: 14 }, 'method 14'],
    ['data that are not deflated', { method: 8, store: true }, ''],
  ])('refuses %s', async (_, change, detail) => {
    const archive = await open({ name: 'part', content: LONG, ...change });
    for (const error of [await sourceError(archive.bytes('part')), await sourceError(streamed(archive, 'part'))]) {
      expect(error.place).toBe('part');
      expect(error.detail).toContain(detail);
      expect(error.remedy).not.toBe('');
    }
  });

  it('names the remedy for encryption', async () => {
    const archive = await open({ name: 'part', content: 'x', flags: 1 });
    expect((await sourceError(archive.bytes('part'))).remedy).toContain('without password');
    expect((await sourceError(open({ name: 'part', content: 'x', flags: 0x41 }))).remedy).toContain('without password');
  });

  it('refuses a bomb before inflating it', async () => {
    const archive = await open({ name: 'bomb', content: Buffer.alloc(2 * RATIO_FREE_BYTES) });
    const before = process.memoryUsage().arrayBuffers;
    for (const error of [await sourceError(archive.bytes('bomb')), await sourceError(streamed(archive, 'bomb'))]) {
      expect(error.detail).toContain('times its size');
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(RATIO_FREE_BYTES);
  });

  it('stops a bomb that states a small size', async () => {
    const archive = await open({ name: 'bomb', content: Buffer.alloc(4 * RATIO_FREE_BYTES), statedSize: 1000 });
    await sourceError(archive.bytes('bomb'));
    let seen = 0;
    await sourceError(
      (async () => {
        for await (const chunk of archive.chunks('bomb')) seen += chunk.length;
      })(),
    );
    expect(seen).toBeLessThan(1 << 20);
  });

  it('refuses archives that inflate to more than the limit altogether, and too many entries', async () => {
    const two = [1, 2].map((i) => ({ name: `${i}`, content: 'x', statedSize: 0xffff_fffe }));
    expect((await sourceError(open(...two))).detail).toContain('inflates to more than');
    const many = Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, content: '', store: true }));
    expect((await sourceError(open(...many))).detail).toContain('more than 10000 entries');
  });

  it('refuses what is no archive, and a missing entry by name', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK\x03\x04'), Buffer.alloc(100_000, 'PK\x05\x06')]) {
      expect((await sourceError(ZipArchive.open(rawFile(bytes)))).path).toBe('raw/test.xlsx');
    }
    const archive = await open({ name: 'a', content: 'x' });
    expect((await sourceError(archive.bytes('b'))).place).toBe('b');
  });
});
