/** Writes Gamry-like text from known values, to read it back. */

export interface DtaTable {
  readonly name: string;
  /** As announced behind TABLE; left out where undefined. */
  readonly declared?: number;
  readonly columns: readonly (readonly [name: string, unit: string, values: readonly (number | string)[]])[];
}

/** A number as Gamry prints it: six digits, exponent of three. */
export function gamryNumber(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(5).split('e');
  return `${mantissa}E${exponent.startsWith('-') ? '-' : '+'}${exponent.slice(1).padStart(3, '0')}`;
}

/** What is left of a value after it was printed. */
export function printed(values: readonly number[]): number[] {
  return values.map((value) => Number(gamryNumber(value)));
}

export function dtaTable(table: DtaTable, comma = false): string {
  const cell = (value: number | string | undefined) => {
    if (typeof value !== 'number') return value ?? '';
    const text = Number.isInteger(value) ? String(value) : gamryNumber(value);
    return comma ? text.replace('.', ',') : text;
  };
  const rows = table.columns[0]?.[2].length ?? 0;
  const lines = [
    `${table.name}\tTABLE${table.declared === undefined ? '' : `\t${table.declared}`}`,
    `\t${table.columns.map(([name]) => name).join('\t')}`,
    `\t${table.columns.map(([, unit]) => unit).join('\t')}`,
  ];
  for (let i = 0; i < rows; i++) lines.push(`\t${table.columns.map(([, , values]) => cell(values[i])).join('\t')}`);
  return `${lines.join('\n')}\n`;
}

const DEFAULT_HEADER = [
  'DATE\tLABEL\t3/28/2024\tDate',
  'TIME\tLABEL\t16:43:15\tTime',
  'CONVENTION\tIQUANT\t1\tCurrent Convention',
];

/** A whole file: header lines, then text of tables and whatever stands between. */
export function dta(tag: string, parts: readonly string[], header: readonly string[] = DEFAULT_HEADER): string {
  return `EXPLAIN\nTAG\t${tag}\n${header.map((line) => `${line}\n`).join('')}${parts.join('')}`;
}

export const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

/** R0 + (R1 ‖ C) at ten points per decade downwards from 100 kHz. */
export function rcSpectrum(n = 31, r0 = 12.5, r1 = 80, capacity = 2e-5) {
  const frequency = indices(n).map((i) => 1e5 * 10 ** (-i / 10));
  const parts = frequency.map((f) => {
    const x = 2 * Math.PI * f * r1 * capacity;
    return { re: r0 + r1 / (1 + x * x), im: (-r1 * x) / (1 + x * x) };
  });
  return { frequency, real: parts.map(({ re }) => re), imag: parts.map(({ im }) => im) };
}

/** The columns of an impedance table as Framework 7 writes them. */
export function zcurve(spectrum = rcSpectrum(), degree = '\u00b0'): DtaTable {
  const n = spectrum.frequency.length;
  return {
    name: 'ZCURVE',
    columns: [
      ['Pt', '#', indices(n)],
      ['Time', 's', indices(n).map((i) => i + 1)],
      ['Freq', 'Hz', spectrum.frequency],
      ['Zreal', 'ohm', spectrum.real],
      ['Zimag', 'ohm', spectrum.imag],
      ['Zsig', 'V', indices(n).map(() => 1)],
      ['Zmod', 'ohm', spectrum.real.map((re, i) => Math.hypot(re, spectrum.imag[i] ?? 0))],
      ['Zphz', degree, spectrum.real.map((re, i) => (Math.atan2(spectrum.imag[i] ?? 0, re) * 180) / Math.PI)],
      ['Idc', 'A', indices(n).map((i) => (i - 3.5) * 1e-7)],
      ['Vdc', 'V', indices(n).map((i) => 3.7 + i * 1.25e-5)],
      ['IERange', '#', indices(n).map(() => 9)],
    ],
  };
}
