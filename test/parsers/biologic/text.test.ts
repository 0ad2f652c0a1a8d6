/** The text itself: what may differ between exports without changing a number, and what must be said. */
import { describe, expect, test } from 'vitest';
import { biologicText } from '../../../parsers/biologic/index.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { RawFile } from '../../../src/model/source.ts';
import { codes, column, expectRobust, expectWellFormed, latin1, rawFile, sourceError } from '../support.ts';
import { GCPL, gcplColumns, gcplText, mptFile, NAMES } from './gcpl.ts';

async function only(file: RawFile): Promise<Dataset> {
  expect(await biologicText.claims(file)).toBe(true);
  const result = await biologicText.parse(file);
  expectWellFormed(result, file, biologicText);
  expect(result.datasets).toHaveLength(1);
  return result.datasets[0]!;
}

const TEXT = gcplText();
const REFERENCE = await only(mptFile(TEXT));

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const units = Uint16Array.from(`\ufeff${text}`, (c) => c.charCodeAt(0));
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  units.forEach((unit, i) => {
    view.setUint16(2 * i, unit, littleEndian);
  });
  return bytes;
}

describe('exports of one measurement give the same numbers', () => {
  const extra = { name: 'Analog OUT/V', values: Array.from({ length: REFERENCE.length }, (_, i) => i / 7) };
  const variants: Record<string, RawFile> = {
    'line feeds': mptFile(gcplText({ lineEnd: '\n' })),
    'carriage returns': mptFile(gcplText({ lineEnd: '\r' })),
    'a line end behind the last row': mptFile(`${TEXT}\r\n`),
    'UTF-8 with a byte-order mark': rawFile(`\ufeff${TEXT}`),
    'UTF-16 little endian': rawFile(utf16(TEXT, true)),
    'UTF-16 big endian': rawFile(utf16(TEXT, false)),
    'decimal commas': mptFile(gcplText({ decimalMark: ',' })),
    'a comma in the file name': mptFile(gcplText({ facts: [...GCPL.facts!, 'File : Li_0,1-0,3V_C01.mpr'] })),
    'tabs behind the rows': mptFile(TEXT.replace(/(E[+-]\d{3})(?=\r\n|$)/g, '$1\t')),
    'no tab behind the names': mptFile(TEXT.replace(/\t\r\n/, '\r\n')),
    'columns in another order': mptFile(gcplText({}, gcplColumns(NAMES.toReversed()))),
    'more columns': mptFile(gcplText({}, [extra, ...gcplColumns()])),
    'BT-Lab': mptFile(gcplText({ program: 'BT-Lab' })),
    'a short header': mptFile(gcplText({ header: 'short' })),
    'no header': mptFile(gcplText({ header: 'none' })),
    'a header that lost a line': mptFile(TEXT.replace('Comments : first\r\n', '')),
    'a header that gained a line': mptFile(TEXT.replace('Comments : first', 'Comments : first\r\nComments : none')),
    'a header without its first line': mptFile(TEXT.slice(TEXT.indexOf('\n') + 1)),
    'Ecell for Ewe': mptFile(TEXT.replace('Ewe/V', 'Ecell/V')),
    'the mean potential': mptFile(TEXT.replace('Ewe/V', '<Ewe>/V')),
    'the mean potential as 11.50 writes it': mptFile(TEXT.replace('Ewe/V', '<Ewe/V>')),
    'I for <I>': mptFile(TEXT.replace('<I>/mA', 'I/mA')),
  };
  test.each(Object.entries(variants))('%s', async (_, file) => {
    const dataset = await only(file);
    expect(dataset.kind).toBe('cycling');
    expect(dataset.columns).toEqual(REFERENCE.columns);
  });

  test('a wrong count of header lines is reported', async () => {
    const result = await biologicText.parse(mptFile(TEXT.replace('Comments : first\r\n', '')));
    expect(codes(result)).toEqual(['BIOLOGIC_HEADER_LENGTH']);
    expect(result.issues[0]?.message).toContain('announces 15 lines, the columns are named in line 14');
    expect(codes(await biologicText.parse(mptFile(TEXT)))).toEqual([]);
  });

  test('a header longer than the head of the file', async () => {
    const loops = Array.from({ length: 6000 }, (_, k) => `Loop ${k} from point number ${k} to ${k}`);
    const dataset = await only(mptFile(gcplText({ facts: [...GCPL.facts!, ...loops] })));
    expect(dataset.columns.time).toEqual(REFERENCE.columns.time);
  });
});

describe('facts of the header', () => {
  test('are kept as written', () => {
    expect(REFERENCE.meta).toMatchObject({
      Technique: 'Galvanostatic Cycling with Potential Limitation',
      'Electrode surface area': '1.131 cm²',
      Comments: 'first; second',
      'Cycle Definition': 'Charge/Discharge alternance',
    });
    expect(REFERENCE.activeMass).toBe(1.39e-3);
    expect(REFERENCE.started).toBe('2024-05-13T11:19:51.602');
  });

  test('who measured and where the file lay is left out', async () => {
    const facts = [
      'User : someone',
      'Saved on :',
      '\tFile : a.mpr',
      '\tDirectory : C:\\Users\\someone\\',
      '\tHost : 10.0.0.1',
    ];
    const { meta } = await only(mptFile(gcplText({ facts })));
    expect(meta['File']).toBe('a.mpr');
    expect(JSON.stringify(meta)).not.toMatch(/someone|10\.0/);
  });

  test.each([
    ['1,390 mg', 1.39e-3],
    ['0.017 g', 0.017],
    ['0.001 g', undefined],
    ['0.001 mg', undefined],
    ['0.000 g', undefined],
    ['5.544', undefined],
  ])('characteristic mass %s', async (text, grams) => {
    const dataset = await only(mptFile(gcplText({ facts: [`Characteristic mass : ${text}`] })));
    expect(dataset.activeMass).toBe(grams);
  });
});

describe('a file that is being written', () => {
  const lines = TEXT.split('\r\n');
  const before = lines.slice(0, -1).join('\r\n');
  const last = lines.at(-1)!;

  test.each([
    ['within a cell', last.slice(0, 40)],
    ['behind a tab', last.slice(0, last.indexOf('\t') + 1)],
    ['within the last mantissa', last.slice(0, -8)],
    ['within the last exponent', last.slice(0, -1)],
    ['before the last exponent', last.slice(0, -3)],
  ])('ends %s', async (_, part) => {
    const result = await biologicText.parse(mptFile(`${before}\r\n${part}`));
    expect(result.datasets[0]?.length).toBe(REFERENCE.length - 1);
    expect(column(result.datasets[0], 'time')).toEqual(column(REFERENCE, 'time').slice(0, -1));
    expect(codes(result)).toEqual(['LAST_ROW_INCOMPLETE']);
    expect(result.issues[0]?.place).toBe(`${lines.length}:1`);
  });

  test('ends between rows', async () => {
    const result = await biologicText.parse(mptFile(`${before}\r\n`));
    expect(result.datasets[0]?.length).toBe(REFERENCE.length - 1);
    expect(codes(result)).toEqual([]);
  });
});

describe('what is wrong is said', () => {
  test('a lost column name', async () => {
    const error = await sourceError(biologicText, mptFile(TEXT.replace('time/s\t', '')));
    expect(error.message).toContain('cell.mpt:16:1: the row has 17 cells, the header names 16 columns');
  });

  test('no names at all', async () => {
    const error = await sourceError(biologicText, mptFile(TEXT.replace(/mode\tox.*\r\n/, '')));
    expect(error.detail).toContain('no line names the columns');
  });

  test('no rows', async () => {
    const header = TEXT.slice(0, TEXT.indexOf('mode\t')) + NAMES.join('\t');
    expect((await sourceError(biologicText, mptFile(header))).detail).toContain('no rows');
    const wait = await biologicText.parse(mptFile(header.replace(GCPL.technique, 'Wait')));
    expect([wait.datasets.length, codes(wait)]).toEqual([0, ['NO_RECORDS']]);
  });

  test('a second header with other columns; the same one again is left out', async () => {
    const lines = TEXT.split('\r\n');
    const names = lines[14]!;
    expect(names).toMatch(/^mode\t/);
    const again = [...lines.slice(0, 40), names, ...lines.slice(40)].join('\r\n');
    const result = await biologicText.parse(mptFile(again));
    expect(result.datasets[0]?.columns).toEqual(REFERENCE.columns);
    expect(codes(result)).toEqual(['BIOLOGIC_CELLS_UNREADABLE', 'ROWS_SKIPPED']);
    const swapped = names.replace('Ewe/V', 'X').replace('<I>/mA', 'Ewe/V').replace('X', '<I>/mA');
    const other = [...lines.slice(0, 40), swapped, ...lines.slice(40)].join('\r\n');
    const error = await sourceError(biologicText, mptFile(other));
    expect(error.message).toContain('cell.mpt:41:1: a second header names');
  });

  test('cells that are no numbers', async () => {
    const lines = TEXT.split('\r\n');
    lines[20] = lines[20]!.replace(/^3/, 'x');
    lines[22] = lines[22]!.replace(/\t[^\t]*$/, '\tXXX');
    const result = await biologicText.parse(mptFile(lines.join('\r\n')));
    expect(codes(result)).toEqual(['BIOLOGIC_CELLS_UNREADABLE']);
    expect(result.issues[0]).toMatchObject({
      place: '21:1',
      message: '2 cells are no numbers, the first is "x" in column mode',
    });
    expect(column(result.datasets[0], 'cycle')[7]).toBeNaN();
  });

  test('rows that lack a number', async () => {
    const lines = TEXT.split('\r\n');
    lines[30] = lines[30]!.split('\t').slice(0, 5).join('\t');
    const result = await biologicText.parse(mptFile(lines.join('\r\n')));
    expect(codes(result)).toEqual(['ROWS_SKIPPED']);
    expect(result.issues[0]?.place).toBe('31:1');
    expect(result.datasets[0]?.length).toBe(REFERENCE.length - 1);
  });

  test('a line broken in two is no two rows; two lines run together are refused', async () => {
    const lines = TEXT.split('\r\n');
    const cells = lines[30]!.split('\t');
    const broken = [...lines.slice(0, 30), cells.slice(0, 8).join('\t'), cells.slice(8).join('\t'), ...lines.slice(31)];
    const result = await biologicText.parse(mptFile(broken.join('\r\n')));
    expect(result.datasets[0]?.length).toBe(REFERENCE.length - 1);
    expect(result.issues).toMatchObject([{ code: 'ROWS_SKIPPED', place: '31:1' }]);
    expect(result.issues[0]?.message).toContain('2 rows left out');
    expect(column(result.datasets[0], 'time')).not.toContain(column(REFERENCE, 'time')[15]);
    const joined = [...lines.slice(0, 100), `${lines[100]}\t${lines[101]}`, ...lines.slice(102)].join('\r\n');
    const error = await sourceError(biologicText, mptFile(joined));
    expect(error.place).toMatch(/^101:/);
    expect(error.detail).toContain('more cells');
  });

  test.each(['time/s', 'Ewe/V'])('without %s', async (name) => {
    const columns = gcplColumns(NAMES.filter((other) => other !== name));
    const error = await sourceError(biologicText, mptFile(gcplText({}, columns)));
    expect(error.remedy).toContain(name);
  });
});

describe('every cell of the file', () => {
  test('is a column, an extra, or said to be empty', async () => {
    const columns = [...gcplColumns().slice(0, 9), { name: '', values: [] }, ...gcplColumns().slice(9)];
    const spaced = gcplText({}, columns)
      .replaceAll('NaNEundefined', '')
      .replace(/NaNE\S*/g, '');
    const dataset = await only(mptFile(spaced));
    expect(dataset.fates).toContainEqual({ source: '', name: '', unit: '', fate: 'spacer' });
    const sources = dataset.fates
      .filter(({ fate, source }) => source !== '' && fate !== 'missing')
      .map(({ source }) => source);
    expect(sources.sort()).toEqual([...NAMES].sort());
  });

  test('names that differ in case alone are two columns; names that do not are told apart', async () => {
    const [charge] = gcplColumns(['dq/mA.h']);
    const both = [...gcplColumns(), { ...charge!, name: 'dQ/mA.h' }, { ...charge!, name: 'error' }];
    const dataset = await only(mptFile(gcplText({}, both)));
    const names = dataset.extras.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['dq/mA.h', 'dQ/mA.h', 'error', 'error (2)']));
  });
});

test('damage is contained', async () => {
  const names = ['mode', 'Ns', 'time/s', '(Q-Qo)/mA.h', 'Ewe/V', '<I>/mA', 'cycle number'];
  const short = gcplColumns(names).map(({ name, values }) => ({
    name,
    values: [...(values as number[])].slice(10, 35),
  }));
  await expectRobust(biologicText, latin1(`${gcplText({}, short)}\r\n`));
});
