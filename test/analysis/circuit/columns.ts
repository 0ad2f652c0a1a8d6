/** Reads the numeric columns of impedance files for tests, independently of the parsers. */
import { readFileSync } from 'node:fs';
import type { SpectrumPoints } from '../../../src/analysis/circuit/cnls.ts';

interface Layout {
  /** Rows begin after the line that matches; from the first line where undefined. */
  readonly after?: RegExp;
  readonly separator: RegExp;
  /** Column of frequency, real and imaginary part. */
  readonly columns: readonly [number, number, number];
}

const LAYOUTS: readonly (readonly [RegExp, Layout])[] = [
  [/\.dta$/i, { after: /^ZCURVE/, separator: /\t/, columns: [3, 4, 5] }],
  [/\.z$/i, { after: /^\s*End Comments/, separator: /\t/, columns: [0, 4, 5] }],
  [/\.csv$/i, { separator: /,/, columns: [0, 1, 2] }],
  [/\.txt$/i, { separator: /\s+/, columns: [0, 1, 2] }],
];

export function readColumns(path: string): SpectrumPoints {
  const layout = LAYOUTS.find(([name]) => name.test(path))?.[1];
  if (layout === undefined) throw new Error(`no layout for ${path}`);
  const lines = readFileSync(path, 'latin1').split(/\r?\n/);
  const { after } = layout;
  const begin = after === undefined ? 0 : lines.findIndex((line) => after.test(line)) + 1;
  const rows = lines.slice(begin).flatMap((line) => {
    const cells = (layout.separator.source === '\\t' ? line : line.trim()).split(layout.separator);
    const row = layout.columns.map((column) => Number((cells[column] ?? '').trim().replace(',', '.') || Number.NaN));
    return row.every(Number.isFinite) ? [row] : [];
  });
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return { frequency: column(0), real: column(1), imaginary: column(2) };
}

export function withoutInductive({ frequency, real, imaginary }: SpectrumPoints): SpectrumPoints {
  const keep = (values: Float64Array) => values.filter((_, i) => imaginary[i]! < 0);
  return { frequency: keep(frequency), real: keep(real), imaginary: keep(imaginary) };
}
