import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStart } from '../../src/io/start-time.ts';

describe('start of a measurement', () => {
  it.each([
    ['3/28/2024', '16:43:15', '2024-03-28T16:43:15'],
    ['28/3/2024', '16:43:15', '2024-03-28T16:43:15'],
    ['17.7.2024', '1:02:03', '2024-07-17T01:02:03'],
    ['5.7.2024', '01:02:03', '2024-07-05T01:02:03'],
    ['2022/7/5', '21:09:58.727375', '2022-07-05T21:09:58.727375'],
    ['2022-12-31', '12:00:00 AM', '2022-12-31T00:00:00'],
    ['2/29/2024', '12:30:00 PM', '2024-02-29T12:30:00'],
    ['7-7-2020', '0:00:00', '2020-07-07T00:00:00'],
    ['12/17/2019', '16:24:35,5', '2019-12-17T16:24:35.5'],
  ])('reads %s %s', (date, time, iso) => {
    expect(parseStart(date, time)).toEqual({ iso, ambiguous: false });
  });

  it.each(['3/4/2024', '10-2-2020', '12/11/2015'])('leaves %s open', (date) => {
    expect(parseStart(date, '12:00:00')).toEqual({ iso: '', ambiguous: true });
  });

  it.each([
    ['DD-M-YYYY', 'HH:MM:SS'],
    ['', ''],
    ['31/31/2024', '12:00:00'],
    ['2/29/2023', '12:00:00'],
    ['3/28/2024', '25:00:00'],
    ['3/28/2024', '13:00:00 PM'],
    ['3/28/2024', '12:00'],
    ['3/28-2024', '12:00:00'],
    ['3/28/24', '12:00:00'],
    ['2024/13/1', '12:00:00'],
  ])('knows nothing of %s %s', (date, time) => {
    expect(parseStart(date, time)).toEqual({ iso: '', ambiguous: false });
  });

  it('agrees with the calendar for every unambiguous day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        (date) => {
          const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
          const expected = `${date.toISOString().slice(0, 10)}T04:05:06`;
          expect(parseStart(`${year}/${month}/${day}`, '4:05:06').iso).toBe(expected);
          expect(parseStart(`${day}.${month}.${year}`, '4:05:06').iso).toBe(expected);
          expect(parseStart(`${month}/${day}/${year}`, '4:05:06').iso).toBe(day > 12 || day === month ? expected : '');
        },
      ),
    );
  });
});
