import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeCells } from '../../src/io/time-cells.ts';
import { secondsFromText } from '../../src/model/calendar.ts';
import { parseElapsed } from '../../src/model/text.ts';

const encoder = new TextEncoder();
/** The time, or NaN where something stands behind it. */
const whole = (read: (cells: TimeCells, bytes: Uint8Array) => number, cells: TimeCells, text: string) => {
  const bytes = encoder.encode(`9${text};`);
  const value = read(cells, bytes);
  return cells.end === bytes.length - 1 ? value : Number.NaN;
};
const elapsed = (text: string, mark = '.', delimiter = ';') => {
  const cells = new TimeCells(mark.charCodeAt(0), delimiter.charCodeAt(0));
  return whole((times, bytes) => times.elapsed(bytes, 1), cells, text);
};
const shared = new TimeCells(0x2e, 0x3b);
const clock = (text: string) => whole((times, bytes) => times.clock(bytes, 1), shared, text);

const two = fc.integer({ min: 0, max: 70 }).map((value) => String(value).padStart(2, '0'));
const count = fc.oneof(
  fc.nat({ max: 30 }).map(String),
  fc.constantFrom('', '00', '007', '1234567', '2023', '2024', '0000', '9999'),
);
const fraction = fc.oneof(
  fc.constantFrom('', '.', '.5', '.000', '.1e3', '.5x'),
  fc.bigInt({ min: 0n, max: 10n ** 25n }).map((digits) => `.${digits}`),
);

describe('times read from bytes', () => {
  it('elapsed: the forms of instruments', () => {
    expect(elapsed('0:00:00')).toBe(0);
    expect(elapsed('100:59:59.25')).toBe(363_599.25);
    expect(elapsed('2-03:04:05')).toBe(183_845);
    expect(elapsed('2 03:04:05.5')).toBe(183_845.5);
    expect(elapsed('2-24:00:00')).toBeNaN();
    expect(elapsed('0:00:01,5', ',')).toBe(1.5);
    expect(elapsed('0:00:01,5')).toBeNaN();
    expect(elapsed('2 03:04:05', '.', ' ')).toBeNaN();
  });

  it('elapsed: as parseElapsed for any text', () => {
    const text = fc
      .tuple(count, fc.constantFrom('-', ' ', ''), count, fc.constantFrom(':', ';'), two, two, fraction)
      .map(
        ([days, mark, hours, colon, minutes, seconds, rest]) =>
          `${mark === '' ? '' : days}${mark}${hours}${colon}${minutes}:${seconds}${rest}`,
      );
    fc.assert(
      fc.property(text, (cell) => {
        expect(elapsed(cell.trim())).toBe(parseElapsed(cell));
      }),
      { numRuns: 3000 },
    );
  });

  it('clock: the forms of instruments', () => {
    expect(clock('1970-01-01 00:00:00')).toBe(0);
    expect(clock('2024-02-29T23:59:59.5')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 500) / 1000);
    expect(clock('2024/3/1 4:05')).toBe(Date.UTC(2024, 2, 1, 4, 5) / 1000);
    expect(clock('2023-02-29 00:00:00')).toBeNaN();
    expect(clock('2023-02-29 00:00')).toBeNaN();
    expect(clock('12/31/2023 00:00:00')).toBeNaN();
  });

  it('clock: as secondsFromText for any text', () => {
    const mark = fc.constantFrom('-', '/', '.', '-');
    const text = fc
      .tuple(count, mark, count, mark, count, fc.constantFrom(' ', 'T', '  '), two, two, fc.option(two), fraction)
      .map(
        ([year, a, month, b, day, gap, hour, minute, second, rest]) =>
          `${year}${a}${month}${b}${day}${gap}${hour}:${minute}${second === null ? '' : `:${second}${rest}`}`,
      );
    fc.assert(
      fc.property(text, (cell) => {
        expect(clock(cell)).toBe(secondsFromText(cell));
      }),
      { numRuns: 3000 },
    );
  });

  it('clock: every day of some years as Date has it', () => {
    for (const year of [1899, 1900, 2000, 2023, 2024]) {
      for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
        expect(clock(`${new Date(day).toISOString().slice(0, 10)} 12:00:01`)).toBe(day / 1000 + 43_201);
      }
    }
  });
});
