/** Every real .mpr, and every one that has a text export beside it against that. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isMpr, readMpr } from '../../../parsers/biologic/mpr.ts';
import { readModules } from '../../../parsers/biologic/mpr-modules.ts';
import type { EcLabTable } from '../../../parsers/biologic/table.ts';
import { sharedData } from '../../shared-data.ts';
import { rawFile } from '../support.ts';
import { headerValue, readTextExport } from './mpt-rows.ts';

const folder = sharedData('cyclers/biologic');
const list = (name: string) =>
  folder === undefined ? [] : readdirSync(`${folder}/${name}`).map((f) => `${name}/${f}`);
const files = [...list('yadg'), ...list('other')].sort();
const binaries = files.filter((name) => name.endsWith('.mpr'));
/** Text exports with their binary file; some were exported twice (`mb.old.mpt`, `mb.issue_95.de.mpt`). */
const pairs = files
  .filter((name) => name.endsWith('.mpt'))
  .map((text) => [text.replace(/(\.old|\.de)?\.mpt$/, '.mpr'), text] as const)
  .filter(([binary]) => binaries.includes(binary));

const read = (name: string) => readMpr(rawFile(readFileSync(`${folder}/${name}`), name));

describe.skipIf(folder === undefined)('every real .mpr', () => {
  it('is read without a byte left over', () => {
    expect(binaries).toHaveLength(41);
    for (const name of binaries) {
      const file = rawFile(readFileSync(`${folder}/${name}`), name);
      expect(isMpr(file), name).toBe(true);
      const { modules, end } = readModules(file);
      expect(end, name).toBe(file.size);
      for (const module of modules) expect(module.bytes.length, `${name} ${module.name}`).toBe(module.length);
      const table = readMpr(file);
      expect(
        table.issues.map(({ code }) => code),
        name,
      ).not.toContain('BIOLOGIC_FILE_INCOMPLETE');
      for (const column of table.columns) expect(column.values.length, `${name} ${column.name}`).toBe(table.length);
      expect(new Set(table.columns.map((column) => column.name)).size, name).toBe(table.columns.length);
    }
  });

  it('knows start and instrument but for the file without a log', () => {
    const without = binaries.filter((name) => read(name).started === '');
    expect(without).toEqual(['yadg/gcpl.pr_182.1.mpr', 'yadg/vsp_ocv_with.mpr']);
  });

  it.each([
    'other/250116_kigr_gen6_01_02_GCPL_CD8.mpr',
    'other/col_27_issue_74.mpr',
    'other/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr',
    'other/jdb11-1_e1_s3_squidTest_data_C15.mpr',
    'yadg/gcpl.issue_175.mpr',
    'yadg/gcpl.issue_230.mpr',
    'yadg/gcpl.mpr',
  ])('%s, which has no text, has times that rise and charges that add up', (name) => {
    const table = read(name);
    const column = (wanted: string) => table.columns.find((c) => c.name === wanted)!.values;
    const [time, charge, total] = [column('time/s'), column('dq/mA.h'), column('(Q-Qo)/mA.h')];
    const sums = new Float64Array(table.length);
    let sum = total[0]! - charge[0]!;
    for (let i = 0; i < table.length; i++) {
      sum += charge[i]!;
      sums[i] = sum;
    }
    expect(time.every((t, i) => i === 0 || t > time[i - 1]!)).toBe(true);
    expect(differing(sums, total, 1e-5)).toEqual([]);
  });
});

/** Wordings of one quantity, by the version that exported the text. */
const ALIASES: Readonly<Record<string, string>> = {
  'Pwe/W': 'P/W',
  'Energy we charge/W.h': 'Energy charge/W.h',
  'Energy we discharge/W.h': 'Energy discharge/W.h',
  '<Ewe/V>': '<Ewe>/V',
};
const plainName = (name: string) => (Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name);

/** Columns of the text that neither the binary file nor the reader has. */
const NOT_COMPUTED =
  /^(?:x|Efficiency|step time|Energy .*|Capacitance .*|Pce|Pwe-ce|<Ewe-Ece>|R|Rwe|Rce|Rwe-ce|dq|(?:Re|Im|Phase)\((?:Y|C|M|Permittivity|Resistivity|Conductivity)\)|\|(?:Y|C|M|Permittivity|Resistivity|Conductivity)\||Tan\(Delta\)|Loss Angle\(Delta\))(?:\/|$)/;
/** What the reader gives beyond the text: the power, which old exports of wait, OCV and impedance leave out. */
const BEYOND = ['P/W'];
const FLAGS = ['mode', 'ox/red', 'error', 'control changes', 'Ns changes', 'counter inc.'];
/** In these files 8 rows of the quality indicators show 0 or -1 in the text and numbers in the binary file. */
const MASKED = ['yadg/geis.issue_149.mpr', 'yadg/peis.issue_149.mpr'];
const QUALITY = /^(?:THD|NSD|NSR) |\bh[2-7]\|\//;

/** Rows that differ by more than a part of the largest amount. */
function differing(ours: Float64Array, theirs: Float64Array, part = 1e-6): number[] {
  const scale = theirs.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return [...ours.keys()].filter((i) => !(Math.abs(ours[i]! - theirs[i]!) <= part * scale));
}

describe.skipIf(folder === undefined)('a .mpr beside its text export', () => {
  it('is there in every technique', () => {
    expect(pairs).toHaveLength(32);
    expect(new Set(pairs.map(([name]) => read(name).technique)).size).toBe(13);
    expect(withHeader).toHaveLength(30);
  });

  it.each(pairs)('%s has the columns of %s', (binary, text) => {
    const table = read(binary);
    const { columns, rows } = readTextExport(`${folder}/${text}`);
    expect(table.length).toBe(rows);
    const ours = new Map(table.columns.map((column) => [plainName(column.name), column]));
    const theirs = new Map([...columns].map(([name, values]) => [plainName(name), values]));
    for (const [name, values] of theirs) {
      const column = ours.get(name);
      if (column === undefined) {
        if (name === 'Capacity/mA.h') expect(table.technique).toBe('Chronopotentiometry');
        else expect(name).toMatch(NOT_COMPUTED);
        continue;
      }
      const rowsOff = differing(column.values, values);
      if (FLAGS.includes(name)) expect([...column.values], name).toEqual([...values]);
      if (MASKED.includes(binary) && QUALITY.test(name)) {
        expect(rowsOff.length, name).toBeLessThanOrEqual(8);
        for (const i of rowsOff) expect([0, -1], name).toContain(values[i]);
      } else expect(rowsOff, name).toEqual([]);
    }
    const extra = [...ours.keys()].filter((name) => !theirs.has(name) && rows > 0 && !BEYOND.includes(name));
    expect(extra).toEqual([]);
  });

  it('shows the masked rows in no other file, and in 8 rows of those', () => {
    for (const name of MASKED) {
      const { columns } = readTextExport(`${folder}/${name.replace('.mpr', '.mpt')}`);
      const table = read(name);
      const off = table.columns
        .filter((column) => QUALITY.test(column.name))
        .flatMap((column) => differing(column.values, columns.get(column.name)!));
      expect(new Set(off).size, name).toBe(8);
    }
  });

  it('derives every kind of column in at least one pair', () => {
    const derived = new Set(
      pairs.flatMap(([name]) =>
        read(name)
          .columns.filter((c) => c.derived)
          .map((c) => plainName(c.name)),
      ),
    );
    expect([...derived].sort()).toEqual([
      '-Im(Z)/Ohm',
      '<I>/mA',
      'Capacity/mA.h',
      'Ewe-Ece/V',
      'P/W',
      'Q charge/mA.h',
      'Q discharge/mA.h',
      'Re(Z)/Ohm',
      'control/V',
      'control/mA',
      'cycle number',
    ]);
  });

  /** Two texts are a table without a header. */
  const withHeader = pairs.filter(([, text]) => readTextExport(`${folder}/${text}`).header.length > 3);

  it.each(withHeader)('%s has the facts of the header of %s', (binary, text) => {
    const table = read(binary);
    const content = readTextExport(`${folder}/${text}`);
    expect(table.technique).toBe(content.header[3]!.trim());
    expect(table.started).toBe(isoOf(headerValue(content, 'Acquisition started on')!));
    expect(table.meta['Run on channel']).toBe(headerValue(content, 'Run on channel'));
    expect(headerValue(content, 'Device')).toContain(`(${table.meta['Device']})`);
    const reference = (table.meta['Reference electrode'] ?? '').replace(
      /[\d.]+ V\)$/,
      (v) => `${Number.parseFloat(v).toFixed(3)} V)`,
    );
    expect(reference).toBe((headerValue(content, 'Reference electrode') ?? '').replace(',', '.'));
    const loops = content.header.flatMap((line) => /^Loop \d+ from point number (\d+) to/.exec(line)?.[1] ?? []);
    if (loops.length > 0) expect(table.meta['First rows of the loops']).toBe(loops.join(' '));
    const fields = ['Electrode material', 'Electrolyte'];
    for (const field of fields) expect(table.meta[field] ?? '', field).toBe(headerValue(content, field));
    const comments = content.header
      .filter((line) => line.startsWith('Comments :'))
      .map((line) => line.slice(11).trim());
    expect((table.meta['Comments'] ?? '').split(/\s*\r?\n/)).toEqual(comments);
    const fieldsWithUnit = ['Electrode surface area', 'Characteristic mass', 'Mass of active material'];
    for (const field of fieldsWithUnit) expectQuantity(table, field, headerValue(content, field));
  });
});

/** `01/10/2024 11:02:29.886` (month first in all of them). */
function isoOf(text: string): string {
  const [, month, day, year, time, fraction = '000'] = /^(\d\d).(\d\d).(\d{4}) ([\d:]{8})(?:\.(\d{3}))?$/.exec(text)!;
  return `${year}-${month}-${day}T${time}${fraction === '000' ? '' : `.${fraction}`}`;
}

/** The text rounds to three digits after the point. */
function expectQuantity(table: EcLabTable, field: string, text: string | undefined): void {
  if (text === undefined) return;
  const [number = '', unit = ''] = text.replace(',', '.').split(' ');
  const [ours = '', ourUnit = ''] = (table.meta[field] ?? '').split(' ');
  expect(Number(ours), field).toBeCloseTo(Number(number), 3);
  if (!unit.includes('\u00ef')) expect(ourUnit, field).toBe(unit);
  if (field === 'Characteristic mass' && number !== '0.001') {
    expect(table.activeMass).toBeCloseTo(Number(number) * { g: 1, mg: 1e-3 }[unit]!, 9);
  }
}
