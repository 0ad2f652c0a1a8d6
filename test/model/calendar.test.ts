import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  daysSinceEpoch,
  isoFromSeconds,
  secondsFromAmericanText,
  secondsFromSerial,
  secondsFromText,
} from '../../src/model/calendar.ts';

const DAY = 86_400;

test.each([
  [1970, 1, 1, 0],
  [1969, 12, 31, -1],
  [2000, 2, 29, 11_016],
  [2022, 7, 27, 19_200],
  [1900, 3, 1, -25_508],
])('daysSinceEpoch of %i-%i-%i', (year, month, day, days) => {
  expect(daysSinceEpoch(year, month, day)).toBe(days);
});

test.each([
  [2021, 2, 29],
  [1900, 2, 29],
  [2100, 2, 29],
  [2022, 4, 31],
  [2022, 0, 1],
  [2022, 13, 1],
  [2022, 1, 0],
  [2022, 1, 32],
])('%i-%i-%i does not exist', (year, month, day) => {
  expect(daysSinceEpoch(year, month, day)).toBeNaN();
});

const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

test('agrees with the platform on every date', () => {
  fc.assert(
    fc.property(date, (when) => {
      const days = daysSinceEpoch(when.getUTCFullYear(), when.getUTCMonth() + 1, when.getUTCDate());
      expect(days).toBe(Math.floor(when.getTime() / 1000 / DAY));
      const iso = when.toISOString().slice(0, -1);
      expect(isoFromSeconds(when.getTime() / 1000)).toBe(iso.replace('.000', ''));
      expect(secondsFromText(iso)).toBeCloseTo(when.getTime() / 1000, 3);
    }),
  );
});

describe('secondsFromText', () => {
  test.each([
    ['2022-07-27 13:45:17', '2022-07-27T13:45:17Z'],
    ['2022/7/27 13:45:17', '2022-07-27T13:45:17Z'],
    ['2022.07.27 1:05', '2022-07-27T01:05:00Z'],
    [' 2022-07-27T13:45:17.25 ', '2022-07-27T13:45:17.250Z'],
  ])('%s', (text, iso) => {
    expect(secondsFromText(text)).toBe(Date.parse(iso) / 1000);
  });

  test.each([
    '27.07.2022 13:45:17',
    '07/27/2022 13:45:17',
    '2022-07-27',
    '2022-02-30 00:00:00',
    '2022-13-01 00:00:00',
    '2022-07-27 24:00:00',
    '2022-07-27 12:60:00',
    '2022-07-27 12:00:60',
    '2022-07-27 1:5:00',
    '22-07-27 12:00:00',
    '',
    'x',
  ])('"%s" is not guessed at', (text) => {
    expect(secondsFromText(text)).toBeNaN();
  });
});

describe('secondsFromSerial', () => {
  test('the first day that both spreadsheet and calendar agree on, and a time of day', () => {
    expect(secondsFromSerial(61, false)).toBe(Date.UTC(1900, 2, 1) / 1000);
    expect(secondsFromSerial(44_769.5, false)).toBe(Date.UTC(2022, 6, 27, 12) / 1000);
  });
  test('1904 system', () => {
    expect(secondsFromSerial(0, true)).toBe(Date.UTC(1904, 0, 1) / 1000);
    expect(secondsFromSerial(44_769 - 1462, true)).toBe(secondsFromSerial(44_769, false));
  });
  test('a time of day comes back to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DAY * 1000 - 1 }), (milliseconds) => {
        const day = Date.UTC(2022, 6, 27) / 1000;
        expect(secondsFromSerial(44_769 + milliseconds / 1000 / DAY, false)).toBe((day * 1000 + milliseconds) / 1000);
      }),
    );
  });
});

describe('isoFromSeconds', () => {
  test.each([
    [0, '1970-01-01T00:00:00'],
    [-1, '1969-12-31T23:59:59'],
    [0.25, '1970-01-01T00:00:00.250'],
    [1.9996, '1970-01-01T00:00:02'],
    [DAY - 0.0001, '1970-01-02T00:00:00'],
    [-0.0001, '1970-01-01T00:00:00'],
    [Number.NaN, ''],
    [Number.POSITIVE_INFINITY, ''],
  ])('%d', (seconds, iso) => {
    expect(isoFromSeconds(seconds)).toBe(iso);
  });
});

describe('American dates', () => {
  const seconds = Date.UTC(2022, 6, 27, 13, 45, 17) / 1000;

  test.each([
    ['7/27/2022 13:45:17', seconds],
    ['07/27/2022 01:45:17 PM', seconds],
    ['07/27/2022 12:00:00 am', Date.UTC(2022, 6, 27) / 1000],
    ['07/27/2022 12:30 PM', Date.UTC(2022, 6, 27, 12, 30) / 1000],
    ['2022-07-27 13:45:17', seconds],
  ])('%s', (text, wanted) => {
    expect(secondsFromAmericanText(text)).toBe(wanted);
  });

  test.each([
    '27/07/2022 13:45:17',
    '2/30/2022 10:00:00',
    '7/27/2022',
    '7/27/22 10:00:00',
    '7/27/2022 13:00:00 PM',
    '',
  ])('"%s" is none', (text) => {
    expect(secondsFromAmericanText(text)).toBeNaN();
  });
});
