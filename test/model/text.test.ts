import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalMark, decodeText, oneLine, parseElapsed, parseNumber, splitLines } from '../../src/model/text.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const latin = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('decodeText', () => {
  test.each([
    ['plain', 'time/s\t1.5', 'utf-8'],
    ['accents', 'Höhe in µm', 'utf-8'],
    ['Chinese', '测试时间', 'utf-8'],
    ['beyond the basic plane', '🔋 𠀀', 'utf-8'],
    ['nothing', '', 'utf-8'],
  ])('UTF-8: %s', (_, text, encoding) => {
    expect(decodeText(Buffer.from(text))).toEqual({ text, encoding });
  });

  test('a byte-order mark decides and is not part of the text', () => {
    expect(decodeText(Buffer.from('\ufeffHöhe'))).toEqual({ text: 'Höhe', encoding: 'utf-8' });
    expect(decodeText(Buffer.from('\ufeffHöhe 电', 'utf16le'))).toEqual({ text: 'Höhe 电', encoding: 'utf-16le' });
    const swapped = Buffer.from('\ufeffHöhe 电', 'utf16le').swap16();
    expect(decodeText(swapped)).toEqual({ text: 'Höhe 电', encoding: 'utf-16be' });
  });

  test('UTF-16 without a mark', () => {
    const text = 'time/s\tEwe/V\r\n0.0\t3.2\r\n';
    expect(decodeText(Buffer.from(text, 'utf16le'))).toEqual({ text, encoding: 'utf-16le' });
    expect(decodeText(Buffer.from(text, 'utf16le').swap16())).toEqual({ text, encoding: 'utf-16be' });
  });

  // Bytes by `iconv -t GB18030`.
  test.each([
    ['测试时间', bytes(0xb2, 0xe2, 0xca, 0xd4, 0xca, 0xb1, 0xbc, 0xe4)],
    ['电压(V),容量', bytes(0xb5, 0xe7, 0xd1, 0xb9, 0x28, 0x56, 0x29, 0x2c, 0xc8, 0xdd, 0xc1, 0xbf)],
    ['锂电池：温度℃', bytes(0xef, 0xae, 0xb5, 0xe7, 0xb3, 0xd8, 0xa3, 0xba, 0xce, 0xc2, 0xb6, 0xc8, 0xa1, 0xe6)],
    ['电𠀀', bytes(0xb5, 0xe7, 0x95, 0x32, 0x82, 0x36)],
  ])('GB18030: %s', (text, encoded) => {
    expect(decodeText(encoded)).toEqual({ text, encoding: 'gb18030' });
  });

  test.each([
    '25 °C',
    'T/°C\tI/µA',
    'Höhe',
    'Größe',
    'Dicke (µm) ±',
    'Länge über Fläche',
    'm²/g',
    'café',
    'Ångström',
    'été',
  ])('windows-1252, though some of it is valid GB18030: %s', (text) => {
    expect(decodeText(latin(text))).toEqual({ text, encoding: 'windows-1252' });
  });

  test('windows-1252 has its own signs at 0x80 to 0x9F', () => {
    expect(decodeText(bytes(0x80, 0x20, 0x85, 0x20, 0x99, 0x20, 0x96, 0x20)).text).toBe('€ … ™ – ');
  });

  test('any bytes become text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (some) => {
        expect(typeof decodeText(some).text).toBe('string');
      }),
    );
  });
});

test('splitLines: three kinds of line end, no line after the last one', () => {
  expect(splitLines('a\r\nb\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
  expect(splitLines('a\n')).toEqual(['a']);
  expect(splitLines('a\n\n')).toEqual(['a', '']);
  expect(splitLines('')).toEqual([]);
  expect(splitLines('a\n\rb')).toEqual(['a', '', 'b']);
});

describe('numbers', () => {
  test.each([
    ['1', 1],
    [' 1.5 ', 1.5],
    ['+5', 5],
    ['-.5', -0.5],
    ['5.', 5],
    ['1e-3', 1e-3],
    ['1.5E+03', 1500],
    ['0', 0],
    ['00012', 12],
  ])('"%s"', (cell, value) => {
    expect(parseNumber(cell)).toBe(value);
  });

  test.each([
    '',
    ' ',
    '.',
    'e5',
    '1e',
    '--1',
    '1 2',
    '1,5',
    '0x1F',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '١٢',
    '１',
    '1_000',
    '1.5.2',
    '−5',
    'null',
  ])('"%s" is none', (cell) => {
    expect(parseNumber(cell)).toBeNaN();
  });

  test('with a decimal comma a point is no decimal point', () => {
    expect(parseNumber('1,5', ',')).toBe(1.5);
    expect(parseNumber('-1,5E-3', ',')).toBe(-1.5e-3);
    expect(parseNumber('12', ',')).toBe(12);
    for (const cell of ['1.500', '1.500,2', '1,500,2', '1,5.2']) expect(parseNumber(cell, ',')).toBeNaN();
  });

  test('reads back whatever JavaScript prints', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(value === 0 ? Number(String(value)) : value);
        expect(parseNumber(String(value).replace('.', ','), ',')).toBe(Number(String(value)));
      }),
    );
  });

  test('decimalMark counts numbers only', () => {
    expect(decimalMark(['1,5', '2,5', '3.5'])).toBe(',');
    expect(decimalMark(['1.5', '2.5', '3,5'])).toBe('.');
    expect(decimalMark(['a,b', 'Smith, J., 2', '3', 'C:\\1,2,3.txt'])).toBe('.');
    expect(decimalMark([])).toBe('.');
  });
});

describe('parseElapsed', () => {
  test.each([
    ['0:00:00', 0],
    ['00:01:30', 90],
    ['1-02:03:04', 93_784],
    ['2 00:00:01', 172_801],
    ['100:00:00', 360_000],
    ['23:59:59.5', 86_399.5],
    ['1-23:59:59', 172_799],
  ])('%s', (cell, seconds) => {
    expect(parseElapsed(cell)).toBe(seconds);
  });

  test.each([
    '',
    '1:2',
    '1:60:00',
    '0:00:60',
    '1-24:00:00',
    '1-99:00:00',
    '-1:00:00',
    '1:00',
    '1.5:00:00',
    'x',
    '1--1:00:00',
  ])('"%s" is none', (cell) => {
    expect(parseElapsed(cell)).toBeNaN();
  });
});

test('oneLine keeps letters of every script and disarms what breaks or turns a line', () => {
  expect(oneLine('a\nb\r\tc\u001b[31m\u0085d\u2028e\u2029f')).toBe('a b  c [31m d e f');
  expect(oneLine('a\u202excod\u2066x\u200e')).toBe('a\ufffdxcod\ufffdx\ufffd');
  expect(oneLine('电池 Höhe שלום 👩‍🔬')).toBe('电池 Höhe שלום 👩‍🔬');
});
