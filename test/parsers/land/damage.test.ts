/** Damaged files and cells: fewer rows, issues or a SourceError; never a wrong kind of error, never a gap in the data. */
import { describe, expect, test } from 'vitest';
import { land } from '../../../parsers/land/index.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import type { ParseResult } from '../../../src/model/dataset.ts';
import { memoryFile, type RawFile, SourceError } from '../../../src/model/source.ts';
import { damagedCopies, seededIntegers } from '../../io/workbook-fixtures.ts';
import {
  type Cell,
  CHARGE_FIRST,
  cycleSheet,
  cycleTruths,
  landColumns,
  makeRecords,
  recordSheet,
  stepSheet,
  workbookFile,
} from './workbook.ts';

const ROWS = makeRecords(CHARGE_FIRST, 7200);
const HALF = 20;
const SHEETS: Record<string, Cell[][]> = {
  'Cycle-Tab': cycleSheet(cycleTruths(CHARGE_FIRST)),
  'Step-Tab': stepSheet(CHARGE_FIRST),
  'Record-Tab': recordSheet(landColumns(), ROWS.slice(0, HALF)),
  'Record-Tab2': recordSheet(landColumns(), ROWS.slice(HALF)).slice(1),
};

type Outcome = 'not claimed' | 'claims refused' | 'refused' | ParseResult;

/** What a run makes of a file; anything but a SourceError fails the test. */
async function outcome(bytes: Uint8Array, label: string): Promise<Outcome> {
  const file: RawFile = memoryFile('raw/cell.xlsx', bytes);
  const refused = (error: unknown): SourceError => {
    if (!(error instanceof SourceError)) throw new Error(label, { cause: error });
    expect(error.path, label).toBe(file.path);
    expect(error.detail, label).not.toBe('');
    return error;
  };
  try {
    if (!(await land.claims(file))) return 'not claimed';
  } catch (error) {
    refused(error);
    return 'claims refused';
  }
  try {
    return await land.parse(file);
  } catch (error) {
    refused(error);
    return 'refused';
  }
}

/** The schema is kept (checkDataset throws where a required value is not finite) and no row is made up. */
function expectSound({ datasets }: ParseResult, most: number, label: string): number {
  let rows = 0;
  for (const dataset of datasets) {
    expect(() => checkDataset(dataset), label).not.toThrow();
    expect(dataset.length, label).toBeGreaterThan(0);
    rows += dataset.length;
  }
  expect(rows, label).toBeLessThanOrEqual(most);
  return rows;
}

describe.each([
  ['.xlsx', workbookFile(SHEETS)],
  ['.xls', workbookFile(SHEETS, { bookType: 'biff8' })],
])('%s', (_, bytes) => {
  test('the whole file is read', async () => {
    const result = await outcome(bytes, 'whole');
    if (typeof result === 'string') throw new Error(result);
    expect(expectSound(result, ROWS.length, 'whole')).toBe(ROWS.length);
    expect(result.issues).toEqual([]);
  });

  test('cut off at 300 places, and 300 bits wrong one at a time', async () => {
    const counts = { refused: 0, read: 0 };
    for (const [label, copy] of damagedCopies(bytes, 300, 300)) {
      const result = await outcome(copy, label);
      if (typeof result === 'string') {
        counts.refused++;
        continue;
      }
      counts.read++;
      const rows = expectSound(result, ROWS.length, label);
      if (label.startsWith('first')) expect(rows, `${label}: rows missing without a word`).toBe(ROWS.length);
    }
    expect(counts.refused).toBeGreaterThan(250);
  });

  test('100 runs of bytes overwritten', async () => {
    const integer = seededIntegers(7);
    for (let i = 0; i < 100; i++) {
      const copy = new Uint8Array(bytes);
      const at = integer(copy.length);
      const length = 1 + integer(64);
      for (let k = at; k < Math.min(copy.length, at + length); k++) copy[k] = integer(256);
      const result = await outcome(copy, `run ${i}: ${length} bytes from ${at}`);
      if (typeof result !== 'string') expectSound(result, ROWS.length, `run ${i}`);
    }
  });
});

const MUTANTS: readonly Cell[] = [
  'text',
  '',
  null,
  '-',
  1e308,
  -1e308,
  1e-308,
  -1,
  0,
  true,
  false,
  { t: 'e', v: 0x2a },
  { t: 'e', v: 0x07 },
  '1-00:04:44',
  '99999-99:59:59',
  'TestTime',
  'Current/mA',
  'Infinity',
  '1e999',
  '\u0000',
  '記錄',
];

describe.each(['xlsx', 'biff8'] as const)('cells of %s replaced', (bookType) => {
  test.each(Object.keys(SHEETS))('in %s', async (name) => {
    const integer = seededIntegers(name.length);
    const original = SHEETS[name]!;
    for (let i = 0; i < (bookType === 'xlsx' ? 80 : 40); i++) {
      const changed = original.map((row) => [...row]);
      const changes: string[] = [];
      for (let k = 0; k <= integer(4); k++) {
        const [row, column, mutant] = [integer(changed.length), integer(19), integer(MUTANTS.length)];
        changed[row]![column] = MUTANTS[mutant]!;
        changes.push(`${row},${column}: ${JSON.stringify(MUTANTS[mutant])}`);
      }
      const label = `${name} ${changes.join('; ')}`;
      const result = await outcome(
        workbookFile({ ...SHEETS, [name]: changed }, { bookType, compression: false }),
        label,
      );
      if (typeof result !== 'string') expectSound(result, ROWS.length, label);
    }
  });
});

test('one cell of a record at a time: what cannot be a value is reported or refused, in every column', async () => {
  const original = SHEETS['Record-Tab']!;
  const impossible: readonly Cell[] = ['text', null, true, { t: 'e', v: 0x2a }, '\u8a18\u9304', '1-00:04:44'];
  for (const [column, header] of original[0]!.entries()) {
    for (const mutant of MUTANTS) {
      const changed = original.map((row, i) => row.map((cell, j) => (i === 9 && j === column ? mutant : cell)));
      const label = `${header}: ${JSON.stringify(mutant)}`;
      const bytes = workbookFile({ ...SHEETS, 'Record-Tab': changed }, { compression: false });
      const result = await outcome(bytes, label);
      if (typeof result === 'string') {
        expect(result, label).toBe('refused');
        expect(['TestTime', 'Current/mA', 'Voltage/V'], label).toContain(header);
        continue;
      }
      expectSound(result, ROWS.length, label);
      const isKept = header === null || /^(Spe|SOC|Aux)/.test(String(header)) || /^\d/.test(String(mutant));
      if (impossible.includes(mutant) && !isKept && !(header === 'Step-State' && mutant === null)) {
        expect(result.issues, label).not.toEqual([]);
      }
    }
  }
});
