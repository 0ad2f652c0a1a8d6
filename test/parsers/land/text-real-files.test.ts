/** Real workbooks written as text, as a spreadsheet saves them: the same dataset as from the workbook itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { read as readBook, utils } from 'xlsx';
import { land } from '../../../parsers/land/index.ts';
import { landText } from '../../../parsers/land/text.ts';
import { memoryFile } from '../../../src/model/source.ts';
import { sharedData } from '../../shared-data.ts';

const FILES = ['LP57_4Vcutoff_alclad_004_5.xlsx', 'LSE_DS_4.1Vcutoff_fulcells_004_1.xlsx'];
const found = FILES.flatMap((name) => sharedData(`cyclers/land-xlsx/${name}`) ?? []);

describe.skipIf(found.length === 0)('real workbooks saved as text', () => {
  test.each(found)('%s', async (path) => {
    const bytes = readFileSync(path);
    const book = readBook(bytes, { cellDates: false });
    const name = book.SheetNames.find((sheet) => sheet.startsWith('Record'))!;
    const rows = utils.sheet_to_json<(string | number | null)[]>(book.Sheets[name]!, {
      header: 1,
      raw: true,
      defval: '',
    });
    const [header = [], ...body] = rows;
    const days = header.flatMap((cell, column) => (/^(Test|Step)Time$/.test(String(cell)) ? [column] : []));
    const clock = header.indexOf('SysTime');
    const shown = body.map((row) =>
      row.map((cell, column) => {
        if (typeof cell !== 'number') return cell;
        if (days.includes(column)) return onClock(cell * 86_400);
        return column === clock
          ? new Date(Math.round((cell - 25_569) * 86_400) * 1000).toISOString().slice(0, 19)
          : cell;
      }),
    );
    const text = [header, ...shown].map((row) => row.join(',')).join('\n');
    const ours = await landText.parse(memoryFile('cell.csv', new TextEncoder().encode(`${text}\n`)));
    const theirs = await land.parse(memoryFile('cell.xlsx', bytes));
    const [a, b] = [ours.datasets[0]!, theirs.datasets[0]!];
    expect(a.length).toBeGreaterThan(500);
    expect(Object.keys(a.columns)).toEqual(Object.keys(b.columns));
    for (const [column, values] of Object.entries(b.columns)) {
      const own = (a.columns as unknown as Record<string, Float64Array>)[column]!;
      const worst = own.reduce((most, value, i) => Math.max(most, Math.abs(value - (values as Float64Array)[i]!)), 0);
      // Time of day shown to the second; everything else as printed.
      expect(worst, column).toBeLessThanOrEqual(column === 'clock' ? 0.5 : 1e-9);
    }
  });
});

function onClock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value % 60).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60))}:${two(whole)}`;
}
