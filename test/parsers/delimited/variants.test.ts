/** One table, written in many ways: the numbers that are read do not change. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cycling, read, type TableMap } from './reading.ts';

const COLUMNS = { time: 'Time/s', potential: 'E (V)', current: 'I [mA]', cycle: 'Cycle' };
const HEADERS = [...Object.values(COLUMNS), 'Bemerkung', 'Kanal'];

const value = fc.oneof(
  fc.integer({ min: -9999, max: 9999 }).map((n) => n / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((n) => n + 0),
);
const rows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 1e6 }),
    value,
    value,
    fc.integer({ min: 0, max: 99 }),
    fc.constantFrom('x', 'a b', ''),
  ),
  { minLength: 2, maxLength: 20 },
);
const form = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  mark: fc.constantFrom('', '\ufeff'),
  delimiter: fc.constantFrom('\t', ';', ','),
  comma: fc.boolean(),
  tail: fc.boolean(),
  quoted: fc.boolean(),
  preamble: fc.constantFrom('', 'Operator: A. B.', 'Test\nDate 1. 2. 2024'),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 }),
  lastEnd: fc.boolean(),
});
type Form = typeof form extends fc.Arbitrary<infer T> ? T : never;

function written(records: readonly (readonly (number | string)[])[], how: Form): string {
  const comma = how.comma && how.delimiter !== ',';
  const cell = (content: number | string) => {
    const text = typeof content === 'number' && comma ? String(content).replace('.', ',') : String(content);
    return how.quoted ? `"${text}"` : text;
  };
  const line = (cells: readonly (number | string)[]) =>
    how.order.map((k) => cell(cells[k] ?? '')).join(how.delimiter) + (how.tail ? how.delimiter : '');
  const preamble = how.preamble === '' ? [] : how.preamble.split('\n');
  const lines = [...preamble, line(HEADERS), ...records.map((record) => line([...record, 7]))];
  return how.mark + lines.join(how.lineEnd) + (how.lastEnd ? how.lineEnd : '');
}

test('line ends, byte order mark, delimiter, decimal comma, quotes, order of columns, lines above', async () => {
  await fc.assert(
    fc.asyncProperty(rows, form, async (records, how) => {
      const sorted = records.toSorted((a, b) => a[0] - b[0]);
      const map: TableMap = {
        columns: COLUMNS,
        options: { current_sign: 'charge', decimal: how.comma && how.delimiter !== ',' ? 'comma' : 'point' },
      };
      const dataset = cycling(await read(written(sorted, how), map));
      const { time, potential, current, cycle } = dataset.columns;
      const got = sorted.map((_, i) => [time[i], potential[i]! + 0, current[i]! + 0, cycle?.[i]]);
      expect(got).toEqual(sorted.map(([t, e, i, n]) => [t, e + 0, i / 1000 + 0, n]));
      expect(dataset.length).toBe(sorted.length);
    }),
    { numRuns: 200 },
  );
});

test('a header that stands over two lines within its quotes', async () => {
  const text = 'Time/s,"E\n(V)",I [mA]\n0,3,1\n10,3.5,1\n';
  const dataset = cycling(await read(text, { columns: { time: 'Time/s', potential: 'E (V)', current: 'I [mA]' } }));
  expect([...dataset.columns.potential]).toEqual([3, 3.5]);
});

test.each([
  '2024-02-01T10:00:00',
  '2024-02-01T10:00:00Z',
  '2024-02-01 10:00:00.000Z',
  '2024-02-01T10:00:00+08:00',
  '2024-02-01T10:00:00-0530',
])('a date as %s', async (first) => {
  const second = first.replace('10:00:00', '10:00:30');
  const text = `t,E (V),I [mA]\n${first},3,1\n${second},3.5,1\n`;
  const dataset = cycling(await read(text, { columns: { time: 't', potential: 'E (V)', current: 'I [mA]' } }));
  expect([...dataset.columns.time]).toEqual([0, 30]);
});

test('a clock that states its zone is that of UTC; a date without one among them is left out', async () => {
  const dates = ['2024-02-01T10:00:00+08:00', '2024-02-01T02:00:30Z', '2024-02-01T10:01:00'];
  const text = `Time/s,E (V),I [mA],at\n${dates.map((date, i) => `${i},3,1,${date}\n`).join('')}`;
  const result = await read(text, { columns: { time: 'Time/s', potential: 'E (V)', current: 'I [mA]', clock: 'at' } });
  const dataset = cycling(result);
  expect([...dataset.columns.clock!]).toEqual([1_706_752_800, 1_706_752_830, Number.NaN]);
  expect([dataset.meta['time zone of the clock'], dataset.started]).toEqual(['UTC', '2024-02-01T02:00:00']);
  expect(result.issues.map(({ code }) => code)).toContain('CELLS_UNREADABLE');
});

test('elapsed times of days', async () => {
  const text = 't,E (V),I [mA]\n0d 23:59:59,3,1\n1d 00:00:00,3,1\n2d 01:00:00.5,3,1\n';
  const dataset = cycling(await read(text, { columns: { time: 't', potential: 'E (V)', current: 'I [mA]' } }));
  expect([...dataset.columns.time]).toEqual([86_399, 86_400, 176_400.5]);
});
