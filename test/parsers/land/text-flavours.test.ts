/** One truth in every text flavour, encoding and style: the same columns within what the flavour rounds to. */
import { describe, expect, test } from 'vitest';
import { landText } from '../../../parsers/land/text.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import type { Issue } from '../../../src/model/issues.ts';
import { MODES } from '../../../src/model/schema.ts';
import { memoryFile } from '../../../src/model/source.ts';
import { expectWellFormed } from '../support.ts';
import type { Measurement } from './flavours.ts';
import { near } from './reading.ts';
import {
  encoded,
  plainStyle,
  type Style,
  type Table,
  TEXT_FLAVOURS,
  type TextFlavour,
  textOf,
} from './text-flavours.ts';
import {
  CHARGE_FIRST,
  type Column,
  cycleTruths,
  DISCHARGE_FIRST,
  makeRecords,
  type RecordRow,
  START,
  type Step,
} from './workbook.ts';

function measurement(steps: readonly Step[]): Measurement {
  return { steps, rows: makeRecords(steps, 1800), truths: cycleTruths(steps) };
}

const CHARGED = measurement(CHARGE_FIRST);

interface Reading {
  readonly dataset: DatasetOf<'cycling'>;
  readonly issues: readonly Issue[];
}

async function read(bytes: Uint8Array): Promise<Reading> {
  const file = memoryFile('raw/cell.csv', bytes);
  expect(await landText.claims(file)).toBe(true);
  const result = await landText.parse(file);
  expectWellFormed(result, file, landText);
  expect(result.datasets).toHaveLength(1);
  const [dataset] = result.datasets;
  if (dataset?.kind !== 'cycling') throw new Error('no dataset of cycling');
  return { dataset, issues: [...result.issues, ...checkDataset(dataset)] };
}

function readRows(rows: Table, style: Style): Promise<Reading> {
  return read(encoded(textOf(rows, style), style.encoding));
}

/** Rows that the flavour has, in the order in which they are read. */
function rowsOf({ isApart }: TextFlavour, { rows }: Measurement): readonly RecordRow[] {
  if (isApart !== true) return rows;
  const branches = (['charge', 'discharge'] as const).map((action) =>
    rows.filter((row) => row.cycle === 1 && row.action === action),
  );
  return branches.sort((a, b) => a[0]!.time - b[0]!.time).flat();
}

/** mAh or mWh since the first record. */
function netSince(rows: readonly RecordRow[], of: 'capacity' | 'energy'): number[] {
  const sign = { rest: 0, charge: 1, discharge: -1 };
  let total = 0;
  return rows.map((row, i) => {
    const before = rows[i - 1];
    const goesOn = before !== undefined && before.action === row.action && before[of] <= row[of];
    total += sign[row.action] * (row[of] - (goesOn ? before[of] : 0));
    return total;
  });
}

function modeOf({ held, action }: RecordRow, withoutModes: boolean): string {
  if (action === 'rest') return 'rest';
  if (withoutModes) return 'other';
  return held ? 'constant-voltage' : 'constant-current';
}

/** The dataset against the rows that the file was made from. */
function expectRecords({ dataset, issues }: Reading, flavour: TextFlavour, made: Measurement): void {
  const rows = rowsOf(flavour, made);
  const { columns } = dataset;
  expect(issues.filter(({ code }) => !/COLUMN_MISSING|UNSIGNED|TIME_RESTARTED|RECORDS_MISSING/.test(code))).toEqual([]);
  expect(dataset.length).toBe(rows.length);
  const all = ['step_time', 'charge', 'energy', 'record', 'cycle', 'step', 'mode', 'clock'] as const;
  expect(all.filter((name) => columns[name] === undefined).sort()).toEqual([...flavour.lacks].sort());
  expect([...columns.time]).toEqual(rows.map(({ time }) => time));
  const half = 0.5001 * 10 ** -flavour.decimals;
  const net = { charge: netSince(rows, 'capacity'), energy: netSince(rows, 'energy') };
  rows.forEach((row, i) => {
    near(columns.current[i]! * 1e3, row.current, half, `current ${i}`);
    near(columns.potential[i]!, row.voltage, half, `potential ${i}`);
    for (const name of ['charge', 'energy'] as const) {
      const found = columns[name]?.[i];
      if (found !== undefined) near(found * 1e3, net[name][i]!, 2 * half * made.steps.length, `${name} ${i}`);
    }
    expect(columns.step_time?.[i] ?? row.stepTime).toBe(row.stepTime);
    expect(columns.clock?.[i] ?? START + row.time).toBe(START + row.time);
    expect(columns.record?.[i] ?? row.record).toBe(row.record);
    expect(columns.cycle?.[i] ?? row.cycle).toBe(row.cycle);
    expect(columns.step?.[i] ?? row.step).toBe(row.step);
    const mode = modeOf(row, flavour.withoutModes === true);
    expect(columns.mode === undefined ? mode : MODES[columns.mode[i]!]).toBe(mode);
  });
}

const isRecordHeader = (row: Table[number]) =>
  row.some((cell) => /^(TestTime|Test\(|test_time|Test_Time|测试时间)/.test(String(cell)));
/** Neither free to move: the first name of a block tells its table. */
const isFixed = ({ name }: TextFlavour) => name.startsWith('F6') || name.startsWith('F8');

const STYLES: readonly (readonly [string, Partial<Style>])[] = [
  ['UTF-8 with mark', { encoding: 'utf-8-bom' }],
  ['UTF-16 little endian', { encoding: 'utf-16le' }],
  ['UTF-16 big endian', { encoding: 'utf-16be' }],
  ['GB18030', { encoding: 'gb18030' }],
  ['line feeds', { lineEnd: '\n' }],
  ['carriage returns', { lineEnd: '\r' }],
  ['decimal commas and semicolons', { mark: ',', delimiter: ';' }],
  ['decimal commas and tabs', { mark: ',', delimiter: '\t' }],
  ['commas', { delimiter: ',' }],
  ['a delimiter at every end', { trailing: true }],
  ['quoted words', { quoted: true }],
];

describe.each(TEXT_FLAVOURS)('$name', (flavour) => {
  const style = plainStyle(flavour);
  const made = (change: (columns: readonly Column[]) => readonly Column[] = (columns) => columns) =>
    flavour.rows(CHARGED, change(flavour.columns()));

  test.each([
    ['charged first', CHARGED],
    ['discharged first', measurement(DISCHARGE_FIRST)],
  ])('a cell that is %s', async (_, measured) => {
    expectRecords(await readRows(flavour.rows(measured, flavour.columns()), style), flavour, measured);
  });

  test.each(STYLES)('%s', async (_, changed) => {
    expectRecords(await readRows(made(), { ...style, ...changed }), flavour, CHARGED);
  });

  test('columns in another order, among others that nobody knows', async () => {
    const rows = made((columns) => {
      const [first, ...rest] = columns;
      const strangers: Column[] = [
        { header: 'Torque/Nm', cell: ({ record }) => record * 3 },
        { header: '备注', cell: ({ record }) => (record % 2 === 0 ? 'ok' : '-') },
        { header: 'AuxVolt/V', cell: () => '-' },
      ];
      return isFixed(flavour) ? [first!, ...rest.toReversed(), ...strangers] : [...columns.toReversed(), ...strangers];
    });
    const reading = await readRows(rows, style);
    expectRecords(reading, flavour, CHARGED);
    const extra = (name: string) => reading.dataset.extras.find((column) => column.name === name)?.values ?? [];
    const own = rowsOf(flavour, CHARGED);
    expect([...extra('Torque/Nm')]).toEqual(own.map(({ record }) => record * 3));
    expect([...extra('备注')]).toEqual(own.map(({ record }) => (record % 2 === 0 ? 'ok' : '')));
  });

  test('optional columns left out', async () => {
    const optional = /^(SpeCap|SpeEnergy|SCap|SOC|AuxTemp|AuxVolt|IncubTemp|Power|dQ|dV|辅助温度|ES|channel)/;
    const rows = made((columns) =>
      columns.filter(
        ({ header }) => !(optional.test(header) && !(flavour.name.includes('csv') && header.startsWith('ch'))),
      ),
    );
    expectRecords(await readRows(rows, style), flavour, CHARGED);
  });

  test('blank lines and empty rows', async () => {
    const rows = made().flatMap((row, i) => (i % 9 === 5 ? [[], row.map(() => null), row] : [row]));
    expectRecords(await readRows(rows, style), flavour, CHARGED);
  });

  test('the record header again, as when pages were joined', async () => {
    const all = made();
    const at = all.findIndex(isRecordHeader);
    const last = all.length - 3;
    if (flavour.name === 'F6 nested' || flavour.name === 'F6 headers first' || flavour.name === 'F6 header early')
      return;
    expectRecords(await readRows([...all.slice(0, last), all[at]!, ...all.slice(last)], style), flavour, CHARGED);
  });

  test('titles above the header', async () => {
    expectRecords(await readRows([['Test', 'coin 5'], [], ...made()], style), flavour, CHARGED);
  });

  test('the last line cut off', async () => {
    const text = textOf(made(), style);
    const bytes = encoded(
      text.slice(0, -2 - Math.floor((text.length - text.lastIndexOf('\n', text.length - 3)) / 2)),
      'utf-8',
    );
    const { dataset, issues } = await read(bytes);
    expect(issues.map(({ code }) => code)).toContain('LAND_FILE_INCOMPLETE');
    expect(dataset.length).toBe(rowsOf(flavour, CHARGED).length - 1);
  });
});
