import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DatasetOf } from '../../src/model/dataset.ts';
import { csvPieces, jsonPieces, nativeTable } from '../../src/model/normalized.ts';

function spectrum(values: readonly number[], words: readonly string[]): DatasetOf<'impedance'> {
  const column = Float64Array.from(values);
  return {
    kind: 'impedance',
    length: values.length,
    columns: { frequency: column, z_real: column, z_imag: column, temperature: column },
    extras: [
      { name: 'z_real_ohm', unit: '', values: column },
      { name: 'note', unit: '', values: words },
    ],
    instrumentTables: [],
    fates: [],
    meta: { comment: 'a "quoted"\nline' },
    started: '2024-01-01T00:00:00',
    source: { path: 'a/b.z', sha256: 'f00d', parser: 'zview' },
  };
}

const numbers = fc.array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(-0)), { minLength: 1 });

test('numbers read back as they are, in CSV and in JSON', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const table = nativeTable(
        spectrum(
          values,
          values.map(() => 'x'),
        ),
      );
      const [header, ...rows] = Buffer.concat([...csvPieces(table)])
        .toString()
        .trimEnd()
        .split('\n');
      expect(header).toBe('frequency_Hz,z_real_ohm,z_imag_ohm,temperature_C,z_real_ohm (2),note');
      const document = JSON.parse(Buffer.concat([...jsonPieces(table)]).toString());
      expect(document).toMatchObject({ kind: 'impedance', source: 'a/b.z', meta: { comment: 'a "quoted"\nline' } });
      values.forEach((value, i) => {
        const cell = rows[i]!.split(',')[2]!;
        const shown = Number.isNaN(value) ? ['', null] : [String(value + 0), value + 0];
        expect([cell, document.columns.z_imag_ohm[i]]).toEqual(shown);
        expect(cell === '' || Number(cell) === value).toBe(true);
      });
    }),
  );
});

test('words are quoted where needed and disarmed', () => {
  const words = ['=1+1', 'a,b', '"', '', '-', 'ä\nb'];
  const text = Buffer.concat([...csvPieces(nativeTable(spectrum([1, 2, 3, 4, 5, 6], words)))]).toString();
  const last = text
    .split('\n')
    .slice(1, 6)
    .map((line) => line.split(',').slice(5).join(','));
  expect(last).toEqual(["'=1+1", '"a,b"', '""""', '', "'-"]);
  expect(text.endsWith('"ä\nb"\n')).toBe(true);
});

test('pieces stay small however long the data are', () => {
  const length = 30_000;
  const values = Array.from({ length }, (_, i) => i / 7);
  const table = nativeTable(spectrum(values, values.map(String)));
  for (const pieces of [csvPieces(table), jsonPieces(table)]) {
    let [count, longest] = [0, 0];
    for (const piece of pieces) {
      count += 1;
      longest = Math.max(longest, piece.length);
    }
    expect(count).toBeGreaterThan(length / 5000);
    expect(longest).toBeLessThan(500_000);
  }
});
