import { describe, expect, it } from 'vitest';
import { type CellKind, readDelimited } from '../../src/io/delimited.ts';
import { cellDecoder, headLines, textFile } from '../../src/io/text-file.ts';
import { HEAD_BYTES, memoryFile } from '../../src/model/source.ts';
import type { Encoding } from '../../src/model/text.ts';
import { pieceFile } from './piece-file.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
};
const TEXT = 'Zeit/s\tZustand\tU/V\r\n0,5\tLädt 充电 µ\t3,25\r\n1,5\t😀\t3,5\r\n';

/** States and voltages below the header line, found as a parser finds them. */
function readStates(bytes: Uint8Array, size = bytes.length) {
  const file = textFile(pieceFile(bytes, size));
  const { lines } = headLines(file);
  const columns: CellKind[] = ['number', 'word', 'number'];
  const header = lines.findIndex(({ text }) => text.includes('Zustand'));
  const start = lines[header]!.end;
  const read = readDelimited(file, { delimiter: '\t', decimalMark: ',', start, firstLine: header + 1, columns });
  return [...read.columns[0]!, ...read.dictionaries[1]!, ...read.columns[2]!];
}

describe('text files of any encoding', () => {
  const expected = [0.5, 1.5, 'Lädt 充电 µ', '😀', 3.25, 3.5];

  it('UTF-8 with and without byte-order mark', () => {
    expect(readStates(utf8(TEXT))).toEqual(expected);
    expect(readStates(utf8(`\ufeff${TEXT}`))).toEqual(expected);
  });

  it.each([false, true])('UTF-16, big-endian %s, with and without mark, whatever the pieces', (bigEndian) => {
    for (const size of [1, 2, 3, 1000]) {
      expect(readStates(utf16(TEXT, bigEndian), size)).toEqual(expected);
      expect(readStates(utf16(`\ufeff${TEXT}`, bigEndian), size)).toEqual(expected);
    }
  });

  it('half a character at the end of a growing UTF-16 file is left out', () => {
    const bytes = utf16(`\ufeff${TEXT}2,5`, false);
    const { head } = textFile(memoryFile('a.txt', bytes.subarray(0, bytes.length - 1)));
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(head)).toBe(`${TEXT}2,`);
  });

  it('keeps path, labels and hash; other files as they are', () => {
    const file = memoryFile('a.txt', utf16(TEXT, false), 'abc', { state: 'x' });
    expect(textFile(file)).toMatchObject({ path: 'a.txt', sha256: 'abc', labels: { state: 'x' } });
    const plain = memoryFile('a.txt', utf8(TEXT));
    expect(textFile(plain)).toBe(plain);
  });

  it('GB18030, four-byte forms included, and windows-1252', () => {
    const chinese = [0xb3, 0xe4, 0xb5, 0xe7];
    const micro = [0x81, 0x30, 0x85, 0x38];
    const row = [...utf8('1,5\t'), ...chinese, ...micro, ...utf8('\t2\r\n')];
    const header = [...utf8('Zustand '), ...chinese, ...chinese, ...utf8('\r\n')];
    expect(readStates(Uint8Array.from([...header, ...row]))).toEqual([1.5, '充电µ', 2]);
    const western = Uint8Array.from([
      ...utf8('Zustand '),
      0xb0,
      ...utf8('C\r\n1\tH'),
      0xf6,
      ...utf8('he '),
      0x80,
      0x0a,
    ]);
    expect(readStates(western)).toEqual([1, 'Höhe €', Number.NaN]);
  });

  it('words that are no UTF-8 behind a head of ASCII show their encoding themselves', () => {
    expect(readStates(Uint8Array.from([...utf8('Zustand\n1\t'), 0xb3, 0xe4, 0xb5, 0xe7, ...utf8('\t2\n')]))).toEqual([
      1,
      '充电',
      2,
    ]);
    expect(cellDecoder('utf-8')(utf8('\ufeffa'))).toBe('\ufeffa');
  });
});

describe('the first lines of a file', () => {
  it('with the bytes at which they start and end', () => {
    const bytes = utf8('\ufeffµ\r\n\nb\rc');
    expect(headLines(memoryFile('a.txt', bytes))).toEqual({
      encoding: 'utf-8' satisfies Encoding,
      lines: [
        { text: 'µ', start: 3, end: 7 },
        { text: '', start: 7, end: 8 },
        { text: 'b', start: 8, end: 10 },
        { text: 'c', start: 10, end: 11 },
      ],
    });
    expect(headLines(memoryFile('a.txt', new Uint8Array(0))).lines).toEqual([]);
  });

  it('whole lines only where the file goes on, and no character cut', () => {
    for (let shift = 0; shift < 4; shift++) {
      const line = `${'µ'.repeat(40)}\r\n`;
      const bytes = utf8(`${'x'.repeat(shift)}${line.repeat(2000)}`);
      expect(bytes.length).toBeGreaterThan(HEAD_BYTES);
      const { encoding, lines } = headLines(memoryFile('a.txt', bytes));
      expect(encoding).toBe('utf-8');
      expect(lines.at(-1)!.text).toBe('µ'.repeat(40));
      expect(lines.at(-1)!.end).toBe(shift + lines.length * 82);
      expect(HEAD_BYTES - lines.at(-1)!.end).toBeLessThan(82);
    }
    const cut = utf8(`${'x'.repeat(HEAD_BYTES - 1)}\r\ny`);
    expect(headLines(memoryFile('a.txt', cut)).lines).toEqual([]);
  });

  it('cuts no character of UTF-16 either', () => {
    for (const mark of ['', '\ufeff']) {
      for (const bigEndian of [false, true]) {
        const bytes = utf16(mark + 'a,µ\n'.repeat(40_000), bigEndian);
        const { lines } = headLines(textFile(memoryFile('a.txt', bytes)));
        expect(lines[0]!.text).toBe('a,µ');
        expect(lines.length).toBeGreaterThan(20_000);
      }
    }
  });
});
