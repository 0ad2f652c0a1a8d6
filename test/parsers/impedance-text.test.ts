import { describe, expect, it } from 'vitest';
import { gamry } from '../../parsers/gamry/index.ts';
import { impedanceText } from '../../parsers/impedance-text/index.ts';
import { zview } from '../../parsers/zview/index.ts';
import { dta, dtaTable, indices, rcSpectrum, zcurve } from './dta.ts';
import { codes, column, expectRobust, expectWellFormed, latin1, rawFile, sourceError } from './support.ts';

const spectrum = rcSpectrum(31);
type Spectrum = ReturnType<typeof rcSpectrum>;

/** Rows with full precision, so that what is read must equal what was written. */
function table(header: string, separator: string, values: (z: Spectrum, i: number) => number[], z = spectrum): string {
  const rows = z.frequency.map((_, i) => values(z, i).join(separator));
  return `${[...(header === '' ? [] : [header]), ...rows].join('\n')}\n`;
}

const truth = (z: Spectrum, i: number) => [z.frequency[i] ?? 0, z.real[i] ?? 0, z.imag[i] ?? 0];
const negated = (z: Spectrum, i: number) => [z.frequency[i] ?? 0, z.real[i] ?? 0, -(z.imag[i] ?? 0)];

async function read(text: string) {
  const file = rawFile(text, 'cell.csv');
  expect(await impedanceText.claims(file)).toBe(true);
  expect(await gamry.claims(file)).toBe(false);
  expect(await zview.claims(file)).toBe(false);
  const result = await impedanceText.parse(file);
  expectWellFormed(result, file, impedanceText);
  return result;
}

async function expectTruth(text: string, ...issues: string[]) {
  const result = await read(text);
  const [data] = result.datasets;
  expect(column(data, 'frequency')).toEqual(spectrum.frequency);
  expect(column(data, 'z_real')).toEqual(spectrum.real);
  expect(column(data, 'z_imag')).toEqual(spectrum.imag);
  expect(codes(result)).toEqual(issues);
  return result;
}

describe('named columns', () => {
  it.each([
    ["f,Z',Z''"],
    ['Frequency (Hz),Z_re (Ohm),Z_im (Ohm)'],
    ['freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm'],
    ['frequency_Hz,z_real_ohm,z_imag_ohm'],
    ['FREQUENCY,Real,Imaginary'],
    ['Freq(Hz),Zreal,Zimag'],
    ['Freq. [Hz],Z′ [Ω],Z″ [Ω]'],
    ['"freq","Zre","Zim"'],
    [`Freq/Hz, Z'/ohm, Z"/ohm`],
    ["# f, Z', Z''"],
    ['Frequency in Hz,Re Z in ohm,Im Z in ohm'],
  ])('%s holds the imaginary part', async (header) => {
    await expectTruth(table(header, ',', truth));
  });

  it.each([
    ["f,Z',-Z''"],
    ['freq,Zre,-Zim'],
    ['freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm'],
    ['Frequency (Hz),Z_real,neg_Z_imag'],
    ['f,real,negative imaginary'],
    ['f,Zre,−Zim (Ohm)'],
  ])('%s holds the negative imaginary part', async (header) => {
    await expectTruth(table(header, ',', negated));
  });

  it('reverses a negated real part too', async () => {
    await expectTruth(table("f,-Z',-Z''", ',', (z, i) => [z.frequency[i] ?? 0, -(z.real[i] ?? 0), -(z.imag[i] ?? 0)]));
  });

  it.each(['\t', ';', ',', ' ', '   '])('separator "%s"', async (separator) => {
    await expectTruth(table(['f', "Z'", "Z''"].join(separator), separator, truth));
  });

  it.each(['\t', ';', ' '])('decimal comma with separator "%s"', async (separator) => {
    const [header = '', ...rows] = table(['f', "Z'", "Z''"].join(separator), separator, truth).split('\n');
    await expectTruth([header, ...rows.map((row) => row.replaceAll('.', ','))].join('\n'));
  });

  it('finds the columns in any order among others, which it keeps', async () => {
    const result = await expectTruth(
      table(',Imag,note,Real,|Z|,Freq', ',', (z, i) => [
        i,
        z.imag[i] ?? 0,
        i * 2,
        z.real[i] ?? 0,
        7,
        z.frequency[i] ?? 0,
      ]),
    );
    expect(result.datasets[0]?.extras.map(({ name }) => name)).toEqual(['column 1', 'note', '|Z|']);
    expect(result.datasets[0]?.extras[0]?.values).toEqual(Float64Array.from(indices(31)));
  });

  it('converts the units of the names', async () => {
    const scaled = (z: Spectrum, i: number) => [
      (z.frequency[i] ?? 0) / 1e3,
      (z.real[i] ?? 0) * 1e3,
      (z.imag[i] ?? 0) / 1e3,
    ];
    const [data] = (await read(table("f/kHz,Z' (mOhm),Z''/kΩ", ',', scaled))).datasets;
    for (const [name, expected] of [
      ['frequency', spectrum.frequency],
      ['z_real', spectrum.real],
      ['z_imag', spectrum.imag],
    ] as const) {
      for (const [i, value] of column(data, name).entries()) expect(value / (expected[i] ?? 0)).toBeCloseTo(1, 12);
    }
    const wrong = await sourceError(impedanceText, rawFile(table("f (Hz),Z' (Hz),Z''", ',', truth)));
    expect(wrong.detail).toContain('expected ohm');
    expect(wrong.place).toBe('1:2');
  });

  it.each([
    ['frequency,|Z|,phase (deg)', 180 / Math.PI],
    ['frequency,|Z|,-phase', -180 / Math.PI],
    ['freq/Hz,Zmod/Ohm,Phase(Z)/rad', 1],
  ])('%s gives the parts', async (header, perRadian) => {
    const polar = (z: Spectrum, i: number) => {
      const [re, im] = [z.real[i] ?? 0, z.imag[i] ?? 0];
      return [z.frequency[i] ?? 0, Math.hypot(re, im), Math.atan2(im, re) * perRadian];
    };
    const [data] = (await read(table(header, ',', polar))).datasets;
    for (const [i, value] of column(data, 'z_real').entries()) expect(value).toBeCloseTo(spectrum.real[i] ?? 0, 10);
    for (const [i, value] of column(data, 'z_imag').entries()) expect(value).toBeCloseTo(spectrum.imag[i] ?? 0, 10);
  });

  it('asks for the unit of a phase that could be either', async () => {
    const error = await sourceError(impedanceText, rawFile(table('f,|Z|,phase', ',', () => [1000, 10, -0.5])));
    expect(error.remedy).toContain('phase (deg)');
  });

  it('refuses two columns for one quantity', async () => {
    const error = await sourceError(
      impedanceText,
      rawFile(table("f,Z',Z'',Zreal", ',', (z, i) => [...truth(z, i), 1])),
    );
    expect(error.detail).toContain(`"Z'" and "Zreal"`);
    expect(error.place).toBe('1:4');
  });

  it('keeps a sign that the values contradict, and says so', async () => {
    const result = await read(table("f,Z',Z''", ',', negated));
    expect(column(result.datasets[0], 'z_imag')).toEqual(spectrum.imag.map((y) => -y));
    expect(codes(result)).toEqual(['IMAGINARY_SIGN_SUSPECT']);
  });

  it('leaves out rows of direct current and rows without a number', async () => {
    const lines = table("f,Z',Z''", ',', truth).split('\n');
    lines.splice(1, 0, '0,0,0', '0,0,0');
    lines.splice(5, 0, '100,n/a,3');
    await expectTruth(lines.join('\n'), 'ROWS_SKIPPED');
  });

  it('ignores doubled line ends and reads UTF-16', async () => {
    const text = table("f,Z',Z''", ',', truth);
    await expectTruth(text.replaceAll('\n', '\r\r\n'));
    const utf16 = new Uint8Array(Uint16Array.from(`\ufeff${text}`, (c) => c.charCodeAt(0)).buffer);
    const file = rawFile(utf16);
    expect(await impedanceText.claims(file)).toBe(true);
    expect(column((await impedanceText.parse(file)).datasets[0], 'z_imag')).toEqual(spectrum.imag);
  });
});

describe('three columns without names', () => {
  it.each([',', '\t', ';', ' ', ' \t'])('separator "%s", either sign', async (separator) => {
    await expectTruth(table('', separator, truth), 'IMAGINARY_SIGN_INFERRED');
    await expectTruth(table('', separator, negated), 'IMAGINARY_SIGN_INFERRED');
  });

  it('keeps the points in the order of the file', async () => {
    const reversed = table('', ',', truth).trim().split('\n').toReversed().join('\n');
    const [data] = (await read(reversed)).datasets;
    expect(column(data, 'frequency')).toEqual(spectrum.frequency.toReversed());
    expect(column(data, 'z_imag')).toEqual(spectrum.imag.toReversed());
  });

  it('refuses to guess the sign, and says what to write', async () => {
    const blocking = { ...spectrum, real: spectrum.real.map(() => 5), imag: spectrum.frequency.map((f) => 1e4 / f) };
    const file = rawFile(table('', ',', truth, blocking));
    expect(await impedanceText.claims(file)).toBe(true);
    const error = await sourceError(impedanceText, file);
    expect(error.detail).toContain('sign of the imaginary part');
    expect(error.remedy).toContain("frequency,Z',-Z''");
  });

  it('refuses spectra of opposite signs in one file', async () => {
    const file = rawFile(table('', ',', truth) + table('', ',', negated));
    expect((await sourceError(impedanceText, file)).detail).toContain('sign');
  });

  it('reads a file whose last line is still being written', async () => {
    const text = `${table('', ',', truth)}12.5,3`;
    await expectTruth(text, 'ROWS_SKIPPED', 'IMAGINARY_SIGN_INFERRED');
  });
});

describe('several spectra in one file', () => {
  const scaled = (k: number): Spectrum => ({
    ...spectrum,
    real: spectrum.real.map((z) => z + k),
    imag: spectrum.imag.map((z) => z * (k + 1)),
  });

  it.each([["f,Z',Z''\n"], ['']])('become datasets, header "%s"', async (header) => {
    const parts = indices(3).map((k) => table('', ',', truth, scaled(k)));
    const { datasets } = await read(header + parts.join(''));
    expect(datasets.map(({ meta }) => meta['spectrum'])).toEqual(['1 of 3', '2 of 3', '3 of 3']);
    for (const [k, data] of datasets.entries()) expect(column(data, 'z_imag')).toEqual(scaled(k).imag);
  });
});

describe('tables that are no impedance', () => {
  const ramp = (n: number, row: (i: number) => (number | string)[], separator = ',') =>
    `${indices(n)
      .map((i) => row(i).join(separator))
      .join('\n')}\n`;
  it.each([
    ['time, potential, current', ramp(200, (i) => [i + 1, 3.5 + i / 1000, 1e-3])],
    ['time with named columns', `Time,Voltage,Current\n${ramp(50, (i) => [i, 3, 0.1])}`],
    ['cycler table with a resistance', `Cycle,Freq,DCIR (Ohm)\n${ramp(9, (i) => [i, 1, 0.1])}`],
    ['frequency and real part only', `f,Z'\n${ramp(20, (i) => [10 ** (5 - i / 4), 4])}`],
    ['channels of a spectrum', ramp(512, (i) => [i + 1, (i * 7) % 13, 2])],
    ['four numbers', ramp(20, (i) => [10 ** (5 - i / 4), 1, -1, 4])],
    ['a sweep with zero frequency', ramp(20, (i) => [i === 19 ? 0 : 10 ** (5 - i / 4), 1, -1])],
    ['a sweep over less than a decade', ramp(20, (i) => [10 ** (i / 40), 1, -1])],
    ['too few points', ramp(4, (i) => [10 ** i, 1, -1])],
    ['unordered numbers', ramp(30, (i) => [1 + ((i * 17) % 31) ** 2, 1, -1])],
    ['words among the rows', `${ramp(10, (i) => [10 ** i, 1, -1])}end\n${ramp(10, (i) => [10 ** i, 1, -1])}`],
    ['names only', "f,Z',Z''\n"],
    [
      'EC-Lab text',
      `EC-Lab ASCII FILE\nNb header lines : 3\nfreq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\n${ramp(9, (i) => [10 ** i, 1, 1], '\t')}`,
    ],
    ['Gamry', dta('EISPOT', [dtaTable(zcurve())])],
    ['nothing', ''],
    ['one long line', `f${' '.repeat(60_000)}Z,Zre,Zim`],
    ['a long run of times', ramp(150_000, (i) => [i + 1, 3.5, 1e-3])],
    ['binary', 'f,Z\u0000\u0000\u0001,f\n1,2,3'],
  ])('%s', async (_, text) => {
    const file = rawFile(text);
    expect(await impedanceText.claims(file)).toBe(false);
    expect((await sourceError(impedanceText, file)).remedy).not.toBe('');
  });
});

describe('impedance text, damaged', () => {
  it.each([
    ['named', table("f,Z',-Z''", ',', negated)],
    ['unnamed', table('', '\t', truth)],
    ['two spectra', table('f;Zre;Zim', ';', truth) + table('', ';', truth)],
    ['polar', table('f,|Z|,phase (deg)', ',', (z, i) => [z.frequency[i] ?? 0, 10 + i, -i])],
  ])('%s: fewer rows or a SourceError', async (_, text) => {
    await expectRobust(impedanceText, latin1(text));
  });
});
