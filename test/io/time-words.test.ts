import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOrder, dateSeconds, elapsedSeconds } from '../../src/io/time-words.ts';

describe('elapsed time', () => {
  test.each([
    ['  0d 00:10:00', 600],
    ['  0d 00:00:5.05000019073486', 5.05000019073486],
    ['1d 02:18:47.41', 94_727.41],
    ['1-02:03:04', 93_784],
    ['1 02:03:04', 93_784],
    ['1.02:03:04', 93_784],
    ['50:06:26', 180_386],
    ['00:00:01,5', 1.5],
  ])('%s', (word, seconds) => {
    expect(elapsedSeconds(word)).toBeCloseTo(seconds, 9);
  });

  test.each(['', '10', '00:10', '00:61:00', '00:00:60', '1d 24:00:00', '2021-05-11 03:40:24', 'R'])(
    'not %s',
    (word) => {
      expect(elapsedSeconds(word)).toBeNaN();
    },
  );

  test('days, hours, minutes and seconds add up', () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(part(9999), part(23), part(59), part(59), (d, h, m, s) => {
        expect(elapsedSeconds(`${d}d ${h}:${m}:${s}`)).toBe(86_400 * d + 3600 * h + 60 * m + s);
      }),
    );
  });
});

describe('dates', () => {
  const noon = Date.UTC(2021, 4, 11, 15, 40, 24) / 1000;
  test.each([
    ['2021-05-11 15:40:24', 'ymd'],
    ['2021/05/11T15:40:24', 'ymd'],
    ['11.05.2021 15:40:24', 'dmy'],
    ['11/5/2021 15:40:24', 'dmy'],
    ['5/11/2021 3:40:24 PM', 'mdy'],
    ['05-11-2021, 3:40:24 p.m.', 'mdy'],
  ] as const)('%s', (word, order) => {
    expect(dateSeconds(word, order)).toBe(noon);
  });

  test.each([
    ['31.02.2021 00:00:00', 'dmy'],
    ['13/13/2021 00:00:00', 'mdy'],
    ['5/11/2021 13:40:24 PM', 'mdy'],
    ['5/11/21 13:40:24', 'mdy'],
    ['2021-05-11', 'ymd'],
    ['5.11.2021 10:00:00', 'mdy'],
  ] as const)('not %s', (word, order) => {
    expect(dateSeconds(word, order)).toBeNaN();
  });

  test('one date that only one order can read decides for the column', () => {
    const first = ['5/11/2021 3:40:24 PM', '5/12/2021 3:40:24 PM'];
    expect(dateOrder(first)).toEqual({ order: '', ambiguous: true });
    expect(dateOrder([...first, '5/13/2021 3:40:24 PM'])).toEqual({ order: 'mdy', ambiguous: false });
    expect(dateOrder([...first, '13/5/2021 3:40:24 PM'])).toEqual({ order: 'dmy', ambiguous: false });
    expect(dateOrder(['05.11.2021 10:00:00'])).toEqual({ order: 'dmy', ambiguous: false });
    expect(dateOrder(['2021-05-11 10:00:00'])).toEqual({ order: 'ymd', ambiguous: false });
    expect(dateOrder(['R', ''])).toEqual({ order: '', ambiguous: false });
  });
});
