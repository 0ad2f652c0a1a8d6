import { describe, expect, it } from 'vitest';
import { zview } from '../../parsers/zview/index.ts';
import { rcSpectrum } from './dta.ts';
import { codes, column, expectRobust, expectWellFormed, latin1, rawFile, sourceError } from './support.ts';

const spectrum = rcSpectrum(25);
const cell = (value: number) => value.toExponential(6).toUpperCase();
const rows = (separator: string, z = spectrum) =>
  z.frequency.map((f, i) =>
    [cell(f), cell(0.01), '0', cell(i + 0.5), cell(z.real[i] ?? 0), cell(z.imag[i] ?? 0), '0', '0', '3'].join(
      separator,
    ),
  );
const printed = (values: readonly number[]) => values.map((value) => Number(cell(value)));

const NAMES = "  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\tRange";
const SPACED_NAMES = `"  Freq (Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range"`;

function zplot2(date = '10-28-2018', points = 25, data = rows('\t')): string {
  const header = [
    'ZPLOT2 ASCII',
    '  Measured Data, ZPlot:       3.2c',
    `  Date:                       ${date}`,
    '  Time:                       12:32:21',
    '    Calibration File',
    `  Data Points:                ${points}`,
    NAMES,
    'End Comments',
  ];
  return `${[...header, ...data].join('\n')}\n`;
}

function zplotw(first: string, data = rows(', ')): string {
  const header = [
    `"${first} Data File: Version 3.2c"`,
    '"Raw Data"',
    'Date: 12-17-2019    Time: 16:24:35',
    '""',
    '0,3,0,1,1',
    '25',
  ];
  return `${[...header, SPACED_NAMES, ...data].join('\n')}\n`;
}

async function read(text: string) {
  const file = rawFile(text, 'cell.z');
  expect(await zview.claims(file)).toBe(true);
  const result = await zview.parse(file);
  expectWellFormed(result, file, zview);
  return result;
}

describe('ZView impedance', () => {
  it.each([
    ['ZPLOT2', zplot2(), '2018-10-28T12:32:21'],
    ['ZPlotW', zplotw('ZPlotW'), '2019-12-17T16:24:35'],
    ['Z60W', zplotw('Z60W'), '2019-12-17T16:24:35'],
  ])('reads %s', async (_, text, started) => {
    const result = await read(text);
    const [data] = result.datasets;
    expect(result.issues).toEqual([]);
    expect(data?.started).toBe(started);
    expect(column(data, 'frequency')).toEqual(printed(spectrum.frequency));
    expect(column(data, 'z_real')).toEqual(printed(spectrum.real));
    expect(column(data, 'z_imag')).toEqual(printed(spectrum.imag));
    expect(column(data, 'time')).toEqual(spectrum.real.map((_r, i) => i + 0.5));
    expect(data?.extras.map(({ name }) => name)).toEqual(['Ampl', 'Bias', 'GD', 'Err', 'Range']);
  });

  it('keeps the header', async () => {
    expect((await read(zplot2())).datasets[0]?.meta).toMatchObject({
      Date: '10-28-2018',
      'Data Points': '25',
      'Measured Data, ZPlot': '3.2c',
    });
    expect((await read(zplotw('ZPlotW'))).datasets[0]?.meta['comment']).toContain('Raw Data');
  });

  it('reads a decimal comma', async () => {
    const comma = zplot2(
      '10-28-2018',
      25,
      rows('\t').map((row) => row.replaceAll('.', ',')),
    );
    expect((await read(comma)).datasets[0]?.columns).toEqual((await read(zplot2())).datasets[0]?.columns);
  });

  it('splits sweeps, compares the number of points and leaves an ambiguous start open', async () => {
    const result = await read(zplot2('10-12-2018', 25, [...rows('\t'), ...rows('\t')]));
    expect(result.datasets.map(({ length, started, meta }) => [length, started, meta['spectrum']])).toEqual([
      [25, '', '1 of 2'],
      [25, '', '2 of 2'],
    ]);
    expect(codes(result)).toEqual(['START_AMBIGUOUS', 'ROW_COUNT_DIFFERS']);
  });

  it('keeps an imaginary part that contradicts its name, and says so', async () => {
    const negated = { ...spectrum, imag: spectrum.imag.map((y) => -y) };
    const result = await read(zplot2('10-28-2018', 25, rows('\t', negated)));
    expect(column(result.datasets[0], 'z_imag')).toEqual(printed(negated.imag));
    expect(codes(result)).toEqual(['IMAGINARY_SIGN_SUSPECT']);
  });

  it('leaves out rows that are no points', async () => {
    const broken = rows('\t');
    broken[3] = '1.0\t2.0';
    broken[5] = (broken[5] ?? '').replace(/^\S+/, '0');
    const result = await read(zplot2('10-28-2018', 25, broken));
    expect(result.datasets[0]?.length).toBe(23);
    expect(codes(result)).toEqual(['ROWS_SKIPPED']);
    expect(result.issues[0]?.place).toBe('12:1');
  });

  it('says what is missing', async () => {
    expect((await sourceError(zview, rawFile(zplot2('', 0, [])))).detail).toContain('no usable rows');
    expect((await sourceError(zview, rawFile('ZPLOT2 ASCII\nEnd Comments\n1\t2\n'))).detail).toContain('Freq(Hz)');
    const unnamed = await sourceError(zview, rawFile(zplot2().replace("Z''(b)", 'Q')));
    expect(unnamed.detail).toContain('no column for z_imag');
    expect((await sourceError(zview, rawFile('f,a,b\n1,2,3\n'))).place).toBe('1:1');
    expect(await zview.claims(rawFile('f,a,b\n1,2,3\n'))).toBe(false);
  });

  it.each([zplot2(), zplotw('ZPlotW')])('damaged: fewer rows or a SourceError', async (text) => {
    await expectRobust(zview, latin1(text));
  });
});
