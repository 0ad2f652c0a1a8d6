import { describe, expect, it } from 'vitest';
import { probeIsWhole, probeText } from '../../src/io/probe.ts';
import { memoryFile } from '../../src/model/source.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('the beginning of a file', () => {
  it('is all of a short one', () => {
    expect(probeText(memoryFile('x', encode('a\nΩ')))).toBe('a\nΩ');
    expect(probeIsWhole(memoryFile('x', encode('a\nΩ')))).toBe(true);
  });

  it('ends at a line end, so that no character is halved', () => {
    for (let shift = 0; shift < 4; shift++) {
      const bytes = encode(`${'x'.repeat(shift)}${'ΩΩ°\n'.repeat(20_000)}`);
      const text = probeText(memoryFile('x', bytes)) ?? '';
      expect(probeIsWhole(memoryFile('x', bytes))).toBe(false);
      expect(text.length).toBeGreaterThan(30_000);
      expect(text.replaceAll('ΩΩ°\n', '')).toBe('x'.repeat(shift));
    }
  });

  it('keeps the two bytes of UTF-16 line ends together', () => {
    const utf16 = new Uint8Array(Uint16Array.from('ab\n'.repeat(20_000), (c) => c.charCodeAt(0)).buffer);
    const text = probeText(memoryFile('x', utf16)) ?? '';
    expect(text.length).toBeGreaterThan(30_000);
    expect(text.replaceAll('ab\n', '')).toBe('');
  });

  it('is nothing where a file is no text', () => {
    expect(probeText(memoryFile('x', Uint8Array.of(80, 75, 3, 4, 0, 20)))).toBeUndefined();
  });
});
